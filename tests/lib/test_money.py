"""Fen and nothing but fen: rounding against exact fractions, and how amounts are read and written."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.money import capitals, parse_yuan, plain_yuan, share, share_down, yuan

amounts = st.integers(0, 10**12)
parts = st.integers(0, 10_000)
wholes = st.integers(1, 10_000)


@pytest.mark.parametrize(
    ("fen", "part", "whole", "rounded", "down"),
    [
        (1, 1, 2, 1, 0),  # half a fen goes up, or is left
        (3, 1, 2, 2, 1),
        (1, 1, 3, 0, 0),
        (2, 1, 3, 1, 0),
        (500_000, 7, 12, 291_667, 291_666),
        (100_000, 120, 100, 120_000, 120_000),
        (5, 50, 100, 3, 2),
        (0, 1, 3, 0, 0),
        (7, 0, 3, 0, 0),
    ],
)
def test_a_share_rounds_half_up_and_an_advance_down(fen, part, whole, rounded, down):
    assert share(fen, part, whole) == rounded
    assert share_down(fen, part, whole) == down


@given(amounts, parts, wholes)
def test_a_share_is_the_fraction_rounded(fen, part, whole):
    exact = Fraction(fen * part, whole)
    assert share(fen, part, whole) == floor(exact + Fraction(1, 2))
    assert share_down(fen, part, whole) == floor(exact) <= exact


@given(st.lists(st.tuples(amounts, parts, wholes), min_size=1, max_size=20))
def test_a_column_is_rounded_as_its_single_amounts(rows):
    fen, part, whole = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    assert share(fen, part, whole).dtype == share_down(fen, part, whole).dtype == np.int64
    assert share(fen, part, whole).tolist() == [share(*row) for row in rows]
    assert share_down(fen, part, whole).tolist() == [share_down(*row) for row in rows]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("2500.00", 250_000), ("2500", 250_000), ("2500.5", 250_050), ("0.05", 5), ("0", 0), ("007.10", 710),
     ("999999999999.99", 99_999_999_999_999)],
)  # fmt: skip
def test_yuan_are_read_to_the_fen(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "-1.00", "+1.00", "1.000", "1.", ".5", "1,000.00", "¥1.00", "1e3", " 1", "1 ", "1\n", "１.００", "٣", "一元",
     "NaN", "9" * 13],
)  # fmt: skip
def test_what_is_no_plain_amount_is_refused(text):
    with pytest.raises(ValueError, match="金额应写成"):
        parse_yuan(text)


def test_a_refusal_does_not_send_back_a_whole_file():
    with pytest.raises(ValueError) as refused:
        parse_yuan("x" * 5000)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("fen", "plain", "people"),
    [
        (150_000, "1500.00", "¥1,500.00"),
        (0, "0.00", "¥0.00"),
        (5, "0.05", "¥0.05"),
        (99, "0.99", "¥0.99"),
        (-1, "-0.01", "−¥0.01"),
        (-75_000, "-750.00", "−¥750.00"),
        (-123_456_789, "-1234567.89", "−¥1,234,567.89"),
        (100_000_000_000, "1000000000.00", "¥1,000,000,000.00"),
    ],
)
def test_an_amount_is_written_for_programs_and_for_people(fen, plain, people):
    assert (plain_yuan(fen), yuan(fen)) == (plain, people)
    assert (plain_yuan(np.int64(fen)), yuan(np.int64(fen))) == (plain, people)


@given(amounts)
def test_what_is_written_reads_back(fen):
    assert parse_yuan(plain_yuan(fen)) == fen
    assert yuan(fen).replace(",", "") == f"¥{plain_yuan(fen)}"
    assert plain_yuan(-fen) == ("-" if fen else "") + plain_yuan(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"), (1, "壹分"), (50, "伍角整"), (150000, "壹仟伍佰元整"), (101, "壹元零壹分"),
        (123456700, "壹佰贰拾叁万肆仟伍佰陆拾柒元整"), (100000100, "壹佰万零壹元整"), (1000500, "壹万零伍元整"),
        (20030405, "贰拾万零叁佰零肆元零伍分"), (100000000000, "壹拾亿元整"), (1012, "壹拾元零壹角贰分"),
    ],
)  # fmt: skip
def test_an_amount_in_capitals_leaves_no_room_to_add(fen, text):
    assert capitals(fen) == "人民币" + text
