"""The months grid and the last day, in words as well as in colour."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from certificates.my.deadlines import Deadline
from certificates.my.months import DEFERRED, NONE, PAID, UNPOSTED, Mark, code, grid, read

JANUARY = 2025 * 12


@dataclass(frozen=True)
class Span:
    first_month: int
    last_month: int
    deferred: bool = False


def states(made, year):
    return [cell.state for cell in next(one for one in made.years if one.number == year).cells]


def test_a_row_is_a_year_of_twelve_cells_newest_first():
    made = grid([Span(JANUARY - 2, JANUARY + 1)], posted=JANUARY + 3, until=JANUARY + 4)
    assert [year.number for year in made.years] == [2025, 2024]
    assert states(made, 2024) == [NONE] * 10 + [PAID] * 2
    assert states(made, 2025) == [PAID] * 2 + [NONE] * 2 + [UNPOSTED] * 8
    assert [year.counted for year in made.years] == [2, 2]


def test_a_month_counts_once_and_a_paid_one_is_not_deferred():
    spans = [Span(JANUARY, JANUARY + 2, deferred=True), Span(JANUARY + 2, JANUARY + 3)]
    made = grid(spans, posted=JANUARY + 3, until=JANUARY + 3)
    assert (made.counted, made.deferred) == (4, 2)
    assert states(made, 2025)[:5] == [DEFERRED, DEFERRED, PAID, PAID, UNPOSTED]
    assert made.states == [PAID, DEFERRED, UNPOSTED]


def test_months_after_the_day_it_is_shown_on_do_not_count():
    assert grid([Span(JANUARY, JANUARY + 9)], posted=JANUARY + 9, until=JANUARY + 4).counted == 5


def test_marks_widen_the_grid_and_speak():
    marks = {JANUARY + 11: (Mark("证", "养老护理员证书核发"),), JANUARY + 23: (Mark("止", "养老护理员最晚申请"),)}
    made = grid([Span(JANUARY, JANUARY)], posted=JANUARY, until=JANUARY, marks=marks)
    assert [year.number for year in made.years] == [2026, 2025]
    assert made.years[1].cells[11].words == "2025年12月：还没有数据，养老护理员证书核发"
    assert [(month, mark.sign) for month, mark in made.marks] == [(JANUARY + 11, "证"), (JANUARY + 23, "止")]


def test_nothing_known_is_an_empty_grid_and_many_years_are_folded():
    assert grid([], posted=None, until=JANUARY).years == ()
    long = grid([Span(JANUARY - 120, JANUARY)], posted=JANUARY, until=JANUARY)
    assert (len(long.shown), len(long.older)) == (5, 6)


@pytest.mark.parametrize("text", ["2025-03", "202503", "2025年3月", "２０２５-０３", " 2025.3 ", "2025/03"])
def test_a_month_is_read_however_it_is_written(text):
    assert read(text) == JANUARY + 2
    assert code(JANUARY + 2) == "2025-03"


@pytest.mark.parametrize("text", ["", "2025", "2025-13", "2025-00", "03-2025", "1825-03", "三月"])
def test_what_is_no_month_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("left", "stage", "words"),
    [
        (61, "far", "还有 61 天"),
        (60, "near", "还有 60 天"),
        (30, "close", "还有 30 天"),
        (7, "last", "只剩 7 天"),
        (0, "last", "今天是最后一天"),
        (-1, "over", "已经过了 1 天"),
    ],
)
def test_the_nearer_the_last_day_the_louder(left, stage, words):
    on = date(2026, 8, 20)
    deadline = Deadline(on + timedelta(days=left), on)
    assert (deadline.stage, deadline.words) == (stage, words)
