"""What a cell of each kind may say: every habit of typing and of Excel, and every fault by its code."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.jail.read_workbook import text as cell_text
from lib.workbook import Column
from lib.workbook.kinds import Fault, cleaner, day_number, parser
from lib.workbook.spelling import plain, tidy

BASE = date(1970, 1, 1)


def said(text: str, kind: str, **options):
    """The value of one cell, or the code of its fault; None for an empty one."""
    column = Column("c", "列", kind, **options)
    meant = cleaner(column)(text)
    found = parser(column)(meant) if meant else None
    return found.code if isinstance(found, Fault) else found


def day(text: str, **options):
    found = said(text, "day", **options)
    return found if found is None or isinstance(found, str) else str(BASE + timedelta(days=found))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 示 明\u3000", "示明"),
        ("\u200b示\xa0明\ufeff", "示明"),
        ("示例 Co．  Ltd", "示例 Co． Ltd"),
        ("ＡＢＣ１２３", "ABC123"),
        ("'示明", "示明"),
        ("＇０１", "01"),
        ("阿•示例", "阿·示例"),
        ("阿‧示例", "阿·示例"),
        ('="0123"', "0123"),
        ("（示）", "（示）"),
        ("示\n明", "示明"),
        ("𠮷 示", "𠮷示"),
        ("\x00示\x1f", "示"),
        ("'", ""),
    ],
)
def test_text_is_taken_as_it_was_meant(typed, meant):
    assert tidy(typed) == meant
    assert said(typed, "text") == (meant or None)


@given(st.text(max_size=20))
def test_putting_a_text_right_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
    assert plain(plain(text)) == plain(text)
    assert not set(plain(text)) & set(" \u3000\xa0\u200b\n")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9901 0119 9001 0100 1x", "99010119900101001X"),
        ("９９０１－ab", "9901-AB"),
        ("4—10–01", "4-10-01"),
        ("'0012", "0012"),
        ('="110101199001010013"', "110101199001010013"),
        ("+86 138", "+86138"),
        ("a'b", "A'B"),
    ],
)
def test_a_code_has_no_blanks_and_is_in_capitals(typed, meant):
    assert said(typed, "code") == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.10101E+17", "lost-digits"),
        ("1.1010119900101e+17", "lost-digits"),
        ("=1+1", "formula"),
        ("＝cmd", "formula"),
        ("@SUM(A1)", "formula"),
        ("+cmd", "formula"),
        ("-2+3", "formula"),
        ("\t=1", "formula"),
        ("'=1", "formula"),
        ("示\ufffd", "garbled"),
        ("x" * 61, "too-long"),
        ("1E10", "1E10"),
        ("-1", "-1"),
        ("-", "-"),
    ],
)
def test_what_would_harm_or_has_lost_something_is_refused_in_text_and_codes(typed, code):
    assert said(typed, "text") == code
    assert said(typed, "code") == code


def test_a_pattern_has_to_fit_the_whole_cell():
    assert said("12", "code", pattern=r"\d\d") == "12"
    assert said("123", "code", pattern=r"\d\d") == "wrong-shape"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(on):
    y, m, d = on.year, on.month, on.day
    forms = [
        f"{on}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{on:%Y%m%d}", f"{y}年{m}月{d}日", f" {y} 年 {m} 月 {d} 日 ",
        f"{y}-{m:02}-{d:02} 00:00:00", f"{on}T08:30", f"{on} 08:30:00.5", f"{y}／{m}／{d}", f"'{on}",
    ]  # fmt: skip
    assert {day(form) for form in forms} == {str(on)}
    serial = (on - date(1899, 12, 30)).days
    if 10_000 <= serial < 80_000:
        assert day(str(serial)) == day(f"{serial}.5") == str(on), "a day number, as Excel keeps days"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2024-02-30", "no-such-day"),
        ("2023-02-29", "no-such-day"),
        ("2024-13-01", "no-such-day"),
        ("1024-01-01", "no-such-day"),
        ("20240000", "no-such-day"),
        ("24-1-5", "not-a-day"),
        ("2024", "not-a-day"),
        ("2024-01", "not-a-day"),
        ("2024-1/5", "not-a-day"),
        ("5/1/2024", "not-a-day"),
        ("去年", "not-a-day"),
        ("2024-01-04T16:00:00Z", "not-a-day"),
        ("03:04:00", "not-a-day"),
        ("-", "not-a-day"),
        ("", None),
        ("　", None),
    ],
)
def test_what_is_no_day_is_refused(typed, code):
    assert day(typed) == code


@given(st.text(st.sampled_from("0123456789-/.年月日 T:"), max_size=14))
def test_whatever_is_taken_for_a_day_is_one(text):
    found = said(text, "day")
    assert (
        found is None
        or isinstance(found, str)
        or date(1900, 1, 1) <= BASE + timedelta(days=found) <= date(2100, 12, 31)
    )


def test_a_day_or_month_has_bounds():
    assert day("2024-01-05", least="2024-01-05", most=date(2024, 1, 5)) == "2024-01-05"
    assert day("2024-01-04", least=np.datetime64("2024-01-05")) == "too-early"
    assert day("2024-01-06", most="2024-01-05") == "too-late"
    assert said("2024-01", "month", least=2024 * 12 + 1) == "too-early"
    assert day_number("1970-01-02") == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[
            (text, 2024 * 12)
            for text in ("2024-01", "2024/1", "2024.01", "202401", "2024年1月", "2024年01月份", "2024-01-31")
        ],
        ("45296", 2024 * 12),
        ("2024-01-01 00:00:00", 2024 * 12),
        ("2024-12", 2024 * 12 + 11),
        ("2024.1", "not-a-month"),  # January, or October that lost its nought
        ("202413", "no-such-month"),
        ("2024-00", "no-such-month"),
        ("2024-02-30", "no-such-day"),
        ("一月", "not-a-month"),
    ],
)
def test_a_month_is_read_in_every_way_it_is_written(typed, found):
    assert said(typed, "month") == found


@given(st.integers(0, 10**13 - 1))
def test_no_fen_is_lost_from_text_or_from_the_float_a_spreadsheet_keeps(fen):
    yuan, cents = divmod(fen, 100)
    forms = [
        f"{yuan}.{cents:02}",
        f"{yuan:,}.{cents:02}",
        f"¥{yuan}.{cents:02}",
        f"￥{yuan}.{cents:02}元",
        f"{yuan}.{cents:02}000",
    ]
    assert {said(form, "money") for form in forms} == {fen}
    assert said(cell_text(fen / 100), "money") == fen


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2500", 250_000),
        ("２５００．５", 250_050),
        ("+1", 100),
        ("-1", "too-low"),
        ("1500.001", "not-money"),
        ("1.5万", "not-money"),
        ("1,50", "not-money"),
        ("1e3", "not-money"),
        ("1.", "not-money"),
        (".5", "not-money"),
        ("¥", "not-money"),
    ],
)
def test_money_is_yuan_with_at_most_two_places(typed, found):
    assert said(typed, "money") == found


def test_a_negative_amount_is_taken_where_it_is_allowed():
    assert said("-1.05", "money", least=-1000) == -105
    assert said("100", "money", most=9_999) == "too-high"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1", 1), ("1.0", 1), ("１", 1), ("1,000", 1000), ("-3", -3), ("1.5", "not-a-number"), ("一", "not-a-number"),
        ("1,00", "not-a-number"), ("1E+20", "lost-digits"),
    ],
)  # fmt: skip
def test_a_whole_number_is_one(typed, found):
    assert said(typed, "whole") == found


@pytest.mark.parametrize(
    ("level", "forms"),
    [
        (5, ["5", "5.0", "五级", "5级", "初级工", "初级", "五级/初级工", "五级（初级工）", "初级工（五级）"]),
        (4, ["4", "四级", "中级工", "四级 / 中级工"]),
        (3, ["3", "三级", "高级工", "高级", "三级(高级工)"]),
        (2, ["2", "二级", "技师", "二级/技师", "二级技师"]),
        (1, ["1", "一级", "高级技师", "一级/高级技师", "高级技师/一级"]),
        ("not-a-level", ["0", "6", "六级", "首席技师", "x", "五级/高级工", "12", "/", "55"]),
    ],
)  # fmt: skip
def test_a_level_is_read_by_number_or_name_and_both_must_agree(level, forms):
    found = {form: said(form, "level") for form in forms}
    assert found == dict.fromkeys(forms, level)


def test_words_are_taken_by_code_or_by_any_of_their_spellings():
    words = {"on": ("在职", "在岗（含借调）"), "off": "离职"}
    assert [said(text, "word", words=words) for text in ("on", "ON", "在 职", "在岗(含借调)", "离职", "走了")] == [
        "on", "on", "on", "on", "off", "not-listed",
    ]  # fmt: skip


def test_a_flag_is_yes_or_no():
    yes, no = ("是", "1", "TRUE", "y"), ("否", "0", "false", "N")
    assert {said(text, "flag") for text in yes} == {True}
    assert {said(text, "flag") for text in no} == {False}
    assert said("也许", "flag") == "not-a-flag"


@given(st.text(max_size=30), st.sampled_from(["text", "code", "day", "month", "whole", "money", "level", "flag"]))
def test_no_text_breaks_a_kind(text, kind):
    said(text, kind)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"), (-0.0, "0"), (1.5, "1.5"), (0.1 + 0.2, "0.3"), (1e14, "100000000000000"), (1.5e15, "1.5e+15"),
        (True, "TRUE"), (date(2024, 1, 5), "2024-01-05"), ("x", "x"), (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)  # fmt: skip
def test_a_cell_is_spelt_as_the_spreadsheet_means_it(cell, text):
    assert cell_text(cell) == text
