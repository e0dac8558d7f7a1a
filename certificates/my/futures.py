"""What would change a refusal: a few futures tried on the rule itself, so that advice and decision cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any

import numpy as np

from certificates.scheme import SKILL_UPGRADE
from lib import months
from lib.days import add_months
from occupations.facts import look_up
from policy import decide
from policy.terms import Period

PERMUTED = 3  # so many claims are tried in every order; more in that of their last days


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
    return _earliest([{**case, "status_at_application": "employee"} for case in cases], on, posted)


def in_turn(cases: Sequence[Mapping[str, Any]], *, on: date, posted: int) -> list[Future | None]:
    """For each of several accepted cases: when it is paid if they are claimed in the order that comes to most.

    One payment may shut out another for the year or for good; None for one that no order leaves in time.
    """
    best: list[Future | None] = []
    places = range(len(cases))
    by_last_day = sorted(places, key=lambda place: cases[place]["issued_on"])
    for order in permutations(by_last_day) if len(cases) <= PERMUTED else [tuple(by_last_day)]:
        found = _one_after_another(cases, order, on, posted)
        if not best or _worth(found) > _worth(best):
            best = found
    return best


def _one_after_another(
    cases: Sequence[Mapping[str, Any]], order: Sequence[int], on: date, posted: int
) -> list[Future | None]:
    found: list[Future | None] = [None] * len(cases)
    paid: list[dict[str, Any]] = []
    for place in order:
        case = cases[place]
        future = _earliest([{**case, "paid": [*case.get("paid", ()), *paid]}], on, posted)[0]
        if future:
            found[place] = future
            what = {"scheme": SKILL_UPGRADE.code, "occupation": case["occupation"], "level": case["level"]}
            paid.append({**what, "paid_on": max(months.first_day(future.month), on)})
    return found


def _worth(found: Sequence[Future | None]) -> tuple[int, int]:
    """The more the better, and of the same the sooner."""
    paid = [future for future in found if future]
    return sum(future.amount for future in paid), -sum(future.month for future in paid)


def _earliest(cases: Sequence[Mapping[str, Any]], on: date, posted: int) -> list[Future | None]:
    """For each case the first month, from this one to that of its last day, in which the rule accepts it."""
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
        found[place] = found[place] or Future(month, int(sheet.payable[row]))
    return found


def _in_month(case: Mapping[str, Any], month: int, on: date, posted: int) -> dict[str, Any]:
    return {
        **case,
        "applied_on": max(months.first_day(month), on),
        "months_insured": case["months_insured"] + max(month - posted, 0),
        "deferred_months_needed": 0,
    }
