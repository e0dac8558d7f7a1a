"""我的钱卡在哪: what keeps one's money, when and where it arrived, why it did not, what has to be paid back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from people import banking
from people.actor import Actor
from subsidies.actions.claims import day_of
from subsidies.letters.gathering import APPEAL
from subsidies.models import Application, Line
from subsidies.paying import gates
from subsidies.paying.gates import Gate
from treasury import bank, recoveries
from treasury.models import Batch, Gated, Instalment, Payment, Recovery, SetOff

State = Line.State
SHOWN = (State.PAYABLE, State.BATCHED, State.PAID, State.FAILED)


@dataclass(frozen=True)
class Kept:
    """A set-off that was agreed to. ``number``: of the other case, or of the order it was kept for."""

    row: SetOff
    words: str
    number: str


@dataclass(frozen=True)
class Back:
    """What has to be paid back. ``next_one``: the instalment whose turn it is; ``appeal_by``: where it was read that
    very day; ``paper``: the number of its letter, empty until it is made."""

    row: Recovery
    words: str
    instalments: list[Instalment]
    appeal_by: date | None
    paper: str
    kept: list[Kept]

    @property
    def left(self) -> int:
        return self.row.left

    @property
    def next_one(self) -> Instalment | None:
        return next((one for one in self.instalments if one.repaid_on is None), None)


@dataclass(frozen=True)
class Money:
    """``state``: payable, batched, failed, paid. ``stuck``: the gates that failed when it was last looked at, ``on``.

    payment  the last that was tried; None before there was one
    failure  why the bank turned it down, in words
    kept     what was kept out of it for what the person must give back; ``amount`` is what remains
    choose   whether the applicant mends it by another account
    """

    state: str
    amount: int
    stuck: list[Gate]
    on: date | None
    payment: Payment | None
    account: str
    failure: str
    choose: bool
    waits: str
    backs: list[Back]
    kept: list[Kept]


def of(application: Application, actor: Actor) -> Money | None:
    """None before it may be paid. A fixed number of queries."""
    line: Line | None = next((one for one in application.lines.all() if one.state != State.CLOSED), None)
    backs = _backs(application, actor)
    if application.state != Application.State.APPROVED or line is None or line.state not in SHOWN:
        return Money("", 0, [], None, None, "", "", False, "", backs, []) if backs else None
    gated = _gated(line, actor) if line.state == State.PAYABLE else None
    stuck = _stuck(gated)
    payment = _payment(line, actor)
    failure = payment.failure if payment and line.state == State.FAILED else ""
    choose = (line.state == State.FAILED and failure not in bank.AGAIN) or gates.ACCOUNT in stuck
    kept = _kept_out(line, actor)
    return Money(
        str(line.state), line.amount - sum(one.row.amount for one in kept), stuck,
        gated.batch.on if gated else None, payment,
        banking.shown(payment.account) if payment else "", bank.FAILURES.get(failure, ""), choose,
        _waits(payment) if line.state == State.BATCHED else "", backs, kept,
    )  # fmt: skip


def _gated(line: Line, actor: Actor) -> Gated | None:
    rows = Gated.objects.visible_to(actor).filter(obligation__line=line.pk).select_related("batch")
    last: Gated | None = rows.order_by("-pk").first()
    return last if last and not last.passed else None


def _stuck(gated: Gated | None) -> list[Gate]:
    return [gates.BY_CODE[code] for code in gated.failed.split() if code in gates.BY_CODE] if gated else []


def _payment(line: Line, actor: Actor) -> Payment | None:
    rows = Payment.objects.visible_to(actor).filter(parts__obligation__line=line.pk)
    found: Any = rows.exclude(state=Payment.State.CANCELLED).select_related("batch", "account").order_by("-pk").first()
    return found


def _waits(payment: Payment | None) -> str:
    """Whose turn it is while it is in a batch."""
    if payment is None or payment.batch.state in (Batch.State.DRAWING, Batch.State.DRAWN):
        return "各项核对都通过，已经列入批次，轮到另一位财务人员复核。"
    if payment.batch.due_on:
        return f"已经送到银行，最晚{payment.batch.due_on:%Y年%-m月%-d日}答复。"
    return "复核通过，正在送到银行。"


def _backs(application: Application, actor: Actor) -> list[Back]:
    lines = [one.pk for one in application.lines.all()]
    rows = Recovery.objects.visible_to(actor).filter(
        obligation__line__in=lines, state__in=[Recovery.State.ORDERED, Recovery.State.SETTLED]
    )  # fmt: skip
    return [
        Back(row, recoveries.words_of(row), list(row.instalments.all()), _appeal_by(row),
             next((one.number for one in row.letters.all()), ""), _kept_for(row, actor))
        for row in rows.prefetch_related("instalments", "letters").order_by("-pk")
    ]  # fmt: skip


def _kept_out(line: Line, actor: Actor) -> list[Kept]:
    rows = SetOff.objects.visible_to(actor).filter(to__line=line.pk, agreed=True, undone_at__isnull=True)
    return [Kept(one, recoveries.words_of(one), one.recovery.number) for one in rows.select_related("recovery")]


def _kept_for(row: Recovery, actor: Actor) -> list[Kept]:
    rows = SetOff.objects.visible_to(actor).filter(recovery=row, agreed=True).select_related("to")
    numbers = dict(Line.objects.filter(pk__in=[one.to.line for one in rows]).values_list("pk", "application__number"))
    return [Kept(one, recoveries.words_of(one), numbers[one.to.line] or "") for one in rows]


def _appeal_by(row: Recovery) -> date | None:
    return day_of(row.answered_at) + APPEAL if row.answered_at else None
