"""月度结算单: what moved for an institution in a month, and what is open over all of its classes today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib import months
from people.models import Organisation
from subsidies.models import Line
from training.models import TrainingClass
from training.scheme import TRAINING
from training.settling import handling, statement
from training.settling.statement import Row, Statement
from treasury import recoveries
from treasury.models import Entry, Recovery

Cause = Entry.Cause
# What comes to the institution, what is to come back from it, what it has given back.
CAME, ASKED_BACK, WENT_BACK = (Cause.PAID, Cause.COVERED), (Cause.RECOVER,), (Cause.REPAID, Cause.KEPT)
UNDONE = {Cause.UNCOVERED: Cause.COVERED, Cause.UNKEPT: Cause.KEPT}
SHOWN = (*CAME, *ASKED_BACK, *WENT_BACK, *UNDONE, Cause.WRITTEN_OFF)


@dataclass(frozen=True)
class Moved:
    """One entry of the books that is the institution's to know. ``why``: what the trainee had proved; fen."""

    of: TrainingClass
    name: str
    what: str
    why: str
    amount: int
    on: date
    cause: str


@dataclass(frozen=True)
class Open:
    """A class with what is still open in it. ``until``: the first day after which money is lost, None: 无期限."""

    statement: Statement
    rows: list[Row]
    until: date | None

    @property
    def of(self) -> TrainingClass:
        return self.statement.of

    @property
    def more(self) -> int:
        """Fen that would come on top, were everything proved that can still be."""
        return sum(each.amount for row in self.rows for each in row.more)


@dataclass(frozen=True)
class Month:
    """``month`` as `lib.months` counts them."""

    organisation: Organisation
    month: int
    moved: list[Moved]
    open: list[Open]

    def total(self, causes: Sequence[str]) -> int:
        """Fen that moved by these causes, less what was undone."""
        undone = [name for name, back in UNDONE.items() if back in causes]
        return sum(one.amount for one in self.moved if one.cause in causes) - sum(
            one.amount for one in self.moved if one.cause in undone
        )

    @property
    def came(self) -> int:
        return self.total(CAME)

    @property
    def asked_back(self) -> int:
        return self.total(ASKED_BACK)

    @property
    def went_back(self) -> int:
        return self.total(WENT_BACK)

    @property
    def gains(self) -> list[Open]:
        """Classes that could still bring more."""
        return [one for one in self.open if one.statement.owed or one.more]

    @property
    def stuck(self) -> list[Open]:
        """Classes in which somebody is blocked and nothing more can come as it stands."""
        return [one for one in self.open if not (one.statement.owed or one.more)]

    @property
    def owed(self) -> int:
        """What can be asked for today."""
        return sum(one.statement.owed for one in self.open)


def months_with(organisation: Organisation, on: date) -> list[int]:
    """The months in which anything moved, and this one; newest first."""
    days = _entries(organisation).order_by("on").values_list("on", flat=True).distinct()
    return sorted({months.month_of(day) for day in [*days, on]}, reverse=True)


def of_month(organisation: Organisation, month: int, on: date) -> Month:
    """As the books tell it; what is open is as of ``on``. A fixed number of queries."""
    return Month(organisation, month, _moved(organisation, month), _open(organisation, on))


def _entries(organisation: Organisation) -> Any:
    return Entry.objects.filter(
        obligation__organisation=organisation, obligation__scheme=TRAINING.code, cause__in=SHOWN
    )  # fmt: skip


def _moved(organisation: Organisation, month: int) -> list[Moved]:
    days = (months.first_day(month), months.last_day(month))
    entries = list(_entries(organisation).filter(on__range=days).select_related("obligation").order_by("pk"))
    rows = Line.objects.filter(pk__in={one.obligation.line for one in entries})
    lines = {row.pk: row for row in rows.select_related("application", "entitlement__person", "determination")}
    classes = TrainingClass.objects.in_bulk({row.application.subject for row in lines.values()})
    with_case = [row for row in lines.values() if row.determination]
    words = handling.results([row.determination.facts for row in with_case if row.determination])
    proved = dict(zip((row.pk for row in with_case), words, strict=True))
    orders = Recovery.objects.in_bulk([one.recovery for one in entries if one.cause == Cause.RECOVER])
    found = []
    for one in entries:
        row = lines[one.obligation.line]
        kind, because = row.get_kind_display(), proved.get(row.pk, "")
        if one.cause == Cause.RECOVER:
            because = recoveries.words_of(orders[one.recovery])
        group, name = classes[row.application.subject], row.entitlement.person.name
        found.append(
            Moved(group, name, one.get_cause_display(), f"{kind}，{because}", one.amount, one.on, one.cause)
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.of.pk, one.on))


def _open(organisation: Organisation, on: date) -> list[Open]:
    """Classes that are over in which somebody is blocked, or could have more, soonest first."""
    rows = TrainingClass.objects.filter(
        organisation=organisation, state=TrainingClass.State.ACCEPTED, last_day__lt=on, enrolments__subsidised=True
    )  # fmt: skip
    classes = list(rows.select_related("organisation", "course").distinct().order_by("last_day", "pk"))
    found = []
    for told in statement.of_classes(classes, on):
        still = [row for row in told.rows if row.blocked or row.more or row.owed > 0]
        if still:
            days = [day for row in still for day in row.days]
            found.append(Open(told, still, min(days, default=None)))
    return sorted(found, key=lambda one: (one.until is None, one.until or on, one.of.pk))
