"""Templates can be filled in and come back; exports hold no formula and lose no digit."""

import csv
import io
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook import Column, Template, blank, check, read, write, write_csv
from tests.lib.tables import GOOD, LEDGER, PAIR, grid, part, refused, saved

LONG = Template(
    "long",
    "很长的列表/?",
    (
        Column(
            "trade",
            "工种",
            "word",
            words={f"t{number}": f"示例工种，第{number}种" for number in range(60)},
            example="示例工种",
        ),
    ),
    key=("trade",),
    whole=True,
)


def filled(template: Template, *rows: list) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank(template)))
    for at, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            book.worksheets[0].cell(at, place, value)
    return saved(book)


def test_a_template_filled_in_comes_back_without_a_problem():
    assert "只有列名，没有数据" in refused(blank(LEDGER))
    row = [*GOOD]
    row[4], row[6], row[9] = date(2024, 1, 5), 1500.5, 40
    book = read(filled(LEDGER, row), "a.xlsx", LEDGER)
    result = check(book, LEDGER)
    assert list(result.problems) == [] and book.notes == []
    assert result.columns["amount"].tolist() == [150_050]


def test_a_template_keeps_digits_offers_words_and_marks_what_is_required():
    book = openpyxl.load_workbook(io.BytesIO(blank(LEDGER)))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        f"{column.title}*" if column.required else column.title for column in LEDGER.layout
    ]
    assert sheet.column_dimensions["C"].width > 8
    formats = [sheet.column_dimensions[letter].number_format for letter in "CEFG"]
    assert formats == ["@", "yyyy-mm-dd", "@", "0.00"]
    lists = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
        if each.type == "list"
    }
    assert lists["A2"] == '"增,改,撤"' and lists["H2"] == '"在职,离职"' and lists["I2"] == '"是,否"'
    assert sheet.max_row == 1, "no example stands where data goes"


def test_a_template_explains_every_column():
    rows = grid(blank(LEDGER), 1)
    assert rows[0][0] == "台账：填写说明" and rows[1][0] == "示例的台账。"
    assert any("按证件号码、等级分辨" in str(row[0]) for row in rows)
    explained = {row[0]: row for row in rows if row[1] in ("必填", "可不填")}
    assert set(LEDGER.titles) <= set(explained)
    assert explained["证件号码"][3] == "写18位号码" and explained["急需"][1] == "可不填"


def test_a_list_too_long_for_a_cell_stands_in_a_hidden_sheet():
    content = filled(LONG, ["示例工种，第59种"])
    assert openpyxl.load_workbook(io.BytesIO(content))["选项"].sheet_state == "hidden"
    result = check(read(content, "a.xlsx", LONG), LONG)
    assert result.columns["trade"].tolist() == ["t59"] and not len(result.problems)


def test_the_same_template_is_the_same_file():
    assert blank(LEDGER) == blank(LEDGER)


CELLS = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "＝1", "-5", "+86", "110101199001010013", "示", ""]


def test_no_export_holds_a_formula_and_no_digit_is_lost():
    content = write(["甲", "=乙"], [[cell, 10**17 + 1] for cell in CELLS])
    assert b"<f>" not in part(content) and b"<f " not in part(content)
    assert grid(content)[0] == ["甲", "=乙"]
    assert [row[0] or "" for row in grid(content)[1:]] == [cell for cell in CELLS]
    assert {row[1] for row in grid(content)[1:]} == {str(10**17 + 1)}
    lines = list(csv.reader(io.StringIO(write_csv(["甲"], [[cell] for cell in CELLS]).decode("utf-8-sig"))))
    assert [line[0] if line else "" for line in lines[1:]] == [
        "'=1+1", "'+cmd", "'-x", "'@SUM(A1)", "'\t=1", "'＝1", "-5", "+86", "110101199001010013", "示", "",
    ]  # fmt: skip


def test_an_export_keeps_numbers_days_and_yes_or_no():
    content = write(["甲"] * 6, [[1, 2.5, True, date(2024, 1, 5), None, "x"]], sheet="a/b[c]")
    assert [str(cell) for cell in grid(content)[1]] == ["1", "2.5", "是", "2024-01-05 00:00:00", "None", "x"]
    assert write_csv(["甲", "乙"], [[False, 3]]).decode("utf-8-sig") == "甲,乙\r\n否,3\r\n"


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=9)


@settings(max_examples=20)
@given(st.lists(st.tuples(texts.filter(lambda text: text.strip("'＇ 　")), texts), min_size=1, max_size=6))
def test_what_is_exported_reads_back(rows):
    for content, filename in ((write(PAIR.titles, rows), "a.xlsx"), (write_csv(PAIR.titles, rows), "a.csv")):
        book = read(content, filename, PAIR)
        for place, name in enumerate("ab"):
            assert [cell.lstrip("'") for cell in book.columns[name]] == [row[place].lstrip("'") for row in rows]
