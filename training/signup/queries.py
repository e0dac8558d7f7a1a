"""Classes to sign up for, as anybody may look for them, and the classes in a person's name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from people.models import District
from training import queries
from training.filing import stops
from training.models import Enrolment, TrainingClass

PAGE = 20
TAKEN = Count("enrolments", filter=Q(enrolments__state__in=["enrolled", "applied"]))


@dataclass(frozen=True)
class Offer:
    """A class to sign up for. ``left``: seats nobody has or has asked for."""

    one: TrainingClass
    title: str
    left: int
    where: str

    @property
    def hours(self) -> str:
        return f"{self.one.hours / 100:g}"


@dataclass(frozen=True)
class Page:
    """``total``: how many answer. ``after``: what the next page begins after; None on the last."""

    offers: list[Offer]
    total: int
    after: int | None


def open_now(on: date) -> Any:
    """Accepted, before the public, and not begun."""
    return TrainingClass.objects.filter(
        state=TrainingClass.State.ACCEPTED, public=True, first_day__gt=on
    )  # fmt: skip


def taking(on: date) -> Any:
    """Of those the ones of institutions that take somebody now."""
    return open_now(on).exclude(organisation__in=stops.paused(on))


def page(words: str, kind: str, district: str, since: date | None, on: date, *, free: bool, after: int = 0) -> Page:
    """Classes that answer, soonest first. ``free``: only with a seat left. ``after``: how many were shown before."""
    rows = taking(on).annotate(taken=TAKEN)
    if kind:
        rows = rows.filter(kind=kind)
    if district:
        rows = rows.filter(
            Q(sessions__room__district=district) | Q(sessions__room=None, organisation__district=district)
        )
        rows = taking(on).filter(pk__in=rows.order_by().values("pk")).annotate(taken=TAKEN)
    if since:
        rows = rows.filter(first_day__gte=since)
    if words:
        codes = queries.meant(words, set(rows.order_by().values_list("occupation", flat=True)))
        named = Q(organisation__name__icontains=words) | Q(name__icontains=words)
        rows = rows.filter(named | Q(occupation__in=codes) if codes else named)
    ids = [
        (pk, seats - taken) for pk, seats, taken in rows.order_by("first_day", "pk").values_list("pk", "seats", "taken")
    ]
    kept = [pk for pk, left in ids if left > 0] if free else [pk for pk, _ in ids]
    shown = kept[after : after + PAGE]
    more = after + PAGE if after + PAGE < len(kept) else None
    return Page(offers(TrainingClass.objects.filter(pk__in=shown)), len(kept), more)


def offers(rows: Any) -> list[Offer]:
    """Classes as they are offered, soonest first. Two queries."""
    found = list(
        rows.annotate(taken=TAKEN).select_related("organisation__district", "course").order_by("first_day", "pk")
    )
    places: dict[int, str] = {}
    lessons = (
        rows.values_list("pk", "sessions__room__district__name", "sessions__room__address").distinct().order_by("pk")
    )
    for pk, name, address in lessons:
        if name and pk not in places:
            places[pk] = f"{name}，{address}"
    return [
        Offer(one, title, max(one.seats - one.taken, 0), places.get(one.pk, "线上"))
        for one, title in zip(found, queries.titles(found), strict=True)
    ]


def mine(person: int) -> list[Enrolment]:
    """Every line in a person's name, whoever wrote it: what is to come first."""
    rows = Enrolment.objects.filter(person=person).select_related("of__organisation", "of__course")
    return list(rows.order_by("-of__first_day", "-pk"))


def districts() -> list[District]:
    return list(District.objects.order_by("order"))
