"""What waits for the district: filings, changes beyond what a class may change by itself, lines that are denied."""

from datetime import date
from typing import Any

from django.urls import reverse

from lib.due import Due
from lib.waiting import Item, Queue, queue
from people.actor import Actor
from training import queries
from training.filing.hours import when
from training.models import Enrolment, SessionChange, TrainingClass

MOST = 200  # shown of each kind; what is due first comes first


def filings(actor: Actor) -> Any:
    return TrainingClass.objects.visible_to(actor).filter(state=TrainingClass.State.FILED)


def changes(actor: Actor) -> Any:
    seen = TrainingClass.objects.visible_to(actor)
    return SessionChange.objects.filter(session__of__in=seen, state=SessionChange.State.WAITING)


def denials(actor: Actor) -> Any:
    return Enrolment.objects.visible_to(actor).filter(denied_at__isnull=False)


def waiting(actor: Actor, on: date) -> int:
    """How many wait."""
    return int(filings(actor).count() + changes(actor).count() + denials(actor).count())


def of(actor: Actor, on: date, here: str = "") -> Queue:
    """Soonest due first. ``here``: the key of the one that is shown."""
    items: list[Item] = []
    filed = list(filings(actor).select_related("organisation").order_by("due_on", "pk")[:MOST])
    for one, title in zip(filed, queries.titles(filed), strict=True):
        address = reverse("class-desk:filing", args=[one.pk])
        items.append(
            Item(f"filing-{one.pk}", f"备案：{title}", one.organisation.name, address, Due(one.due_on or on, on))
        )
    for change in changes(actor).select_related("session__of__organisation").order_by("due_on", "pk")[:MOST]:
        address = reverse("class-desk:change", args=[change.pk])
        items.append(Item(
            f"change-{change.pk}", f"变更：{when(change.session)}", change.session.of.organisation.name, address,
            Due(change.due_on or on, on),
        ))  # fmt: skip
    for row in denials(actor).select_related("of__organisation").order_by("denial_due", "pk")[:MOST]:
        address = reverse("class-desk:denial", args=[row.pk])
        items.append(Item(
            f"denial-{row.pk}", f"不是本人：{row.of.name}", row.of.organisation.name, address,
            Due(row.denial_due or on, on),
        ))  # fmt: skip
    items.sort(key=lambda item: (item.due.last_day if item.due else on, item.key))
    return queue(items, waiting(actor, on), here)
