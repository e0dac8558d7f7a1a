"""The file back with its errors marked, to be mended and sent again. See the package's docstring."""

import numpy as np

from lib.jail.outside import MEGABYTE, Broken, Jail
from lib.workbook import textfile
from lib.workbook.checking import Checked
from lib.workbook.layout import MARKED, OVERFLOW, ROW_NUMBER, Template, heading
from lib.workbook.reading import Book
from lib.workbook.writing import Writer

MOST_MARKED = 5_000  # rows; above it only the bad rows come back
COLOUR = "FFD9D6"  # of a bad cell; one of just this colour is ours to take back
_LONGEST = 32_000  # characters; a cell takes 32,767
_WIDE = 40

Said = dict[int, tuple[str, str]]  # row number -> (问题, 怎么改)
Cells = dict[int, set[int]]  # row number -> places of its bad cells


def mark(content: bytes, filename: str, book: Book, checked: Checked, template: Template) -> bytes:
    """An xlsx: up to 5,000 rows the whole file with bad cells coloured and two columns more; above, the bad rows alone.

    A workbook comes back as it was, but for what openpyxl cannot carry (pictures, charts); one that it cannot open
    comes back as its bad rows. A csv comes back as a workbook. `filename` is what `read` was told.
    """
    said, cells = _said(checked), _cells(book, checked)
    if len(book) <= MOST_MARKED:
        marked = _mark_xlsx(content, book, said, cells) if book.sheet else _mark_csv(content, book, said, cells)
        if marked:
            return marked
    return _bad_rows(book, checked, template, said, cells)


def _said(checked: Checked) -> Said:
    """What is wrong with each row, and what to do about it, each thing once."""
    said: dict[int, tuple[dict[str, None], dict[str, None]]] = {}
    for problem in checked.problems:
        wrong, remedies = said.setdefault(problem.row, ({}, {}))
        wrong[f"{problem.title}：{problem.message}"] = None
        remedies[f"{problem.title}：{problem.remedy}"] = None
    return {row: ("；".join(wrong)[:_LONGEST], "；".join(what)[:_LONGEST]) for row, (wrong, what) in said.items()}


def _cells(book: Book, checked: Checked) -> Cells:
    cells: Cells = {}
    for problem in checked.problems:
        if problem.column in book.places:
            cells.setdefault(problem.row, set()).add(book.places[problem.column])
    return cells


def _mark_xlsx(content: bytes, book: Book, said: Said, cells: Cells) -> bytes | None:
    order = {
        "sheet": book.sheet,
        "heading_row": book.heading_row,
        "titles": MARKED,
        "cells": [(row, place) for row, places in cells.items() for place in places],
        "said": said,
        "colour": COLOUR,
    }
    with Jail("mark_workbook", content, 256 * MEGABYTE + 100 * len(content), seconds=30) as jail:
        jail.send(order)
        try:
            marked: bytes = jail.receive()
        except Broken:
            return None
    return marked


def _mark_csv(content: bytes, book: Book, said: Said, cells: Cells) -> bytes:
    """All cells as text, as they stood and where they stood; what an earlier marking added is replaced."""
    rows = dict(textfile.rows(content))
    headings = [heading(cell) for cell in rows[book.heading_row]]
    ours = {heading(title) for title in MARKED}
    places = [place for place, text in enumerate(headings) if text not in ours]
    while places and not headings[places[-1]]:
        places.pop()
    width = len(headings)
    over = max(len(line) for line in rows.values()) - width
    writer = Writer()
    plain, bad = writer.style(num_format="@"), writer.style(num_format="@", bg_color=f"#{COLOUR}")
    wrap = writer.style(text_wrap=True)
    writer.sheet("数据", [16] * (len(places) + max(over, 0)) + [_WIDE, _WIDE])
    for number in range(1, max(rows) + 1):
        line = rows.get(number, [])
        line = line + [""] * (width + over - len(line))
        if number == book.heading_row:
            titles = [line[place].strip() for place in places] + [OVERFLOW] * over + list(MARKED)
            writer.row(titles, [writer.head] * len(titles))
            continue
        wrong = cells.get(number, set())
        styles = [bad if place in wrong else plain for place in places] + [plain] * over + [wrap, wrap]
        writer.row([*(line[place] for place in places), *line[width:], *said.get(number, ())], styles)
    return writer.close()


def _bad_rows(book: Book, checked: Checked, template: Template, said: Said, cells: Cells) -> bytes:
    writer = Writer()
    plain, bad = writer.style(num_format="@"), writer.style(num_format="@", bg_color=f"#{COLOUR}")
    titles = [ROW_NUMBER, *template.titles, *MARKED]
    names = [column.name for column in template.layout]
    writer.sheet(template.title, [8, *[16] * len(names), _WIDE, _WIDE]).freeze_panes(1, 1)
    writer.row(titles, [writer.head] * len(titles))
    for position in np.flatnonzero(~checked.good).tolist():
        row = int(book.rows[position])
        wrong = cells.get(row, set())
        styles = [plain, *(bad if book.places.get(name) in wrong else plain for name in names), plain, plain]
        writer.row([row, *(book.columns[name][position] for name in names), *said.get(row, ())], styles)
    _explain(writer, checked, template)
    return writer.close()


def _explain(writer: Writer, checked: Checked, template: Template) -> None:
    writer.sheet("说明", [24, 60, 10])
    bad = int((~checked.good).sum())
    writer.row([f"{template.title}：共 {len(checked)} 行，其中 {bad} 行有问题，只把这些行放在第一张工作表里。"])
    writer.row(
        ["这是全量表：请照着改好原来的文件，再整份上传。只上传这一份，其余的行会被当作撤出。"]
        if template.whole
        else ["改好以后，上传这一份就行；“原行号”“问题”“怎么改”几列不用删。"]
    )
    writer.row([])
    writer.row(["列", "问题", "行数"], [writer.head] * 3)
    for (title, message), count in checked.problems.counts().items():
        writer.row([title, message, count])
