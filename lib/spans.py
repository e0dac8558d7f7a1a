"""Stretches of whole numbers (months, days), both ends counted, of many owners at once; what overlaps counts once."""

from typing import Any

import numpy as np

OPEN_END = 2**31 - 2  # the last number of a stretch that goes on
_LOWEST = -(2**31)
_HIGH = 32  # an owner's numbers stand in the low 32 bits


class Spans:
    """The stretches of each owner, joined.

    owner        whole numbers from 0 to 2**31 - 1, in any order; repeated for each stretch
    first, last  columns beside it, above -2**31, at most OPEN_END; first <= last

    Every stretch becomes the part of it that no earlier one covers, laid out on one line: owner * 2**32 + number.
    """

    def __init__(self, owner: np.ndarray, first: np.ndarray, last: np.ndarray):
        start, end = _place(owner, first), _place(owner, last)
        if len(start) and (np.diff(start) < 0).any():
            order = np.argsort(start, kind="stable")
            start, end = start[order], end[order]
        reached = np.maximum.accumulate(end)
        start[1:] = np.maximum(start[1:], reached[:-1] + 1)
        kept = start <= end
        self._start, self._end = start[kept], end[kept]
        self._before = np.zeros(len(self._start) + 1, dtype=np.int64)
        np.cumsum(self._end - self._start + 1, out=self._before[1:])

    def covers(self, owner: np.ndarray, at: Any) -> np.ndarray:
        """bool: a stretch of that owner holds the number ``at`` (one, or a column)."""
        place = _place(owner, at)
        found = np.searchsorted(self._start, place, side="right")
        ends = np.concatenate(([-1], self._end))
        return ends[found] >= place

    def count(self, owner: np.ndarray, until: Any) -> np.ndarray:
        """int64: how many numbers of that owner, ``until`` counted, are in some stretch."""
        return self._up_to(_place(owner, until)) - self._up_to(_place(owner, _LOWEST))

    def _up_to(self, place: np.ndarray) -> np.ndarray:
        """How many places of the whole line, up to these, are covered."""
        found = np.searchsorted(self._start, place, side="right")
        ends = np.concatenate(([-1], self._end))
        beyond = np.maximum(ends[found] - place, 0)  # of the stretch that a place stands in
        return self._before[found] - beyond


def _place(owner: np.ndarray, number: Any) -> np.ndarray:
    return (owner.astype(np.int64) << _HIGH) + (np.asarray(number, dtype=np.int64) - _LOWEST)
