"""The estimate API on 企业新型学徒补贴: the worked examples, the contract's own example, and the edges of time."""

from pathlib import Path

import pytest

import apprenticeship
from apprenticeship.scheme import APPRENTICESHIP
from lib.money import plain_yuan
from policy.examples import Example, decide_example, load_examples, only_asked
from tests.subsidies.asking import ABSENT, BODIES, answer, expected, in_force_from, in_short, spoiled, told

pytestmark = pytest.mark.django_db
AP = "apprenticeship"
EXAMPLES = load_examples(Path(apprenticeship.__file__).with_name("examples.yaml"), APPRENTICESHIP.members)
CODES = [check.code for check in APPRENTICESHIP.checks]
ASSUMED, ILLUSTRATIVE = "assumed", "illustrative"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_the_api_answers_as_the_rule_and_the_lawyer(catalogue, example: Example):
    given = answer(AP, example.body)
    sheet = decide_example(APPRENTICESHIP, example)
    plan = sheet.groups
    assert (given["amount"], given["recovery"]) == (
        plain_yuan(plan.amount[0]), plain_yuan(plan.more["recovery"][0]),
    )  # fmt: skip
    people = [told(each) for each in given["apprentices"]]
    assert people == [expected(sheet.explain(row)) for row in range(len(sheet))]
    assert given["terms"] == in_force_from(sheet)
    assert (given["amount"], given["recovery"]) == (example.expect["amount"], example.expect["recovery"])
    wanted = [{k: v for k, v in each.items() if k != "status"} for each in example.expect["apprentices"]]
    assert only_asked(people, wanted) == wanted


def test_the_contracts_example_is_answered_in_full(catalogue):
    given = answer(AP, BODIES[AP])
    assert {key: given[key] for key in given if key != "apprentices"} == {
        "amount": "2500.00", "recovery": "0.00", "terms": {"scheme": "AP", "in_force_from": "2022-06-16"},
    }  # fmt: skip
    (person,) = given["apprentices"]
    assert set(person) == {"accepted", "review", "amount", "checks", "steps"}
    assert (person["accepted"], person["review"], person["amount"]) == (True, False, "5000.00")
    assert in_short(person["checks"]) == [
        ("AP-TERMS", "block", True, "2022年6月20日", "不早于2022年6月16日", ASSUMED),
        ("AP-INSURED", "block", True, "首月：已参保；末月：已参保", "首月和末月都由本企业参保", ASSUMED),
        ("AP-CONTRACT", "block", True, "24个月", "不少于12个月", ASSUMED),
        ("AP-RECRUIT", "block", True, "劳动合同2022年5月1日开始，2022年7月1日开始培养",
         "2022年5月1日至2023年5月1日之间开始培养", ASSUMED),
        ("AP-LEVEL", "block", True, "中级工（四级）", "中级工、高级工、技师或高级技师", ASSUMED),
        ("AP-TERM", "block", True, "12个月", "12至24个月", ASSUMED),
        ("AP-DUAL", "block", True, "企业导师：有；院校教师：有", "企业导师和院校教师都有", ASSUMED),
        ("AP-RATIO", "review", True, "带4名学徒", "不超过8名，否则人工核对", ILLUSTRATIVE),
        ("AP-HOURS", "block", True, "通用素质40/40学时；专业理论160/160学时；技能实训400/400学时",
         "三项各自不少于计划的80%", ILLUSTRATIVE),
        ("AP-FINISHED", "block", True, "培养到期满", "培养到期满", ASSUMED),
        ("AP-ONCE", "block", True, "没有享受过", "没有享受过培训补贴或学徒补贴", ASSUMED),
        ("AP-OVERLAP", "block", True, "没有重叠", "没有重叠", ASSUMED),
        ("AP-CODE", "info", True, "已收录", "收录在职业分类中", ASSUMED),
        ("AP-EDITION", "info", False, "当日没有施行的目录", "当日施行的目录版本", ASSUMED),
    ]  # fmt: skip
    assert [(s["name"], s["amount"], s["status"]) for s in person["steps"]] == [
        ("中级工（四级）每年的标准", "5000.00", ILLUSTRATIVE),
        ("按培养12个月计（每年的标准×12÷12）", "0.00", ILLUSTRATIVE),
    ]  # fmt: skip


def test_what_may_be_left_out_reads_as_the_contract_says(catalogue):
    short = spoiled(AP, urgent=ABSENT, city_leave=ABSENT, advance_paid=ABSENT, **{
        f"apprentices__0__{name}": ABSENT for name in ("moved_on", "overlaps", "paid")
    })  # fmt: skip
    full = spoiled(AP, advance_paid="0.00", apprentices__0__first_day=None, apprentices__0__planned_months=None)
    assert answer(AP, short) == answer(AP, full)
    assert answer(AP, short)["amount"] == "5000.00"


def test_an_apprentice_who_came_later_has_a_day_and_a_term_of_their_own(catalogue):
    first = BODIES[AP]["apprentices"][0]
    later = first | {"contract_began": "2022-09-01", "first_day": "2022-10-01", "planned_months": 9}
    given = answer(AP, spoiled(AP, advance_paid="0.00", apprentices=[first, later]))
    assert [each["amount"] for each in given["apprentices"]] == ["5000.00", "3750.00"]
    assert given["amount"] == "8750.00"


def test_an_advance_asks_only_what_is_known_at_filing(catalogue):
    change = {"months": 0, "finished": False, "certificate": False, "insured_last": False,
              "hours": {area: [0, 100] for area in ("general", "theory", "practice")}}  # fmt: skip
    person = BODIES[AP]["apprentices"][0] | change
    given = answer(AP, spoiled(AP, stage="advance", apprentices=[person], advance_paid="99999.00"))
    assert (given["amount"], given["recovery"]) == ("2500.00", "0.00")
    (told_of,) = given["apprentices"]
    assert (told_of["accepted"], told_of["amount"]) == (True, "5000.00")
    assert {c["code"] for c in told_of["checks"] if c["needed"] == "本期不要求"} == {"AP-HOURS", "AP-FINISHED"}
    assert answer(AP, spoiled(AP, apprentices=[person]))["recovery"] == "2500.00"


def test_before_any_terms_each_apprentice_is_refused_and_the_advance_is_recovered(catalogue):
    given = answer(AP, spoiled(AP, filed_on="2022-06-15", apprentices=BODIES[AP]["apprentices"] * 2))
    assert (given["amount"], given["recovery"], given["terms"]) == ("0.00", "2500.00", None)
    for each in given["apprentices"]:
        assert [(c["code"], c["passed"]) for c in each["checks"]] == [("AP-TERMS", False)]
        assert (each["accepted"], each["amount"], each["steps"]) == (False, "0.00", [])


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_every_level_is_judged(catalogue, level):
    (each,) = answer(AP, spoiled(AP, level=level))["apprentices"]
    assert each["accepted"] == (level <= 4)
    assert [c["code"] for c in each["checks"]] == CODES


@pytest.mark.parametrize("filed_on", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_edges_of_time_are_judged_like_any_day(catalogue, filed_on, day):
    own = {f"apprentices__0__{name}": day for name in ("contract_began", "moved_on", "first_day")}
    given = answer(AP, spoiled(AP, filed_on=filed_on, first_day=day, **own))
    assert (given["terms"] is None) == (filed_on == "0001-01-01")
    if given["terms"]:
        assert told(given["apprentices"][0])["failed"] == []


def test_the_largest_advance_and_the_longest_plan_are_reckoned_to_the_fen(catalogue):
    given = answer(AP, spoiled(AP, advance_paid="999999999999.99", apprentices__0__planned_months=1200))
    assert (given["amount"], given["recovery"]) == ("0.00", "999999994999.99")
