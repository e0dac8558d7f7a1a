"""What must hold for any plan, not only for the ones we thought of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apprenticeship.rules import CHECKS, advance_shares
from apprenticeship.scheme import APPRENTICESHIP
from policy import INFO, Sheet, decide
from policy.sheet import Groups
from tests.apprenticeship import oracle
from tests.apprenticeship.strategies import plans, sound_plans

many_plans = st.lists(plans(), min_size=1, max_size=4)
either_sound = st.one_of(sound_plans("advance"), sound_plans("settlement"))
CODES = [check.code for check in CHECKS]


def decided(cases: list[dict]) -> Sheet:
    return decide(APPRENTICESHIP, *APPRENTICESHIP.unfold(cases))


def explained(sheet: Sheet) -> list:
    return [sheet.explain(row) for row in range(len(sheet))]


def plan_totals(sheet: Sheet) -> list[tuple[int, int]]:
    return list(zip(sheet.groups.amount.tolist(), sheet.groups.more["recovery"].tolist(), strict=True))


@given(many_plans)
def test_a_batch_of_plans_is_its_singles(cases):
    batch, singles = decided(cases), [decided([case]) for case in cases]
    assert explained(batch) == [told for single in singles for told in explained(single)]
    assert plan_totals(batch) == [total for single in singles for total in plan_totals(single)]


@given(plans(), st.randoms())
def test_order_and_splitting_change_nothing_for_an_apprentice(plan, random):
    people = plan["apprentices"]
    order = list(range(len(people)))
    random.shuffle(order)
    together = explained(decided([plan]))
    shuffled = explained(decided([plan | {"apprentices": [people[i] for i in order]}]))
    apart = explained(decided([plan | {"apprentices": [person]} for person in people]))
    assert shuffled == [together[i] for i in order]
    assert apart == together


@given(many_plans)
def test_a_plain_loop_comes_to_the_same(cases):
    sheet = decided(cases)
    rows = [(plan, person) for plan in cases for person in plan["apprentices"]]
    for (plan, person), told in zip(rows, explained(sheet), strict=True):
        assert {c.code for c in told.failed if c.severity != INFO} == oracle.failed(plan, person)
        assert told.amount == oracle.amount(plan, person)
    assert plan_totals(sheet) == [oracle.plan_total(plan) for plan in cases]


@given(st.lists(either_sound, min_size=1, max_size=3))
def test_the_plain_loop_agrees_on_the_sums_of_sound_plans(cases):
    sheet = decided(cases)
    assert sheet.payable.tolist() == [oracle.amount(plan, person) for plan in cases for person in plan["apprentices"]]
    assert plan_totals(sheet) == [oracle.plan_total(plan) for plan in cases]


@given(either_sound)
def test_steps_add_up_and_the_refused_have_none(plan):
    sheet = decided([plan])
    for row, told in enumerate(explained(sheet)):
        assert sum(step.amount for step in told.steps) == told.amount == sheet.payable[row]
        assert told.accepted == bool(told.steps) == all(c.passed for c in told.checks if c.severity == "block")


@given(many_plans, st.lists(either_sound, min_size=1, max_size=4))
def test_no_amount_is_below_zero_or_above_the_cap_for_its_months(any_plans, paid_plans):
    cases = any_plans + paid_plans  # the refused alone would be above no cap
    sheet = decided(cases)
    assert sheet.payable.dtype == np.int64
    assert (sheet.payable >= 0).all()
    assert (12 * sheet.payable <= 800_000 * sheet.facts.term + 6).all()  # half a fen of rounding


@given(sound_plans("settlement"))
def test_a_certificate_never_lowers_the_amount(plan):
    without, certified = (
        decided([plan | {"apprentices": [person | {"certificate": given} for person in plan["apprentices"]]}])
        for given in (False, True)
    )
    assert (certified.payable >= without.payable).all()
    assert (certified.accepted == without.accepted).all()


@given(st.lists(either_sound, min_size=1, max_size=4))
def test_a_plan_is_paid_or_pays_back_and_never_both(cases):
    sheet = decided(cases)
    whole = np.bincount(sheet.groups.of_row, sheet.payable, len(cases)).astype(np.int64)
    for plan, all_in_all, (amount, recovery) in zip(cases, whole.tolist(), plan_totals(sheet), strict=True):
        assert amount >= 0
        assert recovery >= 0
        assert not (amount and recovery)
        if plan["stage"] == "advance":
            assert (2 * amount in (all_in_all, all_in_all - 1), recovery) == (True, 0)
        else:
            assert amount - recovery == all_in_all - plan["advance_paid"]


@given(st.lists(sound_plans("advance") | plans(stage="advance"), min_size=1, max_size=4))
def test_the_shares_of_the_accepted_add_up_to_the_advance(cases):
    sheet = decided(cases)
    amounts, groups = sheet.payable, sheet.groups
    shares = advance_shares(amounts, groups)
    assert not shares[~sheet.accepted].any()
    for place in range(len(cases)):
        rows = groups.of_row == place
        assert shares[rows].sum() == groups.amount[place]
        assert shares[rows].tolist() == oracle.split(int(groups.amount[place]), amounts[rows].tolist())
        exact = groups.amount[place] * amounts[rows]  # × the whole
        whole = amounts[rows].sum()
        assert (shares[rows] * whole <= exact + whole).all()
        assert (shares[rows] <= amounts[rows]).all()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.data())
def test_shares_hold_where_plans_are_interleaved(of_row, data):
    ids, of_row = np.unique(of_row, return_inverse=True)
    amounts = np.array(data.draw(st.lists(st.integers(0, 900), min_size=len(of_row), max_size=len(of_row))))
    advance = np.bincount(of_row, amounts, len(ids)).astype(np.int64) // 2
    groups = Groups(ids, np.zeros(len(ids), int), of_row, np.ones(len(ids), bool), advance)
    shares = advance_shares(amounts, groups)
    for place in range(len(ids)):
        rows = of_row == place
        assert shares[rows].tolist() == oracle.split(int(advance[place]), amounts[rows].tolist())


@given(many_plans)
def test_every_check_is_evaluated_and_none_is_unknown(cases):
    sheet = decided(cases)
    for row, told in enumerate(explained(sheet)):
        assert [line.code for line in told.checks] == (CODES if sheet.terms_from(row) is not None else CODES[:1])
    assert set(sheet.checked) <= set(CODES)
