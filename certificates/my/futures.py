"""What would change a refusal: a few futures tried on the rule itself, so that advice and decision cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from certificates.scheme import SKILL_UPGRADE
from lib import months
from lib.days import add_months
from occupations.facts import look_up
from policy import decide
from policy.terms import Period


@dataclass(frozen=True)
class Future:
    """The earliest month in which the claim would be accepted, and what it would then pay (fen)."""

    month: int
    amount: int


def terms_on(issued_on: date) -> Period | None:
    """The terms that decide a certificate of that day; None before there were any."""
    at = int(SKILL_UPGRADE.terms.index(np.array([issued_on], dtype="M8[D]"))[0])
    return SKILL_UPGRADE.terms.periods[at] if at >= 0 else None


def last_day(issued_on: date) -> date | None:
    """The last day to claim with a certificate of that day; None where no terms let anybody."""
    terms = terms_on(issued_on)
    return add_months(np.datetime64(issued_on, "D"), terms.window).item() if terms else None


def months_short(case: Mapping[str, Any]) -> int:
    """How many months of insurance the case still lacks."""
    terms = terms_on(case["issued_on"])
    return max(terms.months - case["months_insured"], 0) if terms else 0


def if_insured(cases: Sequence[Mapping[str, Any]], *, on: date, posted: int) -> list[Future | None]:
    """For each refused case: when it would be accepted if an enterprise insures the person from now on.

    cases   facts as the estimate API takes them, their months counted up to ``posted``
    posted  the last month the registers speak of: what comes after it is supposed to be paid too
    None where it would not be accepted by the last day, so that something else is in the way.
    """
    tried, of_case = [], []
    for place, case in enumerate(cases):
        until = last_day(case["issued_on"])
        if until is None or until < on:
            continue
        for month in range(months.month_of(on), months.month_of(until) + 1):
            tried.append(_in_month(case, month, on, posted))
            of_case.append((place, month))
    found: list[Future | None] = [None] * len(cases)
    if not tried:
        return found
    raw, lists = SKILL_UPGRADE.unfold(tried)
    sheet = decide(SKILL_UPGRADE, *look_up(raw, lists, law_date=SKILL_UPGRADE.law_date))
    for row in np.flatnonzero(sheet.accepted):
        place, month = of_case[row]
        if found[place] is None:
            found[place] = Future(month, int(sheet.payable[row]))
    return found


def _in_month(case: Mapping[str, Any], month: int, on: date, posted: int) -> dict[str, Any]:
    return {
        **case,
        "applied_on": max(months.first_day(month), on),
        "months_insured": case["months_insured"] + max(month - posted, 0),
        "status_at_application": "employee",
        "deferred_months_needed": 0,
    }
