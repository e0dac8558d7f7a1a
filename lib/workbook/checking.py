"""Checks a book column by column; each different text is looked at once, however often it stands there."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.workbook.kinds import DTYPES, REQUIRED, Fault, cleaner, parser
from lib.workbook.layout import ACTION, Column, Template
from lib.workbook.problems import Problems, Words
from lib.workbook.reading import Book

_SOUND, _EMPTY = -1, -2  # states of a text that are no fault


class Checked:
    """What a book says once it is understood. See the package's docstring for the columns' types."""

    def __init__(self, book: Book, template: Template):
        self.template = template
        self.rows = book.rows
        self.notes = list(book.notes)
        self.columns: dict[str, np.ndarray] = {}
        self.given: dict[str, np.ndarray] = {}
        self.good = np.ones(len(book), dtype=bool)
        self.problems = Problems(template, book.rows, book.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def refuse(
        self, rows: np.ndarray | Sequence[int], column: str, code: str, message: Words, remedy: Words
    ) -> np.ndarray:
        """Find something wrong with these rows, and give their positions, ascending.

        `rows`: a bool mask, or ascending positions. `column`: a name, or "" for the row as a whole. `message` and
        `remedy`: one sentence without its full stop, or one for each row refused. Neither may quote personal data.
        """
        chosen = np.asarray(rows)
        if chosen.dtype == bool and len(chosen) != len(self):
            raise ValueError(f"a mask of {len(chosen)} for {len(self)} rows")
        positions = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
        self.problems.add(positions, column, code, message, remedy)
        self.good[positions] = False
        return positions

    def mark(self) -> tuple[np.ndarray, int]:
        """Where it stands now, for :meth:`back_to`."""
        return self.good.copy(), self.problems.mark()

    def back_to(self, mark: tuple[np.ndarray, int]) -> None:
        """Forget what was refused since."""
        self.good = mark[0].copy()
        self.problems.back_to(mark[1])


def check(book: Book, template: Template) -> Checked:
    """Every problem of every row; none hides another, but an empty cell is only empty."""
    checked = Checked(book, template)
    whole_rows = np.zeros(len(book), dtype=bool)
    cells = {column.name: whole_rows.copy() for column in template.layout}
    for flaw in book.flaws:
        checked.refuse(flaw.positions, flaw.column, flaw.code, flaw.message, flaw.remedy)
        (cells[flaw.column] if flaw.column else whole_rows)[flaw.positions] = True
    for column in template.layout:
        _bring(checked, column, book.columns[column.name], cells[column.name] | whole_rows)
    _find_repeated(checked)
    return checked


def _bring(checked: Checked, column: Column, texts: np.ndarray, spoilt: np.ndarray) -> None:
    """Bring one column in. `spoilt`: its cells that are refused already, whatever they say."""
    codes, different = pd.factorize(texts)
    values, states, faults = _judge(column, different)
    state = states[codes]
    state[spoilt] = _EMPTY
    sound = state == _SOUND
    nothing = DTYPES[column.kind][1]
    found = values[codes]
    found[~sound] = nothing
    if column.kind == "day":
        found = found.view("M8[D]")
    if column is ACTION:
        found[state == _EMPTY] = "add"
    checked.columns[column.name], checked.given[column.name] = found, sound
    if column.required and not column.judged_later:
        empty = (state == _EMPTY) & ~spoilt
        if "action" in checked.columns and column.name not in checked.template.key:
            empty &= checked.columns["action"] != "withdraw"
        checked.refuse(empty, column.name, *REQUIRED)
    for number, fault in enumerate(faults):
        checked.refuse(state == number, column.name, *fault)


def _judge(column: Column, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[Fault]]:
    """For each different text its value and its state: sound, empty, or which of the faults."""
    clean, parse = cleaner(column), parser(column)
    dtype, nothing = DTYPES[column.kind]
    values, states = [], []
    faults: dict[Fault, int] = {}
    for text in texts:
        meant = clean(text)
        found = parse(meant) if meant else None
        if type(found) is Fault:
            states.append(faults.setdefault(found, len(faults)))
            values.append(nothing)
        else:
            states.append(_EMPTY if found is None else _SOUND)
            values.append(nothing if found is None else found)
    return np.array(values, dtype=dtype), np.array(states, dtype=np.int64), list(faults)


def _find_repeated(checked: Checked) -> None:
    """The same key twice: the first row stands, each later one is told of it."""
    template = checked.template
    if not template.key:
        return
    faulty = np.zeros(len(checked), dtype=bool)
    together = np.zeros(len(checked), dtype=np.int64)
    for column in template.columns:
        if column.name not in template.key:
            continue
        given = checked.given[column.name]
        faulty |= ~given if column.required else checked.problems.at(column.name)
        values = checked.columns[column.name]
        codes, different = pd.factorize(values.view(np.int64) if values.dtype.kind == "M" else values)
        together = pd.factorize(together * max(len(different), 1) + codes)[0]
    positions = np.flatnonzero(~faulty)
    groups = together[positions]
    first = np.zeros(len(checked) + 1, dtype=np.int64)
    first[groups[::-1]] = positions[::-1]  # the last one written, the first one in the file, stays
    earlier = first[groups]
    later = positions != earlier
    names = "、".join(template.titled(name) for name in template.key)
    message = [f"与第 {row} 行重复（看{names}）" for row in checked.rows[earlier[later]].tolist()]
    checked.refuse(positions[later], template.key[0], "repeated-key", message, "只保留正确的一行")
