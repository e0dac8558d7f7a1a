"""Working days as the State Council's notices set them, and what is done where there is no notice yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.working_days import PUBLISHED, add_working_days, is_working_day, provisional, working_days_between

BEYOND = date(PUBLISHED[-1] + 1, 10, 1)
days = st.dates(date(2021, 12, 1), date(2030, 1, 31))


def each(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2022, 1, 31), date(2022, 2, 6)),  # 国办发明电〔2021〕11号: 春节
        (date(2022, 10, 1), date(2022, 10, 7)),  # 国庆节
        (date(2025, 1, 28), date(2025, 2, 4)),  # 国办发明电〔2024〕12号: 春节
        (date(2026, 2, 15), date(2026, 2, 23)),  # 国办发明电〔2025〕7号: 春节
        (date(2026, 6, 19), date(2026, 6, 21)),  # 端午节
        (date(2026, 10, 1), date(2026, 10, 7)),  # 国庆节
    ],
)
def test_nobody_works_on_a_published_holiday(first, last):
    assert [day for day in each(first, last) if is_working_day(day)] == []


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 1, 29), date(2022, 1, 30), date(2022, 10, 8), date(2022, 10, 9),
        date(2025, 1, 26), date(2025, 2, 8), date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20),
    ],
)  # fmt: skip
def test_a_weekend_made_up_for_a_holiday_is_a_working_day(day):
    assert day.weekday() >= 5 and is_working_day(day)


def test_any_other_weekend_is_none_and_any_other_weekday_is_one():
    assert not is_working_day(date(2026, 8, 22)) and not is_working_day(date(2026, 8, 23))
    assert is_working_day(date(2026, 8, 24)) and is_working_day(date(2022, 6, 16))


def test_a_clock_that_starts_before_the_national_day_runs_out_after_the_made_up_weekend():
    assert add_working_days(date(2022, 9, 29), 3) == date(2022, 10, 9), "Friday, then Saturday and Sunday at work"
    assert add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24), "a Saturday at work, then nine days of leave"


def test_the_day_it_starts_does_not_count_whatever_day_it_is():
    assert add_working_days(date(2026, 8, 20), 5) == date(2026, 8, 27)
    assert add_working_days(date(2026, 8, 22), 5) == date(2026, 8, 28), "handed in on a Saturday"
    assert add_working_days(date(2026, 8, 22), 0) == date(2026, 8, 22)
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 8, 22), -1)


def test_beyond_the_published_years_weekdays_count_and_are_provisional():
    assert 2022 in PUBLISHED and 2026 in PUBLISHED
    assert not provisional(date(2026, 12, 31))
    assert provisional(BEYOND) and provisional(date(1999, 10, 1))
    workweek = [day for day in each(BEYOND, BEYOND + timedelta(27)) if is_working_day(day)]
    assert len(workweek) == 20 and all(day.weekday() < 5 for day in workweek)


@given(days, st.integers(0, 60))
def test_what_is_added_is_what_lies_between(day, n):
    last = add_working_days(day, n)
    assert working_days_between(day, last) == n
    assert working_days_between(last, day) == -n
    assert n == 0 or is_working_day(last)


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_one_stretch_after_another_is_one_long_one(day, n, more):
    assert add_working_days(add_working_days(day, n), more) == add_working_days(day, n + more)
