"""抵扣: what is to come back of one payment, kept out of what is still owed to the same payee on another line.

Proposed by the city, agreed to by finance. Two entries tell it: what was owed counts as paid (OWED→PAID), what was to
be recovered is back in its fund (RECOVERABLE→FUND). No bank moves anything, so both must be of one fund; the years may
differ, where the later one's budget has room. Where what it was kept out of is not to be paid after all, both entries
are taken back by two others and the recovery is open again.
"""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from lib.money import yuan
from lib.refused import Refused
from people.actor import Actor
from people.roles import CITY, FINANCE
from treasury import ledger
from treasury.models import Entry, Obligation, Part, Recovery, SetOff
from treasury.recoveries import FASTER, fill, held, sealed, settle, unfill

State, Cause = Recovery.State, Entry.Cause
FUND_DIFFERS = "两笔不是同一笔资金，不能抵扣：抵扣不动银行的钱，资金之间不能这样划转。"


def ask(*, pk: int, to: int, amount: int, words: str, actor: Actor, at: datetime) -> SetOff:
    """Propose that so much of a recovery is kept out of what is owed on ``to``, an obligation. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "抵扣由市级经办人提出，财务人员批准。")
    told = sealed(words)
    try:
        with transaction.atomic():
            row = held(pk)
            _fits(row, to, amount)
            return SetOff.objects.create(
                recovery=row, to_id=to, amount=amount, words_sealed=told, asked_by_id=actor.account, asked_at=at
            )
    except IntegrityError as error:
        raise Refused("twice", "这一份追回已经有人提出抵扣，等着批准。") from error


def answer(*, pk: int, agree: bool, actor: Actor, at: datetime, on: date) -> SetOff:
    """The second person's yes or no; with yes both lines' entries are written. Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "抵扣由财务人员批准。")
    with transaction.atomic():
        asked = SetOff.objects.get(pk=pk)
        row = held(asked.recovery_id)
        if asked.asked_by_id == actor.user_id:
            raise Refused("own", "这一份是您提出的，要另一个人批准。")
        open_one = SetOff.objects.filter(pk=pk, answered_at__isnull=True)
        if not open_one.update(agreed=agree, answered_by=actor.user_id, answered_at=at):
            raise Refused("faster", FASTER)
        if agree:
            _fits(row, asked.to_id, asked.amount)
            _move((Cause.COVERED, Cause.KEPT), asked, row, on, at, actor.user_id)
            fill(row, asked.amount, on)
            settle(row, repaid=F("repaid") + asked.amount)
        return SetOff.objects.select_related("recovery__obligation", "to").get(pk=pk)


def undo(lines: Iterable[int], *, on: date, at: datetime, by: int | None) -> list[SetOff]:
    """These lines are not to be paid: what was kept out of them is to be recovered again. In a transaction."""
    rows = SetOff.objects.filter(to__line__in=list(lines), agreed=True, undone_at__isnull=True)
    found = list(rows.select_related("recovery__obligation", "to").order_by("pk"))
    for one in found:
        row = held(one.recovery_id)
        SetOff.objects.filter(pk=one.pk).update(undone_at=at)
        _move((Cause.UNCOVERED, Cause.UNKEPT), one, row, on, at, by)
        unfill(row, one.amount)
        Recovery.objects.filter(pk=row.pk).update(repaid=F("repaid") - one.amount, state=State.ORDERED)
    return found


def covered(obligation: int) -> int:
    """How much of what an obligation took on was kept out of its payment, in fen."""
    rows = SetOff.objects.filter(to=obligation, agreed=True, undone_at__isnull=True)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def _fits(row: Recovery, to: int, amount: int) -> None:
    """Raises Refused. Holds ``to`` until the transaction ends."""
    owed = Obligation.objects.select_for_update(of=("self",)).select_related("fund").filter(pk=to).first()
    if row.state != State.ORDERED:
        raise Refused("state", f"这一份现在是“{row.get_state_display()}”，不能抵扣。")
    back = row.obligation
    if owed is None or (owed.person_id, owed.organisation_id) != (back.person_id, back.organisation_id):
        raise Refused("party", "只能从同一个收款人的应付款里抵扣。")
    if owed.pk == back.pk:
        raise Refused("same", "不能从要追回的这一笔自己抵扣。")
    if owed.fund_id != back.fund_id:
        raise Refused("fund", FUND_DIFFERS)
    if Part.objects.filter(obligation=owed, live=True).exists():
        raise Refused("batched", "这一笔已经列入发放批次，不能抵扣。批次作废以后再办。")
    most = min(row.left, owed.owed)
    if not 0 < amount <= most:
        raise Refused(
            "amount", f"抵扣要大于零，最多 {yuan(most)}：还差的 {yuan(row.left)}，那一笔应付 {yuan(owed.owed)}。"
        )
    if owed.year != back.year and ledger.payable_from(owed.fund, owed.year) < amount:
        raise Refused("budget", f"{owed.year} 年的预算不够，不能从这一笔抵扣。财务落实预算以后再办。")


def _move(causes: tuple[str, str], one: SetOff, row: Recovery, on: date, at: datetime, by: int | None) -> None:
    amounts = np.array([one.amount], dtype=np.int64)
    for cause, obligation in zip(causes, (one.to_id, row.obligation_id), strict=True):
        ledger.post(cause, np.array([obligation], dtype=np.int64), amounts, on=on, at=at, by=by, recovery=row.pk)
