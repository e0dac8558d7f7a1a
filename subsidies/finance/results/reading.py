"""One file of answers, and one payment that did not arrive, as the desk shows them."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.urls import reverse

from people import banking
from people.actor import Actor, address_called
from people.roles import AUDITOR, CITY
from records import events, jobs
from records.screens import stalled
from subsidies import lifecycle
from subsidies.desk import history
from subsidies.finance.batch import Far
from subsidies.models import Application, Line
from subsidies.paying import answers
from treasury import bank, results
from treasury.models import BankResult, Obligation, Payment

SIGNS = {"reading": "look", "taken": "pass", "refused": "fail"}
REMEDIES = {
    "unknown": "请银行核对流水号；不是这里送出的，从回单里去掉。",
    "unsent": "这一笔还没有送出，或者批次已经作废。请银行说明为什么有它的结果。",
    "amount": "请银行核对金额。金额不一致的不能入账。",
    "conflict": "和银行以前说的不一样。请银行书面说明哪一个是对的，再重出回单。",
    "repeated": "请银行去掉说错的那一行。",
    "reason": "请银行补上失败原因。",
    "future": "请银行核对记账日期。",
    "early": "请银行核对记账日期。",
}
OTHER = "请照着模板的列名和写法改好，重新上传；或者请银行重出。"


def context(row: BankResult, at: datetime) -> dict[str, Any]:
    """The counts, each wrong row with its words and what to do, the remarks."""
    problems = [_told(one) for one in row.problems]
    kinds = Counter(words for _, _, words, _, _ in problems)
    return {
        "answer": row, "sign": SIGNS[row.state], "problems": problems, "kinds": kinds.most_common(),
        "remarks": [_told(one) for one in row.remarks], "shown": results.SHOWN, "far": far_of(row, at),
    }  # fmt: skip


def _told(one: list[Any]) -> tuple[int, str, str, str, str]:
    """Row, reference, words, what was found, what to do."""
    row, reference, code, found = one
    if code in results.WORDS:
        return row, reference, results.WORDS[code], found, REMEDIES.get(code, "")
    title, _, message = found.partition("：")
    return row, reference, title if message else "看不懂", message or found, OTHER


def far_of(row: BankResult, at: datetime) -> Far | None:
    if row.state != BankResult.State.READING:
        return None
    job = jobs.latest(answers.VERB, row.pk)
    return Far(
        (job.said if job else "") or "正在核对回单", stalled(job, at), reverse("money:answer-far", args=[row.pk])
    )


def failed(row: Application, actor: Actor) -> dict[str, Any]:
    """Why it did not arrive, who mends it, and the payments that were tried."""
    lines = list(Line.objects.visible_to(actor).filter(application=row, state=Line.State.FAILED))
    tries = (
        Payment.objects.visible_to(actor)
        .filter(parts__obligation__line__in=[one.pk for one in lines])
        .select_related("batch", "account")
        .order_by("-pk")
        .distinct()
    )
    shown = [(one, banking.shown(one.account), bank.FAILURES.get(one.failure, "")) for one in tries]
    chain = events.of(lifecycle.chain(row))
    last = next((one for one, _, _ in shown if one.state == Payment.State.FAILED), None)
    owed = Obligation.objects.filter(line__in=[one.pk for one in lines]).order_by("line")
    return {
        "case": row, "owed": owed, "tries": shown, "why": bank.FAILURES.get(last.failure, "") if last else "",
        "by_bank": bool(last and last.failure in bank.AGAIN), "case_url": case_url(row, actor),
        "told": history.told([one for one in chain if one.verb in ("failed", "pay-again")][-6:]).lines,
    }  # fmt: skip


def case_url(row: Application, actor: Actor) -> str:
    return address_called("cases:case", row.pk) if actor.has(CITY, AUDITOR) else ""
