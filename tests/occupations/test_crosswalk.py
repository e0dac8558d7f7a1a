"""Which codes are one occupation. No database: rows in, keys out."""

import pytest

from occupations.crosswalk import Change, Stood, settle

KEYS = {1: "4-01-06-02", 2: "4-10-01-05", 3: "4-10-01-06"}
STOOD = [
    Stood("2022", "4-01-06-02", 1),
    Stood("2022", "4-10-01-05", 2),
    Stood("2022", "4-10-01-06", 3),
]


def key(code, *changes, stood=STOOD, keys=KEYS):
    return settle(keys, stood, changes).by_code.get(code)


def test_a_code_that_stands_is_its_occupation_and_an_unknown_one_is_nobody():
    assert key("4-10-01-05") == "4-10-01-05"
    assert key("4-99-99-99") is None


@pytest.mark.parametrize("kind", ["same", "renamed"])
def test_an_old_code_is_the_occupation_it_became(kind):
    assert key("4-01-02-07", Change("2015", "4-01-02-07", "4-01-06-02", kind)) == "4-01-06-02"


def test_old_codes_follow_each_other_in_any_order():
    first, second = (
        Change("2010", "4-01-09-09", "4-01-02-07", "same"),
        Change("2015", "4-01-02-07", "4-01-06-02", "same"),
    )
    for changes in ((first, second), (second, first)):
        assert key("4-01-09-09", *changes) == key("4-01-02-07", *changes) == "4-01-06-02"


@pytest.mark.parametrize("kind", ["split", "merged"])
def test_a_split_or_merged_code_is_left_to_a_person(kind):
    assert key("4-01-02-07", Change("2015", "4-01-02-07", "4-01-06-02", kind)) is None


def test_one_split_row_is_enough_to_leave_the_whole_code_alone():
    same, split = (
        Change("2015", "4-01-02-07", "4-01-06-02", "same"),
        Change("2015", "4-01-02-07", "4-10-01-05", "split"),
    )
    assert key("4-01-02-07", same, split) is None


def test_occupations_kept_apart_until_the_crosswalk_came_share_the_older_key():
    stood = [*STOOD, Stood("2026", "4-01-07-01", 4)]
    keys = KEYS | {4: "4-01-07-01"}
    change = Change("2022", "4-01-06-02", "4-01-07-01", "same")
    for code in ("4-01-06-02", "4-01-07-01"):
        assert key(code, change, stood=stood, keys=keys) == "4-01-06-02"
    assert settle(keys, stood, [change]).by_occupation[4] == "4-01-06-02"


def test_two_occupations_of_one_edition_are_never_one_whatever_the_crosswalk_says():
    change = Change("2022", "4-10-01-05", "4-10-01-06", "same")
    assert (key("4-10-01-05", change), key("4-10-01-06", change)) == ("4-10-01-05", "4-10-01-06")


def test_an_old_meaning_of_a_code_that_stands_today_does_not_speak_for_it():
    change = Change("2015", "4-10-01-05", "4-01-06-02", "same")
    assert key("4-10-01-05", change) == "4-10-01-05"


def test_a_circle_of_changes_ends():
    one, other = Change("2010", "4-20-01-01", "4-20-01-02", "same"), Change("2015", "4-20-01-02", "4-20-01-01", "same")
    assert key("4-20-01-01", one, other) == key("4-20-01-02", one, other)


def test_without_any_occupation_the_newest_code_speaks():
    change = Change("2015", "4-20-01-01", "4-20-01-02", "same")
    assert key("4-20-01-01", change) == key("4-20-01-02", change) == "4-20-01-02"
