"""经批准放行: a check that was waived is listed as failed and refuses nothing."""

import numpy as np

from policy import decide
from tests.policy.toy import TOY, contest, decided


def with_waived(*cases, waived):
    raw, lists = TOY.unfold(cases)
    return decide(TOY, dict(raw) | {"waived": np.array(waived, dtype=object)}, lists)


def line(sheet, row, code):
    return next(one for one in sheet.explain(row).checks if one.code == code)


def test_what_was_waived_no_longer_refuses_and_is_still_listed_as_failed():
    cases = [contest("2022-05-01", {"score": 0})] * 2
    sheet = with_waived(*cases, waived=["", "TT-SCORE"])
    assert sheet.accepted.tolist() == [False, True] and sheet.payable.tolist() == [0, 10000]
    assert sheet.refused_by.tolist()[1] == 0
    there = line(sheet, 1, "TT-SCORE")
    assert not there.passed and there.waived and there.found == line(sheet, 0, "TT-SCORE").found
    assert [one.code for one in sheet.explain(0).failed] == ["TT-SCORE"] and sheet.explain(1).failed == []


def test_it_lets_pass_that_one_check_alone():
    cases = [contest("2022-05-01", {"score": 0, "late": True})]
    assert with_waived(*cases, waived=["TT-LATE"]).accepted.tolist() == [False]
    both = with_waived(*cases, waived=["TT-LATE TT-SCORE"])
    assert both.accepted.tolist() == [True] and both.review.tolist() == [False]
    assert not with_waived(*cases, waived=["TT-LATE TT-SCORE"]).explain(0).review


def test_a_waiver_of_what_passed_changes_nothing_and_is_not_told():
    case = contest("2022-05-01")
    sheet = with_waived(case, waived=["TT-SCORE"])
    assert sheet.explain(0) == decided(case).explain(0)


def test_before_the_first_terms_there_is_nothing_to_let_pass():
    sheet = with_waived(contest("2019-05-01"), waived=["TT-TERMS"])
    assert sheet.accepted.tolist() == [False]


def test_of_rows_under_several_terms_and_of_one_judged_by_itself_the_right_one_passes(monkeypatch):
    import sys

    monkeypatch.setattr(sys.modules[decide.__module__], "KEEPS_WORDS", 2)
    days = ["2024-05-01", "2022-05-01", "2019-05-01", "2022-06-01"]
    sheet = with_waived(*(contest(day, {"score": 0}) for day in days), waived=["", "TT-SCORE", "TT-SCORE", None])
    assert sheet.accepted.tolist() == [False, True, False, False]
    assert [line(sheet, row, "TT-SCORE").waived for row in (0, 1, 3)] == [False, True, False]
