"""Months on, for one day and for a column, and how a day is said."""

from calendar import monthrange
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.days import add_months, chinese, year

NOWHEN = np.datetime64("NaT", "D")
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
clustered = st.dates(date(2024, 1, 25), date(2024, 3, 5))


def days_of(values) -> np.ndarray:
    return np.array(values, dtype="M8[D]")


def reckoned(day: date | None, months: int) -> date | None:
    """The same by hand."""
    if day is None:
        return None
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2022-07-15", 12, "2023-07-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2022-01-31", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-01-31", 3, "2022-04-30"),
        ("2022-12-31", 2, "2023-02-28"),
        ("2022-08-30", 6, "2023-02-28"),
        ("2022-03-31", -1, "2022-02-28"),
        ("2022-07-15", 0, "2022-07-15"),
        ("9999-12-31", 1, "10000-01-31"),
        ("0001-01-31", 1, "0001-02-28"),
    ],
)
def test_a_month_on_is_the_same_day_or_the_months_last(day, months, then):
    assert add_months(np.datetime64(day, "D"), months) == np.datetime64(then, "D")
    assert add_months(days_of([day, day, day]), months).tolist() == days_of([then] * 3).tolist()


def test_an_unknown_day_stays_unknown():
    assert np.isnat(add_months(NOWHEN, 12))
    assert np.isnat(add_months(days_of(["NaT", "NaT"]), 12)).all()


def test_no_days_give_no_days():
    assert add_months(days_of([]), 12).shape == (0,)


@given(st.lists(st.one_of(days, clustered, clustered, st.none()), max_size=80), st.integers(-60, 300))
def test_a_column_is_reckoned_as_each_of_its_days(column, months):
    """Spread columns and crowded ones: the second are looked up in a table of days, unless one is unknown."""
    found = add_months(days_of(column), months)
    assert found.dtype == np.dtype("M8[D]")
    assert found.tolist() == [reckoned(day, months) for day in column]


@given(st.lists(clustered, min_size=50, max_size=80), st.integers(0, 60))
def test_a_crowded_column_with_an_unknown_day_is_the_same_without_its_table(column, months):
    crowded = days_of(column)
    with_a_hole = days_of([*column, None])
    assert (add_months(with_a_hole, months)[:-1] == add_months(crowded, months)).all()
    assert np.isnat(add_months(with_a_hole, months)[-1])


@given(st.lists(st.tuples(days, st.integers(0, 60)), min_size=1, max_size=30))
def test_each_row_may_have_months_of_its_own(rows):
    column, months = zip(*rows, strict=True)
    assert add_months(days_of(column), np.array(months)).tolist() == [reckoned(*row) for row in rows]


@given(days, st.integers(0, 120))
def test_months_on_never_go_back_and_never_skip_a_month(day, months):
    then = add_months(np.datetime64(day, "D"), months).item()
    assert then >= day
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months


def test_the_year_is_the_calendars():
    assert year(days_of(["1969-12-31", "1970-01-01", "2022-12-31", "2023-01-01"])).tolist() == [1969, 1970, 2022, 2023]
    assert year(np.datetime64("2022-06-16", "D")) == 2022


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (np.datetime64("2022-06-16", "D"), "2022年6月16日"),
        (date(2022, 12, 1), "2022年12月1日"),
        ("2022-01-31", "2022年1月31日"),
        (np.datetime64("0001-02-03", "D"), "1年2月3日"),
        (np.datetime64("10000-01-31", "D"), "10000年1月31日"),
        (NOWHEN, "未填"),
        (None, "未填"),
    ],
)
def test_a_day_is_said_in_chinese(day, said):
    assert chinese(day) == said
