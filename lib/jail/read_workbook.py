"""Runs in the jail: reads a workbook's visible sheets with calamine and hands over the text of the wanted columns.

Sends for each sheet ("sheet", name, {row: cells} of its first rows, first and last rows of merged cells) and takes the
columns wanted of it, or None; for wanted ones ("rows", row numbers, a list of texts for each column) in turns, which
begin with the first rows again. Ends ("end",).
"""

import gc
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lib.jail import inside

HEAD, TURN = 10, 20_000  # rows
MERGED = 1_000
EXACT = 1e15  # what Excel keeps of a number


def text(value: Any) -> str:
    """A cell as the spreadsheet means it: 1 for 1.0, 0.3 for what adds up to it, 2024-01-05 for a date."""
    if type(value) is str:
        return value
    if type(value) is float:
        if value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        return f"{value:.15g}"
    if type(value) is bool:
        return "TRUE" if value else "FALSE"
    return str(value)


def texts(values: Sequence[Any]) -> list[str]:
    """Each different value is spelt once, unless there are truth values: True equals 1.0."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values)
    if bool in kinds:
        return [text(value) for value in values]
    spelt = {value: text(value) for value in set(values)}
    return [spelt[value] for value in values]


def filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """(row number as shown, cells) of the rows that have any."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if row.count("") < len(row):
            yield number, row


def give(sheet: CalamineSheet) -> None:
    rows = filled(sheet)
    head = list(islice(rows, HEAD))
    merged = [(start[0] + 1, end[0] + 1) for start, end in (sheet.merged_cell_ranges or [])[:MERGED]]
    inside.send(("sheet", sheet.name, {number: texts(row) for number, row in head}, merged))
    wanted = inside.receive()
    if wanted is None:
        return
    rows = chain(head, rows)
    while turn := list(islice(rows, TURN)):
        columns = list(zip(*(row for _, row in turn), strict=True))
        numbers = [number for number, _ in turn]
        del turn
        inside.send(("rows", numbers, [texts(columns[place]) for place in wanted]))


def main(content: bytes) -> None:
    gc.disable()  # millions of cells and not one cycle
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
            give(book.get_sheet_by_index(place))
    inside.send(("end",))
