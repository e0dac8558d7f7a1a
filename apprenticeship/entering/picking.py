"""New people of an enterprise, as the insurance register knows them: picked instead of typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from apprenticeship.entering import actions
from apprenticeship.facts import last_day
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans.actions import held
from apprenticeship.scheme import APPRENTICESHIP
from lib.months import month_of
from lib.refused import Refused
from people.actor import Actor
from people.models import InsuranceSpan, Person, TrueTo

SHOWN = 300


@dataclass(frozen=True)
class New:
    """Somebody whom the enterprise insures since ``began``; ``until``: the last day to begin a training."""

    person: Person
    began: date
    until: date


def new_people(plan: Plan, on: date) -> list[New]:
    """Those whose relation with the enterprise lets a training begin on the plan's first day, the newest first; nobody
    who is in a plan that is alive. Three queries."""
    window = APPRENTICESHIP.terms.values["recruit_window"].on(np.datetime64(plan.filed_on or on, "D"))
    day = TrueTo.objects.filter(kind="insurance").order_by("-run").values_list("day", flat=True).first()
    spans = InsuranceSpan.objects.current().filter(
        employer_code=plan.enterprise.code, relation_began__isnull=False, relation_began__lte=plan.first_day
    )  # fmt: skip
    if day is not None:  # whoever it no longer pays for is not its own any more
        spans = spans.filter(last_month__gte=month_of(day) - 1)
    taken = Apprentice.objects.there().filter(plan__state__in=Plan.ALIVE).values("person")
    rows = spans.exclude(person__in=taken).select_related("person").order_by("-relation_began", "pk")
    found: dict[int, New] = {}
    for row in rows:
        assert row.relation_began is not None
        until = last_day(row.relation_began, int(window.value)) + timedelta(days=1)  # the same day still counts
        if until >= plan.first_day:
            found.setdefault(row.person_id, New(row.person, row.relation_began, until))
        if len(found) == SHOWN:
            break
    return list(found.values())


def pick(
    *, plan: int, which: Sequence[int], given: Mapping[str, Any], actor: Actor, at: datetime, on: date
) -> list[Apprentice]:
    """These of the new people into the plan. ``given``: contract_months, mentor, teacher. Raises Refused."""
    of = held(plan, actor, "enterprise")
    known = {one.person.pk: one for one in new_people(of, on)}
    if not which or not set(which) <= known.keys():
        raise Refused("which", "请勾选；名单刚刚有变化的，请刷新后再选。")
    return actions.add_known(
        plan=plan,
        people=[
            (pk, {"contract_began": known[pk].began, "moved_on": None, "first_day": None, "months": None, **given})
            for pk in which
        ],
        actor=actor, at=at,
    )  # fmt: skip
