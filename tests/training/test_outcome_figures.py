"""What is told of counts: nothing of few, nothing by subtraction, nothing of everybody."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupations.queries import atlas
from tests.training import learnt
from tests.training.learnt import LAST, counted, fed, over, people
from tests.training.schools import a_school
from training.models import ClassOutcome
from training.outcomes import queries
from training.outcomes.figures import MEASURES, SMALL, Class, Share, shown, together


def classes(*told: tuple[int, int | None]) -> list[Class]:
    """(began, count): the count of every measure."""
    return [Class(began, (count,) * len(MEASURES)) for began, count in told]


def share(*told: tuple[int, int | None]) -> Share:
    return shown(classes(*told)).shares["passed"]


def test_of_few_nothing_is_told():
    one = shown(classes((SMALL - 1, 4)))
    assert (one.classes, one.small, one.began) == (0, 1, 0) and one.shares["passed"] == Share()
    assert share((SMALL, 4)) == Share(SMALL, 4)


def test_small_classes_are_told_together_and_what_is_left_over_waits():
    one = shown(classes((4, 2), (7, 3), (30, 20), (9, 5)))
    assert (one.classes, one.small, one.began) == (3, 1, 41)
    assert one.shares["passed"] == Share(41, 25)


def test_a_class_that_has_not_come_to_it_waits_with_those_it_is_told_with():
    assert share((6, 3), (6, None), (12, 5)) == Share(12, 5, waiting=2)
    assert share((12, None)) == Share(0, 0, waiting=1)


@pytest.mark.parametrize(("count", "said"), [(0, 1), (1, 1), (11, 11), (12, 11)])
def test_of_all_or_none_it_is_told_as_one_off(count, said):
    assert share((12, count)) == Share(12, said)


few = st.integers(1, 14)


@st.composite
def a_year(draw: st.DrawFn) -> list[Class]:
    """Classes of a course in the order in which they end; the later ones have not come to the measure yet."""
    begun = draw(st.lists(few, max_size=8))
    due = draw(st.integers(0, len(begun)))
    return classes(*((n, draw(st.integers(0, n)) if nth < due else None) for nth, n in enumerate(begun)))


@given(a_year())
def test_no_two_days_differ_by_few_and_nobody_is_told_of_for_certain(year):
    """Classes are added and come to the measure day by day: what is told grows by SMALL or not at all."""
    bases = []
    for known in range(len(year) + 1):
        for due in range(known + 1):
            told = [each if nth < due else Class(each.began, (None,) * len(MEASURES)) for nth, each in enumerate(year)]
            one = shown(told[:known]).shares["passed"]
            bases.append(one.base)
            assert not one.base or 0 < one.count < one.base
    steps = sorted(set(bases))
    assert all(later - sooner >= SMALL for sooner, later in pairwise(steps))


@given(st.lists(a_year(), max_size=5))
def test_what_is_summed_up_is_only_what_is_shown(years):
    parts = [shown(year) for year in years]
    whole = together(parts)
    for name in MEASURES:
        assert whole.shares[name].base == sum(part.shares[name].base for part in parts)
        assert whole.shares[name].count == sum(part.shares[name].count for part in parts)
    hidden = sum(each.began for year in years for each in year) - whole.began
    assert hidden == 0 or whole.small, "and that something is not in it is said"


# --- through the tables


@pytest.fixture
def taught(db, catalogue):
    """One institution with a course of 12, one of 4 and one of 11 a year later; another with 3."""
    fed()
    one, other = a_school(kind="key-group"), a_school(2, kind="key-group", district="110102")
    who = people(12)
    over(one, who)
    over(one, who[:4], occupation="4-10-01-06")
    over(one, who[:11], last=LAST.replace(year=2025))
    over(other, who[:3])
    counted()
    return one, other


def test_a_course_of_few_is_in_no_total_from_which_it_could_be_taken(taught):
    one, _ = taught
    page = queries.page("school", "key-group", "", 0, "name")
    first, second = page.rows
    assert (first.figures.began, first.figures.classes, first.figures.small) == (23, 2, 1)
    assert (second.figures.began, second.figures.small) == (0, 1)
    courses = {row.name: row.figures.began for row in queries.page("course", "key-group", "", 0, "name").rows}
    assert courses == {"养老护理员": 23, "家政服务员": 0}
    [kind] = queries.school(one.organisation)
    assert kind.all.began == sum(row.figures.began for row in kind.courses) == 23
    assert {row.name: row.figures.began for row in kind.years} == {"2026年结束的班": 12, "2025年结束的班": 11}


def test_it_is_narrowed_by_year_by_occupation_and_by_name(taught):
    def began(**asked) -> dict[str, int]:
        told = {"by": "school", "kind": "key-group", "words": "", "year": 0, "sort": "name"} | asked
        return {row.name: row.figures.began for row in queries.page(**told).rows}

    assert began(year=2025) == {"示例第1培训学校": 11}
    assert began(words="养老护理") == {"示例第1培训学校": 23, "示例第2培训学校": 0}
    assert began(words="第2") == {"示例第2培训学校": 0}
    assert began(kind="jinlanling") == {}


def test_the_better_proved_stands_before_the_merely_higher_and_what_is_not_told_last(db, catalogue):
    fed()
    who = people(30)
    for nth, (many, passed) in enumerate(((10, 9), (30, 26), (30, 10), (3, 3)), 1):
        school = a_school(nth, kind="key-group")
        one = over(school, who[:many])
        for line in learnt.lines(one)[:passed]:
            learnt.sat(line, school)
    counted()
    rows = queries.page("school", "key-group", "", 0, "passed").rows
    assert [row.name[3] for row in rows] == ["2", "1", "3", "4"]
    assert [row.name[3] for row in queries.page("school", "key-group", "", 0, "began").rows] == ["2", "3", "1", "4"]


def test_an_occupation_has_its_levels_and_who_teaches_them(taught):
    levels, at = queries.occupation(atlas().canonical("4-10-01-05"))
    assert [(row.name, row.note, row.figures.began) for row in levels] == [("初级工（五级）", "重点群体免费培训", 23)]
    assert [(row.name, row.figures.began) for row in at] == [("示例第1培训学校", 23), ("示例第2培训学校", 0)]
    assert ClassOutcome.objects.count() == 4


def test_classes_of_a_year_are_told_in_the_order_in_which_they_ended(db, catalogue):
    fed()
    school, who = a_school(kind="key-group"), people(12)
    over(school, who[:6])  # the later, though written first
    over(school, who[:9], last=LAST - timedelta(days=8))
    over(school, who[:2], last=LAST - timedelta(days=4))
    counted()
    [unit] = queries.units()
    assert (unit.figures.classes, unit.figures.small, unit.figures.began) == (2, 1, 11)
