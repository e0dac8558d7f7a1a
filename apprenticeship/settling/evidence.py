"""What is known of a plan that asks to be paid, for its reviewers: everybody with what was decided and why."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import board
from apprenticeship.settling import facts
from people import bulk
from subsidies import deciding
from subsidies.bundles.reckoning import reckon
from subsidies.models import Application, Determination, Line

SHOWN = 100


@dataclass(frozen=True)
class One:
    """``line`` None: nothing is asked for this one, and ``why`` says what keeps it back."""

    apprentice: Apprentice
    line: Line | None
    why: list[str]


@dataclass(frozen=True)
class Told:
    """``more``: how many are not listed here. In fen: ``kept`` was set off within the plan; ``too_much`` would be, were
    it granted today, as far as ``amount`` goes, and what is left asked back."""

    plan: Plan
    title: str
    last: date
    asked: list[One]
    left: list[One]
    more: int
    kept: int
    amount: int
    too_much: int

    @property
    def to_pay(self) -> int:
        return max(self.amount - self.too_much, 0)

    @property
    def to_give_back(self) -> int:
        return max(self.too_much - self.amount, 0)


def told(application: Application, on: date) -> Told:
    plan = Plan.objects.select_related("enterprise", "school").get(pk=application.subject)
    found = application.lines.select_related("entitlement").prefetch_related("covered_by")
    lines = {line.entitlement.person_id: line for line in found}
    ids = facts.members(np.array([plan.pk]))["id"]
    rows = list(bulk.those(Apprentice.objects.select_related("person"), ids).order_by("pk"))
    asked = [One(row, lines[row.person_id], []) for row in rows if row.person_id in lines]
    left = [row for row in rows if row.person_id not in lines]
    decided = _latest(application.scheme, plan.pk, left[:SHOWN])
    kept = sum(one.amount for line in lines.values() for one in line.covered_by.all() if one.undone_at is None)
    return Told(
        plan, board.title(plan), facts.last_day(plan.first_day, plan.months), asked[:SHOWN],
        [One(row, None, _why(decided.get(row.person_id))) for row in left[:SHOWN]],
        max(len(asked) - SHOWN, 0) + max(len(left) - SHOWN, 0), kept, application.amount,
        _too_much(application, on),
    )  # fmt: skip


def _too_much(application: Application, on: date) -> int:
    """What others of the plan have too much, while it is not decided yet."""
    if application.state not in Application.WAITING:
        return 0
    found = reckon(application.scheme, [application.subject], on, without=application.pk)
    return -int(np.minimum(found.owed, 0).sum()) if found else 0


def _latest(scheme: str, plan: int, rows: list[Apprentice]) -> dict[int, Determination]:
    """The last determination of each, by person."""
    made = Determination.objects.filter(scheme=scheme, subject=plan, person__in=[row.person_id for row in rows])
    return {row.person_id: row for row in made.select_related("terms").order_by("pk")}


def _why(row: Determination | None) -> list[str]:
    """What refuses; nothing where it was not decided, or where nothing more is due."""
    try:
        failed = deciding.explained(row).failed if row else []
    except LookupError:
        return []
    return [f"{check.title}（查到{check.found}）" for check in failed]
