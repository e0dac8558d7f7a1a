"""Reads of the measures, for an actor."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from people import looks
from people.actor import Actor
from people.models import User
from people.roles import CITY, REVIEWER
from policy import scheme_of
from subsidies.actions import measures
from subsidies.models.measures import Leave, Override, Restriction

PAGE = 30


@dataclass(frozen=True)
class Restricted:
    """One restriction as it is listed. ``over``: lifted, or past its last day. ``own``: on the official who looks."""

    row: Restriction
    who: str
    number: str
    reason: str
    over: bool
    own: bool


@dataclass(frozen=True)
class Listed:
    """A page of restrictions, the newest first. ``later``: the key of the next page; empty where there is none."""

    items: tuple[Restricted, ...]
    later: str


def restrictions(actor: Actor, on: date, after: str) -> Listed:
    rows = Restriction.objects.visible_to(actor).select_related("person", "organisation", "placed_by", "lifted_by")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.order_by("-pk")[: PAGE + 1])
    items = tuple(
        Restricted(
            row, row.person.name if row.person else str(row.organisation),
            looks.masked_number(row.person) if row.person else row.organisation.code,
            measures.reason_of(row), bool(row.lifted_at or (row.until and row.until < on)),
            actor.is_oneself(row.person_id),
        )
        for row in page[:PAGE]
    )  # fmt: skip
    return Listed(items, str(page[PAGE - 1].pk) if len(page) > PAGE else "")


def overrides(actor: Actor) -> list[tuple[Override, str]]:
    """What waits for an answer, the oldest first, with the title of its check; at most a hundred."""
    asked = Override.objects.visible_to(actor).filter(state=Override.State.ASKED)
    rows = asked.select_related("application", "asked_by").order_by("pk")[:100]
    return [(row, _title(row)) for row in rows]


def leaves(actor: Actor, on: date) -> dict[str, list[Leave]]:
    """Mine, and those I cover, that are not over."""
    rows = Leave.objects.filter(last__gte=on).select_related("away", "cover").order_by("first", "pk")
    return {"mine": list(rows.filter(away=actor.account)), "covered": list(rows.filter(cover=actor.account))}


def colleagues(actor: Actor) -> list[User]:
    """Who may cover: the same desk, for a district's the same district."""
    same = Q(grants__role=CITY) if actor.has(CITY) else Q(pk__in=[])
    if actor.has(REVIEWER):
        same |= Q(grants__role=REVIEWER, grants__district__in=actor.districts)
    rows = User.objects.filter(same, is_active=True).exclude(pk=actor.account)
    return list(rows.distinct().order_by("username"))


def _title(row: Override) -> Any:
    checks = scheme_of(row.application.scheme).checks
    return next((one.title for one in checks if one.code == row.check_code), row.check_code)
