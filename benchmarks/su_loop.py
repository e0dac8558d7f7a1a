"""个人技能提升补贴 written once more, as a careful programmer would without the law machine: a loop over rows.

Plain tuples in, the same results out: every check of every case, accepted, review, amount. It is the peer that
``benchmarks/rules.py`` measures against, and the second opinion that the tests hold the rule to.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

CHECKED = (
    "SU-TERMS", "SU-LEVEL", "SU-STATUS", "SU-MONTHS", "SU-WINDOW", "SU-VERIFIED", "SU-ONCE", "SU-TRAINING",
    "SU-HIGHER", "SU-CAP", "SU-DEFERRED", "SU-CODE", "SU-EDITION",
)  # fmt: skip

# in force from, months, benefit, cap, cap for urgent, by holding, exclusive
TERMS = (
    (date(2025, 1, 1), 12, True, 1, 3, True, True),
    (date(2024, 1, 1), 12, True, 3, 3, False, True),
    (date(2022, 1, 1), 12, True, 3, 3, False, False),
    (date(2019, 1, 1), 12, False, None, None, False, False),
    (date(2017, 1, 1), 36, False, None, None, False, False),
)
STANDARD = {5: 100000, 4: 150000, 3: 200000}
NOTHING = (False,) * len(CHECKED)


class Case(NamedTuple):
    """One flat case; days are ``date`` or None, the statuses 0 employee, 1 benefit, 2 other."""

    level: int
    issued_on: date
    applied_on: date
    status_at_issue: int
    status_at_application: int
    months_insured: int
    deferred_months_needed: int
    certificate_verified: bool
    urgent: bool
    paid_same_on: date | None
    paid_training_on: date | None
    highest_paid: int
    highest_held: int
    paid_this_year: int
    code_known: bool
    edition_known: bool


class Answer(NamedTuple):
    checks: tuple[bool, ...]  # in the order of CHECKED
    accepted: bool
    review: bool
    amount: int


def year_on(day: date) -> date:
    """The same day twelve months later, or that month's last day."""
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def decide_all(cases: Iterable[Case]) -> list[Answer]:
    return [decide_one(*case) for case in cases]


def decide_one(
    level, issued_on, applied_on, status_at_issue, status_at_application, months_insured, deferred_months_needed,
    certificate_verified, urgent, paid_same_on, paid_training_on, highest_paid, highest_held, paid_this_year,
    code_known, edition_known,
):  # fmt: skip
    """One case: tuples are unpacked into names, which is the fastest a plain loop gets."""
    for terms in TERMS:
        if issued_on >= terms[0]:
            break
    else:
        return Answer(NOTHING, False, False, 0)
    _, months, with_benefit, cap, cap_urgent, by_holding, exclusive = terms
    employee = status_at_issue == 0 and status_at_application == 0
    benefit = with_benefit and (status_at_issue == 1 or status_at_application == 1)
    if cap is not None and urgent:
        cap = cap_urgent
    checks = (
        True,
        level in STANDARD,
        employee or benefit,
        benefit or months_insured >= months,
        issued_on <= applied_on <= year_on(issued_on),
        certificate_verified,
        paid_same_on is None,
        not exclusive or paid_training_on is None,
        (highest_held if by_holding else highest_paid) >= level,
        cap is None or paid_this_year < cap,
        benefit or deferred_months_needed == 0,
        code_known,
        edition_known,
    )
    accepted = all(checks[:10])
    return Answer(checks, accepted, not checks[10], STANDARD[level] if accepted else 0)
