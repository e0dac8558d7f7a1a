"""One plan as the inside desk reads it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from apprenticeship.derive import AREAS
from apprenticeship.entering import joining
from apprenticeship.facts import last_day, own_days, with_guides
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
    def came_later(self) -> date | None:
        """The day both had confirmed it, after the plan was accepted."""
        return joining.came_later(self.row, self.row.plan)

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
    ``later``: who came after it was accepted.
    ``mentors``, ``teachers``: with how many each has in this plan. ``before``, ``after``: what the pages beside this
    one begin after; None where there is none."""

    rows: list[Row]
    total: int
    troubled: int
    later: int
    mentors: list[tuple[Guide, int]]
    teachers: list[tuple[Guide, int]]
    before: int | None
    after: int | None


def apprentices(plan: Plan, actor: Actor, judged: Judged | None, after: int) -> Page:
    """Those who are there, a page of them; the ones with something to look at first."""
    said = {row.pk: lines for row, lines in judged.apprentices} if judged else {}
    seen = Apprentice.objects.visible_to(actor).filter(plan=plan).there()
    lines: dict[int, list[CheckLine] | None] = {}
    there = with_guides(list(seen.only("state", "mentor", "teacher", "enterprise_at", "school_at")))
    for row in there:
        asked = judged is not None and row.state == Apprentice.State.CONFIRMED
        lines[row.pk] = said.get(row.pk, []) if asked else None
    troubled = {pk for pk, told in lines.items() if told is None or told}
    order = sorted(lines, key=lambda pk: (pk not in troubled, pk))
    return Page(
        _rows(plan, actor, order[after : after + MOST], lines), len(order), len(troubled),
        sum(joining.came_later(row, plan) is not None for row in there),
        _counted(row.mentor for row in there), _counted(row.teacher for row in there),
        max(after - MOST, 0) if after else None, after + MOST if after + MOST < len(order) else None,
    )  # fmt: skip


def _rows(plan: Plan, actor: Actor, order: list[int], lines: dict[int, list[CheckLine] | None]) -> list[Row]:
    """These few with all that the page says of them, in this order."""
    found = _records(plan, actor).in_bulk(order)
    for row in found.values():
        row.plan = plan
    return [Row(found[pk], *own_days(found[pk]), lines[pk]) for pk in order if pk in found]


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
