"""The worked examples, put to the rule, the API and the calculator page: one answer."""

from pathlib import Path

import pytest

import certificates
from certificates.rules import CHECKS
from certificates.scheme import SKILL_UPGRADE
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
