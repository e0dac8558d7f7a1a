"""Runs in the jail: colours the bad cells of a workbook and writes two columns beside its table, with openpyxl.

Takes the order that marking.py sends; sends the bytes of the workbook.
"""

import io
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill

from lib.jail import inside

WIDTH = 40


def columns_for(sheet: Any, row: int, titles: tuple[str, ...]) -> list[int]:
    """Where the titles stand in the heading row already, else to the right of everything."""
    there = {str(cell.value).strip(): place for (at, place), cell in sheet._cells.items() if at == row and cell.value}
    last = max((place for (_, place), cell in sheet._cells.items() if cell.value is not None), default=0)
    found = []
    for title in titles:
        if title not in there:
            last += 1
        found.append(there.get(title, last))
    return found


def clear(sheet: Any, row: int, columns: list[int], colour: str) -> None:
    """Take back an earlier marking: our colour, and what stands in our columns."""
    for (at, place), cell in sheet._cells.items():
        if cell.has_style and cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb).endswith(colour):
            cell.fill = PatternFill()
        if place in columns and at > row:
            cell.value = None


def say(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def main(content: bytes) -> None:
    order = inside.receive()
    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    sheet = book[order["sheet"]]
    row, colour = order["heading_row"], order["colour"]
    columns = columns_for(sheet, row, order["titles"])
    clear(sheet, row, columns, colour)
    fill = PatternFill("solid", fgColor=f"FF{colour}")
    for at, place in order["cells"]:
        sheet.cell(at, place + 1).fill = fill
    for title, place in zip(order["titles"], columns, strict=True):
        say(sheet.cell(row, place), title)
        sheet.cell(row, place).font = Font(bold=True)
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = WIDTH
    for at, texts in order["said"].items():
        for text, place in zip(texts, columns, strict=True):
            say(sheet.cell(at, place), text)
    into = io.BytesIO()
    book.save(into)
    inside.send(into.getvalue())
