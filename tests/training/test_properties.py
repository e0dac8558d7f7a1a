"""What must hold for any class, not only for the ones we thought of."""

from itertools import chain, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.money import share
from policy import Explanation, Sheet, decide
from tests.training.standards import standard_of
from tests.training.strategies import classes, in_force, later
from training.rules import CHECKS
from training.scheme import TRAINING

many_classes = st.lists(classes(), min_size=1, max_size=3)


def decided(cases: list[dict]) -> Sheet:
    return decide(TRAINING, *TRAINING.unfold(cases))


def told(cases: list[dict]) -> list[tuple[Explanation, list[Explanation]]]:
    """Of each class: what is said of it, and of each of its trainees."""
    sheet = decided(cases)
    rows = iter(range(len(sheet)))
    return [
        (sheet.explain_group(place), [sheet.explain(next(rows)) for _ in case["trainees"]])
        for place, case in enumerate(cases)
    ]


@given(many_classes)
def test_a_batch_is_its_singles(cases):
    assert told(cases) == list(chain.from_iterable(told([case]) for case in cases))


@given(classes(), st.randoms())
def test_the_order_of_trainees_changes_nothing(case, random):
    order = list(range(len(case["trainees"])))
    random.shuffle(order)
    ((straight, people),) = told([case])
    ((shuffled, moved),) = told([case | {"trainees": [case["trainees"][i] for i in order]}])
    assert shuffled == straight
    assert moved == [people[i] for i in order]


@given(classes())
def test_a_class_taken_apart_says_the_same_of_each_trainee(case):
    ((_, together),) = told([case])
    apart = told([case | {"trainees": [trainee]} for trainee in case["trainees"]])
    assert together == [person for _, (person,) in apart]


@given(many_classes)
def test_the_parts_of_a_table_decide_as_the_whole(cases):
    sheet = decided(cases)
    odd = np.arange(len(sheet)) % 2 == 1
    raw, _ = TRAINING.unfold(cases)
    for rows in (np.flatnonzero(odd), np.flatnonzero(~odd)):
        if len(rows):
            some = decide(TRAINING, {name: column[rows] for name, column in raw.items()}, paid_of(cases, rows))
            assert (some.payable == sheet.payable[rows]).all()
            assert [some.explain(at) for at in range(len(rows))] == [sheet.explain(int(row)) for row in rows]


def paid_of(cases: list[dict], rows: np.ndarray) -> dict:
    """The payments of some rows, their ``row`` counted anew."""
    paid = TRAINING.unfold(cases)[1]["paid"]
    if not paid:
        return {}
    own = np.isin(paid["row"].astype(int), rows)
    kept = {name: column[own] for name, column in paid.items()}
    return {"paid": kept | {"row": np.searchsorted(rows, kept["row"].astype(int))}}


@given(many_classes)
def test_steps_add_up_and_the_refused_have_none(cases):
    for group, people in told(cases):
        assert group.amount == sum(person.amount for person in people)
        assert not group.steps
        for person in people:
            assert sum(step.amount for step in person.steps) == person.amount
            passed = all(c.passed for c in chain(group.checks, person.checks) if c.severity == "block")
            assert person.accepted == passed == bool(person.steps)


@given(many_classes)
def test_no_amount_is_above_the_standard_and_its_uplift_or_below_zero(cases):
    payable = decided(cases).payable
    assert payable.dtype == np.int64
    most = [share(standard_of(case), 120, 100) for case in cases for _ in case["trainees"]]
    assert (payable >= 0).all()
    assert (payable <= most).all()


@given(classes(in_force), st.data())
def test_later_proof_never_lowers_the_amount(case, data):
    first = case | {"settled_on": case["last_day"]}
    days = later(np.datetime64(case["last_day"]).item(), 0, 400, 183)
    proved = [
        person | {name: person[name] or data.draw(days, label=name) for name in ("certificate_on", "in_work_on")}
        for person in case["trainees"]
    ]
    settlements = [first, case | {"settled_on": data.draw(days.filter(bool))}, case | {"settled_on": None}]
    amounts = [decided([one]).payable for one in settlements]
    amounts.append(decided([case | {"settled_on": None, "trainees": proved}]).payable)
    for before, after in pairwise(amounts):
        assert (after >= before).all()


@given(classes(in_force))
def test_every_declared_check_is_evaluated_once_and_no_other(case):
    sheet = decided([case])
    codes = [c.code for c in sheet.explain_group(0).checks] + [c.code for c in sheet.explain(0).checks]
    assert codes == [c.code for c in CHECKS]
