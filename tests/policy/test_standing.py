"""How sure each figure is on each day, typed a second time from the tables of the policy."""

from datetime import date, timedelta

import numpy as np
import pytest

from policy import registered
from policy.terms import STATUSES

ROWS = {  # the standing of the terms as a whole, from each day on
    "SU": {
        "2017-01-01": "official", "2019-01-01": "assumed", "2022-01-01": "assumed", "2022-06-16": "official",
        "2024-01-01": "official", "2025-01-01": "official", "2026-01-01": "assumed",
    },
    "TR": {"2022-06-16": "assumed", "2024-01-01": "assumed"},
    "AP": {"2022-06-16": "assumed", "2024-01-01": "assumed"},
}  # fmt: skip
ILLUSTRATIVE = {  # nobody published these
    "SU": set(),
    "TR": {
        "size", "daily", "attendance", "startup_hours", "standard", "startup_standard", "uplift", "effect", "follow_up",
        "notice", "notice_by",
    },
    "AP": {"annual", "urgent_addition", "uncertified_share", "ratio", "hours_share", "notice", "notice_by"},
}  # fmt: skip
OFFICIAL = {  # published, with their day
    "SU": {"standard": "2017-01-01", "notice": "2017-01-01", "notice_by": "2017-01-01"},
    "TR": {"exclusive": "2024-01-01"},
    "AP": {"exclusive": "2024-01-01", "cap": "2022-06-16"},
}
BY_CODE = {scheme.code: scheme for scheme in registered()}


def printed(code: str, name: str | None, day: date) -> str:
    if name in ILLUSTRATIVE[code]:
        return "illustrative"
    if name in OFFICIAL[code] and str(day) >= OFFICIAL[code][name]:
        return "official"
    return next(status for since, status in reversed(ROWS[code].items()) if since <= str(day))


@pytest.mark.parametrize("code", ROWS)
def test_the_days_on_which_something_opens_are_the_printed_ones(code):
    assert [str(opening.since) for opening in BY_CODE[code].terms.openings] == list(ROWS[code])


@pytest.mark.parametrize("code", ROWS)
def test_each_figure_is_as_sure_as_the_policy_says_on_each_day_and_on_the_eve_of_the_next(code):
    terms = BY_CODE[code].terms
    first, *later = [date.fromisoformat(day) for day in ROWS[code]]
    for day in (first, *later, *(each - timedelta(1) for each in later), date(9999, 12, 31)):
        for name in (None, *terms.values):
            assert STATUSES[terms.status(name, np.datetime64(day, "D"))] == printed(code, name, day), (name, day)
