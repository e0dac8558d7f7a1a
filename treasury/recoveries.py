"""追回: ordered by two persons, paid back in instalments, written off only with a reason and by two.

Money that comes back returns to the fund and year it came from. Who may ask and who may agree, the matrix says: the
city orders, finance is the second person.
"""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F

from lib.money import yuan
from lib.refused import Refused
from people import keys
from people.actor import Actor
from people.roles import CITY, FINANCE
from treasury import ledger
from treasury.models import Entry, Instalment, Obligation, Recovery, SetOff, WriteOff

SAID = "recovery"
MOST_INSTALMENTS = 36
State, Cause = Recovery.State, Entry.Cause
FASTER = "没有办成：同事刚刚办过这一份。请刷新后看现在到了哪一步。"


def ask(
    *,
    obligation: int,
    amount: int,
    ground: str,
    words: str,
    instalments: Sequence[tuple[date, int]],
    actor: Actor | None,
    at: datetime,
    on: date,
    determination: int | None = None,
) -> Recovery:
    """Propose that so much of what was paid comes back, by these days. Raises Refused.

    ``actor`` None: the machine, which then names the determination that says so.
    """
    if actor is None:
        assert determination is not None
    elif not actor.has(CITY):
        raise Refused("not-yours", "追回由市级经办人提出，财务人员批准。")
    if ground not in (Recovery.Ground.values if actor is None else Recovery.BY_PEOPLE):
        raise Refused("ground", "请选择追回的原因。")
    _planned(amount, instalments, on)
    try:
        with transaction.atomic():
            row = Obligation.objects.select_for_update().get(pk=obligation)
            if not 0 < amount <= row.paid:
                raise Refused("amount", f"追回的金额要大于零，不超过已付的 {yuan(row.paid)}。")
            if SetOff.objects.filter(recovery__obligation=row, agreed=True, undone_at=None, to__owed__gt=0).exists():
                raise Refused("set-off", "前一份追回抵扣的那笔补贴还没有发完，发完以后才能再提出追回。")
            made = Recovery.objects.create(
                obligation=row, number=_number(on, obligation), amount=amount, ground=ground,
                determination=determination, words_sealed=sealed(words),
                asked_by_id=actor.account if actor else None, asked_at=at,
            )  # fmt: skip
            _lay(made, instalments)
    except IntegrityError as error:
        raise Refused("twice", "这一笔已经有一份追回决定在办。请先办完那一份。") from error
    return made


def _planned(amount: int, instalments: Sequence[tuple[date, int]], on: date) -> None:
    days = [day for day, _ in instalments]
    if not 1 <= len(instalments) <= MOST_INSTALMENTS:
        raise Refused("instalments", f"分期要有 1 到 {MOST_INSTALMENTS} 期。")
    if any(part <= 0 for _, part in instalments) or sum(part for _, part in instalments) != amount:
        raise Refused("instalments", "各期金额都要大于零，加起来要等于追回的金额。")
    if days != sorted(set(days)) or days[0] <= on:
        raise Refused("instalments", "各期的最晚退回日要一期比一期晚，第一期要在今天以后。")


def _lay(row: Recovery, instalments: Sequence[tuple[date, int]]) -> None:
    Instalment.objects.bulk_create(
        Instalment(recovery=row, place=place, due_on=day, amount=part)
        for place, (day, part) in enumerate(instalments, 1)
    )


def _number(on: date, obligation: int) -> str:
    times = Recovery.objects.filter(obligation=obligation).count()
    return f"ZH{on:%Y%m%d}{obligation:06d}{times + 1}"[-20:]


def answer(
    *, pk: int, agree: bool, actor: Actor, at: datetime, on: date, instalments: Sequence[tuple[date, int]] = ()
) -> Recovery:
    """The second person's yes or no; with yes the money is owed back from now on. Raises Refused.

    ``instalments``: other ones, where the machine has proposed it: nobody has yet asked whoever is to pay back.
    """
    if not actor.has(FINANCE):
        raise Refused("not-yours", "追回由财务人员批准。")
    with transaction.atomic():
        row = held(pk)
        if row.asked_by_id == actor.user_id:
            raise Refused("own", "这一份是您提出的，要另一个人批准。")
        state = State.ORDERED if agree else State.DENIED
        asked = Recovery.objects.filter(pk=pk, state=State.ASKED)
        if not asked.update(state=state, answered_by=actor.user_id, answered_at=at):
            raise Refused("faster", FASTER)
        if agree and instalments and row.asked_by_id is None:
            _planned(row.amount, instalments, on)
            row.instalments.all().delete()
            _lay(row, instalments)
        if agree:
            _post(Cause.RECOVER, row, row.amount, on, at, actor.user_id)
        row.refresh_from_db()
        return row


def repaid(*, pk: int, amount: int, actor: Actor, at: datetime, on: date, seen: int | None = None) -> Recovery:
    """So much came back on a day; it fills the instalments in order. ``seen``: what was still open when it was looked
    at: sent twice, it is entered once. Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "退款由财务人员登记。")
    with transaction.atomic():
        row = held(pk)
        left = row.left
        if row.state != State.ORDERED:
            raise Refused("state", f"这一份现在是“{row.get_state_display()}”，不能登记退款。")
        if seen is not None and seen != left:
            raise Refused("amount", f"刚才已经登记过一笔，现在还差 {yuan(left)}。请核对收到的是不是又一笔，再登记。")
        if not 0 < amount <= left:
            raise Refused("amount", f"退款要大于零，不超过还差的 {yuan(left)}。多退的请原路退还本人。")
        _post(Cause.REPAID, row, amount, on, at, actor.user_id)
        fill(row, amount, on)
        return settle(row, repaid=F("repaid") + amount)


def fill(row: Recovery, amount: int, on: date) -> None:
    """Put it to the instalments in order, the first that are open first. In a transaction that holds the recovery."""
    for one in row.instalments.select_for_update().filter(repaid_on__isnull=True).order_by("place"):
        part = min(amount, one.amount - one.repaid)
        full = part == one.amount - one.repaid
        Instalment.objects.filter(pk=one.pk).update(repaid=one.repaid + part, repaid_on=on if full else None)
        amount -= part
        if not amount:
            return


def unfill(row: Recovery, amount: int) -> None:
    """Take it out of the instalments again, the last that were filled first. In a transaction that holds it."""
    for one in row.instalments.select_for_update().filter(repaid__gt=0).order_by("-place"):
        part = min(amount, one.repaid)
        Instalment.objects.filter(pk=one.pk).update(repaid=one.repaid - part, repaid_on=None)
        amount -= part
        if not amount:
            return


def ask_write_off(*, pk: int, amount: int, words: str, actor: Actor, at: datetime) -> WriteOff:
    """Propose that so much will not come back, and why. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "核销由市级经办人提出，财务人员批准。")
    told = sealed(words)
    try:
        with transaction.atomic():
            row = held(pk)
            _open(row, amount)
            return WriteOff.objects.create(
                recovery=row, amount=amount, words_sealed=told, asked_by_id=actor.account, asked_at=at
            )
    except IntegrityError as error:
        raise Refused("twice", "这一份追回已经有人提出核销，等着批准。") from error


def answer_write_off(*, pk: int, agree: bool, actor: Actor, at: datetime, on: date) -> WriteOff:
    """Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "核销由财务人员批准。")
    with transaction.atomic():
        asked = WriteOff.objects.get(pk=pk)
        row = held(asked.recovery_id)
        if asked.asked_by_id == actor.user_id:
            raise Refused("own", "这一份是您提出的，要另一个人批准。")
        open_one = WriteOff.objects.filter(pk=pk, answered_at__isnull=True)
        if not open_one.update(agreed=agree, answered_by=actor.user_id, answered_at=at):
            raise Refused("faster", FASTER)
        if agree:
            _open(row, asked.amount)
            _post(Cause.WRITTEN_OFF, row, asked.amount, on, at, actor.user_id)
            settle(row, written_off=F("written_off") + asked.amount)
        asked.refresh_from_db()
        return asked


def words_of(row: Recovery | WriteOff | SetOff) -> str:
    return keys.unseal(SAID, bytes(row.words_sealed))


def _open(row: Recovery, amount: int) -> None:
    left = row.left
    if row.state != State.ORDERED or not 0 < amount <= left:
        raise Refused("amount", f"只能核销还差的部分，现在还差 {yuan(left if row.state == State.ORDERED else 0)}。")


def settle(row: Recovery, **changes: object) -> Recovery:
    """Write down what came; it is settled where nothing is left. In a transaction that holds it."""
    Recovery.objects.filter(pk=row.pk).update(**changes)
    rows = Recovery.objects.filter(pk=row.pk, state=State.ORDERED, amount=F("repaid") + F("written_off"))
    rows.update(state=State.SETTLED)
    return Recovery.objects.select_related("obligation").get(pk=row.pk)


def _post(cause: str, row: Recovery, amount: int, on: date, at: datetime, by: int | None) -> None:
    ids, amounts = (np.array([one], dtype=np.int64) for one in (row.obligation_id, amount))
    ledger.post(cause, ids, amounts, on=on, at=at, by=by, recovery=row.pk)


def held(pk: int) -> Recovery:
    """Until the transaction ends. Raises Refused."""
    row = Recovery.objects.select_for_update(of=("self",)).select_related("obligation").filter(pk=pk).first()
    if row is None:
        raise Refused("not-there", "没有找到这份追回决定。")
    return row


def sealed(words: str) -> bytes:
    """A reason, kept sealed. Raises Refused."""
    if not 4 <= len(words.strip()) <= 1000:
        raise Refused("words", "请写清楚理由，4到1000个字。")
    return keys.seal(SAID, words.strip())
