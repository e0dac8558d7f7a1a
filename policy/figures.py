"""A figure of the law as a page shows it: what it was in words, from which day, by which text, how sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.money import yuan
from policy import words
from policy.terms import STATUSES, Terms, Value


@dataclass(frozen=True)
class Row:
    """One line of a table: 金蓝领项目 · 初级工 → A类 ¥1,500.00, B类 ¥1,200.00. A plain figure has one, unlabelled."""

    label: str
    cells: tuple[tuple[str, str], ...]


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
        return (Row("", (("", _scalar(value, plain)),)),)
    return tuple(_table(terms, value, plain, value.by, ()))


def _table(terms: Terms, value: Value, plain: Any, by: tuple[str, ...], above: tuple[str, ...]) -> list[Row]:
    label = " · ".join(above)
    if isinstance(plain, list):
        return [Row(label, tuple((_name(terms, by[0], key), "") for key in plain))]
    if len(by) == 1:
        cells = tuple((_name(terms, by[0], key), _scalar(value, v)) for key, v in plain.items())
        return [Row(label, cells)]
    below = (_table(terms, value, v, by[1:], (*above, _name(terms, by[0], key))) for key, v in plain.items())
    return [row for rows in below for row in rows]


def _name(terms: Terms, column: str, key: Any) -> str:
    return words.level(int(key)) if column == "level" else terms.words[column][key]


def _scalar(value: Value, plain: Any) -> str:
    if plain is None:
        return "不限"
    if isinstance(plain, bool):
        return words.yes(plain)
    if isinstance(plain, str):
        return value.words.get(plain, plain)
    return yuan(plain * 100) if value.unit == "元" else f"{plain}{value.unit}"
