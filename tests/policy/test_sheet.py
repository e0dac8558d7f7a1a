"""The sheet: one column per check and step, joined over periods, and any row in words; on a toy scheme."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import CheckLine, StepLine, decide
from tests.policy.toy import TOY, contest, decided

BEFORE, FIRST, SECOND, SURER, THIRD = "2019-12-31", "2020-05-01", "2022-05-01", "2023-05-01", "2024-05-01"
EVERY = (BEFORE, FIRST, SECOND, SURER, THIRD)


def line(sheet, code, row=0, place=None) -> CheckLine:
    told = sheet.explain(row) if place is None else sheet.explain_group(place)
    return next(c for c in told.checks if c.code == code)


def test_a_sound_row_is_accepted_and_explained_in_full():
    told = decided(contest(SECOND)).explain(0)
    assert (told.accepted, told.review, told.amount) == (True, False, 10000)
    assert told.checks == [
        CheckLine(
            code="TT-TERMS", title="政策施行日期", severity="block", passed=True, asked=True, found="2022年5月1日",
            needed="不早于2020年1月1日", basis="乙文", status="assumed", message="在比赛日期，本项补贴的规定已经施行。",
            remedy="无需办理", final=True,
        ),
        CheckLine(
            code="TT-SCORE", title="得分", severity="block", passed=True, asked=True, found="80分，2022年5月1日比赛",
            needed="满70分", basis="乙文", status="assumed", message="得分够。", remedy="无需办理", reads=("score",),
        ),
        CheckLine(
            code="TT-LATE", title="准时", severity="review", passed=True, asked=True, found="迟到：否", needed="准时",
            basis="校规", status="assumed", message="准时到场。", remedy="无需办理", reads=("late",),
        ),
    ]  # fmt: skip
    assert told.steps == [StepLine("美术奖金", 10000, "奖金文", "illustrative")]
    assert told.status == "illustrative"
    assert told.failed == []


def test_every_check_is_evaluated_and_a_refused_row_has_no_amount_and_no_steps():
    sheet = decided(contest(SECOND, {"score": 69, "late": True}, open=False))
    told, group = sheet.explain(0), sheet.explain_group(0)
    assert [c.code for c in told.failed] == ["TT-SCORE", "TT-LATE"]
    assert [c.code for c in group.failed] == ["TT-OPEN"]
    assert (told.accepted, told.review, told.amount, told.steps) == (False, True, 0, [])
    score = line(sheet, "TT-SCORE")
    assert (score.found, score.needed, score.message, score.remedy) == (
        "69分，2022年5月1日比赛", "满70分", "得分不够。", "下次再来。",
    )  # fmt: skip


def test_a_review_check_sends_the_row_to_a_person_and_refuses_nothing():
    sheet = decided(contest(FIRST, {"late": True}))
    told = sheet.explain(0)
    assert (told.accepted, told.review, told.amount) == (True, True, 5000)
    assert (sheet.accepted.tolist(), sheet.review.tolist()) == ([True], [True])
    assert line(sheet, "TT-LATE").status == "assumed"  # weakened by the rule on this row alone


def test_what_the_terms_do_not_ask_passes_and_says_so():
    sheet = decided(contest(FIRST, open=False), contest(SECOND, open=False))
    unasked, asked = line(sheet, "TT-OPEN", place=0), line(sheet, "TT-OPEN", place=1)
    assert (unasked.passed, unasked.asked, unasked.found, unasked.needed) == (True, False, "本期不查", "本期不要求")
    assert (asked.passed, asked.asked, asked.found, asked.needed) == (False, True, "没有公开", "公开")
    assert sheet.checked["TT-OPEN"].tolist() == [True, False]


def test_an_unasked_check_makes_nothing_weaker():
    certain = {"level": 4, "kind": "art"}
    told = decided(contest(FIRST, certain, open=False)).explain_group(0)
    assert line(decided(contest(FIRST, certain)), "TT-OPEN", place=0).status == "official"
    assert told.status == "illustrative"  # from the prize of its pupil, not from the check


def test_steps_add_up_and_one_that_changes_nothing_is_left_out():
    sheet = decided(contest(THIRD, {}, {"kind": "sport", "late": True}, {"level": 4}))
    plain, late, capped = (sheet.explain(row) for row in range(3))
    assert [(s.name, s.amount) for s in plain.steps] == [("美术奖金", 10000)]
    assert [(s.name, s.amount) for s in late.steps] == [("体育奖金", 3300), ("迟到，按50%", -1650)]
    assert [(s.name, s.amount) for s in capped.steps] == [("美术奖金", 15000), ("最多12000", -3000)]
    for told in (plain, late, capped):
        assert sum(step.amount for step in told.steps) == told.amount
    assert sheet.payable.tolist() == [10000, 1650, 12000]


def test_a_becoming_is_rounded_by_itself_and_the_step_is_the_difference():
    sheet = decided(contest(THIRD, {"kind": "sport", "late": True}))
    assert sheet.explain(0).steps[1].amount == sheet.payable[0] - 3300


def test_a_step_that_is_always_told_is_told_even_at_nothing():
    told = decided(contest(FIRST, {"level": 3})).explain(0)
    assert [(s.name, s.amount) for s in told.steps] == [("美术奖金", 0)]
    assert told.accepted


def test_rows_of_every_period_join_in_the_order_they_came():
    days = [THIRD, BEFORE, FIRST, SECOND, BEFORE, THIRD]
    sheet = decided(
        *(contest(day, {"score": score}) for day, score in zip(days, (80, 80, 65, 65, 10, 65), strict=True))
    )
    assert sheet.accepted.tolist() == [True, False, True, False, False, False]
    assert sheet.payable.tolist() == [10000, 0, 10000, 0, 0, 0]
    assert sheet.checked["TT-TERMS"].tolist() == [True, False, True, True, False, True]
    assert sheet.checked["TT-SCORE"].tolist() == [True, False, True, False, False, False]
    assert [str(sheet.terms_from(row)) for row in range(6)] == [
        "2024-01-01", "None", "2020-01-01", "2022-01-01", "None", "2024-01-01",
    ]  # fmt: skip
    assert sheet.payable.dtype == np.int64


def test_before_any_terms_one_check_answers_and_nothing_else_is_asked():
    told = decided(contest(BEFORE, {"score": 0})).explain(0)
    assert [(c.code, c.passed, c.found, c.basis, c.status) for c in told.checks] == [
        ("TT-TERMS", False, "2019年12月31日", "甲文", "official"),
    ]  # fmt: skip
    assert (told.accepted, told.review, told.amount, told.steps) == (False, False, 0, [])


def test_a_rule_of_its_own_day_judges_what_falls_under_it():
    most = {"level": 4}
    assert decided(contest("2023-12-31", most)).payable.tolist() == [15000]
    assert decided(contest("2024-01-01", most)).payable.tolist() == [12000]


def test_a_class_is_told_its_own_checks_its_sum_and_the_weakest_of_all():
    sheet = decided(contest(SECOND, {}, {"score": 0}, {"level": 4}), contest(FIRST, {"score": 0}))
    group = sheet.explain_group(0)
    assert [c.code for c in group.checks] == ["TT-OPEN"]
    assert (group.accepted, group.amount, group.steps, group.status) == (True, 25000, [], "illustrative")
    refused = sheet.explain_group(1)
    assert (refused.accepted, refused.amount, refused.status) == (True, 0, "official")
    people = [sheet.explain(row) for row in range(3)]
    assert sheet.explain_group(0, people) == group


def test_a_class_check_that_fails_refuses_everybody_in_it_and_nobody_else():
    sheet = decided(contest(SECOND, {}, {}, open=False), contest(SECOND, {}))
    assert sheet.groups.accepted.tolist() == [False, True]
    assert sheet.accepted.tolist() == [False, False, True]
    assert sheet.groups.amount.tolist() == [0, 10000]
    assert all(c.passed for c in sheet.explain(0).checks)  # their own are listed all the same
    assert not sheet.explain(0).accepted


def test_groups_stand_in_the_order_of_their_first_row_and_are_totalled():
    raw, lists = TOY.unfold([contest(FIRST, {}, {}), contest(FIRST, {"level": 4})])
    raw["group"] = np.array([7, 2, 7], dtype=object)
    groups = decide(TOY, raw, lists).groups
    assert groups.ids.tolist() == [7, 2]
    assert groups.first.tolist() == [0, 1]
    assert groups.of_row.tolist() == [0, 1, 0]
    assert groups.amount.tolist() == [25000, 10000]
    assert groups.more["heads"].tolist() == [2, 1]


def test_an_empty_table_is_decided_too():
    raw, lists = TOY.unfold([contest(FIRST)])
    sheet = decide(TOY, {name: column[:0] for name, column in raw.items()}, lists)
    assert len(sheet) == 0
    assert sheet.accepted.tolist() == sheet.payable.tolist() == sheet.groups.amount.tolist() == []
    with pytest.raises(IndexError):
        sheet.explain(0)


def test_a_row_that_is_not_there_is_not_explained():
    for sheet in (decided(contest(FIRST)), decided(contest(FIRST), contest(THIRD))):
        with pytest.raises(IndexError):
            sheet.explain(5)


pupils = st.fixed_dictionaries({
    "kind": st.sampled_from(["art", "sport"]), "level": st.sampled_from([3, 4, 5]), "late": st.booleans(),
    "score": st.sampled_from([59, 60, 69, 70, 80]),
})  # fmt: skip
contests = st.builds(
    lambda day, people, flag: contest(day, *people, open=flag),
    st.sampled_from(EVERY), st.lists(pupils, min_size=1, max_size=3), st.booleans(),
)  # fmt: skip


@given(st.lists(contests, min_size=1, max_size=6))
def test_columns_and_words_never_disagree(cases):
    sheet = decided(*cases)
    for row in range(len(sheet)):
        told = sheet.explain(row)
        group = sheet.explain_group(int(sheet.groups.of_row[row]))
        checks = told.checks + group.checks
        assert {c.code: c.passed for c in checks} == {
            code: bool(column[row]) for code, column in sheet.checked.items() if code in {c.code for c in checks}
        }
        assert told.accepted == sheet.accepted[row] == all(c.passed for c in checks if c.severity == "block")
        assert told.review == sheet.review[row]
        assert told.amount == sheet.payable[row] == sum(s.amount for s in told.steps)


@given(st.lists(contests, min_size=1, max_size=6), st.randoms())
def test_order_and_company_change_nothing(cases, random):
    order = list(range(len(cases)))
    random.shuffle(order)
    together, apart = decided(*(cases[i] for i in order)), [decided(cases[i]) for i in order]
    assert [together.explain_group(at) for at in range(len(cases))] == [one.explain_group(0) for one in apart]
    rows = iter(range(len(together)))
    assert [together.explain(next(rows)) for one in apart for _ in range(len(one))] == [
        one.explain(row) for one in apart for row in range(len(one))
    ]


def test_a_row_of_a_large_table_is_told_as_in_a_small_one(monkeypatch):
    cases = [contest(day, {"late": late}) for day in EVERY for late in (True, False)]
    small = decided(*cases)
    monkeypatch.setattr(import_module("policy.decide"), "KEEPS_WORDS", 0)
    large = decided(*cases)
    for at in range(len(cases)):
        assert large.explain(at) == small.explain(at)
        assert large.explain_group(at) == small.explain_group(at)
