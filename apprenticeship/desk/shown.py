"""One plan as the inside desk reads it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from apprenticeship.derive import AREAS
from apprenticeship.facts import last_day, own_days
from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.plans.judge import Judged
from people.actor import Actor
from policy import BLOCK, CheckLine

MOST = 100  # apprentices on a page


@dataclass(frozen=True)
class Row:
    """One apprentice. ``lines``: what the rule says against this one; None where it was not asked."""

    row: Apprentice
    first: date
    last: date
    lines: list[CheckLine] | None

    @property
    def without_end(self) -> bool:
        return self.row.without_end

    @property
    def unfit(self) -> bool:
        return any(line.severity == BLOCK for line in self.lines or ())

    @property
    def troubled(self) -> bool:
        return self.lines is None or bool(self.lines)


@dataclass(frozen=True)
class Page:
    """``total``: apprentices there are. ``troubled``: of them those with something to look at, who come first.
    ``mentors``, ``teachers``: with how many each has in this plan. ``before``, ``after``: what the pages beside this
    one begin after; None where there is none."""

    rows: list[Row]
    total: int
    troubled: int
    mentors: list[tuple[Guide, int]]
    teachers: list[tuple[Guide, int]]
    before: int | None
    after: int | None


def apprentices(plan: Plan, actor: Actor, judged: Judged | None, after: int) -> Page:
    """Those who are there, a page of them; the ones with something to look at first."""
    said = {row.pk: lines for row, lines in judged.apprentices} if judged else {}
    rows = []
    for row in _records(plan, actor).exclude(state=Apprentice.State.GONE):
        row.plan = plan
        asked = judged is not None and row.state == Apprentice.State.CONFIRMED
        rows.append(Row(row, *own_days(row), said.get(row.pk, []) if asked else None))
    rows.sort(key=lambda each: (not each.troubled, each.row.pk))
    return Page(
        rows[after : after + MOST], len(rows), sum(each.troubled for each in rows),
        _counted(each.row.mentor for each in rows), _counted(each.row.teacher for each in rows),
        max(after - MOST, 0) if after else None, after + MOST if after + MOST < len(rows) else None,
    )  # fmt: skip


def gone(plan: Plan, actor: Actor) -> Any:
    return _records(plan, actor).filter(state=Apprentice.State.GONE).order_by("-left_on", "pk")


def terms(plan: Plan) -> dict[str, Any]:
    """The last day, and the hours by module with their sum."""
    hours = [(title, getattr(plan, area)) for area, title in AREAS.items()]
    return {"last": last_day(plan.first_day, plan.months), "hours": hours, "sum": sum(many for _, many in hours)}


def _counted(guides: Iterable[Guide | None]) -> list[tuple[Guide, int]]:
    return Counter(guide for guide in guides if guide).most_common()


def _records(plan: Plan, actor: Actor) -> Any:
    seen = Apprentice.objects.visible_to(actor).filter(plan=plan)
    return seen.select_related("person", "mentor__person", "teacher__person", "enterprise_by", "school_by")
