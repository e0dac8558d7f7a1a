"""Small workbooks and csv files, whole and broken, for the tests of lib.workbook."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
import pytest

from lib.workbook import Column, Template, Unreadable, read

LEDGER = Template(
    "ledger",
    "台账",
    (
        Column("name", "姓名", "text", longest=20, personal=True),
        Column(
            "number", "证件号码", "code", pattern=r"\d{17}[\dX]", personal=True, also=("身份证号",), hint="写18位号码"
        ),
        Column("level", "等级", "level"),
        Column("issued", "发证日期", "day"),
        Column("month", "月份", "month", required=False),
        Column("amount", "金额", "money"),
        Column("state", "状态", "word", words={"on": ("在职", "在岗"), "off": "离职"}),
        Column("urgent", "急需", "flag", required=False),
        Column("hours", "课时", "whole", required=False, least=1, most=999),
    ),
    key=("number", "level"),
    about="示例的台账。",
)
PAIR = Template(
    "pair", "两列", (Column("a", "甲", "text"), Column("b", "乙", "text", required=False)), key=(), whole=True
)

SHEET = "xl__worksheets__sheet1_xml"  # as repacked takes it
NUMBER = "990101199001010013"
GOOD = ["增", "示明", NUMBER, "5", "2024-01-05", "2024-01", "1500.00", "在职", "是", "40"]


def good(**changes: Any) -> list[Any]:
    """A sound row of LEDGER, with changes."""
    names = [column.name for column in LEDGER.layout]
    return [changes.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def xlsx(
    rows: Iterable[Sequence[Any]], template: Template = LEDGER, change: Callable[[Any], None] | None = None
) -> bytes:
    """A workbook with the template's headings and these rows; `change` may do more to it."""
    book = openpyxl.Workbook()
    book.active.append(template.titles)
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def text(rows: Iterable[Sequence[str]], template: Template = LEDGER) -> bytes:
    into = io.StringIO()
    csv.writer(into).writerows([template.titles, *rows])
    return into.getvalue().encode()


def repacked(content: bytes, **changed: bytes | None) -> bytes:
    """The zip with parts replaced, added, or left out (None); `a__b_xml` means a/b.xml."""
    wanted = {
        name.replace("___rels__", "/_rels/").replace("__", "/").replace("_xml", ".xml"): body
        for name, body in changed.items()
    }
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = wanted.pop(part.filename, old.read(part))
            if body is not None:
                new.writestr(part.filename, body)
        for name, body in wanted.items():
            if body is not None:
                new.writestr(name, body)
    return into.getvalue()


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def grid(content: bytes, sheet: int = 0) -> list[list[Any]]:
    """What stands in a workbook, row by row."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[sheet].values]


def refused(content: bytes, filename: str = "a.xlsx", template: Template = LEDGER) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content, filename, template)
    return str(caught.value)
