"""准予 makes a fund owe a line; undoing the decision before it is paid lets the fund go again."""

from collections.abc import Iterable
from datetime import date, datetime

from policy import scheme_of
from subsidies.models import Application, Line
from treasury import ledger
from treasury.models import Fund


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
    """These lines are owed no more. In a transaction."""
    ledger.release(lines, on=on, at=at, by=by)
