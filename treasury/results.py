"""回单: the bank's answers taken in, as a whole or not at all.

Every row is looked at before any is taken: whatever is unknown, contradicts what is known or names another amount
keeps the whole file out, and each such row is told. A row that says again what is known changes nothing and is only
remarked. So files may come in any order, twice, and by halves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import IntegrityError, transaction

from lib.money import yuan
from lib.refused import Refused
from lib.workbook import Checked, Unreadable, check, read
from people import bulk
from people.actor import Actor
from people.models import User
from people.roles import FINANCE
from records import files
from treasury import bank, batches, ledger
from treasury.models import BankResult, Entry, Part, Payment

State = BankResult.State
MOST_BYTES = 64 * 1024 * 1024
SHOWN = 500  # problems and remarks that are kept to be read
WORDS = {
    "unknown": "没有这个流水号",
    "unsent": "这一笔没有送过银行",
    "amount": "金额和送出的不一样",
    "conflict": "和以前的回单说的不一样",
    "repeated": "同一份回单里说法不一",
    "reason": "失败的没有写原因",
    "future": "记账日期还没有到",
    "early": "记账日期早于送银行的那天",
    "known": "以前的回单已经说过",
}


@dataclass(frozen=True)
class Taken:
    """What a file of answers brought: ids of lines, and of the payments they were paid by."""

    paid: list[int]
    failed: dict[int, str]


class _Sent(NamedTuple):
    """What is known of a payment that a row names."""

    pk: int
    reference: str
    state: str
    amount: int
    failure: str
    batch: int
    on: date
    sent_at: datetime | None

    @property
    def words(self) -> str:
        return str(Payment.State(self.state).label)


def receive(*, content: bytes, name: str, actor: Actor, at: datetime) -> BankResult:
    """Keep a file of answers, to be read by a job. The same file again is the same. Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "银行回单由财务人员上传。")
    if not content:
        raise Refused("empty", "这个文件是空的。请重新选一个。")
    if len(content) > MOST_BYTES:
        raise Refused("size", "这个文件超过 64 MB。请让银行分成几份。")
    sha256 = files.hash_of(content)
    there = BankResult.objects.filter(sha256=sha256).exclude(state=State.REFUSED)
    try:
        with transaction.atomic():
            if found := there.first():
                return found
            file = files.keep(content, name, User.objects.get(pk=actor.account), at)
            return BankResult.objects.create(file=file, sha256=sha256, by_id=actor.account, at=at)
    except IntegrityError:
        return there.get()


def take(result: BankResult, *, on: date, at: datetime) -> Taken:
    """Read it and enter it in the books. In a transaction. What is wrong with it is kept with it, and nothing taken."""
    if result.state != State.READING:
        return Taken([], {})
    try:
        book = read(files.content_of(result.file), result.file.name, bank.ANSWER)
    except Unreadable as error:
        return _refuse(result, str(error))
    checked = check(book, bank.ANSWER)
    first = [
        [int(one.row), _named(checked, one.row), one.code, f"{one.title}：{one.message}"]
        for one in checked.problems.head(SHOWN)
        if one.code != "repeated-key"
    ]
    if first:
        return _refuse(result, "有看不懂的行", rows=len(book), problems=first)
    return _compare(result, checked, on, at)


def _named(checked: Checked, row: int) -> str:
    found = np.flatnonzero(checked.rows == row)
    return str(checked.columns["reference"][found[0]]) if len(found) else ""


def _refuse(result: BankResult, said: str, **told: Any) -> Taken:
    BankResult.objects.filter(pk=result.pk, state=State.READING).update(state=State.REFUSED, said=said[:200], **told)
    return Taken([], {})


def gave_up(pk: int, why: str) -> None:
    BankResult.objects.filter(pk=pk, state=State.READING).update(state=State.REFUSED, said=why)


def _compare(result: BankResult, checked: Checked, on: date, at: datetime) -> Taken:
    known = _known(checked.columns["reference"])
    problems: list[list[Any]] = []
    remarks: list[list[Any]] = []
    fresh: dict[str, tuple[_Sent, str, str, date]] = {}
    columns = checked.columns
    rows = zip(
        checked.rows.tolist(), columns["reference"], columns["outcome"], columns["amount"].tolist(),
        columns["on"].astype(object), columns["failure"], strict=True,
    )  # fmt: skip
    for row, reference, outcome, amount, day, failure in rows:
        code, found = _judged(known.get(reference), fresh.get(reference), outcome, amount, day, failure, on)
        if code == "known":
            remarks.append([row, reference, code, found])
        elif code:
            problems.append([row, reference, code, found])
        else:
            fresh[reference] = (known[reference], outcome, failure or "", day)
    told = {"rows": len(checked.rows), "remarks": remarks[:SHOWN]}
    if problems:
        said = f"{len(problems)} 行有问题，整份没有采用"
        return _refuse(result, said, problems=problems[:SHOWN], **told)
    return _enter(result, list(fresh.values()), at, told)


def _known(references: Iterable[str]) -> dict[str, _Sent]:
    """The payments that are named, held until the transaction ends."""
    ids = bulk.select_in("SELECT id FROM treasury_payment WHERE reference", sorted(set(references)))
    held = Payment.objects.select_for_update(of=("self",)).order_by("pk")
    rows = bulk.those(held, np.array([pk for (pk,) in ids], dtype=np.int64))
    fields = ("pk", "reference", "state", "amount", "failure", "batch_id", "batch__on", "batch__sent_at")
    return {row[1]: _Sent(*row) for row in rows.values_list(*fields)}


def _judged(
    payment: _Sent | None, before: Any, outcome: str, amount: int, day: date, failure: str, on: date
) -> tuple[str, str]:
    """What is wrong with a row, or "known"; empty where it is news."""
    if payment is None:
        return "unknown", ""
    if payment.state in (Payment.State.PLANNED, Payment.State.CANCELLED):
        return "unsent", payment.words
    if amount != payment.amount:
        return "amount", f"回单 {yuan(amount)}，送出 {yuan(payment.amount)}"
    if outcome == bank.FAILED and not failure:
        return "reason", ""
    if day > on:
        return "future", day.isoformat()
    if payment.sent_at is None or day < payment.on:
        return "early", day.isoformat()
    if before is not None:
        same = before[1:3] == (outcome, failure or "")
        return ("known", "同一份里写了两遍") if same else ("repeated", "")
    if payment.state == Payment.State.SENT:
        return "", ""
    same = payment.state == outcome and payment.failure == (failure or "")
    return ("known", payment.words) if same else ("conflict", f"以前：{payment.words}")


def _enter(result: BankResult, fresh: list[tuple[_Sent, str, str, date]], at: datetime, told: dict) -> Taken:
    paid = {one.pk: day for one, outcome, _, day in fresh if outcome == bank.PAID}
    failed = {one.pk: (failure, day) for one, outcome, failure, day in fresh if outcome == bank.FAILED}
    for day in set(paid.values()):
        arrived = [pk for pk, on in paid.items() if on == day]
        bulk.update(Payment, arrived, {"state": bank.PAID, "ended_on": day})
    for failure, day in set(failed.values()):
        bounced = [pk for pk, why in failed.items() if why == (failure, day)]
        bulk.update(Payment, bounced, {"state": bank.FAILED, "failure": failure, "ended_on": day})
    parts = _parts_of([*paid, *failed])
    _book(parts, paid, at, result.by_id)
    dead = [pk for pk, _, payment, _, _ in parts if payment in failed]
    bulk.update(Part, dead, {"live": False})
    batches.finish({one.batch for one, *_ in fresh})
    amount = sum(one.amount for one, outcome, *_ in fresh if outcome == bank.PAID)
    BankResult.objects.filter(pk=result.pk).update(
        state=State.TAKEN, paid=len(paid), failed=len(failed), amount=amount, **told
    )  # fmt: skip
    return Taken(
        [line for *_, payment, line, _ in parts if payment in paid],
        {line: failed[payment][0] for *_, payment, line, _ in parts if payment in failed},
    )


def _parts_of(payments: list[int]) -> list[tuple[int, int, int, int, int]]:
    """(part, obligation, payment, line, amount) of every live part of these payments."""
    sql = """
        SELECT p.id, p.obligation_id, p.payment_id, o.line, p.amount FROM treasury_part p
        JOIN treasury_obligation o ON o.id = p.obligation_id WHERE p.live AND p.payment_id
    """
    return sorted(bulk.select_in(sql, payments))


def _book(parts: list[tuple[int, int, int, int, int]], paid: dict[int, date], at: datetime, by: int) -> None:
    """One entry for each part that arrived, on the bank's own day."""
    for day in sorted(set(paid.values())):
        rows = [row for row in parts if paid.get(row[2]) == day]
        obligations, payments, amounts = (np.array([row[place] for row in rows], dtype=np.int64) for place in (1, 2, 4))
        ledger.post(Entry.Cause.PAID, obligations, amounts, on=day, at=at, by=by, payments=payments)
