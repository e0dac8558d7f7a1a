"""Stretches of many owners: what overlaps counts once, and nobody's stretch reaches into another's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.spans import OPEN_END, Spans

NUMBER = st.integers(-40, 40)
STRETCH = st.tuples(st.integers(0, 3), NUMBER, st.one_of(st.integers(0, 30), st.just(OPEN_END)))


def columns(rows: list) -> list[np.ndarray]:
    return [np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)]


@given(st.lists(STRETCH, max_size=12), st.lists(st.tuples(st.integers(0, 3), NUMBER), min_size=1, max_size=20))
def test_covering_and_counting_agree_with_writing_every_number_down(stretches, asked):
    rows = [(o, first, last if last == OPEN_END else first + last) for o, first, last in stretches]
    held = {o: {n for who, first, last in rows if who == o for n in range(first, min(last, 50) + 1)} for o in range(4)}
    spans = Spans(*columns(rows))
    owner, at = (np.array(column) for column in zip(*asked, strict=True))
    assert spans.covers(owner, at).tolist() == [n in held[o] for o, n in asked]
    assert spans.count(owner, at).tolist() == [sum(m <= n for m in held[o]) for o, n in asked]


def test_one_number_may_be_asked_of_all():
    spans = Spans(np.array([7, 9]), np.array([10, 20]), np.array([12, 30]))
    assert spans.covers(np.array([7, 8, 9]), 12).tolist() == [True, False, False]
    assert spans.count(np.array([7, 8, 9]), 25).tolist() == [3, 0, 6]


def test_the_largest_owner_and_the_last_day_do_not_run_over():
    owner = np.array([2**31 - 1, 2**31 - 1])
    spans = Spans(owner, np.array([1 - 2**31, 5]), np.array([1 - 2**31, OPEN_END]))
    assert spans.covers(owner, np.array([4, OPEN_END])).tolist() == [False, True]
    assert spans.count(owner, np.array([4, 6])).tolist() == [1, 3]


def test_without_a_stretch_nothing_is_covered():
    none = np.zeros(0, dtype=np.int64)
    assert Spans(none, none, none).covers(np.array([1]), 1).tolist() == [False]
    assert Spans(none, none, none).count(np.array([1]), 1).tolist() == [0]
