"""From the database to the facts of 企业新型学徒补贴: plans with apprentices, as the estimate API takes them.

What stands for what, where the texts are silent:

- insured by the enterprise is a month its code paid or deferred; a month not posted yet is read as the last that is;
- a mentor's apprentices are those of every plan that stands, or of the one asked about, while this plan lasts;
- what a plan has not proved yet (hours, the end, the certificate) is taken to come: an advance does not look at it;
- of earlier payments: see `certificates.earlier`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from apprenticeship.derive import AREAS
from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.scheme import APPRENTICESHIP
from certificates import earlier
from certificates.payments import SCHEMES
from lib.days import add_months
from lib.months import month_of
from people import bulk
from people.models import TrueTo
from subsidies import timetable

SPANS = """SELECT person_id, employer_code, first_month, last_month FROM people_insurancespan
    WHERE until_run IS NULL AND person_id"""
# Everybody who learns in a plan that stands, with the own mentor; a blank own day or term is the plan's. COALESCE keeps
# the database from beginning with all plans that stand instead of with the few mentors.
MENTORED = """
    SELECT a.id, g.person_id AS mentor, a.first_day AS own_first, COALESCE(a.months, 0) AS own_months,
        p.first_day, p.months
    FROM apprenticeship_apprentice a JOIN apprenticeship_guide g ON g.id = a.mentor_id
    JOIN apprenticeship_plan p ON p.id = a.plan_id
    WHERE a.state <> 'gone' AND COALESCE(p.state, '') IN ('filed', 'accepted')
        AND """
MENTORED_KINDS = {
    "id": "id", "mentor": "id", "own_first": "day", "own_months": "small", "first_day": "day", "months": "small",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Some apprentices of a plan, whose ``plan`` is at hand, as of a day."""

    plan: Plan
    rows: Sequence[Apprentice]
    on: date


@lru_cache(maxsize=4096)  # of thousands of apprentices nearly all share a few days
def last_day(first: date, months: int) -> date:
    """The last of so many months from a day on."""
    day: date = (add_months(np.datetime64(first, "D"), months) - np.timedelta64(1, "D")).item()
    return day


def months_left(plan: Plan, first: date) -> int:
    """Whole months from a day to the plan's last."""
    last, months = last_day(plan.first_day, plan.months), 0
    while last_day(first, months + 1) <= last:
        months += 1
    return months


def own_days(row: Apprentice) -> tuple[date, date]:
    """From which day to which an apprentice is trained, as planned."""
    return _own_days(row.first_day, row.months, row.plan.first_day, row.plan.months)


def _own_days(own_first: date | None, own_months: int | None, first: date, months: int) -> tuple[date, date]:
    begins = own_first or first
    return begins, min(last_day(begins, own_months or months), last_day(first, months))


def case_of(plan: Plan, rows: Sequence[Apprentice], on: date) -> dict[str, Any]:
    """The plan and these of its apprentices at the advance, as of a day; a fixed number of queries."""
    return cases_of([Asked(plan, rows, on)])[0]


def cases_of(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """The same of several, in their order; as many queries as for one."""
    every = [row for one in asked for row in one.rows]
    insured, elsewhere = Insured(every), _elsewhere(every)
    paid, counts = iter(_paid(every)), _mentored(every)
    return [
        _plan(one.plan, one.on)
        | {
            "apprentices": [
                _apprentice(row)
                | {
                    "insured_first": (there := insured.in_month(row, month_of(own_days(row)[0]))),
                    "insured_last": there,
                    "mentor_apprentices": counts[_mentoring(row)] if row.mentor else 0,
                    "overlaps": (row.person_id, row.plan_id) in elsewhere, "paid": next(paid),
                }
                for row in one.rows
            ]
        }
        for one in asked
    ]  # fmt: skip


def _plan(plan: Plan, on: date) -> dict[str, Any]:
    return {
        "stage": "advance", "filed_on": str(plan.filed_on or on), "first_day": str(plan.first_day),
        "planned_months": plan.months, "city_leave": plan.leave_on is not None, "occupation": plan.occupation,
        "level": plan.level, "urgent": None, "advance_paid": "0.00",
    }  # fmt: skip


def _own_months(row: Apprentice) -> int | None:
    """What is planned for this one alone: as it is said, or what is left from the own first day on."""
    return row.months or (months_left(row.plan, row.first_day) if row.first_day else None)


def _apprentice(row: Apprentice) -> dict[str, Any]:
    """What the record says, and what is taken to come."""
    plan = row.plan
    return {
        "contract_began": str(row.contract_began), "contract_months": row.contract_months,
        "moved_on": str(row.moved_on) if row.moved_on else None, "has_mentor": row.mentor is not None,
        "has_teacher": row.teacher is not None, "months": plan.months, "finished": True, "certificate": True,
        "first_day": str(row.first_day) if row.first_day else None, "planned_months": _own_months(row),
        "hours": {area: [getattr(plan, area), getattr(plan, area)] for area in AREAS},
    }  # fmt: skip


def with_guides(rows: Sequence[Apprentice]) -> Sequence[Apprentice]:
    """Their mentors and teachers, each of whom is one for many and is read once. One query."""
    ids = {pk for row in rows for pk in (row.mentor_id, row.teacher_id) if pk is not None}
    guides = Guide.objects.select_related("person").in_bulk(ids)
    for row in rows:
        row.mentor, row.teacher = guides.get(row.mentor_id or 0), guides.get(row.teacher_id or 0)
    return rows


class Insured:
    """Whom their enterprise insures in which month; what is not posted yet is read as the last month that is."""

    def __init__(self, rows: Iterable[Apprentice]):
        day = TrueTo.objects.filter(kind="insurance").order_by("-run").values_list("day", flat=True).first()
        self._posted = month_of(day + timedelta(days=1)) - 1 if day else None
        self._spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for person, code, first, last in bulk.select_in(SPANS, [row.person_id for row in rows]):
            self._spans.setdefault((person, code), []).append((first, last))

    def in_month(self, row: Apprentice, month: int) -> bool:
        month = month if self._posted is None else min(month, self._posted)
        spans = self._spans.get((row.person_id, row.plan.enterprise.code), ())
        return any(first <= month <= last for first, last in spans)


def _elsewhere(rows: Iterable[Apprentice]) -> set[tuple[int, int]]:
    asked = {}
    for row in rows:
        first, last = own_days(row)
        asked[row.person_id, row.plan_id] = timetable.Days(first, min(last, row.left_on or last))
    return timetable.whole_days_elsewhere(scheme=APPRENTICESHIP.code, asked=asked)


def _paid(rows: Sequence[Apprentice]) -> list[list[dict[str, Any]]]:
    """Earlier payments of each, as the API is told them."""
    told: list[list[dict[str, Any]]] = [[] for _ in rows]
    if not rows:
        return told
    persons, plans = np.array([(row.person_id, row.plan_id) for row in rows], dtype=np.int64).T
    columns, _, beside = earlier.beside(APPRENTICESHIP.code, persons, plans)
    words = list(SCHEMES)
    for place, scheme, occupation, level, day in zip(
        beside.tolist(), columns["scheme"].tolist(), columns["occupation"], columns["level"].tolist(),
        columns["paid_on"], strict=True,
    ):  # fmt: skip
        told[place].append(
            {"scheme": words[scheme], "occupation": occupation or None, "level": level or None, "paid_on": str(day)}
        )
    return told


def _mentoring(row: Apprentice) -> tuple[int, int]:
    return row.plan_id, row.mentor.person_id if row.mentor else 0


def _mentored(rows: Sequence[Apprentice]) -> Mapping[tuple[int, int], int]:
    """How many apprentices each mentor (plan, person) has while the plan lasts: those asked about, and whoever learns
    in a plan that stands."""
    counts = Counter(_mentoring(row) for row in rows if row.mentor)
    plans: dict[int, list[Plan]] = {}
    for plan, mentor in {_mentoring(row): (row.plan, row.mentor.person_id) for row in rows if row.mentor}.values():
        plans.setdefault(mentor, []).append(plan)
    among, told = bulk.among("g.person_id", np.array(list(plans), dtype=np.int64))
    there = bulk.read(MENTORED + among, MENTORED_KINDS, {"among": told})
    others = ~np.isin(there["id"], np.array([row.pk for row in rows if row.pk], dtype=np.int64))
    for mentor, *days in zip(*(there[name][others].tolist() for name in list(MENTORED_KINDS)[1:]), strict=True):
        first, last = _own_days(*days)
        for plan in plans[mentor]:
            if first <= last_day(plan.first_day, plan.months) and last >= plan.first_day:
                counts[plan.pk, mentor] += 1
    return counts
