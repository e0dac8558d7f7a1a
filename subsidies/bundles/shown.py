"""What stands on the lines of subjects, person by person, for the pages that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from people import bulk
from subsidies.models import Application, Line
from subsidies.paying import answers
from treasury.models import Instalment, Obligation, Recovery

State = Line.State
KINDS, STATES = dict(Line.Kind.choices), dict(State.choices)


@dataclass(frozen=True)
class Stood:
    """One person's lines of one subject, in fen.

    paid    what was paid and stays paid, by the bank or set off; ``back``: what is to come back
    coming  what is asked for and not paid yet
    states  in words, of each line that has not ended: 结算 待发放
    """

    paid: int = 0
    coming: int = 0
    back: int = 0
    states: tuple[str, ...] = ()
    asked: bool = False


NOTHING = Stood()


def applications_of(scheme: str, subjects: Sequence[int]) -> dict[int, list[Application]]:
    """Whatever was asked for each subject, in order."""
    found: dict[int, list[Application]] = {pk: [] for pk in subjects}
    rows = Application.objects.filter(scheme=scheme, organisation__isnull=False, subject__in=list(subjects))
    for each in rows.order_by("pk"):
        found[each.subject].append(each)
    return found


def stood(asked: dict[int, list[Application]]) -> dict[tuple[int, int], Stood]:
    """By (subject, person); two queries."""
    applications = [each.pk for some in asked.values() for each in some]
    lines = Line.objects.filter(application__in=applications)
    books = {line: money for line, *money in _books(lines).values_list("line", "owed", "paid", "recoverable")}
    found: dict[tuple[int, int], Stood] = {}
    columns = ("application__subject", "entitlement__person", "pk", "kind", "state", "amount")
    for subject, person, pk, kind, state, amount in lines.order_by("pk").values_list(*columns):
        so_far, book = found.get((subject, person), NOTHING), books.get(pk, (0, 0, 0))
        found[subject, person] = _with(so_far, kind, state, amount, book)
    return found


def _books(lines: Any) -> Any:
    """What the treasury has of lines; they are named all at once, however many."""
    condition, told = bulk.among("line", np.array(list(lines.values_list("pk", flat=True)), dtype=np.int64))
    return Obligation.objects.extra(where=[condition.replace("%(among)s", "%s")], params=[told])


@dataclass(frozen=True)
class Order:
    """What is asked back of a subject, under way or done. ``name``: under whose it was gathered."""

    row: Recovery
    name: str

    @property
    def waits(self) -> bool:
        return self.row.state in (Recovery.State.ASKED, Recovery.State.ORDERED)

    @property
    def next(self) -> Instalment | None:
        """What is to come next of it; None where it is not ordered, or all is here."""
        open_ones = [one for one in self.row.instalments.all() if one.repaid_on is None]
        return open_ones[0] if self.row.state == Recovery.State.ORDERED and open_ones else None


def orders_of(applications: Sequence[Application]) -> list[Order]:
    """Oldest first; those that were turned down are left out. At most four queries."""
    lines = Line.objects.filter(application__in=[one.pk for one in applications])
    known = Recovery.objects.filter(obligation__in=_books(lines).values("pk")).exclude(state=Recovery.State.DENIED)
    rows = list(known.select_related("obligation").prefetch_related("instalments").order_by("pk"))
    of = lines.filter(pk__in=[row.obligation.line for row in rows])
    names = dict(of.values_list("pk", "entitlement__person__name"))
    return [Order(row, names[row.obligation.line]) for row in rows]


def under_way(applications: Sequence[Application]) -> Application | None:
    return next((each for each in applications if each.state in Application.WAITING), None)


def bounced(application: Application) -> bool:
    """Did the bank, or the gates, turn its account down?"""
    failed = application.lines.filter(state=State.FAILED).exists()
    return failed or answers.kept_out_by_account(application)


def _with(one: Stood, kind: str, state: str, amount: int, book: Sequence[int]) -> Stood:
    owed, paid, back = book
    states = () if state == State.CLOSED else (f"{KINDS[kind]} {STATES[state]}",)
    coming = amount if state == State.OPEN else owed
    return Stood(one.paid + paid, one.coming + coming, one.back + back, one.states + states, True)
