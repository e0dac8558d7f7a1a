"""Apprentices of plans as they are paid for: what :mod:`apprenticeship.facts` gathers, and after the last day of a plan
what each came to.

What stands for what, where the texts are silent:

- up to the last day of its plan a person is decided at the advance, from the day after it at the settlement;
- who stopped did not finish, nor who says that it is not he, until that is looked into; whose pause has no end was
  away from its first day on;
- the last month is that of the own last day, or of the day the person stopped;
- the certificate is any of that occupation and level, in the register today, issued after the own first day and no
  later than the day it is settled as of.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Sum

from apprenticeship.derive import AREAS
from apprenticeship.during.counting import done, months
from apprenticeship.facts import Asked, Insured, cases_of, last_day, own_days, with_guides
from apprenticeship.models import Apprentice, Pause, Plan
from apprenticeship.scheme import APPRENTICESHIP
from certificates.models import Certificate
from lib.money import plain_yuan
from lib.months import month_of
from occupations.queries import atlas
from people import bulk
from subsidies.models import Line
from subsidies.sources import Batch, Claims
from treasury.models import Entry, Obligation

FOR_EVER = date(9999, 12, 31)
NOT_ASKED = ("made_at", "enterprise_at", "school_at", "left_why")  # of thousands of records what no rule looks at
# Of each person of a plan the last record: who stopped may have come back. Whoever is there, or was paid for.
MEMBERS = """
    SELECT m.id, m.person_id AS person, m.plan_id AS subject FROM apprenticeship_apprentice m
    WHERE m.id IN (
        SELECT MAX(n.id) FROM apprenticeship_apprentice n
        WHERE n.enterprise_at IS NOT NULL AND n.school_at IS NOT NULL AND {among} GROUP BY n.plan_id, n.person_id
    ) AND (m.state = 'confirmed' OR m.right_id IS NOT NULL OR EXISTS (
        SELECT 1 FROM subsidies_line l JOIN subsidies_entitlement e ON e.id = l.entitlement_id
        JOIN subsidies_application a ON a.id = l.application_id
        WHERE e.person_id = m.person_id AND a.scheme = 'AP' AND a.subject = m.plan_id
    ))
    ORDER BY m.plan_id, m.id
"""


def members(subjects: np.ndarray) -> dict[str, np.ndarray]:
    """``id`` of the record, ``person``, ``subject``, by plan in the order of enrolment."""
    among, told = bulk.among("n.plan_id", subjects)
    return bulk.read(MEMBERS.format(among=among), {"id": "id", "person": "id", "subject": "id"}, {"among": told})


def over(plan: Plan, on: date) -> bool:
    """Is it to be settled?"""
    return on > last_day(plan.first_day, plan.months)


def gather(low: int, high: int, on: date, run: int, only: Claims | None = None) -> Batch:
    """See `subsidies.sources.Source`: ``subject`` is the plan. Each is decided as of its own day."""
    assert only is not None, "nobody is looked for: enterprises ask"
    there = members(np.unique(only.subject))
    days = only.days_of(there["person"], there["subject"], np.full(len(there["id"]), np.datetime64("NaT"), "M8[D]"))
    wanted = np.flatnonzero(~np.isnat(days) & (there["person"] >= low) & (there["person"] <= high))
    records = _records(there["id"][wanted])
    asked: dict[tuple[int, date], list[Apprentice]] = {}
    for pk, day in zip(there["id"][wanted].tolist(), days[wanted].astype(object).tolist(), strict=True):
        row = records[pk]
        # who stopped, or says that it is not he, is not paid for in advance
        if over(row.plan, day) or (row.state != Apprentice.State.GONE and row.denied_at is None):
            asked.setdefault((row.plan_id, day), []).append(row)
    groups = [Asked(rows[0].plan, rows, day) for (_, day), rows in asked.items()]
    raw, lists = APPRENTICESHIP.unfold(as_they_stand(groups))
    every = [row for one in groups for row in one.rows]
    person, subject = np.array([(row.person_id, row.plan_id) for row in every], dtype=np.int64).reshape(-1, 2).T
    batch = Batch(person, subject, raw, lists)
    return batch.part(only.places_in(batch))


def as_they_stand(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Each plan as the estimate API takes it: at the advance, or at the settlement where it is over by its day."""
    cases = cases_of(asked)
    ended = [(one, case) for one, case in zip(asked, cases, strict=True) if over(one.plan, one.on)]
    if ended:
        _settle(ended)
    return cases


def _records(ids: np.ndarray) -> dict[int, Apprentice]:
    """With plan, enterprise and guides, each of which is one for many of them and is read once."""
    found = {row.pk: row for row in bulk.those(Apprentice.objects.defer(*NOT_ASKED), ids)}
    plans = Plan.objects.select_related("enterprise").in_bulk({row.plan_id for row in found.values()})
    for row in with_guides(list(found.values())):
        row.plan = plans[row.plan_id]
    return found


def _settle(ended: Sequence[tuple[Asked, dict[str, Any]]]) -> None:
    """Put down what each came to."""
    rows = [row for one, _ in ended for row in one.rows]
    plans = {one.plan.pk for one, _ in ended}
    hours, away, insured = done(plans), _away(plans), Insured(rows)
    certified, advances = _certified(rows), _advances(plans)
    for one, case in ended:
        case |= {"stage": "settlement", "advance_paid": plain_yuan(advances[one.plan.pk])}
        for row, told in zip(one.rows, case["apprentices"], strict=True):
            first, last = own_days(row)
            until = min(last, row.left_on or last)
            taught = hours.get(row.pk, {})
            told |= {
                "months": months(first, until, away.get(row.pk, ())),
                "finished": row.left_on is None and row.denied_at is None,
                "insured_last": insured.in_month(row, month_of(until)),
                "certificate": any(first < day <= one.on for day in certified.get(row.pk, ())),
                "hours": {area: [taught.get(area, 0), getattr(one.plan, area)] for area in AREAS},
            }  # fmt: skip


def _away(plans: set[int]) -> Mapping[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    for one in Pause.objects.filter(apprentice__plan__in=plans):
        found.setdefault(one.apprentice_id, []).append((one.since, one.until or FOR_EVER))
    return found


def _certified(rows: Sequence[Apprentice]) -> dict[int, list[date]]:
    """The days of the certificates of the plan's occupation and level that each record's person holds."""
    book = atlas()
    held: dict[tuple[int, str, int], list[date]] = {}
    persons = Apprentice.objects.filter(plan__in={row.plan_id for row in rows})
    kept = Certificate.objects.current().filter(person__in=persons.values("person"))
    for person, occupation, level, day in kept.values_list("person", "occupation", "level", "issued_on"):
        held.setdefault((person, book.canonical(occupation), level), []).append(day)
    return {
        row.pk: held.get((row.person_id, book.canonical(row.plan.occupation), row.plan.level), []) for row in rows
    }  # fmt: skip


def _advances(plans: set[int]) -> Mapping[int, int]:
    """Fen that the bank paid in advance, by plan."""
    lines = Line.objects.filter(kind=Line.Kind.ADVANCE, application__scheme=APPRENTICESHIP.code)
    of = dict(lines.filter(application__subject__in=plans).values_list("pk", "application__subject"))
    paid: Counter[int] = Counter()
    books = dict(Obligation.objects.filter(line__in=list(of)).values_list("pk", "line"))
    entries = Entry.objects.filter(obligation__in=list(books), cause=Entry.Cause.PAID).order_by()
    for obligation, amount in entries.values_list("obligation").annotate(sum=Sum("amount")):
        paid[of[books[obligation]]] += amount
    return paid
