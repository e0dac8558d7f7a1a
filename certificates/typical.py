"""Somebody who meets every condition of 个人技能提升补贴 on a day, for pages that show what there is to be had."""

from datetime import date
from typing import Any

from policy.terms import Period


def typical(occupation: str, level: int, on: date, terms: Period) -> dict[str, dict[str, Any]]:
    """One case, under no further words: an employee with just the months asked, the certificate issued that day."""
    employed = dict.fromkeys(("status_at_issue", "status_at_application"), "employee")
    certificate = {"occupation": occupation, "level": level, "issued_on": on, "applied_on": on}
    return {"": certificate | employed | {"months_insured": terms.months, "paid": [], "held": []}}
