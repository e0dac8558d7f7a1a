"""How long each step may take: dated values in `clocks.yaml`, in working days. Day 1 is the day after."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from lib.working_days import add_working_days, working_days_between
from policy import Scheme, Terms

CALENDAR, WORKING = "calendar", "working"


@lru_cache(maxsize=1)
def clocks() -> Terms:
    return Terms.load(Path(__file__).with_name("clocks.yaml"))


def allowed(name: str, on: date) -> int:
    """So many working days, by what is in force on a day."""
    return int(clocks().values[name].on(np.datetime64(on)).value)


def due(name: str, on: date) -> date:
    """The last day for what begins on a day."""
    return add_working_days(on, allowed(name, on))


def left(due_on: date, on: date) -> int:
    """Working days after ``on`` up to ``due_on``; 0 where that day has come."""
    return max(working_days_between(on, due_on), 0)


def after(days: int, on: date) -> date:
    """The last day of a clock that has so many working days left and goes on now; one is always left."""
    return add_working_days(on, max(days, 1))


def notice_ends(scheme: Scheme, posted_on: date) -> date:
    """The last day of a public notice: the day after posting is its day 1; how many, the scheme's terms say."""
    day = np.datetime64(posted_on)
    days = int(scheme.terms.values["notice"].on(day).value)
    if scheme.terms.values["notice_by"].on(day).value == WORKING:
        return add_working_days(posted_on, days)
    ends: date = (day + np.timedelta64(days, "D")).astype(object)
    return ends
