"""Calendar days, one or a numpy column of them (``datetime64[D]``; NaT where a day is not known)."""

from typing import Any

import numpy as np

Days = Any  # np.ndarray of datetime64[D], or one datetime64
_MONTH = np.timedelta64(1, "M")
_DAY = np.timedelta64(1, "D")


def add_months(days: Days, months: int | np.ndarray) -> Days:
    """The same day of the month ``months`` on, or the month's last day where there is none.

    29 February + 12 months is 28 February; 31 January + 1 month is the last of February.
    """
    if np.ndim(days) and np.ndim(months) == 0 and days.size:
        low, high = days.min(), days.max()
        span = (high - low) / _DAY
        if span < days.size:  # false for NaT too; many claims share a few thousand days: reckon each day once
            table = _add_months(np.arange(low, high + _DAY), months)
            return table[(days - low).view(np.int64)]
    return _add_months(days, months)


def _add_months(days: Days, months: int | np.ndarray) -> Days:
    month = days.astype("M8[M]")
    target = month + np.asarray(months).astype("m8[M]")
    day = days - month.astype("M8[D]")
    last = (target + _MONTH).astype("M8[D]") - _DAY
    return np.minimum(target.astype("M8[D]") + day, last)


def year(days: Days) -> np.ndarray:
    """The calendar year as an integer; meaningless for NaT."""
    return days.astype("M8[Y]").astype(np.int64) + 1970


def chinese(day: Any) -> str:
    """``2022年6月16日``; an unknown day reads 未填."""
    if day is None or np.isnat(np.datetime64(day, "D")):
        return "未填"
    y, m, d = str(np.datetime64(day, "D")).rsplit("-", 2)
    return f"{int(y)}年{int(m)}月{int(d)}日"
