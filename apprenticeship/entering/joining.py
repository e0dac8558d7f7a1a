"""Who joins while a plan is held: from an own first day on, for the months that are left."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from apprenticeship.facts import last_day, months_left, own_days
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import judge, rules
from apprenticeship.plans.actions import take_up
from apprenticeship.settling import rights
from lib.days import chinese
from lib.refused import Refused
from subsidies.actions.claims import day_of

NAMED = 5  # who is named where several are late


def enters(plan: Plan, on: date) -> bool:
    """May somebody be entered on a day: before the plan is filed, and while it is held?"""
    return plan.state in Plan.OPEN or (plan.state == Plan.State.ACCEPTED and on <= last_of(plan))


def last_of(plan: Plan) -> date:
    return last_day(plan.first_day, plan.months)


def bounds(plan: Plan, on: date) -> tuple[date, date]:
    """Between which days whoever is entered on a day begins: with the plan, or later where it is held already."""
    if plan.state != Plan.State.ACCEPTED:
        return plan.first_day, plan.first_day
    earliest = on - timedelta(days=rules.figure("joined", on))
    return max(plan.first_day, earliest), last_of(plan)


def own(plan: Plan, given: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What is said of somebody, with the months that are left where the plan is held already. Raises Refused."""
    if plan.state != Plan.State.ACCEPTED:
        return dict(given)
    first = given["first_day"] or plan.first_day
    earliest, last = bounds(plan, on)
    if not earliest <= first <= last:
        raise Refused("first_day", _between(earliest, last))
    if first == plan.first_day:
        return {**given, "first_day": None}
    left = months_left(plan, first)
    if not left:
        raise Refused("first_day", f"到计划的最后一天（{chinese(last)}）不满一个月，没有补贴。请参加下一份计划。")
    if (given["months"] or left) > left:
        raise Refused("months", f"从{chinese(first)}到计划的最后一天只有 {left} 个整月。")
    return {**given, "first_day": first, "months": given["months"] or left}


def stand(plan: Plan, rows: Sequence[Apprentice], on: date) -> None:
    """Whom both have confirmed by now in a plan that is held: taken up, and promised what the rule gives. In the
    transaction that confirms; as many queries however many. Raises Refused."""
    rows = [row for row in rows if row.state == Apprentice.State.CONFIRMED]
    if plan.state != Plan.State.ACCEPTED or not rows:
        return
    for row in rows:
        row.plan = plan
    _not_too_late(plan, rows, on)
    take_up(plan, rows)
    sheet = judge.sheet_of(plan, rows, plan.filed_on or on)
    rights.promise([rows[place] for place in np.flatnonzero(sheet.accepted).tolist()])


def came_later(row: Apprentice, plan: Plan) -> date | None:
    """The day both had confirmed a record, where the plan had been accepted before."""
    confirmed = max(filter(None, (row.enterprise_at, row.school_at)), default=None)
    if row.state != Apprentice.State.CONFIRMED or confirmed is None or plan.answered_at is None:
        return None
    later = plan.state == Plan.State.ACCEPTED and confirmed > plan.answered_at
    return day_of(confirmed) if later else None


def _not_too_late(plan: Plan, rows: Sequence[Apprentice], on: date) -> None:
    """Whoever was entered before the plan was accepted was not asked for the own first day then."""
    earliest, last = bounds(plan, on)
    late = [
        row.person.name
        for row in rows
        if plan.answered_at and row.made_at <= plan.answered_at and own_days(row)[0] < earliest
    ]
    if late:
        names = "、".join(late[:NAMED]) + (f"等 {len(late)} 名" if len(late) > NAMED else "")
        raise Refused("first_day", f"{names}：{_between(earliest, last)}先改好或者退出，再确认别人。")


def _between(earliest: date, last: date) -> str:
    return rules.JOINED.found.format(earliest=chinese(earliest), last=chinese(last))
