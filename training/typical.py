"""A class with one trainee that meets every condition of 机构培训补贴, for pages that show what there is to be had."""

from datetime import date, timedelta
from typing import Any

from policy.terms import Period
from training.derive import CATEGORIES, KINDS

GROUP = {"jinlanling": "insured", "key-group": "unemployed"}
HOURS = 80


def typical(occupation: str, level: int, on: date, terms: Period) -> dict[str, dict[str, Any]]:
    """For each kind with a level, by category of the course: words → a class of one trainee, certified and in work."""
    return {
        f"{KINDS[kind]} · {CATEGORIES[category]}课程": _class(occupation, level, on, kind, category)
        for kind in GROUP
        for category in CATEGORIES
    }


def _class(occupation: str, level: int, on: date, kind: str, category: str) -> dict[str, Any]:
    last, settled = on + timedelta(days=20), on + timedelta(days=200)
    trainee = {
        "group": GROUP[kind], "birth_date": on.replace(year=on.year - 30, day=1), "attended_hours": HOURS,
        "passed": True, "certificate_on": last, "in_work_on": last + timedelta(days=30), "paid": [],
    }  # fmt: skip
    return {
        "kind": kind, "occupation": occupation, "level": level, "category": category, "course": None,
        "filed_on": on, "first_day": on, "last_day": last, "settled_on": settled,
        "listed": True, "planned_hours": HOURS, "minimum_hours": HOURS, "longest_day_hours": 8, "trainees": [trainee],
    }  # fmt: skip
