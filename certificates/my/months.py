"""The months grid: a row a year, twelve cells, each with its state and its marks in words too.

Counted as the rule counts: a month is one month however many employers paid it, and a paid month is not deferred.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from lib.months import chinese

PAID, DEFERRED, NONE, UNPOSTED = "paid", "deferred", "none", "unposted"
WORDS = {PAID: "已缴", DEFERRED: "缓缴", NONE: "没有缴费", UNPOSTED: "还没有数据"}
SHOWN_YEARS = 5  # older ones are folded away


class Insured(Protocol):
    """Months in a row, both ends counted (`lib.months`)."""

    @property
    def first_month(self) -> int: ...
    @property
    def last_month(self) -> int: ...
    @property
    def deferred(self) -> bool: ...


@dataclass(frozen=True)
class Mark:
    """Something that happened, or ends, in a month: one sign in the cell, and what it means."""

    sign: str
    words: str


@dataclass(frozen=True)
class Cell:
    month: int
    state: str
    marks: tuple[Mark, ...] = ()

    @property
    def number(self) -> int:
        return self.month % 12 + 1

    @property
    def sign(self) -> str:
        return self.marks[0].sign if self.marks else ""

    @property
    def words(self) -> str:
        """2025年3月：已缴，养老护理员证书核发."""
        return f"{chinese(self.month)}：" + "，".join([WORDS[self.state], *(mark.words for mark in self.marks)])


@dataclass(frozen=True)
class Year:
    number: int
    cells: tuple[Cell, ...]

    @property
    def first_month(self) -> int:
        return self.number * 12

    @property
    def counted(self) -> int:
        return sum(cell.state in (PAID, DEFERRED) for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """``years`` newest first; ``counted`` months paid or deferred, ``deferred`` of them only deferred."""

    years: tuple[Year, ...]
    counted: int
    deferred: int

    @property
    def shown(self) -> tuple[Year, ...]:
        return self.years[:SHOWN_YEARS]

    @property
    def older(self) -> tuple[Year, ...]:
        return self.years[SHOWN_YEARS:]

    @property
    def marks(self) -> list[tuple[int, Mark]]:
        """Every mark with its month, in order."""
        return sorted(
            ((cell.month, mark) for year in self.years for cell in year.cells for mark in cell.marks),
            key=lambda one: (one[0], one[1].sign, one[1].words),
        )

    @property
    def states(self) -> list[str]:
        """The states that occur, for the legend."""
        found = {cell.state for year in self.years for cell in year.cells}
        return [state for state in WORDS if state in found]


def grid(
    spans: Iterable[Insured],
    *,
    posted: int | None,
    marks: Mapping[int, tuple[Mark, ...]] | None = None,
    until: int,
) -> Grid:
    """The grid of one person.

    posted  the last month the registers speak of; None where nothing was ever fed
    marks   month → its marks; they widen the grid
    until   the month of the day it is shown on: later months are not counted
    """
    states: dict[int, str] = {}
    for span in spans:
        for month in range(span.first_month, span.last_month + 1):
            if states.get(month) != PAID:
                states[month] = DEFERRED if span.deferred else PAID
    marks = marks or {}
    known = [*states, *marks]
    if not known:
        return Grid((), 0, 0)
    last = max(until, *known)
    years = tuple(
        Year(number, tuple(_cell(month, states, marks, posted) for month in range(number * 12, number * 12 + 12)))
        for number in range(last // 12, min(known) // 12 - 1, -1)
    )
    counted = [state for month, state in states.items() if month <= until]
    return Grid(years, len(counted), counted.count(DEFERRED))


def code(month: int) -> str:
    """``2025-03``: how a month travels in an address and is typed."""
    return f"{month // 12}-{month % 12 + 1:02d}"


def read(text: str) -> int | None:
    """A month as people write it: 2025-03, 202503, 2025年3月; None where it is none."""
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return int(found[1]) * 12 + int(found[2]) - 1


_MONTH = re.compile(r"((?:19|20)\d{2})(?:[-/.年]\s*)?(\d{1,2})月?", re.ASCII)


def _cell(month: int, states: Mapping[int, str], marks: Mapping[int, tuple[Mark, ...]], posted: int | None) -> Cell:
    silent = UNPOSTED if posted is None or month > posted else NONE
    return Cell(month, states.get(month, silent), tuple(marks.get(month, ())))
