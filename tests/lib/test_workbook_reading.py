"""A table comes in from any file a spreadsheet writes; everything else is answered in words."""

import datetime
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook import Column, Template, Unreadable, check, read
from lib.workbook import package as packages
from lib.workbook.spelling import tidy
from tests.lib.tables import GOOD, LEDGER, PAIR, SHEET, good, part, refused, repacked, text, xlsx


def test_a_workbook_comes_in_as_text_with_the_rows_as_the_spreadsheet_counts_them():
    rows = [
        good(),
        [None] * 10,
        [" ", "　"],
        good(name="示丽", issued=datetime.date(2024, 1, 5), level=5.0, amount=0.1 + 0.2),
    ]
    book = read(xlsx(rows), "a.xlsx", LEDGER)
    assert book.rows.tolist() == [2, 5], "blank rows are skipped and counted"
    assert book.columns["name"].tolist() == ["示明", "示丽"]
    assert [book.columns[name][1] for name in ("issued", "level", "amount")] == ["2024-01-05", "5", "0.3"]
    assert (book.sheet, book.heading_row, book.notes) == ("Sheet", 1, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_comes_in_in_every_usual_encoding(encoding):
    book = read(
        text([good(), [""] * 10, good(name="𠮷" if encoding == "gb18030" else "示")]).decode().encode(encoding),
        "a.csv",
        LEDGER,
    )
    assert book.rows.tolist() == [2, 4]
    assert book.columns["number"].tolist() == [GOOD[2]] * 2
    assert book.sheet == ""


def test_the_same_rows_read_the_same_from_either_kind_of_file():
    rows = [good(), good(name="", amount="x"), good(level="五级")]
    one, other = read(xlsx(rows), "a.xlsx", LEDGER), read(text(rows), "a.csv", LEDGER)
    assert {name: list(cells) for name, cells in one.columns.items()} == {
        name: list(cells) for name, cells in other.columns.items()
    }


def test_headings_may_be_names_titles_or_other_words_in_any_order_with_a_line_above():
    def change(book):
        sheet = book.active
        sheet.delete_rows(1, 2)
        sheet.append(["示例台账", None])
        sheet.append([None])
        sheet.append(
            [
                "身份证号 *",
                "NAME",
                "等　级（必填）",
                "issued",
                "月份",
                "金\n额",
                "state",
                "急需",
                "课时",
                "备注",
                "序号",
            ]
        )
        sheet.append([GOOD[2], "示明", "5", "2024-01-05", "", "1", "在职", "", "", "x", 1])

    book = read(xlsx([], change=change), "a.xlsx", LEDGER)
    assert book.rows.tolist() == [4]
    assert (book.columns["name"][0], book.columns["number"][0], book.columns["action"][0]) == ("示明", GOOD[2], "")
    assert book.notes == ["多出的列未使用：备注、序号", "列名在第 3 行，它上面的内容未使用"]
    csv = "示例台账\n\n" + text([good()]).decode()
    assert read(csv.encode(), "a.csv", LEDGER).rows.tolist() == [4]


def test_what_may_be_somebodys_is_not_quoted():
    """The words are kept with the import: neither a first row that is data, nor a sheet's name, nor a number."""
    data = refused(text([good()]).split(b"\n", 1)[1], "a.csv")
    assert "第 1 行不是列名" in data and not [cell for cell in good() if len(str(cell)) > 4 and str(cell) in data]

    def change(book):
        book.active.title = "示明的"
        book.active["C1"] = f"电话{GOOD[2]}"

    odd = refused(xlsx([good()], change=change))
    assert "（第 1 张工作表）的第 1 行是：" in odd and "示明" not in odd and GOOD[2] not in odd


def test_headings_below_the_tenth_row_are_not_found():
    lines = "".join(f"说明{number}\n" for number in range(10))
    assert "没有找到列名，缺少所有的列：姓名、证件号码" in refused((lines + text([good()]).decode()).encode(), "a.csv")


def test_the_sheet_whose_headings_fit_is_read_and_hidden_ones_are_not():
    def change(book):
        book.active.title = "填写说明"
        book.active.delete_rows(1, 5)
        book.active.append(["先看这里"])
        for name in ("隐藏", "数据"):
            sheet = book.create_sheet(name)
            sheet.append(LEDGER.titles)
            sheet.append(good(name=name))
        book["隐藏"].sheet_state = "hidden"

    book = read(xlsx([], change=change), "a.xlsx", LEDGER)
    assert (book.sheet, book.columns["name"].tolist()) == ("数据", ["数据"])


def test_two_sheets_that_both_fit_are_refused_unless_one_has_only_headings():
    def change(book, rows):
        sheet = book.create_sheet("第二张")
        sheet.append(LEDGER.titles)
        for row in rows:
            sheet.append(row)

    assert "第 1 张和第 2 张工作表都像要导入的表" in refused(xlsx([good()], change=lambda book: change(book, [good()])))
    assert len(read(xlsx([good()], change=lambda book: change(book, [])), "a.xlsx", LEDGER)) == 1
    assert read(xlsx([], change=lambda book: change(book, [good()])), "a.xlsx", LEDGER).sheet == "第二张"


def test_a_formula_is_found_in_whichever_column_and_however_it_is_shared():
    def change(book):
        sheet = book.active
        sheet["B2"] = '=CONCATENATE("示","明")'
        sheet["G3"] = openpyxl.worksheet.formula.ArrayFormula("G3:G4", "=A1:A2")
        sheet["J2"].value = "#N/A"
        sheet["L2"] = "=1+1"

    content = xlsx([good(), good(level="4"), good(level="3")], change=change)
    problems = check(read(content, "a.xlsx", LEDGER), LEDGER).problems
    assert [(p.row, p.column, p.code) for p in problems] == [
        (2, "name", "formula"),
        (2, "hours", "error-cell"),
        (3, "amount", "formula"),
        (4, "amount", "formula"),
    ]


def test_formulas_are_found_across_the_pieces_a_part_is_read_in(monkeypatch):
    monkeypatch.setattr(packages, "PIECE", 256)
    content = xlsx([good(level=str(level % 5 + 1), number=f"x{level}") for level in range(40)])
    rows = re.sub(rb'(<c r="E(\d+)"[^>]*>)', lambda m: m[1] + b"<f>1+1</f>" * (int(m[2]) % 3 == 0), part(content))
    book = read(repacked(content, **{SHEET: rows}), "a.xlsx", LEDGER)
    found = [
        position for flaw in book.flaws if flaw.code == "formula" for position in book.rows[flaw.positions].tolist()
    ]
    assert found == list(range(3, 42, 3))


def test_a_formula_that_says_not_where_it_stands_is_refused():
    rows = part(xlsx([good()])).replace(b'<c r="B2" t="inlineStr">', b'<c t="inlineStr"><f>1</f>')
    assert "认不出在哪一格" in refused(repacked(xlsx([good()]), **{SHEET: rows}))


def test_merged_cells_are_spoken_of():
    book = read(xlsx([good(), good(level="4")], change=lambda book: book.active.merge_cells("B2:B3")), "a.xlsx", LEDGER)
    assert book.notes == ["第 2 行起有合并的单元格，只有左上角的一格有内容。请取消合并，逐行填写"]


def test_what_stands_right_of_the_last_heading_is_spoken_of():
    book = read(xlsx([[*good(), None, "备注"]]), "a.xlsx", LEDGER)
    assert book.notes == ["最后一列的右边还有没有列名的内容，未使用"]


def test_rows_of_a_wrong_width_in_csv_are_named_and_trailing_empty_cells_are_not():
    content = text([good(), [*good(level="4"), "", ""], [*good(level="3"), "x"], good(level="2")[:-1]])
    book = read(content, "a.csv", LEDGER)
    [flaw] = book.flaws
    assert book.rows[flaw.positions].tolist() == [4, 5]
    assert flaw.message == ["这一行有 11 格，列名有 10 个", "这一行有 9 格，列名有 10 个"]


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufeff\ufffe\uffff"),
    max_size=12,
)


@settings(max_examples=25)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_any_table_of_text_comes_back_as_it_was(rows):
    def change(book):
        for at, row in enumerate(rows, start=2):
            for place, value in enumerate(row, start=1):
                cell = book.active.cell(at, place)
                cell.value = value or None
                if value:
                    cell.data_type = "s"

    kept = [(at, row) for at, row in enumerate(rows, start=2) if "".join(row).strip()]
    for content, filename in ((xlsx([], PAIR, change), "a.xlsx"), (text(rows, PAIR), "a.csv")):
        if not kept:
            with pytest.raises(Unreadable, match="只有列名"):
                read(content, filename, PAIR)
            continue
        book = read(content, filename, PAIR)
        assert book.rows.tolist() == [at for at, _ in kept]
        for name, place in (("a", 0), ("b", 1)):
            assert [tidy(cell) for cell in book.columns[name]] == [tidy(row[place]) for _, row in kept]


def test_a_template_that_contradicts_itself_is_a_fault_of_the_program():
    for wrong in (
        lambda: Column("a", "甲", "number"),
        lambda: Column("a", "甲", "word"),
        lambda: Template("t", "表", (Column("a", "甲", "text"),), key=("b",)),
        lambda: Template("t", "表", (Column("a", "甲", "text"), Column("b", "甲", "text")), key=()),
    ):
        with pytest.raises(ValueError):
            wrong()
