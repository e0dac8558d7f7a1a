"""The estimate API on 机构培训补贴: the worked examples, the contract's own example, and the edges of time."""

from pathlib import Path

import pytest

import training
from policy.examples import Example, decide_example, load_examples
from tests.subsidies.asking import ABSENT, BODIES, answer, expected, in_force_from, in_short, spoiled, told
from training.scheme import TRAINING

pytestmark = pytest.mark.django_db
TR = "training"
EXAMPLES = load_examples(Path(training.__file__).with_name("examples.yaml"), TRAINING.members)
OWN = [check.code for check in TRAINING.checks if check.scope == "group"]
EACH = [check.code for check in TRAINING.checks if check.scope == "row"]
STARTUP = {"kind": "startup", "occupation": None, "level": None, "category": None, "course": "SYB"}
ASSUMED, ILLUSTRATIVE = "assumed", "illustrative"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_the_api_answers_as_the_rule_and_the_lawyer(catalogue, example: Example):
    given = answer(TR, example.body)
    sheet = decide_example(TRAINING, example)
    whole = told(given | {"review": False})
    assert whole == expected(sheet.explain_group(0))
    people = [told(each) for each in given["trainees"]]
    assert people == [expected(sheet.explain(row)) for row in range(len(sheet))]
    assert given["terms"] == in_force_from(sheet)
    assert (
        whole.items() >= {k: example.expect[k] for k in ("accepted", "amount", "failed") if k in example.expect}.items()
    )
    for person, wanted in zip(people, example.expect.get("trainees", []), strict=False):
        assert person | wanted == person | {k: v for k, v in wanted.items() if k == "status"}


def test_the_contracts_example_is_answered_in_full(catalogue):
    given = answer(TR, BODIES[TR])
    assert set(given) == {"accepted", "amount", "checks", "trainees", "terms"}
    assert (given["accepted"], given["amount"]) == (True, "960.00")
    assert given["terms"] == {"scheme": "TR", "in_force_from": "2022-06-16"}
    assert [c["code"] for c in given["checks"]] == OWN
    assert [c["code"] for c in given["checks"] if not c["passed"]] == ["TR-EDITION"]
    (person,) = given["trainees"]
    assert set(person) == {"accepted", "review", "amount", "checks", "steps"}
    assert (person["accepted"], person["review"], person["amount"]) == (True, False, "960.00")
    assert in_short(person["checks"]) == [
        ("TR-GROUP", "block", True, "登记失业人员",
         "登记失业人员、农村转移就业劳动力、毕业年度高校毕业生、就业困难人员", ASSUMED),
        ("TR-AGE", "block", True, "1990年3月7日出生，没有领取养老金",
         "2022年7月1日已满16周岁，没有领取养老金", ASSUMED),
        ("TR-ATTEND", "block", True, "实到72学时", "不少于计划学时的80%，即64学时", ILLUSTRATIVE),
        ("TR-PASS", "block", True, "合格", "合格", ASSUMED),
        ("TR-ONCE", "block", True, "没有享受过", "没有享受过培训补贴或学徒补贴", ASSUMED),
        ("TR-YEARLY", "block", True, "当年已有0次", "少于3次", ASSUMED),
        ("TR-OVERLAP", "block", True, "没有重叠", "没有重叠", ASSUMED),
    ]  # fmt: skip
    assert person["steps"] == [
        {"name": name, "amount": amount, "basis": "京就办发〔2022〕1号第19、22、24项", "status": ILLUSTRATIVE}
        for name, amount in (
            ("重点群体免费培训初级工（五级）A类补贴标准", "1200.00"),
            ("按实施效果计80%（已取得证书，尚未就业）", "-240.00"),
        )
    ]  # fmt: skip


def test_what_may_be_left_out_reads_as_the_contract_says(catalogue):
    short = spoiled(TR, urgent=ABSENT, settled_on=ABSENT, **{
        f"trainees__0__{name}": ABSENT
        for name in ("draws_pension", "certificate_on", "in_work_on", "subsidised_this_year", "overlaps", "paid")
    })  # fmt: skip
    full = spoiled(TR, settled_on=None, trainees__0__certificate_on=None)
    assert answer(TR, short) == answer(TR, full)
    assert answer(TR, short)["amount"] == "720.00"


def test_no_settlement_day_sets_no_bound_on_proof(catalogue):
    late = {"trainees__0__certificate_on": "2022-12-01", "trainees__0__in_work_on": "2023-01-20"}
    assert answer(TR, spoiled(TR, **late))["amount"] == "720.00"
    assert answer(TR, spoiled(TR, settled_on=None, **late))["amount"] == "1200.00"


def test_one_check_of_the_class_refuses_all_whose_own_checks_are_listed_all_the_same(catalogue):
    given = answer(TR, spoiled(TR, listed=False, trainees=[
        BODIES[TR]["trainees"][0], BODIES[TR]["trainees"][0] | {"passed": False},
    ]))  # fmt: skip
    assert (given["accepted"], given["amount"]) == (False, "0.00")
    assert [told(each)["failed"] for each in given["trainees"]] == [[], ["TR-PASS"]]
    for each in given["trainees"]:
        assert (each["accepted"], each["amount"], each["steps"]) == (False, "0.00", [])
        assert [c["code"] for c in each["checks"]] == EACH


def test_before_any_terms_the_class_says_so_and_its_trainees_are_asked_nothing(catalogue):
    given = answer(TR, spoiled(TR, first_day="2022-06-15"))
    assert (given["accepted"], given["amount"], given["terms"]) == (False, "0.00", None)
    assert [(c["code"], c["passed"]) for c in given["checks"]] == [("TR-TERMS", False)]
    assert given["trainees"] == [{"accepted": False, "review": False, "amount": "0.00", "checks": [], "steps": []}]


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_every_level_is_judged(catalogue, level):
    given = answer(TR, spoiled(TR, level=level))
    assert given["accepted"] == (level >= 3)


def test_a_startup_class_needs_no_occupation_and_is_not_asked_what_has_no_level(catalogue):
    given = answer(TR, spoiled(TR, **STARTUP))
    assert (given["accepted"], given["amount"]) == (True, "800.00")
    unasked = {c["code"] for c in given["checks"] + given["trainees"][0]["checks"] if c["needed"] == "本期不要求"}
    assert unasked == {"TR-CODE", "TR-ONCE"}
    with_one = answer(TR, spoiled(TR, **STARTUP | {"occupation": "4-10-01-05"}))
    assert (with_one["accepted"], with_one["amount"]) == (True, "800.00")


@pytest.mark.parametrize("first_day", ["0001-01-01", "2022-06-16", "9999-12-31"])
@pytest.mark.parametrize("last_day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("settled_on", ["0001-01-01", "9999-12-31", None])
def test_the_edges_of_time_are_judged_like_any_day(catalogue, first_day, last_day, settled_on):
    last_day = max(first_day, last_day)
    change = {"first_day": first_day, "last_day": last_day, "settled_on": settled_on, "filed_on": "0001-01-01"}
    people = {
        f"trainees__0__{name}": day
        for name, day in (("birth_date", "9999-12-31"), ("certificate_on", "9999-12-31"), ("in_work_on", "0001-01-01"))
    }
    given = answer(TR, spoiled(TR, **change, **people))
    assert (given["terms"] is None) == (first_day == "0001-01-01")
    assert given["amount"] == "0.00"
    answer(TR, spoiled(TR, **change, trainees__0__birth_date="0001-01-01"))
