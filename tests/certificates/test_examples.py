"""The worked examples, put to the rule, the API and the calculator page: one answer."""

from pathlib import Path

import pytest

import certificates
from certificates.rules import CHECKS
from certificates.scheme import SKILL_UPGRADE
from policy import decide
from policy.examples import Example, decide_example, load_examples, outcome

EXAMPLES = load_examples(Path(certificates.__file__).with_name("examples.yaml"))
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)


@each_example
def test_the_rule_answers_as_the_lawyer_expects(example: Example):
    found = outcome(decide_example(SKILL_UPGRADE, example), 0)
    assert {key: found[key] for key in example.expect} == example.expect


def test_every_check_is_tried_from_both_sides():
    failed = {code for e in EXAMPLES for code in e.expect["failed"]}
    deciding = {c.code for c in CHECKS if c.severity != "info"}
    assert failed == deciding
    assert any(e.expect["accepted"] for e in EXAMPLES)
    assert len(EXAMPLES) >= 40


@pytest.mark.parametrize(
    ("change", "found", "needed"),
    [
        ({"months_insured": 14}, "累计14个月", "满12个月"),
        ({"months_insured": 12}, "累计12个月", "满12个月"),
        ({"months_insured": 11}, "累计11个月", "满12个月，还差1个月"),
        ({"months_insured": 0}, "累计0个月", "满12个月，还差12个月"),
        ({"months_insured": 30, "issued_on": "2018-05-01"}, "累计30个月", "满36个月，还差6个月"),
        ({"months_insured": 5, "status_at_issue": "benefit"}, "累计5个月；领取失业保险金，不另看月数", "满12个月"),
        ({"months_insured": 0, "status_at_issue": "benefit"}, "领取失业保险金，不另看月数", "满12个月"),
    ],
)
def test_the_months_say_how_many_there_are_and_how_many_are_missing(change, found, needed):
    told = decide(SKILL_UPGRADE, *SKILL_UPGRADE.unfold([EXAMPLES[0].body | change])).explain(0)
    assert [(c.found, c.needed) for c in told.checks if c.code == "SU-MONTHS"] == [(found, needed)]


@pytest.mark.parametrize(
    ("already", "urgent", "accepted", "status"),
    [(0, False, True, "official"), (1, False, False, "illustrative"), (1, True, True, "illustrative"),
     (2, True, True, "illustrative"), (3, True, False, "official"), (3, False, False, "official")],
)  # fmt: skip
def test_the_answer_hangs_on_a_demonstration_edition_only_where_the_two_caps_would_differ(
    already, urgent, accepted, status
):
    paid = [{"scheme": "SU", "occupation": "6-18-02-04", "level": 5, "paid_on": "2025-01-10"}] * already
    case = EXAMPLES[0].body | {"issued_on": "2025-03-01", "applied_on": "2025-05-01", "paid": paid}
    raw, lists = SKILL_UPGRADE.unfold([case])
    edition = {"edition": ["示例版"], "edition_status": ["illustrative"], "listed_urgent": [urgent]}
    told = decide(SKILL_UPGRADE, {**raw, **edition}, lists).explain(0)
    assert (told.accepted, told.status) == (accepted, status)
    assert next(c.status for c in told.checks if c.code == "SU-CAP") == "illustrative"
