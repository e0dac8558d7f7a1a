"""From the database to the facts of 企业新型学徒补贴: a plan with its apprentices, as the estimate API takes them.

What stands for what, where the texts are silent:

- insured by the enterprise is a month its code paid or deferred; a month not posted yet is read as the last that is;
- a mentor's apprentices are those of every plan that stands, or of the one asked about, while this plan lasts;
- what a plan has not proved yet (hours, the end, the certificate) is taken to come: an advance does not look at it;
- of earlier payments: see `certificates.earlier`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from apprenticeship.derive import AREAS
from apprenticeship.models import Apprentice, Plan
from apprenticeship.scheme import APPRENTICESHIP
from certificates import earlier
from certificates.payments import SCHEMES
from lib.days import add_months
from lib.months import month_of
from people.models import InsuranceSpan, TrueTo
from subsidies import timetable

WITHOUT_END = 1200  # months of a contract without an end


def last_day(first: date, months: int) -> date:
    """The last of so many months from a day on."""
    day: date = (add_months(np.datetime64(first, "D"), months) - np.timedelta64(1, "D")).item()
    return day


def own_days(row: Apprentice) -> tuple[date, date]:
    """From which day to which an apprentice is trained, as planned."""
    plan = row.plan
    first = row.first_day or plan.first_day
    return first, min(last_day(first, row.months or plan.months), last_day(plan.first_day, plan.months))


def case_of(plan: Plan, rows: Sequence[Apprentice], on: date) -> dict[str, Any]:
    """The plan and these of its apprentices at the advance, as of a day; a fixed number of queries."""
    persons = np.array([row.person_id for row in rows], dtype=np.int64)
    insured, elsewhere = _insured(plan, rows), _elsewhere(plan, rows)
    paid, counts = _paid(plan, persons), _mentored(plan, rows)
    return {
        "stage": "advance", "filed_on": str(plan.filed_on or on), "first_day": str(plan.first_day),
        "planned_months": plan.months, "city_leave": plan.leave_on is not None, "occupation": plan.occupation,
        "level": plan.level, "urgent": None, "advance_paid": "0.00",
        "apprentices": [
            {
                "contract_began": str(row.contract_began), "contract_months": row.contract_months,
                "moved_on": str(row.moved_on) if row.moved_on else None, "insured_first": row.person_id in insured,
                "insured_last": row.person_id in insured, "has_mentor": row.mentor is not None,
                "has_teacher": row.teacher is not None,
                "mentor_apprentices": counts[row.mentor.person_id] if row.mentor else 0, "months": plan.months,
                "finished": True, "certificate": True, "overlaps": row.person_id in elsewhere,
                "first_day": str(row.first_day) if row.first_day else None, "planned_months": row.months,
                "hours": {area: [getattr(plan, area), getattr(plan, area)] for area in AREAS}, "paid": paid[place],
            }
            for place, row in enumerate(rows)
        ],
    }  # fmt: skip


def _insured(plan: Plan, rows: Sequence[Apprentice]) -> set[int]:
    """Whom the enterprise insures in the own first month, or in the last posted one where that is earlier."""
    day = TrueTo.objects.filter(kind="insurance").order_by("-run").values_list("day", flat=True).first()
    posted = month_of(day + timedelta(days=1)) - 1 if day else None
    spans = InsuranceSpan.objects.current().filter(
        person__in=[row.person_id for row in rows], employer_code=plan.enterprise.code
    )  # fmt: skip
    months: dict[int, list[tuple[int, int]]] = {}
    for person, first, last in spans.values_list("person", "first_month", "last_month"):
        months.setdefault(person, []).append((first, last))
    found = set()
    for row in rows:
        month = month_of(own_days(row)[0])
        month = month if posted is None else min(month, posted)
        if any(first <= month <= last for first, last in months.get(row.person_id, ())):
            found.add(row.person_id)
    return found


def _elsewhere(plan: Plan, rows: Sequence[Apprentice]) -> set[int]:
    asked = {row.person_id: timetable.Days(*own_days(row)) for row in rows}
    return timetable.whole_days_elsewhere(scheme=APPRENTICESHIP.code, owner=plan.pk, asked=asked)


def _paid(plan: Plan, persons: np.ndarray) -> list[list[dict[str, Any]]]:
    """Earlier payments of each, as the API is told them."""
    told: list[list[dict[str, Any]]] = [[] for _ in persons]
    if not len(persons):
        return told
    columns, _, beside = earlier.beside(APPRENTICESHIP.code, persons, np.full(len(persons), plan.pk or 0))
    words = list(SCHEMES)
    for place, scheme, occupation, level, day in zip(
        beside.tolist(), columns["scheme"].tolist(), columns["occupation"], columns["level"].tolist(),
        columns["paid_on"], strict=True,
    ):  # fmt: skip
        told[place].append(
            {"scheme": words[scheme], "occupation": occupation or None, "level": level or None, "paid_on": str(day)}
        )
    return told


def _mentored(plan: Plan, rows: Sequence[Apprentice]) -> Counter[int]:
    """How many apprentices each mentor (person) has while the plan lasts."""
    mentors = {row.mentor.person_id for row in rows if row.mentor}
    there = Apprentice.objects.there().filter(mentor__person__in=mentors).exclude(plan=plan)
    others = there.filter(plan__state__in=Plan.STANDING).select_related("plan", "mentor")
    counts = Counter(row.mentor.person_id for row in rows if row.mentor)
    ends = last_day(plan.first_day, plan.months)
    for row in others:
        first, last = own_days(row)
        if row.mentor and first <= ends and last >= plan.first_day:
            counts[row.mentor.person_id] += 1
    return counts
