"""New people of an enterprise, as the insurance register knows them: picked instead of typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from apprenticeship.entering import actions, joining
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
    """Those whose relation with the enterprise lets a training begin with the plan, or where it is held already from
    some day on; the newest first, nobody who is in a plan that is alive. Three queries."""
    first, last = joining.bounds(plan, on)
    window = APPRENTICESHIP.terms.values["recruit_window"].on(np.datetime64(plan.filed_on or on, "D"))
    day = TrueTo.objects.filter(kind="insurance").order_by("-run").values_list("day", flat=True).first()
    spans = InsuranceSpan.objects.current().filter(
        employer_code=plan.enterprise.code, relation_began__isnull=False, relation_began__lte=last
    )  # fmt: skip
    if day is not None:  # whoever it no longer pays for is not its own any more
        spans = spans.filter(last_month__gte=month_of(day) - 1)
    taken = Apprentice.objects.there().filter(plan__state__in=Plan.ALIVE).values("person")
    rows = spans.exclude(person__in=taken).select_related("person").order_by("-relation_began", "pk")
    found: dict[int, New] = {}
    for row in rows:
        assert row.relation_began is not None
        until = last_day(row.relation_began, int(window.value)) + timedelta(days=1)  # the same day still counts
        if until >= first:
            found.setdefault(row.person_id, New(row.person, row.relation_began, until))
        if len(found) == SHOWN:
            break
    return list(found.values())


def pick(
    *, plan: int, which: Sequence[int], given: Mapping[str, Any], actor: Actor, at: datetime, on: date
) -> list[Apprentice]:
    """These of the new people into the plan. ``given``: contract_months, mentor, teacher, and where the plan is held
    already the first_day of them all. Raises Refused."""
    of = held(plan, actor, "enterprise")
    known = {one.person.pk: one for one in new_people(of, on)}
    if not which or not set(which) <= known.keys():
        raise Refused("which", "请勾选；名单刚刚有变化的，请刷新后再选。")
    first = given.get("first_day") or of.first_day
    if wrong := [one.person.name for pk in which if not (one := known[pk]).began <= first <= one.until]:
        raise Refused("first_day", f"这一天没有入职，或者入职满了一年：{'、'.join(wrong[:5])}。请分开选。")
    return actions.add_known(
        plan=plan,
        people=[
            (pk, {"moved_on": None, "first_day": None, "months": None, **given, "contract_began": known[pk].began})
            for pk in which
        ],
        actor=actor, at=at,
    )  # fmt: skip
