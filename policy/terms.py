"""Dated values: what the law said on a day, who said it, and how sure we are.

A scheme's ``terms.yaml`` has four parts::

    in_force:         a new set of terms opens on each date (law, status, note)
    status_changes:   the same terms, known better or less well from a date on
    values:           name → title, unit, by, words, at: {date: value}; a value holds until the next date
    sources:          the texts that are cited

A value may be a plain one, or ``{value, law, status, note}`` where it has a source or a status of its own;
otherwise it carries those of the terms in force. ``by`` names the columns that index a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

OFFICIAL, ASSUMED, ILLUSTRATIVE = 0, 1, 2
"""How sure a figure is, weakest last: published text; published, reach inferred; set here for want of one."""

STATUSES = ("official", "assumed", "illustrative")
STATUS_WORDS = {"official": "官方", "assumed": "推定", "illustrative": "示意"}

LEVELS = 6  # a table by level has a place for 0 (no level) to 5


class Table:
    """Figures by one or more columns of small codes: ``table[f.kind, f.level]`` reads a whole column at once.

    A place the law leaves empty reads 0 (or False); :meth:`has` tells the two apart. The last place on each
    axis stays empty, so that the code −1 of a fact that was not given finds nothing.
    """

    def __init__(self, shape: tuple[int, ...], cells: Mapping[tuple[int, ...], int | bool]):
        flags = all(isinstance(v, bool) for v in cells.values())
        self._value = np.zeros(shape, dtype=bool if flags else np.int64)
        self._has = np.zeros(shape, dtype=bool)
        for place, value in cells.items():
            self._value[place], self._has[place] = value, True

    def __getitem__(self, place: Any) -> np.ndarray:
        return self._value[place]

    def has(self, *place: Any) -> np.ndarray:
        return self._has[place]

    @property
    def places(self) -> list[tuple[int, ...]]:
        """The filled places, for whoever lists what the law provides."""
        return [tuple(int(i) for i in p) for p in np.argwhere(self._has)]


@dataclass(frozen=True)
class Entry:
    """One value from one day on. ``law`` and ``status`` are None where they are those of the terms in force."""

    since: np.datetime64
    value: Any
    plain: Any  # as the law writes it: yuan, words; what a page shows
    law: str | None
    status: int | None
    note: str


@dataclass(frozen=True)
class Value:
    """One named figure of a scheme through time."""

    name: str
    title: str
    unit: str
    by: tuple[str, ...]
    words: Mapping[str, str]  # where the value is a word: what it says
    entries: tuple[Entry, ...]

    def on(self, day: np.datetime64) -> Entry:
        current = [e for e in self.entries if e.since <= day]
        if not current:
            raise LookupError(f"{self.name} has no value on {day}")
        return current[-1]


@dataclass(frozen=True)
class Opening:
    """The day from which a scheme's terms, or what is known of their standing, changed."""

    since: np.datetime64
    law: str
    status: int
    note: str
    opens: bool  # new terms, or only a new status


class Period:
    """The values in force together. Attributes are the names in ``terms.yaml``: ``terms.months``."""

    def __init__(self, since: np.datetime64, values: Mapping[str, Any]):
        self.in_force_from = since
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no term {name!r} in the terms in force from {self.in_force_from}")


class Terms:
    """All dated values of one scheme.

    ``words`` gives, for each column that indexes a table, the words its codes stand for, with their 中文.
    """

    def __init__(self, law: Mapping[str, Any], words: Mapping[str, Mapping[str, str]] | None = None):
        self.title: str = law["title"]
        self.fund: str = law["fund"]
        self.law_date_title: str = law["law_date"]
        self.sources: dict[str, dict[str, str]] = dict(law.get("sources", {}))
        self.words = {column: dict(names) for column, names in (words or {}).items()}
        self.openings = _openings(law)
        self.values = {name: self._value(name, spec) for name, spec in law["values"].items()}
        starts = [o.since for o in self.openings if o.opens]
        self.starts = np.array(starts, dtype="M8[D]")
        self.periods = [Period(s, {v.name: v.on(s).value for v in self.values.values()}) for s in starts]
        self._check()

    @classmethod
    def load(cls, path: Path, words: Mapping[str, Mapping[str, str]] | None = None) -> "Terms":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")), words)

    def index(self, law_dates: np.ndarray) -> np.ndarray:
        """Which period each law date falls in; −1 before the first terms and for an unknown date."""
        # there are few sets of terms: comparing with each takes half the time of searching, and NaT is after none
        found = np.full(len(law_dates), -1, dtype=np.int8)
        for start in self.starts:
            found += law_dates >= start
        return found

    def content(self, index: int) -> dict[str, Any]:
        """The terms of one period by themselves, as plain JSON: ``Terms(content, words)`` decides the same there.

        Notes are left out, as they change nothing. Before the first terms (−1) stand those of the first: they refuse.
        """
        index = max(index, 0)
        start = self.starts[index]
        end = self.starts[index + 1] if index + 1 < len(self.starts) else None
        opened = [o for o in self.openings if start <= o.since and (end is None or o.since < end)]
        days = [o.since for o in opened]
        return {
            "title": self.title, "fund": self.fund, "law_date": self.law_date_title,
            "in_force": [_told(o) for o in opened if o.opens],
            "status_changes": [_told(o) for o in opened if not o.opens],
            "values": {name: _value_on(value, days) for name, value in self.values.items()},
        }  # fmt: skip

    def law(self, name: str | None, day: np.datetime64) -> str:
        """The text that gives ``name`` its value on that day (None: the terms as a whole)."""
        own = self.values[name].on(day).law if name else None
        return own or self._opening(day).law

    def status(self, name: str | None, day: np.datetime64) -> int:
        """How sure the figure is on that day (None: the terms as a whole)."""
        own = self.values[name].on(day).status if name else None
        return self._opening(day).status if own is None else own

    def _opening(self, day: np.datetime64) -> Opening:
        return [o for o in self.openings if o.since <= day][-1]

    def _value(self, name: str, spec: Mapping[str, Any]) -> Value:
        by = tuple(spec.get("by", ()))
        entries = []
        for since, given in spec["at"].items():
            own = given if isinstance(given, dict) and "value" in given else {"value": given}
            entries.append(
                Entry(
                    since=_day(since),
                    value=self._compile(own["value"], spec.get("unit", ""), by),
                    plain=own["value"],
                    law=own.get("law"),
                    status=_status(own["status"]) if "status" in own else None,
                    note=own.get("note", ""),
                )
            )
        return Value(name, spec["title"], spec.get("unit", ""), by, spec.get("words", {}), tuple(entries))

    def _compile(self, plain: Any, unit: str, by: tuple[str, ...]) -> Any:
        fen = 100 if unit == "元" else 1
        if not by:
            return plain * fen if isinstance(plain, int) and not isinstance(plain, bool) else plain
        cells = {
            tuple(self._place(c, key) for c, key in zip(by, keys, strict=True)): v if isinstance(v, bool) else v * fen
            for keys, v in _leaves(plain, len(by))
        }
        # one place more than there are words: what was not given (code −1) falls into it and finds nothing
        return Table(tuple(LEVELS + 1 if c == "level" else len(self.words[c]) + 1 for c in by), cells)

    def _place(self, column: str, key: Any) -> int:
        return int(key) if column == "level" else list(self.words[column]).index(key)

    def _check(self) -> None:
        for value in self.values.values():
            days = [e.since for e in value.entries]
            if not all(a < b for a, b in pairwise(days)):
                raise ValueError(f"{value.name}: dates are not in order")
            stray = set(days) - {o.since for o in self.openings}
            if stray:
                raise ValueError(f"{value.name}: {stray} opens no terms and changes no status")


def _openings(law: Mapping[str, Any]) -> list[Opening]:
    rows = [(r, True) for r in law["in_force"]] + [(r, False) for r in law.get("status_changes", ())]
    made = [Opening(_day(r["from"]), r["law"], _status(r["status"]), r.get("note", ""), opens) for r, opens in rows]
    made.sort(key=lambda o: o.since)
    for one, next_one in pairwise(made):
        if one.since == next_one.since:
            raise ValueError(f"{one.since} opens twice")
    return made


def _told(opening: Opening) -> dict[str, str]:
    return {"from": str(opening.since), "law": opening.law, "status": STATUSES[opening.status]}


def _value_on(value: Value, days: list[np.datetime64]) -> dict[str, Any]:
    """A figure as it stood on each of the days, the first of which opens the terms; a day without news is left out."""
    at: dict[str, Any] = {}
    last = None
    for day in days:
        entry = value.on(day)
        if entry is not last:
            own = {"value": _keyed(entry.plain)}
            own |= {} if entry.law is None else {"law": entry.law}
            own |= {} if entry.status is None else {"status": STATUSES[entry.status]}
            at[str(day)] = own
        last = entry
    return {"title": value.title, "unit": value.unit, "by": list(value.by), "words": dict(value.words), "at": at}


def _keyed(plain: Any) -> Any:
    """JSON knows no numbers as keys."""
    return {str(key): _keyed(inner) for key, inner in plain.items()} if isinstance(plain, dict) else plain


def _status(word: str) -> int:
    if word not in STATUSES:
        raise ValueError(f"no status {word!r}; there are {', '.join(STATUSES)}")
    return STATUSES.index(word)


def _day(given: date) -> np.datetime64:
    return np.datetime64(given, "D")


def _leaves(plain: Any, depth: int) -> list[tuple[tuple, int | bool]]:
    """A nested mapping flattened to (keys, value); a list of words stands for True at each."""
    if isinstance(plain, list):
        return [((key,), True) for key in plain]
    if depth == 1:
        return [((key,), value) for key, value in plain.items()]
    return [((key, *rest), v) for key, inner in plain.items() for rest, v in _leaves(inner, depth - 1)]
