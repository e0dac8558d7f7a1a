"""Deciding by a scheme or by its registered code; and nothing that no rule could be asked about."""

import sys

import numpy as np
import pandas as pd
import pytest

from policy import Problem, decide, judge, register, registered, scheme_of
from tests.policy.toy import TOY, contest, decided


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(sys.modules[decide.__module__], "_registered", {})  # the package has a function of that name
    register(TOY)


def test_a_registered_scheme_decides_by_its_code(known):
    sheet = decide("TT", *TOY.unfold([contest("2022-05-01")]))
    assert sheet.scheme is scheme_of("TT") is TOY
    assert sheet.payable.tolist() == [10000]


def test_an_unknown_code_is_told_which_there_are(known):
    with pytest.raises(LookupError, match="no scheme 'XX'; there are TT"):
        decide("XX", {})


def test_schemes_are_listed_by_rank_not_by_the_order_they_came():
    ranks = [scheme.rank for scheme in registered()]
    assert len(ranks) >= 3
    assert ranks == sorted(ranks)


def test_a_missing_fact_is_a_problem_that_names_it():
    raw, lists = TOY.unfold([contest("2022-05-01")])
    with pytest.raises(Problem, match="得分"):
        decide(TOY, {name: column for name, column in raw.items() if name != "score"}, lists)


def test_a_data_frame_decides_as_plain_columns_do():
    raw, lists = TOY.unfold([contest("2022-05-01", {}, {"score": 0}), contest("2024-05-01", {"late": True})])
    frame = pd.DataFrame(dict(raw)).astype({"kind": "category", "score": "int64"})
    assert decide(TOY, frame, lists).payable.tolist() == decide(TOY, raw, lists).payable.tolist() == [10000, 0, 5000]


def test_flat_facts_may_be_judged_without_deriving_them_again():
    sheet = decided(contest("2022-05-01"), contest("2024-05-01", {"score": 0}))
    again = judge(TOY, sheet.facts)
    assert [again.explain(row) for row in range(2)] == [sheet.explain(row) for row in range(2)]


def test_a_part_of_flat_facts_is_judged_like_the_whole():
    sheet = decided(*(contest(day) for day in ("2022-05-01", "2019-05-01", "2024-05-01", "2020-05-01")))
    rows = np.array([3, 1])
    part = judge(TOY, sheet.facts.part(rows))
    assert [part.explain(at) for at in range(2)] == [sheet.explain(int(row)) for row in rows]


def test_an_unknown_law_date_falls_under_no_terms():
    sheet = decided(contest("2022-05-01"))
    unknown = judge(TOY, type(sheet.facts)({**sheet.facts._columns, "law_date": np.array(["NaT"], "M8[D]")}))
    told = unknown.explain(0)
    assert (told.accepted, unknown.terms_from(0)) == (False, None)
    assert [(c.code, c.passed, c.found) for c in told.checks] == [("TT-TERMS", False, "未填")]
