"""What the number of a certificate says by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import numbers


def one(text):
    told = numbers.read([text])
    return (
        told.kind[0],
        int(told.level[0]),
        int(told.year[0]),
        [words for words, mask in told.doubts.items() if mask[0]],
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("S990111000001245000001", ("L", 5, 24, [])),
        ("Y990111000001253000001", ("L", 3, 25, [])),
        ("Y000123000000195000001", ("L", 5, 19, [numbers.ELSEWHERE])),
        ("S000011000001245000001", ("L", 5, 24, [numbers.NO_BODY])),
        ("AB12345678901234567890", ("L", 1, -1, [numbers.MASTER])),
        ("1901001001400001", ("Q", 4, 19, [])),
        ("1901007001400001", ("Q", 4, 19, [numbers.STRANGE_BODY])),
        ("1234567890123", ("Q", 0, -1, [numbers.SHANGHAI])),
        ("S990111000001246000001", ("", 0, -1, [])),
        ("S99011100000124500001", ("", 0, -1, [])),
        ("X990111000001245000001", ("", 0, -1, [])),
        ("1901001001000001", ("", 0, -1, [])),
        ("RSN300088", ("", 0, -1, [])),
        ("", ("", 0, -1, [])),
        ("１901001001400001", ("", 0, -1, [])),
    ],
)
def test_a_number_tells_its_kind_level_year_and_what_is_odd(text, told):
    assert one(text) == told


def test_no_numbers_are_read_too():
    assert len(numbers.read([]).kind) == 0


@given(st.sampled_from("YS"), st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99), st.integers(1, 5))
def test_every_number_of_22_signs_tells_what_went_into_it(letter, body, province, year, level):
    kind, told_level, told_year, doubts = one(f"{letter}{body:04d}{province:02d}000001{year:02d}{level}000009")
    assert (kind, told_level, told_year) == ("L", level, year)
    assert bool(doubts) == (province != 11 or body == 0)


@given(st.lists(st.text(max_size=24), max_size=10))
def test_whatever_stands_there_is_read_one_answer_each(texts):
    told = numbers.read(texts)
    assert len(told.kind) == len(told.level) == len(told.year) == len(texts)
    assert set(told.kind) <= {"L", "Q", ""}
