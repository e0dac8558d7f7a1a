"""What the city has to decide: corrections that the parties have not settled in time, and overlaps both hold to be
true."""

from datetime import date
from typing import Any

from django.urls import reverse

from apprenticeship.differing.codes import ABOUT
from apprenticeship.models import Difference, Overlap
from lib.due import Due
from lib.waiting import Item, Queue, queue
from people.actor import Actor
from people.roles import AUDITOR, CITY
from subsidies import clocks

MOST = 200


def late(actor: Actor, on: date) -> Any:
    """Longest late first."""
    rows = Difference.objects.visible_to(actor) if actor.has(CITY, AUDITOR) else Difference.objects.none()
    codes = [code for code, about in ABOUT.items() if not about.change]
    return rows.open().filter(due_on__lt=on, code__in=codes).order_by("due_on", "pk")


def both_kept(actor: Actor) -> Any:
    """Overlaps of which both enterprises say that theirs is true."""
    rows = Overlap.objects.visible_to(actor) if actor.has(CITY, AUDITOR) else Overlap.objects.none()
    return rows.filter(state=Overlap.State.CITY).order_by("due_on", "pk")


def waiting(actor: Actor, on: date) -> int:
    """How many wait."""
    return int(late(actor, on).count() + both_kept(actor).count())


def key_of(row: Difference) -> str:
    return f"difference-{row.pk}"


def key_of_overlap(found: Overlap) -> str:
    return f"overlap-{found.pk}"


def of(actor: Actor, on: date, here: str = "") -> Queue:
    items = [
        Item(
            key_of(row), f"{ABOUT[row.code].title} {row.code}", row.apprentice.plan.enterprise.name,
            reverse("differences:one", args=[row.pk]), Due(clocks.due("city", row.due_on), on),
        )
        for row in late(actor, on).select_related("apprentice__plan__enterprise")[:MOST]
    ]  # fmt: skip
    items += [
        Item(
            key_of_overlap(one), "时间重叠", one.first.plan.enterprise.name,
            reverse("differences:overlap", args=[one.pk]), Due(clocks.due("city", one.due_on), on),
        )
        for one in both_kept(actor).select_related("first__plan__enterprise")[:MOST]
    ]  # fmt: skip
    return queue(items, waiting(actor, on), here)
