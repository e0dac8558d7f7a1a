"""Dated values: which are in force when, by what text, how sure; and what a careless file is told."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import yaml

from policy import ASSUMED, ILLUSTRATIVE, OFFICIAL, Terms
from policy.terms import Table
from tests.policy.toy import KINDS, LAW, TOY

TERMS = TOY.terms


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def law(**changes) -> dict:
    """The toy's law with some of its values replaced."""
    return {**LAW, "values": LAW["values"] | changes}


@pytest.mark.parametrize(
    ("on", "place"),
    [("2019-12-31", -1), ("2020-01-01", 0), ("2021-12-31", 0), ("2022-01-01", 1), ("2023-01-01", 1), ("2023-12-31", 1),
     ("2024-01-01", 2), ("9999-12-31", 2), ("0001-01-01", -1), ("NaT", -1)],
)  # fmt: skip
def test_a_law_date_falls_into_the_terms_in_force_that_day(on, place):
    assert TERMS.index(np.array([on], dtype="M8[D]")).tolist() == [place]


def test_a_column_of_law_dates_is_placed_at_once():
    days = np.array(["2024-05-01", "NaT", "2019-01-01", "2022-01-01"], dtype="M8[D]")
    assert TERMS.index(days).tolist() == [2, -1, -1, 1]
    assert len(TERMS.index(days[:0])) == 0


def test_each_period_holds_the_values_of_its_day():
    assert [str(p.in_force_from) for p in TERMS.periods] == ["2020-01-01", "2022-01-01", "2024-01-01"]
    assert [p.least for p in TERMS.periods] == [60, 70, 70]
    assert [p.open_only for p in TERMS.periods] == [False, True, True]
    assert [p.most for p in TERMS.periods] == [None, None, 12000]  # yuan are held in fen
    assert [p.part for p in TERMS.periods] == [50, 50, 50]
    assert [p.sees for p in TERMS.periods] == ["score", "score", "rank"]


def test_an_unknown_term_is_named():
    with pytest.raises(AttributeError, match="no term 'leist' in the terms in force from 2020-01-01"):
        _ = TERMS.periods[0].leist


def test_a_change_of_status_opens_no_terms():
    assert [str(start) for start in TERMS.starts] == ["2020-01-01", "2022-01-01", "2024-01-01"]
    assert [(str(o.since), o.opens) for o in TERMS.openings] == [
        ("2020-01-01", True), ("2022-01-01", True), ("2023-01-01", False), ("2024-01-01", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "on", "text", "status"),
    [
        ("least", "2020-01-01", "甲文", OFFICIAL),
        ("least", "2021-12-31", "甲文", OFFICIAL),
        ("least", "2022-01-01", "乙文", ASSUMED),
        ("least", "2022-12-31", "乙文", ASSUMED),
        ("least", "2023-01-01", "乙文的解释", OFFICIAL),
        ("least", "2024-06-01", "丙文", OFFICIAL),
        ("prize", "2020-01-01", "奖金文", ILLUSTRATIVE),
        ("prize", "2024-01-01", "奖金文", ILLUSTRATIVE),
        (None, "2020-01-01", "甲文", OFFICIAL),
        (None, "2022-06-01", "乙文", ASSUMED),
        (None, "2023-01-01", "乙文的解释", OFFICIAL),
    ],
)
def test_a_figure_has_its_own_text_and_status_or_those_of_its_day(name, on, text, status):
    assert (TERMS.law(name, day(on)), TERMS.status(name, day(on))) == (text, status)


def test_a_value_knows_itself_on_a_day():
    least = TERMS.values["least"]
    assert [least.on(day(d)).value for d in ("2020-01-01", "2021-12-31", "2022-01-01")] == [60, 60, 70]
    with pytest.raises(LookupError, match="least has no value on 2019-12-31"):
        least.on(day("2019-12-31"))


BAD = {
    "dates out of order": (
        {"least": {"title": "最低分", "at": {date(2022, 1, 1): 70, date(2020, 1, 1): 60}}}, "not in order",
    ),
    "a day on which nothing changed": (
        {"least": {"title": "最低分", "at": {date(2020, 1, 1): 60, date(2021, 5, 1): 65}}}, "opens no terms",
    ),
    "a day before any terms": (
        {"least": {"title": "最低分", "at": {date(2019, 1, 1): 50, date(2020, 1, 1): 60}}}, "opens no terms",
    ),
    "a figure missing from the first terms": (
        {"least": {"title": "最低分", "at": {date(2022, 1, 1): 70}}}, "no value on 2020-01-01",
    ),
    "a column nobody knows": (
        {"prize": {"title": "奖金", "by": ["colour"], "at": {date(2020, 1, 1): {"red": 1}}}}, "colour",
    ),
    "a word nobody knows": (
        {"kinds": {"title": "项目", "by": ["kind"], "at": {date(2020, 1, 1): ["chess"]}}}, "chess",
    ),
    "a status nobody knows": (
        {"least": {"title": "最低分", "at": {date(2020, 1, 1): {"value": 60, "status": "certain"}}}}, "certain",
    ),
    "a value of the wrong depth": (
        {"prize": {"title": "奖金", "by": ["kind", "level"], "at": {date(2020, 1, 1): {"art": 100}}}}, "items",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_careless_file_is_refused(name):
    change, words = BAD[name]
    with pytest.raises((ValueError, LookupError, AttributeError), match=words):
        Terms(law(**change), {"kind": KINDS})


def test_two_sets_of_terms_cannot_begin_on_one_day():
    twice = deepcopy(LAW)
    twice["in_force"].append(twice["in_force"][0])
    with pytest.raises(ValueError, match="2020-01-01"):
        Terms(twice, {"kind": KINDS})


def test_a_file_reads_as_the_law_it_holds(tmp_path):
    path = tmp_path / "terms.yaml"
    path.write_text(yaml.safe_dump(LAW, allow_unicode=True), encoding="utf-8")
    read = Terms.load(path, {"kind": KINDS})
    assert (read.title, read.fund, read.law_date_title) == ("比赛奖金", "奖励基金", "比赛日期")
    assert [p.least for p in read.periods] == [p.least for p in TERMS.periods]
    assert read.periods[0].prize.places == TERMS.periods[0].prize.places


def test_a_table_reads_a_column_at_once_and_nothing_where_the_law_has_none():
    prize = TERMS.periods[0].prize
    kind, level = np.array([0, 0, 0, 1, 1, -1, 0, -1]), np.array([5, 4, 3, 5, 4, 5, 0, 0])
    assert prize[kind, level].tolist() == [10000, 15000, 0, 3300, 0, 0, 0, 0]
    assert prize.has(kind, level).tolist() == [True, True, False, True, False, False, False, False]
    assert prize[kind, level].dtype == np.int64
    assert prize.places == [(0, 4), (0, 5), (1, 5)]


def test_a_list_of_words_is_a_table_of_flags():
    kinds = TERMS.periods[0].kinds
    assert kinds[np.array([0, 1, -1])].tolist() == [True, False, False]
    assert kinds[np.array([0])].dtype == bool


def test_a_place_that_holds_nothing_is_told_from_one_that_is_empty():
    table = Table((3,), {(0,): 0, (1,): 7})
    assert table[np.array([0, 1, 2, -1])].tolist() == [0, 7, 0, 0]
    assert table.has(np.array([0, 1, 2, -1])).tolist() == [True, True, False, False]


@pytest.mark.parametrize("index", range(3))
def test_the_terms_of_one_period_can_be_built_again_from_plain_json(index):
    told = json.loads(json.dumps(TERMS.content(index), sort_keys=True))
    again = Terms(told, TERMS.words)
    assert again.content(0) == told
    assert again.starts.tolist() == TERMS.starts[index : index + 1].tolist()
    days = [TERMS.starts[index], *(o.since for o in TERMS.openings if TERMS.index(np.array([o.since]))[0] == index)]
    for name, value in TERMS.values.items():
        for on in days:
            assert (again.law(name, on), again.status(name, on)) == (TERMS.law(name, on), TERMS.status(name, on))
        assert plainly(getattr(again.periods[0], name)) == plainly(value.on(days[0]).value)


def plainly(value):
    return {place: int(value[place]) for place in value.places} if isinstance(value, Table) else value


def test_before_the_first_terms_stand_the_first_and_refuse():
    assert TERMS.content(-1) == TERMS.content(0)


def test_new_terms_do_not_change_what_older_ones_are():
    later = [*LAW["in_force"], {"from": date(2030, 1, 1), "law": "丁文", "status": "official"}]
    values = {"least": {"title": "最低分", "unit": "分", "at": LAW["values"]["least"]["at"] | {date(2030, 1, 1): 90}}}
    grown = Terms({**law(**values), "in_force": later}, TERMS.words)
    assert [grown.content(i) for i in range(3)] == [TERMS.content(i) for i in range(3)]
    assert grown.content(3)["values"]["least"]["at"] == {"2030-01-01": {"value": 90}}


def test_an_older_version_of_a_rule_is_kept_and_one_that_is_not_is_named():
    older = replace(TOY, version="0")
    mended = replace(TOY, before=(older,))
    assert mended.as_it_was("0", TERMS.content(1)).version == "0"
    with pytest.raises(LookupError, match="TT keeps no version '7'"):
        mended.as_it_was("7", TERMS.content(1))
