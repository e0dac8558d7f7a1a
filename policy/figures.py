"""A figure of the law as a page shows it: what it was in words, from which day, by which text, how sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from lib.money import yuan
from policy import words
from policy.terms import STATUSES, Terms, Value


@dataclass(frozen=True)
class Row:
    """One line of a table: 金蓝领项目 · 初级工 → A类 ¥1,500.00, B类 ¥1,200.00. A plain figure has one, unlabelled."""

    heads: tuple[str, ...]  # 金蓝领项目, 初级工（五级）
    cells: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        return " · ".join(self.heads)

    @property
    def is_list(self) -> bool:
        """Words without figures beside them."""
        return not any(text for _, text in self.cells)


@dataclass(frozen=True)
class Matrix:
    """Rows under one caption with the same columns: 金蓝领项目, (A类, B类), ((初级工, ((A类, ¥1,500.00), …)),)."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Span:
    """A figure while its value, its text and its standing stayed as they were. ``until`` is None for the last."""

    since: np.datetime64
    until: np.datetime64 | None
    rows: tuple[Row, ...]
    law: str
    status: str
    note: str

    @property
    def text(self) -> str:
        """The figure on one line."""
        return "；".join(
            f"{r.label}：" * bool(r.label) + "、".join(" ".join(c).strip() for c in r.cells) for r in self.rows
        )

    @property
    def plain(self) -> bool:
        """One figure, no table."""
        return len(self.rows) == 1 and not any(name for name, _ in self.rows[0].cells)

    @property
    def matrices(self) -> list[Matrix]:
        """The rows as small tables, one for each word above them; none where the rows only list words."""
        if not all(row.heads and text for row in self.rows for _, text in row.cells):
            return []
        found = []
        for (above, columns), group in groupby(self.rows, lambda r: (r.heads[:-1], tuple(n for n, _ in r.cells))):
            found.append(Matrix(" · ".join(above), columns, tuple((r.heads[-1], r.cells) for r in group)))
        return found

    def covers(self, day: np.datetime64) -> bool:
        return bool(self.since <= day and (self.until is None or day < self.until))


def history(terms: Terms, name: str) -> list[Span]:
    """One figure through time, oldest first; nothing that changed is left out and nothing said twice."""
    value = terms.values[name]
    first = value.entries[0].since
    days = sorted({e.since for e in value.entries} | {o.since for o in terms.openings if o.since >= first})
    told: list[tuple] = []
    for day in days:
        entry = value.on(day)
        now = (_rows(terms, value, entry.plain), terms.law(name, day), STATUSES[terms.status(name, day)], entry.note)
        if not told or told[-1][1] != now:
            told.append((day, now))
    ends: Sequence[Any] = [day for day, _ in told[1:]] + [None]
    return [Span(day, until, *now) for (day, now), until in zip(told, ends, strict=True)]


def _rows(terms: Terms, value: Value, plain: Any) -> tuple[Row, ...]:
    if not value.by:
        return (Row((), (("", _scalar(value, plain)),)),)
    return tuple(_table(terms, value, plain, ()))


def _table(terms: Terms, value: Value, plain: Any, above: tuple[Any, ...]) -> list[Row]:
    """The rows under the words ``above``, given by their codes."""
    by, left = value.by, len(value.by) - len(above)
    if left == 1 or isinstance(plain, list):
        heads = tuple(_name(terms, c, key, above[:i]) for i, (c, key) in enumerate(zip(by, above, strict=False)))
        cells = {key: "" for key in plain} if isinstance(plain, list) else plain
        last = by[len(above)]
        named = ((_name(terms, last, k, above), v if v == "" else _scalar(value, v)) for k, v in cells.items())
        return [Row(heads, tuple(named))]
    return [row for key, below in plain.items() for row in _table(terms, value, below, (*above, key))]


def _name(terms: Terms, column: str, key: Any, above: tuple[Any, ...]) -> str:
    """What a code is called; under some word above it may be called otherwise: ``words["group/key-group"]``."""
    if column == "level":
        return words.level(int(key))
    for own in above:
        if key in terms.words.get(f"{column}/{own}", {}):
            return terms.words[f"{column}/{own}"][key]
    return terms.words[column][key]


def _scalar(value: Value, plain: Any) -> str:
    if plain is None:
        return "不限"
    if isinstance(plain, bool):
        return words.yes(plain)
    if isinstance(plain, str):
        return value.words.get(plain, plain)
    return yuan(plain * 100) if value.unit == "元" else f"{plain}{value.unit}"
