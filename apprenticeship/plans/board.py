"""What the first page of plans shows either party: what has to be done, soonest first, then its plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from apprenticeship.facts import last_day
from apprenticeship.models import Plan
from lib.due import Due
from occupations.queries import atlas
from people.actor import Actor
from policy.words import level as level_name

PAGE = 30
State = Plan.State
WAITS_FOR_ENTERPRISE = Count("apprentices", filter=Q(apprentices__state="proposed", apprentices__enterprise_at=None))
WAITS_FOR_SCHOOL = Count("apprentices", filter=Q(apprentices__state="proposed", apprentices__school_at=None))
THERE = Count("apprentices", filter=~Q(apprentices__state="gone"), distinct=True)


@dataclass(frozen=True)
class Todo:
    """One thing to do. ``loses``: what is lost where it is not done in time; ``due`` None: 无期限. ``page``:
    where it is done, of the plan or of ``key``."""

    plan: Plan
    what: str
    loses: str
    due: Due | None
    page: str = "plans:one"
    key: int | None = None

    @property
    def address(self) -> str:
        return reverse(self.page, args=[self.key or self.plan.pk])


def own(actor: Actor) -> Any:
    """The plans of the organisations one works for, on either side."""
    rows = Plan.objects.visible_to(actor).filter(
        Q(enterprise__in=actor.organisations) | Q(school__in=actor.organisations)
    )
    return rows.select_related("enterprise", "school")


def page(actor: Actor, after: int) -> tuple[list[Plan], int | None]:
    """Plans with how many are ``there``, newest first, and where the next page begins."""
    rows = own(actor).annotate(there=THERE).order_by("-pk")
    found = list(rows.filter(pk__lt=after)[: PAGE + 1] if after else rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def todos(actor: Actor, on: date) -> list[Todo]:
    """In no order. One query."""
    rows = own(actor).annotate(for_enterprise=WAITS_FOR_ENTERPRISE, for_school=WAITS_FOR_SCHOOL)
    joined = Q(state=State.ACCEPTED) & (Q(for_enterprise__gt=0) | Q(for_school__gt=0))
    rows = rows.filter(Q(state__in=Plan.OPEN) | joined)
    found: list[Todo] = []
    for plan in rows.order_by("first_day", "pk")[:200]:
        ours = plan.enterprise_id in actor.organisations
        found += _of(plan, ours, on)
    return found


def soonest(found: list[Todo], on: date) -> list[Todo]:
    """What has no last day at the end."""
    return sorted(found, key=lambda one: (one.due is None, one.due.last_day if one.due else on))


def _of(plan: Any, ours: bool, on: date) -> list[Todo]:
    due = Due(plan.first_day, on) if plan.first_day >= on else None
    late = "培养开始以后再备案，要由区里核对" if due else ""
    waiting = plan.for_enterprise if ours else plan.for_school
    found = []
    if ours and plan.state == State.DRAFT:
        found.append(Todo(plan, "请院校确认", late, due))
    if ours and plan.state == State.AGREED:
        found.append(Todo(plan, "提交备案", late, due))
    if ours and plan.state == State.RETURNED:
        found.append(Todo(plan, "补正以后再提交", late, due))
    if not ours and plan.state == State.OFFERED:
        found.append(Todo(plan, "确认培养计划", late, due))
    if waiting and plan.state == State.ACCEPTED:
        if on <= last_day(plan.first_day, plan.months):
            found.append(Todo(plan, f"确认后来的学徒，{waiting} 名", "没有双方确认的，不能记学时", None))
    elif waiting:
        found.append(Todo(plan, f"确认学徒，{waiting} 名", "没有双方确认的，备案时不算在内", due))
    return found


def titles(plans: Iterable[Plan]) -> list[str]:
    """电工 中级工（四级）: what each trains for, in one look at the classification."""
    book = atlas()
    return [f"{book.name(one.occupation) or one.occupation} {level_name(one.level)}" for one in plans]


def title(plan: Plan) -> str:
    return titles([plan])[0]
