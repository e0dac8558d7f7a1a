"""Working days by the State Council's yearly notice: weekdays that are no holiday, and weekends worked in their place.

Years whose notice is not in the calendar package are reckoned by weekdays alone; `provisional` tells which.
"""

from datetime import date, timedelta

from chinese_calendar import holidays, workdays

_DAY = timedelta(1)
_OFF, _MADE_UP = frozenset(holidays), frozenset(workdays)
PUBLISHED = range(min(_OFF).year, max(_OFF).year + 1)
"""The years whose holidays are known."""


def is_working_day(day: date) -> bool:
    """Whether offices work on it; of a `provisional` day, whether it is a weekday."""
    return day in _MADE_UP or (day.weekday() < 5 and day not in _OFF)


def provisional(day: date) -> bool:
    """Holidays of its year are not known: a working day, or a last day counted out, may turn out another."""
    return day.year not in PUBLISHED


def add_working_days(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``, which itself does not count; 0 is ``day``. ValueError below 0."""
    if n < 0:
        raise ValueError(f"working days are counted forwards, not {n}")
    while n:
        day += _DAY
        n -= is_working_day(day)
    return day


def working_days_between(a: date, b: date) -> int:
    """How many working days come after ``a`` up to and with ``b``: what `add_working_days` adds. Below 0 if b < a."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + n * _DAY) for n in range(1, (b - a).days + 1))
