"""Who an occupation is when the next edition comes: never guessed, always kept."""

import pytest

from occupations.feed import load_occupations
from occupations.models import CodeChange, Occupation, Standing
from occupations.queries import atlas
from tests.occupations.conftest import line

pytestmark = pytest.mark.django_db

CARE = ("4-10-01-05", "养老护理员")
SELLER = ("4-01-06-02", "互联网营销师")


@pytest.fixture
def load(write):
    return lambda edition, *rows: load_occupations(write([line(code, name, edition) for code, name in rows]))


def became(old_code, new_code, kind, old_edition="2022"):
    CodeChange.objects.create(
        old_edition=old_edition, old_code=old_code, new_code=new_code, kind=kind, source="测试用的依据"
    )


def test_an_occupation_that_keeps_code_and_name_stands_in_both_editions(load):
    load("2022", CARE)
    report = load("2026", CARE)
    assert (report.added, report.changed) == (0, 1)
    assert report.changes == ["4-10-01-05 养老护理员：版次 “2022” → “2026”；进入 2026 年版"]
    occupation = Occupation.objects.get()
    assert list(occupation.standings.values_list("edition", flat=True)) == ["2022", "2026"]


def test_an_older_edition_that_comes_later_is_history_and_changes_no_face(load):
    load("2022", ("4-10-01-03", "保育师"))
    became("4-10-01-03", "4-10-01-03", "renamed", "2015")
    load("2015", ("4-10-01-03", "保育师"))
    assert Occupation.objects.get().edition == "2022"
    assert Standing.objects.count() == 2


def test_an_increment_belongs_to_its_edition(load):
    load("2022", CARE)
    report = load("2022+2024", CARE)
    assert (report.added, report.changed, report.absent) == (0, 1, 0)
    assert Standing.objects.get().edition == "2022+2024"


def test_a_changed_code_with_its_crosswalk_stays_the_same_occupation(load):
    load("2022", SELLER)
    before = Occupation.objects.get()
    became("4-01-06-02", "4-01-07-01", "same")
    load("2026", ("4-01-07-01", "互联网营销师"))
    after = Occupation.objects.get()
    assert (after.pk, after.key, after.code) == (before.pk, "4-01-06-02", "4-01-07-01")
    assert {atlas().canonical(code) for code in ("4-01-06-02", "4-01-07-01")} == {"4-01-06-02"}
    assert atlas().name("4-01-06-02") == "互联网营销师"


def test_a_changed_name_with_its_crosswalk_stays_the_same_occupation(load):
    load("2022", ("4-10-01-03", "保育员"))
    became("4-10-01-03", "4-10-01-03", "renamed")
    report = load("2026", ("4-10-01-03", "保育师"))
    assert (report.added, report.changed, report.parked) == (0, 1, 0)
    assert Occupation.objects.get().name == "保育师"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("4-10-01-05", "养老服务员"), "code", "这个编码在 2022 年版是“养老护理员”"),
        (("4-10-02-05", "养老护理员"), "name", "2022 年版已有同名职业，编码 4-10-01-05"),
    ],
)
def test_without_a_crosswalk_a_person_is_asked_and_nothing_is_guessed(load, row, column, words):
    load("2022", CARE)
    report = load("2026", row)
    assert (report.added, report.changed, report.parked) == (0, 0, 1)
    assert report.problems[0].column == column and words in report.problems[0].message
    assert Standing.objects.count() == 1


def test_a_split_makes_new_occupations_and_maps_nobody_by_itself(load):
    load("2022", CARE)
    became("4-10-01-05", "4-10-01-05", "split")
    became("4-10-01-05", "4-10-01-15", "split")
    report = load("2026", ("4-10-01-05", "居家养老护理员"), ("4-10-01-15", "机构养老护理员"))
    assert (report.added, report.parked) == (2, 0)
    assert set(Occupation.objects.values_list("key", flat=True)) == {"4-10-01-05", "4-10-01-05#2", "4-10-01-15"}
    assert atlas().canonical("4-10-01-05") == "4-10-01-05#2", "a bare code means today's occupation"
    assert atlas().canonical("4-10-01-15") == "4-10-01-15"


def test_a_code_given_to_another_occupation_does_not_take_its_rights(load):
    load("2022", CARE, SELLER)
    became("4-10-01-05", "4-10-01-09", "same")
    load("2026", ("4-10-01-09", "养老护理员"), ("4-10-01-05", "老年人陪伴师"), SELLER)
    book = atlas()
    assert book.canonical("4-10-01-09") == "4-10-01-05", "the older occupation keeps its key"
    assert book.canonical("4-10-01-05") == "4-10-01-05#2"
    assert (book.name("4-10-01-09"), book.name("4-10-01-05")) == ("养老护理员", "老年人陪伴师")


def test_a_swap_inside_an_edition_with_one_bad_row_does_not_turn_one_occupation_into_another(load, write):
    load("2022", CARE, ("4-10-01-06", "家政服务员"))
    rows = [line("4-10-01-06", "养老护理员"), line("4-10-01-05", "家政服务员", digital="?")]
    report = load_occupations(write(rows))
    assert report.parked == 2, "the good row waits for its code"
    assert "现在是“家政服务员”的" in report.lines()[-1]
    assert {each.key: each.name for each in Occupation.objects.all()} == {
        "4-10-01-05": "养老护理员",
        "4-10-01-06": "家政服务员",
    }


def test_a_code_left_by_one_occupation_is_free_for_a_new_one(load):
    load("2022", SELLER)
    became("4-01-06-02", "4-01-07-01", "same")
    rows = ("4-01-07-01", "互联网营销师"), ("4-01-06-02", "网络营销师")
    report = load("2026", *rows)
    assert (report.added, report.changed, report.parked) == (1, 1, 0)
    again = load("2026", *rows)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_two_rows_that_are_one_occupation_are_named_and_the_first_stands(load):
    load("2022", SELLER)
    became("4-01-06-02", "4-01-07-01", "same")
    report = load("2026", ("4-01-07-01", "网络营销师"), SELLER)
    assert report.parked == 1 and "与第 2 行是同一职业" in report.problems[0].message
