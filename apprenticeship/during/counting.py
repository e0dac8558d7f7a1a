"""How many months of training count, and what an apprentice will bring as it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum

from apprenticeship.derive import AREAS
from apprenticeship.facts import case_of, last_day, own_days
from apprenticeship.models import Apprentice, Lesson, Pause, Plan
from apprenticeship.scheme import APPRENTICESHIP
from subsidies.estimates import estimate

Away = tuple[date, date]  # both days counted
Hours = dict[int, dict[str, int]]  # apprentice → module → 学时


def months(first: date, last: date, away: Sequence[Away]) -> int:
    """Whole months from a day on that end by ``last`` and that no absence touches."""
    counted, nth, begins = 0, 1, first
    while (ends := last_day(first, nth)) <= last:
        counted += not any(since <= ends and until >= begins for since, until in away)
        nth, begins = nth + 1, ends + timedelta(days=1)
    return counted


def done(plans: Iterable[int]) -> Hours:
    """学时 of each apprentice of these plans by module. One query."""
    rows = Lesson.objects.held().filter(plan__in=plans).values("apprentices", "area").annotate(sum=Sum("hours"))
    found: Hours = {}
    for row in rows.order_by():
        if row["apprentices"] is not None:
            found.setdefault(row["apprentices"], {})[row["area"]] = row["sum"]
    return found


def attended(lessons: Iterable[Lesson]) -> dict[int, int]:
    """How many were in each of these lessons. One query."""
    there = Lesson.apprentices.through.objects.filter(lesson__in=[one.pk for one in lessons]).order_by()
    return dict(there.values_list("lesson").annotate(many=Count("pk")))


@dataclass(frozen=True)
class Brings:
    """Fen at the end. ``full``: with the certificate; ``half``: without it. ``months``: that count."""

    months: int
    full: int
    half: int


def brings(row: Apprentice, away: Sequence[Away], gone: date | None = None) -> Brings:
    """What an apprentice would bring at the end, were all taught from now on. ``gone``: stopped that day."""
    first, last = own_days(row)
    many = months(first, min(last, gone) if gone else last, away)
    certified, uncertified = (_amount(row, many, gone is None, certificate) for certificate in (True, False))
    return Brings(many, certified, uncertified)


def _amount(row: Apprentice, many: int, finished: bool, certificate: bool) -> int:
    told: dict[str, Any] = case_of(row.plan, [row], row.plan.filed_on or row.plan.first_day)
    [one] = told["apprentices"]
    one |= {"months": many, "finished": finished, "certificate": certificate, "insured_first": True,
            "insured_last": True, "overlaps": False, "paid": []}  # fmt: skip
    sheet = estimate(APPRENTICESHIP, told | {"stage": "settlement"})
    return int(sheet.payable[0])


def away_of(row: Apprentice, on: date) -> list[Away]:
    """When somebody was away; who still is, is to the end of the plan."""
    last = own_days(row)[1]
    return [(one.since, one.until or max(last, on)) for one in Pause.objects.filter(apprentice=row)]


def planned(plan: Plan) -> dict[str, int]:
    return {area: getattr(plan, area) for area in AREAS}
