"""The facts a scheme asks for, declared once: the API, the forms and the database all read the same list.

A *raw* table has one row per person (claim, trainee, apprentice), class or plan facts repeated on each of its
rows. :func:`read_columns` turns it into typed numpy columns; a scheme's ``derive.py`` turns those into flat ones.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

REQUIRED = object()
"""The default of a fact that must be given."""

Raw = pd.DataFrame | Mapping[str, Any]
"""A table: a data frame, or columns of one length by name."""


@dataclass(frozen=True)
class Fact:
    """One fact.

    kind    column                                         given as
    day     datetime64[D], NaT unknown                     date, ISO text, datetime64
    whole   int64, −1 where none                           int ≥ 0
    hours   int64, hundredths of a 学时                     number ≥ 0
    money   int64 fen                                      int fen
    flag    bool                                           bool
    maybe   int8: 1 yes, 0 no, −1 not said                 bool or None
    level   int8, 0 where none                             1-5
    word    int8 place in ``words``, −1 where none          one of ``words``
    code    object array of str, "" where none             occupation code
    text    object array of str                            str
    """

    name: str
    kind: str
    title: str
    default: Any = REQUIRED
    null: bool = False  # may be said to be unknown or not applicable
    words: Mapping[str, str] = field(default_factory=dict)  # word → 中文
    hint: str = ""

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


class Problem(ValueError):
    """Raw facts that no rule can be asked about."""


class Late:
    """A column of some rows that is read only where one of them is put into words."""

    def __init__(self, column: np.ndarray, rows: np.ndarray | None):
        self._column, self._rows = column, rows

    def __getitem__(self, at: int) -> Any:
        return self._column[at if self._rows is None else self._rows[at]]


class Facts:
    """Flat columns of one length: ``facts.months_insured``. A part of it slices a column when it is first read."""

    def __init__(self, columns: Mapping[str, np.ndarray], rows: np.ndarray | None = None):
        self._columns = dict(columns)
        self._rows = rows

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            column = self._columns[name]
        except KeyError:
            raise AttributeError(f"no fact {name!r}; there are {sorted(self._columns)}") from None
        if self._rows is not None:
            column = column.take(self._rows)  # half the time of column[rows]
        self.__dict__[name] = column
        return column

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))) if self._rows is None else len(self._rows)

    def lazily(self, name: str) -> Late:
        """A fact that no check computes with: only the explanation of a row will want it."""
        return Late(self._columns[name], self._rows)

    def part(self, rows: np.ndarray) -> "Facts":
        return Facts(self._columns, rows if self._rows is None else self._rows[rows])


def unfold(cases: Iterable[Mapping[str, Any]], lists: Sequence[str] = ()) -> tuple[Raw, dict[str, Raw]]:
    """Cases as people write them → (raw, lists): each named list leaves its case for a long table with a ``row``."""
    rows: list[Mapping[str, Any]] = []
    long: dict[str, list[dict[str, Any]]] = {name: [] for name in lists}
    for number, case in enumerate(cases):
        rows.append({k: v for k, v in case.items() if k not in long})
        for name in lists:
            long[name] += [{"row": number, **item} for item in case.get(name) or ()]
    return _columns(rows), {name: _columns(items) for name, items in long.items()}


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """A table of plain columns: for one case a data frame would cost more than the decision."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.fromiter((row.get(name) for row in rows), dtype=object, count=len(rows)) for name in names}


def unfold_groups(
    cases: Iterable[Mapping[str, Any]], members: str, lists: Sequence[str] = ()
) -> tuple[Raw, dict[str, Raw]]:
    """Classes or plans with their people → (raw, lists): one row per person, the case's number in ``group``.

    The facts of the case are repeated on each row; where a person has a fact of the same name, it is ``own_…``.
    """
    people = []
    for number, case in enumerate(cases):
        shared = {k: v for k, v in case.items() if k != members} | {"group": number}
        for person in case[members]:
            people.append(shared | {f"own_{k}" if k in shared else k: v for k, v in person.items()})
    return unfold(people, lists)


def for_each(raw: Raw, lists: Mapping[str, Raw], name: str, values: Sequence[str]) -> tuple[Raw, dict[str, Raw]]:
    """The cases of ``raw`` once for each value of a fact, as if each had been written out and unfolded: far quicker.

    Raises ValueError for cases with long lists: whose rows they are would have to be told anew.
    """
    if any(map(length_of, lists.values())):
        raise ValueError("cases with long lists are unfolded one by one")
    size, times = length_of(raw), len(values)
    many = {str(key): np.tile(np.asarray(column, dtype=object), times) for key, column in raw.items()}
    many[name] = np.repeat(np.asarray(values, dtype=object), size)
    if "group" in many:  # the number of its class or plan: of no two cases the same
        groups = max(raw["group"]) + 1
        many["group"] = many["group"] + np.repeat(np.arange(times) * groups, size)
    return many, dict(lists)


def read_columns(raw: Raw, facts: Sequence[Fact]) -> dict[str, np.ndarray]:
    """The declared facts of ``raw`` as typed columns; what may be left out takes its default.

    Raises :class:`Problem` where a required fact is missing or a value is not of its kind.
    """
    size = length_of(raw)
    columns = {}
    for fact in facts:
        if fact.name not in raw and fact.required:
            raise Problem(f"缺少“{fact.title}”（{fact.name}）")
        given = _filled(_array(raw.get(fact.name, [fact.default])), fact)
        try:
            column = _READ[fact.kind](given, fact)
        except (ValueError, TypeError, OverflowError) as error:
            raise Problem(f"“{fact.title}”（{fact.name}）的值不对，应为{_KINDS[fact.kind]}") from error
        columns[fact.name] = np.broadcast_to(column, size) if len(column) != size else column
    return columns


def rows_of(table: Raw, size: int) -> np.ndarray:
    """The ``row`` of each item of a long table. Raises :class:`Problem` where one points outside the raw table."""
    row = read_columns(table, (_ROW,))["row"]
    if len(row) and row.max() >= size:
        raise Problem(f"清单里的行号 {int(row.max())} 超出了范围，一共 {size} 行，从 0 数起")
    return row


def length_of(table: Raw) -> int:
    """How many rows a table has."""
    return len(table) if isinstance(table, pd.DataFrame) else len(next(iter(table.values()), ()))


def _array(given: Any) -> Any:
    if isinstance(getattr(given, "dtype", None), pd.CategoricalDtype) and not pd.isna(given).any():
        return given
    if isinstance(given, list):  # numpy would make text of a hole among words
        return np.array(given, dtype=object)
    return np.atleast_1d(given.to_numpy() if hasattr(given, "to_numpy") else np.asarray(given))


def _filled(array: Any, fact: Fact) -> Any:
    """What one row leaves out takes the default, as where every row does."""
    if fact.null or not isinstance(array, np.ndarray) or array.dtype.kind not in "OfM":
        return array
    absent = pd.isna(array)
    if not absent.any():
        return array
    if fact.required:
        raise Problem(f"“{fact.title}”（{fact.name}）有的行没有填")
    return np.where(absent, fact.default, array)


def _exactly(array: np.ndarray, dtype: Any, low: int, high: int | None = None) -> np.ndarray:
    """``array`` as ``dtype``, if that loses nothing and all of it lies between ``low`` and ``high``."""
    with np.errstate(invalid="ignore"):  # what does not fit is found right below
        column = array.astype(dtype)
    if len(column) and ((column != array).any() or column.min() < low or (high is not None and column.max() > high)):
        raise ValueError
    return column


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _days(array: np.ndarray, fact: Fact) -> np.ndarray:
    if array.dtype.kind == "M":
        if np.datetime_data(array.dtype)[0] in "YM":
            raise ValueError
        return array.astype("M8[D]")
    absent = pd.isna(array)
    for given in set(array[~absent].tolist()):  # numpy would read "2022-07", "today" and 20220715 as days of its own
        text = isinstance(given, str)
        if (text and not _ISO.fullmatch(given)) or (not text and not isinstance(given, date | np.datetime64)):
            raise ValueError
        if getattr(given, "tzinfo", None):  # whose day it is would be a guess
            raise ValueError
    return np.where(absent, "NaT", array.astype(object)).astype("M8[D]")


def _whole(array: np.ndarray, fact: Fact) -> np.ndarray:
    if fact.null and array.dtype.kind not in "iu":
        array = np.where(pd.isna(array), -1, array)
    return _exactly(array, np.int64, -1 if fact.null else 0)


def _hours(array: np.ndarray, fact: Fact) -> np.ndarray:
    hundredths = np.rint(array.astype(np.float64) * 100)
    return _exactly(hundredths, np.int64, 0)


def _flag(array: np.ndarray, fact: Fact) -> np.ndarray:
    return array if array.dtype.kind == "b" else _exactly(array, bool, 0, 1)


def _maybe(array: np.ndarray, fact: Fact) -> np.ndarray:
    if array.dtype.kind not in "bi":
        array = np.where(pd.isna(array), -1, array)
    return _exactly(array, np.int8, -1, 1)


def _level(array: np.ndarray, fact: Fact) -> np.ndarray:
    if array.dtype.kind not in "iu":
        array = np.where(pd.isna(array), 0, array)
    return _exactly(array, np.int8, 0 if fact.null else 1, 5)


def _word(array: Any, fact: Fact) -> np.ndarray:
    words = list(fact.words)
    if isinstance(array, np.ndarray) and array.dtype.kind in "iu":
        return _exactly(array, np.int8, -1 if fact.null else 0, len(words) - 1)
    codes, found = pd.factorize(array if isinstance(array, pd.Series) else array.astype(object))
    return np.array([words.index(w) for w in found] + [-1], dtype=np.int8)[codes]


def _text(array: Any, fact: Fact) -> np.ndarray:
    column = np.asarray(array, dtype=object)
    absent = pd.isna(column)
    return np.where(absent, "", column) if absent.any() else column


_READ = {
    "day": _days, "whole": _whole, "hours": _hours, "money": _whole, "flag": _flag, "maybe": _maybe,
    "level": _level, "word": _word, "code": _text, "text": _text,
}  # fmt: skip

_KINDS = {
    "day": "日期", "whole": "不小于0的整数", "hours": "不小于0的数", "money": "不小于0的整数（分）", "flag": "是或否",
    "maybe": "是、否或不填", "level": "1至5", "word": "列出的选项之一", "code": "编码", "text": "文字",
}  # fmt: skip
_ROW = Fact("row", "whole", "清单的行号")
