"""What a change would move in yuan, for whoever is about to press a button."""

from copy import copy
from dataclasses import dataclass
from datetime import date

from apprenticeship.models import Apprentice, Plan, PlanChange
from apprenticeship.plans import judge


@dataclass(frozen=True)
class Moves:
    """Fen that the plan comes to if all finish with the certificate, as it is and as it would be."""

    before: int
    after: int


def moves(plan: Plan, level: int, on: date) -> Moves:
    """Of another level. Two decisions of all apprentices."""
    rows = list(
        plan.apprentices.filter(state=Apprentice.State.CONFIRMED).select_related(
            "person", "mentor__person", "teacher__person"
        ).order_by("pk")
    )  # fmt: skip
    return Moves(_sum(plan, rows, on), _sum(_with(plan, level), rows, on))


def of(change: PlanChange, on: date) -> Moves | None:
    return moves(change.plan, change.level, on) if change.level and change.state in PlanChange.ALIVE else None


def _with(plan: Plan, level: int) -> Plan:
    other = copy(plan)
    other.level = level
    return other


def _sum(plan: Plan, rows: list[Apprentice], on: date) -> int:
    for row in rows:
        row.plan = plan
    return int(judge.sheet_of(plan, rows, on).payable.sum()) if rows else 0
