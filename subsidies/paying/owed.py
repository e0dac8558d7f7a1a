"""准予 makes a fund owe a line; undoing the decision before it is paid lets the fund go again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from policy import scheme_of
from subsidies import lifecycle, telling
from subsidies.models import Application, Entitlement, Line
from subsidies.paying import netted
from subsidies.telling import Kind
from treasury import ledger, setting_off
from treasury.models import Fund, Recovery, SetOff


def fund_of(scheme: str) -> Fund:
    """The fund that the scheme's terms name."""
    return ledger.fund_called(scheme_of(scheme).terms.fund)


def take_on(application: Application, *, by: int | None, on: date, at: datetime) -> None:
    """Its lines are owed from now on. In a transaction."""
    lines = Line.objects.filter(application=application, amount__gt=0).exclude(state=Line.State.CLOSED)
    told = [
        ledger.Line(line.pk, line.entitlement_id, application.scheme, line.amount, application.person_id,
                    application.organisation_id)
        for line in lines
    ]  # fmt: skip
    ledger.commit(told, fund=fund_of(application.scheme), on=on, at=at, by=by)


def let_go(lines: Iterable[int], *, by: int | None, on: date, at: datetime) -> None:
    """These lines are owed no more; what was kept out of them is to be recovered again, what was kept for them is with
    those again who had it. In a transaction."""
    ids = list(lines)
    netted.undo(ids, on=on, at=at, by=by)
    _hold(ids)
    for one in setting_off.undo(ids, by=by, on=on, at=at):
        _restored(one, at)
    ledger.release(ids, on=on, at=at, by=by)


def _hold(ids: list[int]) -> None:
    """The cases that something of these lines was kept for: held before their recoveries, as whoever registers a
    repayment holds them."""
    rows = SetOff.objects.filter(to__line__in=ids, agreed=True, undone_at__isnull=True)
    if lines := list(rows.values_list("recovery__obligation__line", flat=True)):
        list(Application.objects.select_for_update(of=("self",)).filter(lines__in=lines).order_by("pk"))


def _restored(one: SetOff, at: datetime) -> None:
    """The case that is to be paid back again: its line counts as paid, and its person is told."""
    case = Application.objects.select_related("person").get(lines=one.recovery.obligation.line)
    other = Application.objects.get(lines=one.to.line)
    closed = Line.objects.filter(pk=one.recovery.obligation.line, state=Line.State.CLOSED)
    if closed.exists():
        try:
            with transaction.atomic():
                Entitlement.objects.filter(pk=one.recovery.obligation.right).update(alive=True)
                closed.update(state=Line.State.PAID)
        except IntegrityError:  # the right was asked for anew: the old line stays closed, what is due on it is due
            pass
    left = Recovery.objects.get(pk=one.recovery_id).left
    told: dict[str, Any] = {"recovery": one.recovery_id, "amount": one.amount, "set_off": one.pk}
    lifecycle.note(case, "undo-set-off", by=None, at=at, **told)
    lifecycle.note(other, "undo-set-off", by=None, at=at, **told)
    telling.tell(case, Kind.RESTORED, at=at, amount=one.amount, left=left, number=other.number)
