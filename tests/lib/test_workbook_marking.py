"""The file comes back with its errors marked; mended and sent again it has none. Marks are replaced, not doubled."""

import io

import numpy as np
import openpyxl
import pytest
from openpyxl.styles import PatternFill

from lib.workbook import Template, check, mark, marking, read
from tests.lib.tables import LEDGER, SHEET, good, grid, part, repacked, saved, text, xlsx

BAD = [good(), good(level="4", issued="2024-02-30", amount="x"), good(level="3", name="")]
ENDS = ["问题", "怎么改"]


def marked(content: bytes, filename: str = "a.xlsx", template: Template = LEDGER):
    book = read(content, filename, template)
    return mark(content, filename, book, check(book, template), template)


def problems(content: bytes, template: Template = LEDGER):
    book = read(content, "a.xlsx", template)
    assert book.notes == []
    return [(problem.row, problem.column, problem.code) for problem in check(book, template).problems]


def coloured(content: bytes) -> set[str]:
    cells = (cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in row)
    return {cell.coordinate for cell in cells if cell.fill.fill_type and cell.fill.fgColor.rgb.endswith(marking.COLOUR)}


def mended(content: bytes, **cells: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        book.worksheets[0][name] = value
    return saved(book)


@pytest.mark.parametrize("make", [xlsx, text])
def test_bad_cells_are_coloured_and_each_bad_row_says_what_is_wrong_and_what_to_do(make):
    content = marked(make(BAD), "a.xlsx" if make is xlsx else "a.csv")
    rows = grid(content)
    assert rows[0] == [*LEDGER.titles, *ENDS]
    assert [row[:10] for row in rows[1:]] == [[cell or None for cell in row] for row in BAD]
    assert rows[1][10:] == [None, None]
    assert rows[2][10:] == [
        "发证日期：日历上没有这一天；金额：不是金额",
        "发证日期：核对年、月、日；金额：只填以元为单位的数字，最多两位小数，如 1500.00",
    ]
    assert coloured(content) == {"E3", "G3", "B4"}


@pytest.mark.parametrize("make", [xlsx, text])
def test_a_marked_workbook_mended_has_no_problem_and_a_half_mended_one_has_the_rest(make):
    once = marked(make(BAD), "a.xlsx" if make is xlsx else "a.csv")
    assert problems(once) == [(3, "issued", "no-such-day"), (3, "amount", "not-money"), (4, "name", "required")]
    half = mended(once, E3="2024-02-29", B4="示")
    twice = marked(half)
    assert grid(twice)[0] == [*LEDGER.titles, *ENDS], "the two columns are replaced, not doubled"
    assert [row[10] for row in grid(twice)[1:]] == [None, "金额：不是金额", None]
    assert coloured(twice) == {"G3"}, "a mended cell loses its colour"
    assert problems(mended(twice, G3="1")) == []


def test_what_the_user_made_of_the_workbook_stays():
    def change(book):
        sheet = book.active
        sheet.title = "我的表"
        sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
        sheet["L1"], sheet["L3"] = "备注", "=1+1"
        sheet.column_dimensions["A"].width = 33
        book.create_sheet("别的")["A1"] = "留着"

    content = marked(xlsx(BAD, change=change))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["我的表"]
    assert book["别的"]["A1"].value == "留着"
    assert sheet["B2"].fill.fgColor.rgb == "FF00FF00" and sheet.column_dimensions["A"].width == 33
    assert (sheet["L1"].value, sheet["L3"].value) == ("备注", "=1+1")
    assert [cell.value for cell in sheet[1]][-2:] == ENDS


def test_the_heading_line_and_the_rows_are_found_where_they_stand():
    def change(book):
        book.active.insert_rows(1, 2)
        book.active["A1"] = "示例台账"

    assert [row[10] for row in grid(marked(xlsx(BAD, change=change)))][2] == "问题"
    content = b"\n\n" + text(BAD)
    assert [row[10] for row in grid(marked(content, "a.csv"))][2:4] == ["问题", None]


def test_a_csv_row_that_was_too_long_keeps_its_cells_and_stays_wrong_until_they_are_moved():
    content = marked(text([good(), [*good(level="4")[:2], "x", *good(level="4")[2:]]]), "a.csv")
    assert grid(content)[0] == [*LEDGER.titles, "多出的格", *ENDS]
    assert (3, "", "wrong-width") in problems(content)
    again = marked(content)
    assert grid(again)[0] == [*LEDGER.titles, "多出的格", *ENDS]
    right = dict(zip("BCDEFGHIJK", [*good(level="4")[1:], None], strict=True))
    assert problems(mended(again, **{f"{column}3": value for column, value in right.items()})) == []


def test_nothing_that_is_marked_becomes_a_formula():
    rows = [good(name="=cmd|' /C calc'!A0"), good(level="4", name="@示"), good(level="3", name="=1+1")]
    book = read(text(rows), "a.csv", LEDGER)
    result = check(book, LEDGER)
    result.refuse([0], "name", "said", "=1+1", "=2+2")
    from_csv = mark(text(rows), "a.csv", book, result, LEDGER)
    assert b"<f" not in part(from_csv)
    typed = xlsx([], change=lambda book: [_as_text(book.active, at, row) for at, row in enumerate(rows, start=2)])
    book = read(typed, "a.xlsx", LEDGER)
    result = check(book, LEDGER)
    result.refuse([0], "", "said", "x", "y")
    from_xlsx = mark(typed, "a.xlsx", book, result, LEDGER)
    assert b"<f>" not in part(from_xlsx) and b"<f " not in part(from_xlsx)
    assert grid(from_xlsx)[1][1] == "=cmd|' /C calc'!A0"


def _as_text(sheet, at, row):
    for place, value in enumerate(row, start=1):
        sheet.cell(at, place, value).data_type = "s"


def many(monkeypatch, count: int = 12) -> bytes:
    monkeypatch.setattr(marking, "MOST_MARKED", 10)
    rows = [good(number=f"99010119900101{number:04}", level="5") for number in range(count)]
    rows[3][6] = rows[7][6] = "x"
    return xlsx(rows)


def test_a_large_file_comes_back_as_its_bad_rows_with_their_numbers(monkeypatch):
    content = marked(many(monkeypatch))
    rows = grid(content)
    assert rows[0] == ["原行号", *LEDGER.titles, *ENDS]
    assert [row[0] for row in rows[1:]] == [5, 9]
    assert rows[1][1:11] == [cell or None for cell in good(number="990101199001010003", amount="x")]
    assert coloured(content) == {"H2", "H3"}
    assert grid(content, 1)[0][0] == "台账：共 12 行，其中 2 行有问题，只把这些行放在第一张工作表里。"
    assert grid(content, 1)[4] == ["金额", "不是金额", 2]
    assert problems(content) == [(2, "amount", "not-money"), (3, "amount", "not-money")]
    assert problems(mended(content, H2="1", H3="2")) == []


def test_the_bad_rows_of_a_whole_file_are_not_to_be_sent_alone(monkeypatch):
    whole = Template("ledger", "台账", LEDGER.columns, LEDGER.key, whole=True)
    content = marked(many(monkeypatch), template=whole)
    assert "照着改好原来的文件，再整份上传" in grid(content, 1)[1][0]


def test_a_workbook_that_cannot_be_carried_comes_back_as_its_bad_rows():
    styles = part(xlsx(BAD), "xl/styles.xml").replace(b"gray125", b"strange")
    content = marked(repacked(xlsx(BAD), xl__styles_xml=styles))
    assert grid(content)[0][0] == "原行号"
    sheet = part(xlsx(BAD)).replace(
        b"</sheetData>", b"</sheetData><mergeCells><mergeCell ref='A9:XFD1048576'/></mergeCells>"
    )
    book = read(repacked(xlsx(BAD), **{SHEET: sheet}), "a.xlsx", LEDGER)
    content = mark(repacked(xlsx(BAD), **{SHEET: sheet}), "a.xlsx", book, check(book, LEDGER), LEDGER)
    assert grid(content)[0][0] == "原行号", "openpyxl would make seventeen thousand million cells of it"


def test_every_problem_stands_in_the_marked_file(monkeypatch):
    book = read(xlsx(BAD), "a.xlsx", LEDGER)
    result = check(book, LEDGER)
    result.refuse(np.array([True, False, False]), "", "late", "整份晚了", "改期")
    rows = grid(mark(xlsx(BAD), "a.xlsx", book, result, LEDGER))
    said = "".join(row[10] or "" for row in rows[1:])
    assert all(f"{problem.title}：{problem.message}" in said for problem in result.problems)
