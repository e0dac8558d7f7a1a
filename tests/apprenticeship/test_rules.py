"""The worked examples, put to the rule; what each stage asks; how sure each figure is."""

from pathlib import Path

import numpy as np
import pytest

import apprenticeship
from apprenticeship.rules import CHECKS, STEPS, advance_shares
from apprenticeship.scheme import APPRENTICESHIP
from policy import INFO, Problem, decide
from policy.examples import Example, decide_example, group_outcome, load_examples, only_asked
from policy.terms import STATUSES
from subsidies.fact_fields import MOST, MOST_ITEMS

EXAMPLES = load_examples(Path(apprenticeship.__file__).with_name("examples.yaml"), APPRENTICESHIP.members)
BY_TITLE = {e.title: e for e in EXAMPLES}
DECIDING = {c.code for c in CHECKS if c.severity != INFO}
LAST = np.datetime64("2030-01-01")


def failed_in(example: Example) -> set[str]:
    return {code for person in example.expect["apprentices"] for code in person.get("failed", ())}


def plan(**change) -> dict:
    """The plan of the first example, differently."""
    return EXAMPLES[0].body | change


def decided(*plans: dict):
    return decide(APPRENTICESHIP, *APPRENTICESHIP.unfold(plans))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_the_rule_answers_as_the_lawyer_expects(example: Example):
    found = group_outcome(decide_example(APPRENTICESHIP, example), 0)
    assert only_asked(found, example.expect) == example.expect


def test_every_check_is_tried_from_both_sides():
    assert {code for e in EXAMPLES for code in failed_in(e)} == DECIDING
    assert {code for e in EXAMPLES for code in set(e.tries) - failed_in(e)} == DECIDING
    assert all(failed_in(e) <= {*e.tries} for e in EXAMPLES if e.tries)
    assert len(BY_TITLE) == len(EXAMPLES) >= 30


def test_the_advance_leaves_hours_and_completion_for_later():
    asked = {line.code: line.asked for line in decided(plan(stage="advance")).explain(0).checks}
    assert {code for code, now in asked.items() if not now} == {"AP-HOURS", "AP-FINISHED"}
    assert all(line.asked for line in decided(plan()).explain(0).checks)


def test_the_words_on_insurance_speak_of_the_months_that_are_known():
    def insured(stage: str):
        return next(c for c in decided(plan(stage=stage)).explain(0).checks if c.code == "AP-INSURED")

    assert "末月" not in insured("advance").found + insured("advance").needed
    assert "末月" in insured("settlement").found


def test_the_steps_show_how_the_amount_comes_about():
    example = BY_TITLE["急需紧缺的高级技师没有取得证书，先封顶8,000元再减半，领4,000元"]
    told = decide_example(APPRENTICESHIP, example).explain(0)
    assert [(s.amount, s.status) for s in told.steps] == [
        (800000, "illustrative"), (100000, "illustrative"), (-100000, "official"), (0, "illustrative"),
        (-400000, "illustrative"),
    ]  # fmt: skip


def test_an_apprentice_who_joined_later_says_so_in_a_batch_where_others_do_not():
    person = EXAMPLES[0].body["apprentices"][0]
    later = person | {"first_day": "2022-10-01", "planned_months": 9, "contract_began": "2022-09-10"}
    bare = {k: v for k, v in person.items() if k not in ("moved_on", "paid")}
    sheet = decided(plan(apprentices=[bare, later]), plan(apprentices=[person]))
    assert sheet.payable.tolist() == [500000, 375000, 500000]


def test_an_advance_of_three_is_split_to_the_fen():
    person = EXAMPLES[0].body["apprentices"][0]
    months = [7, 5, 7]
    people = [person | {"planned_months": m} for m in months]
    sheet = decided(plan(stage="advance", apprentices=[*people, person | {"contract_months": 1}]))
    assert sheet.payable.tolist() == [291667, 208333, 291667, 0]
    assert sheet.groups.amount.tolist() == [395833]
    assert advance_shares(sheet.payable, sheet.groups).tolist() == [145834, 104166, 145833, 0]


def test_sums_stay_exact_for_the_largest_plan_the_api_takes():
    person = EXAMPLES[0].body["apprentices"][0]
    people = [person | {"planned_months": MOST}] * MOST_ITEMS
    advance = decided(plan(stage="advance", level=1, apprentices=people))
    each = 800_000 * MOST // 12 + 1  # two thirds of a fen, rounded up
    assert advance.payable.tolist() == [each] * MOST_ITEMS
    assert advance.groups.amount.tolist() == [each * MOST_ITEMS // 2]


def test_a_stage_nobody_knows_is_refused():
    with pytest.raises(Problem, match="办理阶段"):
        decided(plan(stage="review"))


def test_each_figure_says_how_sure_it_is():
    terms = APPRENTICESHIP.terms
    sure = {name: STATUSES[terms.status(name, LAST)] for name in terms.values}
    assert {n for n, s in sure.items() if s == "official"} == {"cap", "exclusive"}
    assert {n for n, s in sure.items() if s == "illustrative"} == {
        "annual", "urgent_addition", "uncertified_share", "ratio", "hours_share", "notice", "notice_by",
    }  # fmt: skip
    assert all(e.note for name, v in terms.values.items() for e in v.entries if sure[name] == "illustrative")
    assert all(o.status == STATUSES.index("assumed") for o in terms.openings)


def test_the_text_of_2024_is_cited_only_where_it_changed_something():
    told = decided(plan(filed_on="2024-03-01", first_day="2024-03-01", contract_began="2024-02-01")).explain(0)
    assert {c.code for c in told.checks if "〔2024〕40号" in c.basis} == {"AP-TERMS", "AP-ONCE"}
    assert not any("〔2024〕40号" in s.basis for s in told.steps)


def test_each_figure_is_used_by_a_check_a_step_the_advance_or_the_notice():
    used = {name for one in (*CHECKS, *STEPS) for name in one.figures}
    assert used | {"advance_share", "notice", "notice_by"} == set(APPRENTICESHIP.terms.values)
