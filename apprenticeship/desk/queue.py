"""What waits inside: for a reviewer the filings of the own districts, for the city who asks for a longer term."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from apprenticeship.models import Apprentice, Plan, PlanChange
from apprenticeship.plans.board import titles
from lib.due import Due
from lib.waiting import Item, Queue, queue
from people.actor import Actor
from people.roles import AUDITOR, CITY, REVIEWER

MOST = 200  # shown of each kind; what is due first comes first


def filings(actor: Actor) -> Any:
    """By the last day to answer. An auditor sees everybody's."""
    seen = Plan.objects.visible_to(actor).filter(state=Plan.State.FILED)
    if not actor.has(AUDITOR):
        here = Q(enterprise__district__in=actor.districts) | Q(enterprise__district=None)
        seen = seen.filter(here) if actor.has(REVIEWER) else seen.none()
    return seen.select_related("enterprise").order_by("due_on", "pk")


def leaves(actor: Actor) -> Any:
    """By the day that the training begins: no other day binds."""
    seen = Plan.objects.visible_to(actor).asking_leave() if actor.has(CITY, AUDITOR) else Plan.objects.none()
    return seen.select_related("enterprise").order_by("first_day", "pk")


def denials(actor: Actor) -> Any:
    """Whoever says that it is not he, by the last day to look into it."""
    return Apprentice.objects.visible_to(actor).filter(denied_at__isnull=False).order_by("denial_due", "pk")


def changes(actor: Actor) -> Any:
    """What all parties have agreed to change, by the last day to answer."""
    rows = PlanChange.objects.visible_to(actor).filter(state=PlanChange.State.FILED)
    if not actor.has(AUDITOR):
        rows = rows.filter(plan__enterprise__district__in=actor.districts)
    return rows.order_by("due_on", "pk")


def waiting(actor: Actor, on: date) -> int:
    """How many wait."""
    return int(sum(each(actor).count() for each in (filings, leaves, denials, changes)))


def key_of(plan: Plan) -> str:
    return f"plan-{plan.pk}"


def key_of_denial(row: Apprentice) -> str:
    return f"denial-{row.pk}"


def key_of_change(found: PlanChange) -> str:
    return f"change-{found.pk}"


def of(actor: Actor, on: date, here: str = "") -> Queue:
    """Filings, soonest due first, then who asks for more months. ``here``: the key of the one that is shown."""
    filed, asking = list(filings(actor)[:MOST]), list(leaves(actor)[:MOST])
    items = [
        Item(
            key_of(plan), f"备案：{title}" if plan.state == Plan.State.FILED else f"延长到 {plan.months} 个月：{title}",
            plan.enterprise.name, reverse("plan-desk:plan", args=[plan.pk]),
            Due(plan.due_on or on, on) if plan.state == Plan.State.FILED else None,
            f"{plan.first_day.month}月{plan.first_day.day}日开始",
        )
        for plan, title in zip([*filed, *asking], titles([*filed, *asking]), strict=True)
    ]  # fmt: skip
    items += [
        Item(
            key_of_denial(row), "不是本人", row.plan.enterprise.name, reverse("plan-desk:denial", args=[row.pk]),
            Due(row.denial_due or on, on), row.plan.number or "",
        )
        for row in denials(actor).select_related("plan__enterprise")[:MOST]
    ]  # fmt: skip
    items += [
        Item(
            key_of_change(one), one.get_kind_display(), one.plan.enterprise.name,
            reverse("plan-desk:change", args=[one.pk]), Due(one.due_on, on), one.plan.number or "",
        )
        for one in changes(actor).select_related("plan__enterprise")[:MOST]
    ]  # fmt: skip
    return queue(items, waiting(actor, on), here)
