"""Answering a correction request: the registers are told, the decision is made again, the person hears of it.

One transaction: either the register, the determination, the answer and the message are all there, or nothing is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from certificates.actions import decide_again
from certificates.desk.forms import Decision
from certificates.my.reasons import in_short
from certificates.my.words import certificate_name
from certificates.queries import Standing, standings
from lib.money import yuan
from lib.refused import Refused
from people import identities, texts
from people.models import Person, User
from people.versions import ADD, CHANGE, WITHDRAW
from records.corrections import actions
from records.corrections.models import Correction
from records.models import ImportRun
from records.runs import correct

ACTIONS = {ADD: "增", CHANGE: "改", WITHDRAW: "撤"}
"""What a file's column 操作 says."""
LEFT_AS_IT_IS = "您申请的更正已经答复：登记没有改。为什么、可以怎么办，请登录查看。"


def grant(*, pk: int, decision: Decision, words: str, by: User, at: datetime, on: date) -> Correction:
    """Write what the decision says, decide again, answer. Raises Refused, also where the register will not have it."""
    with transaction.atomic():
        held = actions.hold(pk)
        before = standings(held.person_id, on=on)
        rows = decision.rows()
        if not rows:
            raise Refused("same", "没有写入：登记里已经是这样了。请再核对；确实不用改的，选“不更正”并写明原因。")
        run = _write(decision.feed, _named(held.person, rows), by, at, pk)
        decide_again(held.person_id, on=on, at=at)
        outcome = compared(before, standings(held.person_id, on=on))
        actions.granted(correction=held, run_id=run.pk, outcome=outcome, words=words, by_id=by.pk, at=at)
        texts.tell(held.person, _good_news(outcome), at)
        return Correction.objects.get(pk=pk)


def refuse(*, pk: int, reason: str, words: str, by: User, at: datetime) -> Correction:
    """Leave the register as it is, and say why. Raises Refused."""
    with transaction.atomic():
        answered = actions.refuse(pk=pk, reason=reason, words=words, by_id=by.pk, at=at)
        texts.tell(answered.person, LEFT_AS_IT_IS, at)
        return answered


def _write(kind: str, rows: list[dict[str, str]], by: User, at: datetime, pk: int) -> ImportRun:
    """All rows are in, or Refused: then the transaction takes back whatever was begun."""
    run = correct(kind=kind, rows=rows, by=by, at=at, why=f"更正申请 {pk}")
    if run.state == ImportRun.State.DONE:
        return run
    if run.live:
        raise Refused("busy", "没有写入：正在导入别的数据。等它导完（“数据管理”里看得到进度），再按一次“照此更正”。")
    raise Refused("register", f"登记没有收下：{run.message.removeprefix('没有更正。')}请照着改好，再按一次。")


def compared(before: Sequence[Standing], after: Sequence[Standing]) -> list[dict[str, Any]]:
    """Each certificate whose answer is another one now; kept with the request, so nothing in it names anybody."""
    told = {one.certificate.entry: one for one in before}
    changed = []
    for one in after:
        was = told.get(one.certificate.entry)
        said = (short(was) if was else "没有登记", short(one))
        if said[0] != said[1]:
            changed.append({
                "entry": one.certificate.entry, "subject": certificate_name(one.certificate), "before": said[0],
                "after": said[1], "accepted": one.explanation.accepted, "amount": one.explanation.amount,
            })  # fmt: skip
    left = {one.certificate.entry for one in after}
    return changed + [
        {"entry": one.certificate.entry, "subject": certificate_name(one.certificate), "before": short(one),
         "after": "不再登记在您名下", "accepted": False, "amount": 0}
        for one in before if one.certificate.entry not in left
    ]  # fmt: skip


def short(one: Standing) -> str:
    if one.explanation.accepted:
        return f"可以领 {yuan(one.explanation.amount)}"
    return in_short(one.explanation, one.case)


def _named(person: Person, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows with whom they are about, as every template about persons begins."""
    who = {"name": person.name, "document": person.get_document_display(), "number": identities.number_of(person)}
    return [{**who, **row, "action": ACTIONS[row["action"]]} for row in rows]


def _good_news(outcome: Sequence[Mapping[str, Any]]) -> str:
    if any(one["accepted"] for one in outcome):
        return "您申请的更正已经改好，有一笔补贴可以领了，请登录查看。"
    return "您申请的更正已经改好，请登录查看。"
