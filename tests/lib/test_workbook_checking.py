"""Checking by column finds what checking row by row would find, and says it in words."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook import Book, Column, Template, check, read
from lib.workbook.kinds import Fault, cleaner, parser
from tests.lib.tables import GOOD, LEDGER, NUMBER, good, text


def checked(*rows, template=LEDGER):
    return check(read(text(rows, template), "a.csv", template), template)


def found(checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in checked.problems]


def test_a_sound_table_becomes_typed_columns():
    result = checked(good(), good(level="一级", month="", urgent="", hours="", action=""))
    assert result.good.all() and not len(result.problems)
    types = {name: column.dtype.str for name, column in result.columns.items()}
    assert types == {
        "action": "|O", "name": "|O", "number": "|O", "level": "|i1", "issued": "<M8[D]", "month": "<i4",
        "amount": "<i8", "state": "|O", "urgent": "|b1", "hours": "<i8",
    }  # fmt: skip
    assert [column[0] for column in result.columns.values()] == [
        "add", "示明", NUMBER, 5, np.datetime64("2024-01-05"), 2024 * 12, 150_000, "on", True, 40,
    ]  # fmt: skip
    assert [result.columns[name][1] for name in ("action", "month", "urgent", "hours")] == ["add", -1, False, 0]
    assert [result.given[name][1] for name in ("action", "month", "urgent", "hours")] == [False] * 4
    assert result.rows.tolist() == [2, 3] and len(result) == 2


def test_all_problems_of_a_row_are_told_and_an_empty_cell_is_only_empty():
    result = checked(good(name="", number="1", issued="2024-02-30", amount="x", state="走了", hours="0"), good())
    assert found(result) == [
        (2, "name", "required"),
        (2, "number", "wrong-shape"),
        (2, "issued", "no-such-day"),
        (2, "amount", "not-money"),
        (2, "state", "not-listed"),
        (2, "hours", "too-low"),
    ]
    assert result.good.tolist() == [False, True]
    assert result.columns["issued"].astype(str).tolist() == ["NaT", "2024-01-05"]
    assert result.columns["amount"].tolist() == [0, 150_000]


def test_a_problem_says_where_what_and_what_to_do_and_hides_what_is_personal():
    problems = list(checked(good(number="99010119900101", amount="x")).problems)
    assert str(problems[0]) == "第 2 行 · 证件号码 · “9901******0101”：格式不对。写18位号码。"
    assert problems[0].value == "99010119900101"
    assert [problem.shown for problem in checked(good(name="=示")).problems] == ["=*"]
    assert str(problems[1]) == "第 2 行 · 金额 · “x”：不是金额。只填以元为单位的数字，最多两位小数，如 1500.00。"


def test_a_row_withdrawn_needs_only_its_key():
    result = checked(
        ["撤", "", NUMBER, "5", *[""] * 6], ["撤", "", "", "5", *[""] * 6], ["改", "", NUMBER, "4", *[""] * 6]
    )
    assert [row for row in found(result) if row[0] < 4] == [(3, "number", "required")]
    assert {column for row, column, _ in found(result) if row == 4} == {"name", "issued", "amount", "state"}


def test_a_key_that_comes_twice_is_told_on_the_later_rows_with_the_first():
    rows = [
        good(),
        good(name="另"),
        good(level="4"),
        good(level="五级", number=NUMBER.lower()),
        good(number="x"),
        good(number="x"),
    ]
    result = checked(*rows)
    repeated = [problem for problem in result.problems if problem.code == "repeated-key"]
    assert [(problem.row, problem.message) for problem in repeated] == [
        (3, "与第 2 行重复（看证件号码、等级）"),
        (5, "与第 2 行重复（看证件号码、等级）"),
    ]
    assert [code for _, _, code in found(result) if code != "repeated-key"] == ["wrong-shape"] * 2, (
        "a bad key is no key"
    )


def test_an_optional_part_of_a_key_may_be_empty_and_an_empty_one_equals_an_empty_one():
    template = Template(
        "t", "表", (Column("a", "甲", "text"), Column("b", "乙", "day", required=False)), key=("a", "b"), whole=True
    )
    rows = [["x", ""], ["x", "2024-01-05"], ["x", ""], ["x", "去年"], ["x", "20240105"]]
    assert found(checked(*rows, template=template)) == [
        (4, "a", "repeated-key"), (5, "b", "not-a-day"), (6, "a", "repeated-key"),
    ]  # fmt: skip


def test_a_row_of_a_wrong_width_has_that_problem_alone():
    result = checked(good(), [*good(), "x"])
    assert found(result) == [(3, "", "wrong-width")]
    assert str(result.problems.head(1)[0]) == "第 3 行 · 整行 · 这一行有 11 格，列名有 10 个。检查是否少了或多了逗号。"
    assert not result.given["name"][1]


def test_a_caller_may_refuse_rows_by_mask_or_by_position():
    result = checked(good(), good(level="4"), good(level="3"))
    mask = np.array([True, False, True])
    assert result.refuse(mask, "number", "unknown", "登记册里没有", "核对").tolist() == [0, 2]
    assert result.refuse([1], "", "late", ["晚了 3 天"], ["改期"]).tolist() == [1]
    assert found(result) == [(2, "number", "unknown"), (3, "", "late"), (4, "number", "unknown")]
    assert not result.good.any()
    assert result.problems.counts() == {("证件号码", "登记册里没有"): 2, ("整行", "late"): 1}
    assert result.problems.codes() == {"unknown": 2, "late": 1}
    assert result.problems.frame()["message"].tolist() == ["登记册里没有", "晚了 3 天", "登记册里没有"]
    for wrong in ((mask[:2], "number", "x"), (mask, "nothing", "x"), (mask, "number", ["x"])):
        with pytest.raises(ValueError):
            result.refuse(wrong[0], wrong[1], "c", wrong[2], "x")


def test_a_sound_table_has_an_empty_frame():
    frame = checked(good()).problems.frame()
    assert {name: len(column) for name, column in frame.items()} == dict.fromkeys(
        ("row", "column", "title", "value", "code", "message", "remedy"), 0
    )


SPELT = {
    "action": ["", "增", "改", "撤", "x"],
    "name": ["", "示", "示 明", "=1"],
    "number": ["", NUMBER, f" {NUMBER}", "990101199001010021", "1"],
    "level": ["", "5", "五级", "4", "9"],
    "issued": ["", "2024-01-05", "20240105", "2024-02-30", "x"],
    "month": ["", "2024-01", "x"],
    "amount": ["", "1", "1.00", "-1", "x"],
    "state": ["", "on", "在岗", "x"],
    "urgent": ["", "是", "0", "x"],
    "hours": ["", "1", "1000", "x"],
}
rows = st.tuples(*(st.sampled_from(SPELT[column.name]) for column in LEDGER.layout))


def naive(book: Book) -> tuple[set[tuple[int, str, str]], list[dict]]:
    """Row by row, with nothing clever."""
    problems, values, seen = set(), [], {}
    for at, row in enumerate(book.rows.tolist()):
        value = {}
        for column in LEDGER.layout:
            meant = cleaner(column)(book.columns[column.name][at])
            said = parser(column)(meant) if meant else None
            if isinstance(said, Fault):
                problems.add((row, column.name, said.code))
            elif said is not None:
                value[column.name] = said
            elif column.required and (column.name in LEDGER.key or value.get("action") != "withdraw"):
                problems.add((row, column.name, "required"))
        key = tuple(value.get(name) for name in LEDGER.key)
        if None not in key and seen.setdefault(key, row) != row:
            problems.add((row, LEDGER.key[0], "repeated-key"))
        values.append(value)
    return problems, values


@given(st.lists(rows, min_size=1, max_size=12).filter(lambda rows: any(any(row) for row in rows)))
def test_checking_by_column_equals_checking_row_by_row(rows):
    book = read(text(rows), "a.csv", LEDGER)
    result = check(book, LEDGER)
    problems, values = naive(book)
    assert set(found(result)) == problems and len(result.problems) == len(problems)
    assert [row for row, _, _ in found(result)] == sorted(row for row, _, _ in problems)
    assert set(result.rows[~result.good].tolist()) == {row for row, _, _ in problems}
    for at, value in enumerate(values):
        for name, column in result.columns.items():
            assert result.given[name][at] == (name in value)
            if name in value:
                kept = column.view(np.int64)[at] if name == "issued" else column[at]
                assert kept == value[name]


@settings(max_examples=30)
@given(st.lists(rows, min_size=2, max_size=12, unique_by=lambda row: (row[2].strip(), row[3])), st.integers(0, 99))
def test_the_order_of_the_rows_does_not_matter(rows, seed):
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    book = Book(
        {column.name: np.array([row[at] for row in rows], dtype=object) for at, column in enumerate(LEDGER.layout)},
        np.arange(2, len(rows) + 2, dtype=np.int32),
    )
    other = Book({name: cells[order] for name, cells in book.columns.items()}, book.rows)

    def told(result, order):
        return {(order[row - 2], column, code) for row, column, code in found(result) if code != "repeated-key"}

    one, two = check(book, LEDGER), check(other, LEDGER)
    assert told(one, range(len(rows))) == told(two, order)
    for name in one.columns:
        assert (one.columns[name][order].astype(str) == two.columns[name].astype(str)).all()


def test_a_hundred_thousand_problems_are_a_few_arrays():
    cells = zip(LEDGER.layout, GOOD, strict=True)
    columns = {column.name: np.full(100_000, cell, dtype=object) for column, cell in cells}
    book = Book(columns, np.arange(2, 100_002, dtype=np.int32))
    result = check(book, LEDGER)
    assert len(result.problems) == 99_999
    assert result.problems.head(1)[0].message == "与第 2 行重复（看证件号码、等级）"
