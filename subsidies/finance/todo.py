"""What finance has to do first, each with how much money it is about and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Sum
from django.urls import reverse

from lib.due import Due
from lib.money import yuan
from people.actor import Actor
from policy import scheme_of
from subsidies import clocks
from subsidies.handling import handled
from subsidies.models import Application, Line
from treasury.models import Appropriation, BankResult, Batch, Obligation, Recovery, SetOff, WriteOff

COUNTED = 10_000
BATCH = Batch.State


@dataclass(frozen=True)
class Item:
    """One row of a list. ``key``: what is compared with the open one; ``stage``: late, soon or far, for CSS."""

    key: Any
    url: str
    what: str
    who: str
    due: str
    stage: str = "far"


@dataclass(frozen=True)
class Waiting:
    """Lines of a scheme that wait for a batch. ``first_on``: since when the one that waits longest has been over."""

    scheme: str
    count: int
    amount: int
    first_on: date | None

    @property
    def until(self) -> date | None:
        return clocks.due("batch", self.first_on) if self.first_on else None


def waiting(actor: Actor, scheme: str = "") -> list[Waiting]:
    """Of each scheme that is handled, or of one. Three queries."""
    approved = Application.State.APPROVED
    rows = Line.objects.visible_to(actor).filter(state=Line.State.PAYABLE, application__state=approved)
    if scheme:
        rows = rows.filter(application__scheme=scheme)
    told = rows.order_by().values("application__scheme").annotate(
        count=Count("pk", distinct=True), first_on=Min("notices__notice__ends_on")
    )  # fmt: skip
    sums = dict(rows.order_by().values_list("application__scheme").annotate(Sum("amount")))
    kept = SetOff.objects.filter(agreed=True, undone_at__isnull=True, to__line__in=rows.order_by().values("pk"))
    for code, amount in kept.order_by().values_list("to__scheme").annotate(Sum("amount")):
        sums[code] -= amount
    found = {
        one["application__scheme"]: Waiting(
            one["application__scheme"], one["count"], sums[one["application__scheme"]], one["first_on"]
        )
        for one in told
    }
    return [found.get(code, Waiting(code, 0, 0, None)) for code in handled() if not scheme or code == scheme]


def items(actor: Actor, on: date) -> list[Item]:
    """In the order in which they are to be done. A fixed number of queries."""
    found = [*_recoveries(actor), *_appropriations(actor), *_batches(actor, on), *_waiting(actor, on), *_failed(actor)]
    return sorted([*found, *_refused(actor)], key=lambda one: ("late", "soon", "far").index(one.stage))


def to_do(actor: Actor, on: date) -> int:
    return len(items(actor, on))


def _waiting(actor: Actor, on: date) -> Iterator[Item]:
    for one in waiting(actor):
        if one.count:
            due = Due(one.until, on) if one.until else None
            yield Item(
                one.scheme, reverse("money:waiting", args=[one.scheme]), f"待发放：{scheme_of(one.scheme).title}",
                f"{one.count:,} 笔，{yuan(one.amount)}", due.words if due else "待生成批次", due.tone if due else "far",
            )  # fmt: skip


def batch_item(row: Batch, on: date) -> Item:
    """How a batch stands, in a row."""
    due, stage = row.get_state_display(), "far"
    if row.state == BATCH.DRAWN:
        due, stage = ("待复核", "soon") if row.on == on else ("过了当天，要重新生成", "late")
    elif row.state == BATCH.AGREED:
        due, stage = ("银行文件没有写成", "late") if row.said else ("正在写银行文件", "far")
    elif row.state == BATCH.SENT and row.due_on:
        answer = Due(row.due_on, on)
        due = f"银行{answer.words}" if answer.left >= 0 else f"银行答复{answer.words}"
        stage = answer.tone
    said = f"{row.payments_count:,} 笔，{yuan(row.amount)}" if row.amount else row.said or "还没有算出"
    return Item(row.pk, reverse("money:batch", args=[row.pk]), f"批次 {row.number}", said, due, stage)


def _batches(actor: Actor, on: date) -> Iterator[Item]:
    rows = Batch.objects.visible_to(actor)
    mine = rows.filter(state__in=[BATCH.DRAWING, BATCH.DRAWN, BATCH.AGREED]) | rows.filter(
        state=BATCH.SENT, due_on__lt=on
    )  # fmt: skip
    yield from (batch_item(row, on) for row in mine.order_by("pk")[:50])


def _failed(actor: Actor) -> Iterator[Item]:
    rows = Line.objects.visible_to(actor).filter(state=Line.State.FAILED)
    owed = Obligation.objects.visible_to(actor).filter(line__in=rows.order_by().values("pk")).order_by()
    told = owed.aggregate(count=Count("pk"), amount=Sum("owed"))
    if told["count"]:
        words = f"{told['count']:,} 笔，{yuan(told['amount'])}"
        yield Item("failed", reverse("money:failed"), "银行没有入账", words, "等本人换账户或重发", "soon")


def _refused(actor: Actor) -> Iterator[Item]:
    """The last answer of the bank, where it could not be used: the next one that is taken ends this."""
    row = BankResult.objects.visible_to(actor).first()
    if row is not None and row.state == BankResult.State.REFUSED:
        yield Item("answer", reverse("money:answer", args=[row.pk]), "回单没有采用", row.said, "请银行重出", "late")


def _appropriations(actor: Actor) -> Iterator[Item]:
    rows = Appropriation.objects.visible_to(actor).filter(agreed_at__isnull=True, cancelled_at__isnull=True)
    told = rows.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    if told["count"]:
        words = f"{told['count']:,} 笔，{yuan(told['amount'])}"
        yield Item("appropriations", reverse("money:appropriations"), "年度预算", words, "待复核", "soon")


def _recoveries(actor: Actor) -> Iterator[Item]:
    for row in Recovery.objects.visible_to(actor).filter(state=Recovery.State.ASKED).order_by("pk")[:50]:
        yield Item(f"r{row.pk}", reverse("money:recovery", args=[row.pk]), f"追回 {row.number}", yuan(row.amount),
                   "待批准", "soon")  # fmt: skip
    for letter, word, model in (("w", "核销", WriteOff), ("s", "抵扣", SetOff)):
        rows: Any = model._default_manager
        asked = rows.visible_to(actor).filter(answered_at__isnull=True).select_related("recovery")
        for one in asked.order_by("pk")[:50]:
            yield Item(f"{letter}{one.pk}", reverse("money:recovery", args=[one.recovery_id]),
                       f"{word} {one.recovery.number}", yuan(one.amount), "待批准", "soon")  # fmt: skip
