"""Workbooks to hand out: the template to fill in, and safe exports. No text in them can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from lib.workbook.layout import Column, Template

FILLED = 100_000  # rows that get the template's drop-downs
_FORMULA = re.compile(r"[=＝@＠\t\r]|[+＋\-－](?![\d\s().,-]*$)")
_LIST_LONGEST = 255  # what Excel takes as a list written out
_EXACT = 10**15
_KINDS = {
    "text": "文字",
    "code": "编号，文本格式",
    "word": "从列表中选",
    "day": "日期，如 2024-01-05",
    "month": "月份，如 2024-01",
    "whole": "整数",
    "money": "金额，单位元，最多两位小数",
    "level": "等级，填 1 到 5 或从列表中选",
    "flag": "是或否",
}
_FORMATS = {"text": "@", "code": "@", "month": "@", "day": "yyyy-mm-dd", "whole": "0", "money": "0.00"}


class Writer:
    """An xlsx under way, row by row in little memory. `sheet` begins the next sheet; `close` gives the bytes."""

    def __init__(self) -> None:
        self._into = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._into, {"constant_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"created": datetime(2000, 1, 1)})  # the same words make the same file
        self._sheet: Any = None
        self._row = 0
        self.head = self.style(bold=True, bg_color="#E8EEF7", border=1, border_color="#B8C4D6", text_wrap=True)
        self._quoted = self.style(num_format="@", quote_prefix=True)
        self._day = self.style(num_format="yyyy-mm-dd")

    def style(self, **properties: Any) -> Any:
        return self.book.add_format({"font_name": "宋体", "font_size": 11, "valign": "top", **properties})

    def sheet(self, name: str, widths: Sequence[int] = (), formats: Sequence[Any] = ()) -> Any:
        self._sheet, self._row = self.book.add_worksheet(sheet_name(name)), 0
        for place, width in enumerate(widths):
            self._sheet.set_column(place, place, width, formats[place] if place < len(formats) else None)
        return self._sheet

    def row(self, values: Iterable[Any], styles: Sequence[Any] = ()) -> None:
        """The next row. `styles`: a format for each cell, or None; a text that looks like a formula is quoted."""
        for place, value in enumerate(values):
            self._cell(place, value, styles[place] if place < len(styles) else None)
        self._row += 1

    def _cell(self, place: int, value: Any, style: Any) -> None:
        if value is None or value == "":
            if style is not None:
                self._sheet.write_blank(self._row, place, None, style)
        elif isinstance(value, bool):
            self._sheet.write_string(self._row, place, "是" if value else "否", style)
        elif isinstance(value, int | float) and abs(value) < _EXACT:
            self._sheet.write_number(self._row, place, value, style)
        elif isinstance(value, date) and not isinstance(value, datetime):
            self._sheet.write_datetime(self._row, place, value, style or self._day)
        else:
            text = str(value)
            dangerous = style is None and _FORMULA.match(text)
            self._sheet.write_string(self._row, place, text, self._quoted if dangerous else style)

    def close(self) -> bytes:
        self.book.close()
        return self._into.getvalue()


def sheet_name(title: str) -> str:
    """What Excel takes as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "数据"


def write(titles: Sequence[str], rows: Iterable[Sequence[Any]], sheet: str = "数据") -> bytes:
    """An xlsx with one heading line. Cells: str, int, float, bool (是, 否), date, None; a long number stays a text."""
    writer = Writer()
    writer.sheet(sheet, [max(12, min(40, 2 * len(title) + 4)) for title in titles]).freeze_panes(1, 0)
    writer.row(titles, [writer.head] * len(titles))
    for row in rows:
        writer.row(row)
    return writer.close()


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """csv in UTF-8 with the mark that Excel wants; a text that looks like a formula gets an apostrophe in front."""
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow([_harmless(title) for title in titles])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return into.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def blank(template: Template, rows: Iterable[Sequence[Any]] = ()) -> bytes:
    """The xlsx to download and fill in: headings (a star where required), lists to choose from, and 填写说明.

    rows  what is known already, a cell for each column of the layout
    """
    writer = Writer()
    layout = template.layout
    formats = [writer.style(num_format=_FORMATS[c.kind]) if c.kind in _FORMATS else None for c in layout]
    sheet = writer.sheet(template.title, [max(14, 2 * len(column.title) + 6) for column in layout], formats)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(layout):
        if column.hidden:
            sheet.set_column(place, place, None, formats[place], {"hidden": True})
    styles = [writer.style(bold=True, border=1, bg_color="#FFF2CC") if c.required else writer.head for c in layout]
    writer.row([f"{column.title}*" if column.required else column.title for column in layout], styles)
    for row in rows:
        writer.row(row, formats)
    lists: dict[int, list[str]] = {}  # too long to be written out: they stand in a sheet of their own
    for place, column in enumerate(layout):
        _help(sheet, place, column, lists)
    _explain(writer, template)
    if lists:
        _list(writer, lists)
    return writer.close()


def _help(sheet: Any, place: int, column: Column, lists: dict[int, list[str]]) -> None:
    hint = (column.hint or _KINDS[column.kind])[:250]
    options: dict[str, Any] = {"validate": "any"}
    if column.choices:
        source: Any = column.choices
        if len(",".join(source)) > _LIST_LONGEST or any("," in word for word in source):
            letter = chr(ord("A") + len(lists))
            lists[place] = source
            source = f"=选项!${letter}$1:${letter}${len(column.choices)}"
        options = {
            "validate": "list",
            "source": source,
            "error_title": "不在列表中",
            "error_message": "请从下拉列表中选择",
        }
        options["error_type"] = "warning"  # codes are taken too
    sheet.data_validation(1, place, FILLED, place, {**options, "input_title": column.title[:32], "input_message": hint})


def _list(writer: Writer, lists: dict[int, list[str]]) -> None:
    sheet = writer.sheet("选项")
    sheet.hide()
    for number in range(max(map(len, lists.values()))):
        writer.row([words[number] if number < len(words) else None for words in lists.values()])


def _explain(writer: Writer, template: Template) -> None:
    wrap = writer.style(text_wrap=True)
    writer.sheet("填写说明", [18, 8, 34, 60, 26])
    writer.row([f"{template.title}：填写说明"], [writer.style(bold=True, font_size=14)])
    lines = [template.about] if template.about else []
    lines.append(
        f"数据填在第一张工作表“{sheet_name(template.title)}”里，从第 2 行起，一行一条；列名不要改，列的顺序可以变。"
    )
    keys = "、".join(template.titled(name) for name in template.key)
    if keys:
        lines.append(f"按{keys}分辨是不是同一条；同一份文件里不能重复。")
    lines.append(template.reach)
    for line in lines:
        writer.row([line])
    writer.row([])
    writer.row(["列名", "必填", "填什么", "说明", "例"], [writer.head] * 5)
    for column in template.layout:
        if column.hidden:
            continue
        choices = "、".join(column.choices)
        kind = f"{_KINDS[column.kind]}：{choices}" if choices else _KINDS[column.kind]
        if column.kind in ("text", "code") and not column.judged_later:
            kind += f"，最多 {column.longest} 个字"
        needed = "必填" if column.required else "可不填"
        writer.row([column.title, needed, kind, column.hint, column.example], [wrap] * 5)
