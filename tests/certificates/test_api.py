"""The estimate API on 个人技能提升补贴: the worked examples, the contract's own example, and the edges of time."""

from pathlib import Path

import pytest

import certificates
from certificates.scheme import SKILL_UPGRADE
from policy.examples import Example, decide_example, load_examples
from tests.subsidies.asking import BODIES, answer, expected, in_force_from, in_short, spoiled, told

pytestmark = pytest.mark.django_db
SU = "skill-upgrade"
EXAMPLES = load_examples(Path(certificates.__file__).with_name("examples.yaml"))
OFFICIAL = "official"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_the_api_answers_as_the_rule_and_the_lawyer(catalogue, example: Example):
    given = answer(SU, example.body)
    sheet = decide_example(SKILL_UPGRADE, example)
    found = told(given)
    assert found == expected(sheet.explain(0))
    assert found == {key: example.expect[key] for key in found}
    assert given["terms"] == in_force_from(sheet)


def test_the_contracts_example_is_answered_in_full(catalogue):
    given = answer(SU, BODIES[SU])
    assert {key: given[key] for key in given if key != "checks"} == {
        "accepted": True, "review": False, "amount": "1500.00",
        "steps": [{
            "name": "中级工（四级）补贴标准", "amount": "1500.00", "status": OFFICIAL,
            "basis": "人社部发〔2017〕40号、京人社就发〔2017〕169号",
        }],
        "terms": {"scheme": "SU", "in_force_from": "2022-01-01"},
    }  # fmt: skip
    assert in_short(given["checks"]) == [
        ("SU-TERMS", "block", True, "2022年7月15日", "不早于2017年1月1日", OFFICIAL),
        ("SU-LEVEL", "block", True, "中级工（四级）", "初级工、中级工或高级工", OFFICIAL),
        ("SU-STATUS", "block", True, "核发时：在本市参保的企业职工；申请时：在本市参保的企业职工",
         "两个时点都是企业职工，或任一时点正在领取失业保险金", OFFICIAL),
        ("SU-MONTHS", "block", True, "累计14个月", "满12个月", OFFICIAL),
        ("SU-WINDOW", "block", True, "2022年9月1日申请", "2022年7月15日至2023年7月15日之间申请", OFFICIAL),
        ("SU-VERIFIED", "block", True, "查询结果一致", "查询结果一致", OFFICIAL),
        ("SU-ONCE", "block", True, "没有领过", "没有领过", OFFICIAL),
        ("SU-TRAINING", "block", True, "本期不查", "本期不要求", OFFICIAL),
        ("SU-HIGHER", "block", True, "最高为初级工（五级）", "没有高于中级工（四级）的补贴", OFFICIAL),
        ("SU-CAP", "block", True, "当年已有0次", "少于3次", OFFICIAL),
        ("SU-DEFERRED", "review", True, "其中0个月要靠缓缴", "0个月，否则人工核对", OFFICIAL),
        ("SU-CODE", "info", True, "已收录", "收录在职业分类中", OFFICIAL),
        ("SU-EDITION", "info", False, "当日没有施行的目录", "当日施行的目录版本", OFFICIAL),
    ]  # fmt: skip
    keys = {"code", "severity", "passed", "found", "needed", "basis", "status", "message", "remedy"}
    for check in given["checks"]:
        assert set(check) == keys
        assert all(check[key] for key in keys - {"passed"})
        assert (check["remedy"] == "无需办理") == check["passed"]


def test_what_may_be_left_out_reads_as_the_contract_says(catalogue):
    short = {key: BODIES[SU][key] for key in ("occupation", "level", "issued_on", "applied_on", "status_at_issue",
                                              "status_at_application", "months_insured")}  # fmt: skip
    said = {"deferred_months_needed": 0, "certificate_verified": True, "urgent": None, "paid": [], "held": []}
    assert answer(SU, short) == answer(SU, short | said)
    assert answer(SU, short)["accepted"]


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_every_level_is_judged(catalogue, level):
    given = answer(SU, spoiled(SU, level=level, held=[], paid=[]))
    assert given["accepted"] == (level >= 3)
    assert told(given)["failed"] == ([] if level >= 3 else ["SU-LEVEL"])


def test_a_refused_claim_has_no_steps_and_every_check(catalogue):
    given = answer(SU, spoiled(SU, months_insured=11, certificate_verified=False, deferred_months_needed=1))
    assert told(given) == {
        "accepted": False, "amount": "0.00", "review": True, "failed": ["SU-MONTHS", "SU-VERIFIED", "SU-DEFERRED"],
    }  # fmt: skip
    assert given["steps"] == []
    assert len(given["checks"]) == len(SKILL_UPGRADE.checks)


def test_before_any_terms_one_check_says_so_and_nothing_else_is_asked(catalogue):
    given = answer(SU, spoiled(SU, issued_on="2016-12-31", level=1))
    assert (given["accepted"], given["amount"], given["steps"], given["terms"]) == (False, "0.00", [], None)
    assert [(c["code"], c["passed"], c["found"]) for c in given["checks"]] == [("SU-TERMS", False, "2016年12月31日")]


@pytest.mark.parametrize("issued_on", ["0001-01-01", "2016-12-31", "2017-01-01", "9998-12-31", "9999-12-31"])
@pytest.mark.parametrize("applied_on", ["0001-01-01", "2024-02-29", "9999-12-31"])
def test_the_edges_of_time_are_judged_like_any_day(catalogue, issued_on, applied_on):
    given = answer(SU, spoiled(SU, issued_on=issued_on, applied_on=applied_on, paid__0__paid_on="0001-01-01"))
    window = next((c["passed"] for c in given["checks"] if c["code"] == "SU-WINDOW"), None)
    assert window == (None if issued_on < "2017" else (issued_on, applied_on) in {
        ("9998-12-31", "9999-12-31"), ("9999-12-31", "9999-12-31")})  # fmt: skip
    assert (given["terms"] is None) == (issued_on < "2017")


def test_the_largest_counts_are_judged_too(catalogue):
    paid = BODIES[SU]["paid"] * 500
    given = answer(SU, spoiled(SU, months_insured=1200, deferred_months_needed=1200, paid=paid))
    assert (given["accepted"], given["review"]) == (True, True)
