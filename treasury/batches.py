"""发放批次: drawn by one person, agreed to by another on the same day, sent to the bank as one file.

Which lines go in, the spine finds out and hands over as columns; here they are frozen, added up and moved on. Every
step is a conditional update: whoever comes second is told that a colleague was faster.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from lib.money import yuan
from lib.refused import Refused
from people import bulk
from people.actor import Actor
from people.roles import FINANCE
from treasury.models import Batch, Fund, Gated, Part, Payment

State = Batch.State
FASTER = "没有办成：同事刚刚办过这一批，或者它刚刚有了变化。请刷新后看现在到了哪一步。"
SECOND, TOTAL = "G-SECOND", "G-TOTAL"


@dataclass(frozen=True)
class Chosen:
    """Lines that passed every gate, one row each, aligned. No payee is 0; every line has one.

    obligation, amount, person, organisation, account   int64
    """

    obligation: np.ndarray
    amount: np.ndarray
    person: np.ndarray
    organisation: np.ndarray
    account: np.ndarray

    def __len__(self) -> int:
        return len(self.obligation)


@dataclass(frozen=True)
class Looked:
    """What the gates said of every line that was looked at, aligned. ``found``: JSON texts; ``failed``: codes."""

    obligation: np.ndarray
    failed: list[str]
    found: list[str]


def begin(*, scheme: str, fund: Fund, on: date, actor: Actor, at: datetime) -> Batch:
    """A new batch, to be drawn; the one that is being drawn or waits for its second person, if there is one.

    Raises Refused.
    """
    _finance(actor)
    unfinished = Batch.objects.filter(scheme=scheme, fund=fund, state__in=[State.DRAWING, State.DRAWN])
    try:
        with transaction.atomic():
            if found := unfinished.first():
                return found
            number = _number(scheme, on)
            return Batch.objects.create(
                number=number, scheme=scheme, fund=fund, on=on, drawn_by_id=actor.account, drawn_at=at
            )
    except IntegrityError:  # two windows at once
        if found := unfinished.first():
            return found
        raise Refused("faster", FASTER) from None


def _number(scheme: str, on: date) -> str:
    """SU26112803: the third of its scheme that day."""
    stem = f"{scheme}{on:%y%m%d}"
    numbers = Batch.objects.filter(number__startswith=stem).values_list("number", flat=True)
    last = numbers.order_by(Length("number").desc(), "-number").first()  # the hundredth comes after the ninety-ninth
    return f"{stem}{int(last[len(stem) :]) + 1 if last else 1:02d}"


def freeze(batch: Batch, chosen: Chosen, looked: Looked) -> Batch:
    """Write down what was found, and one payment for each payee of what passed. In a transaction. Raises Refused.

    Where nothing passed the batch is over; what the gates said stays to be read.
    """
    _keep_gates(batch, looked)
    left_out = sum(1 for codes in looked.failed if codes)
    if not len(chosen):
        said = "没有可以列入的" if len(looked.failed) else "没有等着发放的"
        _move(batch.pk, State.DRAWING, State.CANCELLED, left_out=left_out, said=said)
        return Batch.objects.get(pk=batch.pk)
    digest, payments = _keep_payments(batch, chosen)
    _move(
        batch.pk, State.DRAWING, State.DRAWN, payments_count=payments, lines_count=len(chosen), left_out=left_out,
        amount=int(chosen.amount.sum()), hash=digest,
    )  # fmt: skip
    return Batch.objects.get(pk=batch.pk)


def _keep_gates(batch: Batch, looked: Looked) -> None:
    if not len(looked.obligation):
        return
    bulk.write(
        Gated,
        {"batch_id": batch.pk, "obligation_id": looked.obligation, "passed": [not codes for codes in looked.failed],
         "failed": looked.failed, "found": looked.found},
    )  # fmt: skip


def _keep_payments(batch: Batch, chosen: Chosen) -> tuple[str, int]:
    """The frozen payments: the hash of all of them, and how many."""
    payee = np.stack([chosen.person, chosen.organisation, chosen.account])
    _, first, which = np.unique(payee, axis=1, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # places in the order of the lines
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    which, first = rank[which.reshape(-1)], first[order]
    amounts = np.zeros(len(first), dtype=np.int64)
    np.add.at(amounts, which, chosen.amount)
    ids, places = bulk.reserve(Payment, len(first)), list(range(1, len(first) + 1))
    references = [f"{batch.number}{place:06d}" for place in places]
    bulk.write(
        Payment,
        {"id": ids, "batch_id": batch.pk, "place": places, "reference": references,
         "person_id": _or_none(chosen.person[first]), "organisation_id": _or_none(chosen.organisation[first]),
         "account_id": chosen.account[first], "amount": amounts, "state": str(Payment.State.PLANNED), "failure": ""},
    )  # fmt: skip
    try:
        with transaction.atomic():
            bulk.write(Part, {"payment_id": ids[which], "obligation_id": chosen.obligation, "amount": chosen.amount,
                              "live": True})  # fmt: skip
    except IntegrityError as error:
        raise Refused("live", "有一笔已经在别的批次里，没有重复列入。请重新生成。") from error
    return _digest(batch), len(first)


def _or_none(ids: np.ndarray) -> list[int | None]:
    return [pk or None for pk in ids.tolist()]


def _digest(batch: Batch) -> str:
    """Over everything that must not change once it is frozen: reference, payee, account, lines and amounts."""
    rows = Part.objects.filter(payment__batch=batch).order_by("payment__place", "obligation")
    told = rows.values_list(
        "payment__reference", "payment__person", "payment__organisation", "payment__account", "obligation", "amount"
    )
    tied = hashlib.sha256()
    for row in told.iterator(chunk_size=5000):
        tied.update(",".join(map(str, row)).encode() + b"\n")
    return tied.hexdigest()


def holds(batch: Batch) -> bool:
    """Is what is in it what was frozen?"""
    return not batch.hash or _digest(batch) == batch.hash


def agree(*, pk: int, actor: Actor, at: datetime, on: date, seen: str) -> Batch:
    """The second person agrees to what was drawn, on the day it was decided for. Raises Refused.

    seen  the hash of what the actor looked at
    """
    _finance(actor)
    with transaction.atomic():
        batch = _held(pk)
        if batch.state != State.DRAWN:
            raise Refused("state", f"这一批现在是“{batch.get_state_display()}”，不用复核。请刷新后核对。")
        if batch.drawn_by_id == actor.user_id:
            raise Refused("own", "这一批是您生成的，要另一位财务人员复核。")
        if batch.on != on:
            raise Refused("old", "各项条件是按生成那天核对的，复核要在同一天。请作废这一批，重新生成。")
        if seen != batch.hash:
            raise Refused("faster", FASTER)
        added, parts, payments = _added(batch)
        if not added == parts == batch.amount or payments != batch.payments_count or not holds(batch):
            raise Refused("total", "批次的合计和逐笔相加的不一致，不能复核。请作废这一批，并告诉管理员。")
        gates = [[SECOND, True, ""], [TOTAL, True, yuan(added)]]
        rows = Payment.objects.filter(batch=batch, state=Payment.State.PLANNED)
        rows.update(agreed_by=actor.user_id)
        _move(pk, State.DRAWN, State.AGREED, agreed_by_id=actor.user_id, agreed_at=at, gates=gates)
        return Batch.objects.get(pk=pk)


def _added(batch: Batch) -> tuple[int, int, int]:
    """The payments added up, their parts added up, and how many payments."""
    planned = Payment.objects.filter(batch=batch, state=Payment.State.PLANNED)
    payments = planned.aggregate(total=Sum("amount"), many=Count("pk"))
    parts = Part.objects.filter(payment__in=planned, live=True).aggregate(total=Sum("amount"))
    return payments["total"] or 0, parts["total"] or 0, payments["many"]


def cancel(*, pk: int, actor: Actor, at: datetime, why: str) -> list[int]:
    """Call it off before it is sent: gives the lines that may go into another. In a transaction. Raises Refused."""
    _finance(actor)
    why = why.strip()
    if not 2 <= len(why) <= 200:
        raise Refused("note", "请写明为什么作废，2到200个字。")
    batch = _held(pk)
    if batch.state not in (State.DRAWN, State.AGREED):
        raise Refused("state", f"这一批现在是“{batch.get_state_display()}”，不能作废。请刷新后核对。")
    payments = Payment.objects.filter(batch=batch)
    payments.update(state=Payment.State.CANCELLED)
    parts = Part.objects.filter(payment__batch=batch, live=True)
    lines = list(parts.values_list("obligation__line", flat=True))
    parts.update(live=False)
    _move(pk, batch.state, State.CANCELLED, said=why)
    return lines


def gave_up(pk: int, why: str) -> None:
    """A batch that could not be drawn."""
    Batch.objects.filter(pk=pk, state=State.DRAWING).update(state=State.CANCELLED, said=why)


def sent(batch: Batch, *, file: Any, at: datetime, due_on: date) -> Batch:
    """Its file is written and on its way. In a transaction. Raises Refused."""
    _move(batch.pk, State.AGREED, State.SENT, file=file, sent_at=at, due_on=due_on)
    Payment.objects.filter(batch=batch, state=Payment.State.PLANNED).update(state=Payment.State.SENT)
    return Batch.objects.get(pk=batch.pk)


def finish(batches: Iterable[int]) -> None:
    """Those of these that the bank has answered in full are done."""
    open_ones = Payment.objects.filter(batch__in=list(batches), state=Payment.State.SENT).values("batch")
    Batch.objects.filter(pk__in=list(batches), state=State.SENT).exclude(pk__in=open_ones).update(state=State.DONE)


def _held(pk: int) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=pk).first()
    if batch is None:
        raise Refused("not-there", "没有找到这一批。")
    return batch


def _move(pk: int, source: str, target: str, **changes: Any) -> None:
    if not Batch.objects.filter(pk=pk, state=source).update(state=target, **changes):
        raise Refused("faster", FASTER)


def _finance(actor: Actor) -> None:
    if not actor.has(FINANCE):
        raise Refused("not-yours", "发放批次由财务人员办理。")
