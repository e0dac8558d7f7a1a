"""Calendar months as whole numbers, year * 12 + month - 1, so that months in a row differ by one."""

from datetime import date
from typing import Any

import numpy as np


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def months_of(days: np.ndarray) -> np.ndarray:
    """int32 months of ``datetime64`` days; meaningless for NaT."""
    return (days.astype("M8[M]").astype(np.int64) + 1970 * 12).astype(np.int32)


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    return date.fromordinal(first_day(month + 1).toordinal() - 1)


def chinese(month: Any) -> str:
    """2022年6月."""
    return f"{int(month) // 12}年{int(month) % 12 + 1}月"
