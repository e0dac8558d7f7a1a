"""What must hold for any claim, not only for the ones we thought of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import su_loop
from certificates.scheme import SKILL_UPGRADE
from policy import Sheet, decide
from tests.certificates.strategies import claims, sound_claims

many_claims = st.lists(claims(), min_size=1, max_size=12)


def decided(cases: list[dict]) -> Sheet:
    return decide(SKILL_UPGRADE, *SKILL_UPGRADE.unfold(cases))


@given(many_claims)
def test_a_batch_is_its_singles(cases):
    batch = decided(cases)
    assert [batch.explain(row) for row in range(len(cases))] == [decided([case]).explain(0) for case in cases]


@given(many_claims, st.randoms())
def test_order_changes_nothing(cases, random):
    order = list(range(len(cases)))
    random.shuffle(order)
    straight, shuffled = decided(cases), decided([cases[i] for i in order])
    assert [shuffled.explain(at) for at in range(len(order))] == [straight.explain(i) for i in order]


@given(many_claims)
def test_steps_add_up_and_the_refused_have_none(cases):
    sheet = decided(cases)
    for row in range(len(cases)):
        told = sheet.explain(row)
        assert sum(step.amount for step in told.steps) == told.amount == sheet.payable[row]
        assert told.accepted or not told.steps
        assert told.accepted == all(c.passed for c in told.checks if c.severity == "block")


@given(many_claims)
def test_no_amount_is_above_the_highest_standard_or_below_zero(cases):
    payable = decided(cases).payable
    assert payable.dtype == np.int64
    assert ((payable >= 0) & (payable <= 200000)).all()


@given(sound_claims())
def test_one_more_month_of_insurance_never_loses_a_claim(case):
    more = case | {"months_insured": case["months_insured"] + 1}
    before, after = decided([case]), decided([more])
    assert after.payable[0] >= before.payable[0]
    assert after.accepted[0] >= before.accepted[0]


@given(sound_claims())
def test_a_year_with_the_cap_reached_pays_nothing_more(case):
    full = [{"scheme": "SU", "occupation": "6-18-02-04", "level": 5, "paid_on": case["applied_on"]}] * 3
    told = decided([case | {"paid": case["paid"] + full}]).explain(0)
    asked = next((c.asked for c in told.checks if c.code == "SU-CAP"), False)
    assert not (asked and told.accepted)


@given(many_claims)
def test_a_plain_loop_comes_to_the_same(cases):
    sheet = decided(cases)
    answers = su_loop.decide_all(flat_cases(sheet))
    for row, answer in enumerate(answers):
        assert tuple(bool(sheet.checked[c][row]) if c in sheet.checked else False for c in su_loop.CHECKED) == answer[0]
        assert (sheet.accepted[row], sheet.review[row], sheet.payable[row]) == answer[1:]


def flat_cases(sheet: Sheet) -> list[su_loop.Case]:
    columns = [getattr(sheet.facts, name) for name in su_loop.Case._fields]
    columns[-1] = sheet.facts.edition_known | sheet.facts.urgent_given
    plain = [c.astype(object) if c.dtype.kind == "M" else c for c in columns]
    return [su_loop.Case(*(v.item() if hasattr(v, "item") else v for v in row)) for row in zip(*plain, strict=True)]
