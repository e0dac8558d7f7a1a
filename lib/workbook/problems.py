"""What was found wrong, kept by column: a hundred thousand problems are a few arrays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib import mask
from lib.workbook.layout import Template

Words = str | Sequence[str]  # one sentence for all, or one for each


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `row` as the spreadsheet counts, `column` "" for the row as a whole, `value` as it stood."""

    row: int
    column: str
    title: str
    value: str
    code: str
    message: str
    remedy: str
    personal: bool = False

    @property
    def shown(self) -> str:
        """The value, short, and masked where it is personal."""
        value = self.value
        if self.personal:
            value = mask.name(value) if len(value) <= 4 else mask.number(value)
        return value if len(value) <= 40 else value[:40] + "…"

    def __str__(self) -> str:
        found = f"“{self.shown}”：" if self.value else ""
        return f"第 {self.row} 行 · {self.title} · {found}{self.message}。{self.remedy}。"


@dataclass(frozen=True)
class _Part:
    """Problems of one kind. `positions`: int64, ascending."""

    column: str
    code: str
    positions: np.ndarray
    message: Words
    remedy: Words


class Problems:
    """All the problems of one file. Iteration is in the file's order: by row, then by column, then as found."""

    def __init__(self, template: Template, rows: np.ndarray, cells: dict[str, np.ndarray]):
        self._rows, self._cells = rows, cells
        self._places = {column.name: place for place, column in enumerate(template.layout)}
        self._titles = {column.name: column.title for column in template.layout} | {"": "整行"}
        self._personal = {column.name for column in template.layout if column.personal}
        self._parts: list[_Part] = []

    def add(self, positions: np.ndarray, column: str, code: str, message: Words, remedy: Words) -> None:
        """`positions`: ascending; `message` and `remedy`: one text, or one for each position."""
        for words in (message, remedy):
            if not isinstance(words, str) and len(words) != len(positions):
                raise ValueError(f"{len(words)} texts for {len(positions)} rows")
        if column not in self._titles:
            raise ValueError(f"no column {column!r}")
        if len(positions):
            self._parts.append(_Part(column, code, positions, message, remedy))

    def __len__(self) -> int:
        return sum(len(part.positions) for part in self._parts)

    def __iter__(self) -> Iterator[Problem]:
        return self._told(*self._order())

    def head(self, count: int) -> list[Problem]:
        """The first ones of the file."""
        parts, within = self._order()
        return list(self._told(parts[:count], within[:count]))

    def counts(self) -> dict[tuple[str, str], int]:
        """{(title, message): number}, the most frequent first; messages that differ by row are counted by code."""
        counted: Counter[tuple[str, str]] = Counter()
        for part in self._parts:
            words = part.message if isinstance(part.message, str) else part.code
            counted[self._titles[part.column], words] += len(part.positions)
        return dict(counted.most_common())

    def codes(self) -> dict[str, int]:
        """{code: number}."""
        counted: Counter[str] = Counter()
        for part in self._parts:
            counted[part.code] += len(part.positions)
        return dict(counted)

    def at(self, column: str) -> np.ndarray:
        """bool: the rows that have a problem in this column, or as a whole."""
        found = np.zeros(len(self._rows), dtype=bool)
        for part in self._parts:
            if part.column in (column, ""):
                found[part.positions] = True
        return found

    def mark(self) -> int:
        """How many findings there are, for :meth:`back_to`."""
        return len(self._parts)

    def back_to(self, mark: int) -> None:
        """Forget what was added since."""
        del self._parts[mark:]

    def frame(self) -> dict[str, np.ndarray]:
        """Aligned arrays in the file's order: row (int32), column, title, value, code, message, remedy (objects)."""
        told = [(p.row, p.column, p.title, p.value, p.code, p.message, p.remedy) for p in self]
        names = ("row", "column", "title", "value", "code", "message", "remedy")
        columns: list[Any] = list(zip(*told, strict=True)) or [() for _ in names]
        return {
            name: np.array(values, dtype=np.int32 if name == "row" else object)
            for name, values in zip(names, columns, strict=True)
        }

    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        """(part, place within it) of each problem, in the file's order."""
        if not self._parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        lengths = [len(part.positions) for part in self._parts]
        parts = np.repeat(np.arange(len(lengths)), lengths)
        within = np.concatenate([np.arange(length) for length in lengths])
        places = np.repeat([self._places.get(part.column, -1) for part in self._parts], lengths)
        order = np.lexsort((places, np.concatenate([part.positions for part in self._parts])))
        return parts[order], within[order]

    def _told(self, parts: np.ndarray, within: np.ndarray) -> Iterator[Problem]:
        for number, place in zip(parts.tolist(), within.tolist(), strict=True):
            part = self._parts[number]
            position = part.positions[place]
            yield Problem(
                row=int(self._rows[position]),
                column=part.column,
                title=self._titles[part.column],
                value=self._cells[part.column][position] if part.column in self._cells else "",
                code=part.code,
                message=part.message if isinstance(part.message, str) else part.message[place],
                remedy=part.remedy if isinstance(part.remedy, str) else part.remedy[place],
                personal=part.column in self._personal,
            )
