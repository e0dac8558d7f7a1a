"""培训机构算一算: comes to what the estimate API and the lawyer come to; what is wrong is said at the field."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import training
from lib.money import parse_yuan, yuan
from policy.examples import Example, load_examples
from tests.subsidies import plan_page
from tests.subsidies.asking import answer
from tests.subsidies.plan_page import alert, failed, total
from training.calculator import ClassPlan, link
from training.scheme import TRAINING

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("a page over the estimate, whose own tests run on both")]
EXAMPLES = load_examples(Path(training.__file__).with_name("examples.yaml"), TRAINING.members)
ADDRESS = "/calculator/training/"
FORTY = {
    "kind": "key-group", "occupation": "4-10-01-05", "level": "5", "category": "A", "urgent": "false",
    "first_day": "20260901", "last_day": "20260930", "planned_hours": "80", "g1-people": "40", "g1-group": "unemployed",
}  # fmt: skip
STARTUP = {
    "kind": "startup", "course": "SYB", "first_day": "20260901", "last_day": "20260930", "planned_hours": "70",
    "g1-people": "20", "g1-group": "graduate",
}  # fmt: skip


def page_of(said: dict[str, str] | str) -> str:
    return plan_page.page_of(said) if isinstance(said, str) else plan_page.page_of(ADDRESS, said)


def plan_of(said: dict[str, str]) -> ClassPlan:
    return ClassPlan(QueryDict(urlencode(said)))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_an_example_that_the_page_can_say_comes_to_the_same_there(catalogue, example: Example):
    where = link(example.body)
    if not where:
        return
    api = answer("training", example.body)
    page = page_of(where)
    assert total(page) == (yuan(parse_yuan(api["amount"])) if api["accepted"] else "")
    told = [check for one in (api, *api["trainees"]) for check in one["checks"]]
    assert failed(page) == {c["code"] for c in told if not c["passed"] and c["severity"] != "info"}


def test_most_examples_can_be_said_and_what_the_page_never_asks_cannot():
    told = {e.title: bool(link(e.body)) for e in EXAMPLES}
    assert sum(told.values()) > 45
    assert not told["同一职业同一等级以前在别的班补贴过，不再补"]
    assert not told["开班第二天才满16周岁的学员，这个班不补"]
    assert not told["正在领取养老金的人参加培训，不补"]
    assert told["一个班51人，全班不补"]


groups = st.lists(
    st.tuples(
        st.sampled_from(["unemployed", "rural", "graduate", "hardship", "insured", "startup-head", "other"]),
        *[st.integers(0, 9)] * 4, st.sampled_from(["", "70", "64", "63.99"]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
plans = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["key-group", "jinlanling", "startup"]), "occupation": st.just("4-10-01-05"),
        "level": st.sampled_from("12345"), "category": st.sampled_from("ABC"),
        "course": st.sampled_from(["GYB", "SYB", "IYB", "online"]),
        "first_day": st.sampled_from(["20220615", "20220616", "20240101", "20260228"]),
        "last_day": st.sampled_from(["20260228", "20260831"]), "planned_hours": st.sampled_from(["80", "69.5"]),
    },
    optional={
        "urgent": st.sampled_from(["true", "false"]), "listed": st.sampled_from(["true", "false"]),
        "longest_day_hours": st.sampled_from(["8", "8.5"]), "minimum_hours": st.sampled_from(["80", "81"]),
        "filed_on": st.sampled_from(["20220616", "20260301"]),
    },
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=plans, people=groups)
def test_the_total_is_what_the_api_answers_for_everyone_one_by_one(catalogue, said, people):
    for place, (group, best, certificate, passed, lost, attended) in enumerate(people, start=1):
        own = {"people": best + certificate + passed + lost or 1, "group": group, "attended": attended}
        own |= {"certificate": certificate, "passed": passed, "failed": lost}
        said = said | {f"g{place}-{name}": str(value) for name, value in own.items()}
    plan = plan_of(said)
    assert plan.ready, plan.wrong
    case, api = plan.case(), answer("training", plan.case())
    told = plan.answer()
    assert (told.whole.accepted, told.whole.amount) == (api["accepted"], parse_yuan(api["amount"]))
    assert sum(part.people for part in told.parts) == len(case["trainees"])
    if api["accepted"]:
        assert sum(part.amount for part in told.parts) == sum(s.amount for s in told.whole.steps) == told.whole.amount
        assert told.reach[0].amount >= told.whole.amount >= told.reach[-1].amount == 0
    assert plan_of(dict(QueryDict(plan.address().partition("?")[2]).items())).case() == case


def test_forty_people_and_five_without_a_certificate(catalogue):
    assert total(page_of(FORTY)) == "¥48,000.00"
    page = page_of(FORTY | {"g1-passed": "5"})
    assert total(page) == "¥45,600.00"
    assert "每多一人取得证书，多¥240.00" in page and "再多¥240.00" in page
    assert "2027年3月30日" in page  # six months to be in work
    assert "还没有填，先按符合算" in page


def test_a_startup_class_is_not_asked_for_a_level(catalogue):
    page = page_of(STARTUP | {"level": "7", "category": "A", "occupation": ""})
    assert total(page) == "¥20,000.00"
    assert "level=7" not in page.split('id="link"')[1]


def test_a_class_before_any_terms_is_told_so_and_nothing_else(catalogue):
    page = page_of(FORTY | {"first_day": "20220615", "last_day": "20220630"})
    assert total(page) == "" and failed(page) == {"TR-TERMS"}
    assert "如果结果不一样" not in page and "plan-days" not in page


def test_one_group_that_does_not_belong_is_named_and_the_others_are_paid_for(catalogue):
    page = page_of(FORTY | {"g2-people": "3", "g2-group": "insured"})
    assert total(page) == "¥48,000.00" and failed(page) == {"TR-GROUP"}
    assert "没有补贴的学员：本市参保人员 · 取得证书并按期就业（3人）" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"last_day": "20260831"}, "最后一天早于开班第一天"),
        ({"first_day": "20260230"}, "没有2026年2月30日这一天"),
        ({"first_day": "00010101"}, "1年太远了"),
        ({"planned_hours": "八十"}, "看不懂“八十”"),
        ({"planned_hours": "80.123"}, "看不懂“80.123”"),
        ({"g1-people": "0"}, "不能小于1"),
        ({"g1-people": "-3"}, "不能小于1"),
        ({"g1-people": "1001"}, "最多1000人"),
        ({"g1-passed": "41"}, "这一组写了40人，下面几种一共41人"),
        ({"g2-people": "999", "g2-group": "rural"}, "一次最多算1000人"),
        ({"level": "9"}, "请从列出的里面选一个"),
        ({"occupation": "护理"}, "职业编码应写成"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(catalogue, said, words):
    page = page_of(FORTY | said)
    told, targets = alert(page)
    assert words in told
    assert len(targets) == 1 and f'id="{targets.pop()}"' in page
    assert total(page) == ""
    for name, value in (FORTY | said).items():
        if name not in ("occupation", "kind", "level", "category", "urgent", "g1-group", "g2-group"):
            assert f'name="{name}" value="{value}"' in page


def test_everything_wrong_is_said_at_once(catalogue):
    page = page_of(FORTY | {"last_day": "x", "planned_hours": "y", "g1-people": "z"})
    assert "有 3 处要改" in page


def test_what_is_missing_is_only_an_error_once_somebody_says_that_is_all(catalogue):
    assert "error-summary" not in page_of({"kind": "key-group"})
    assert "还差：职业、培训等级、课程类别、开班第一天、培训最后一天、计划学时、人数、开班第一天是哪类人员" in re.sub(
        r"\s+", "", page_of({"kind": "key-group"})
    )
    page = page_of({"kind": "key-group", "done": "1"})
    assert "有 8 处要改" in page and "请选培训等级" in page


def test_one_more_group_keeps_what_was_typed(catalogue):
    page = page_of(FORTY | {"more": "1"})
    assert 'name="g1-people" value="40"' in page and 'name="g2-people"' in page
    assert total(page) == "¥48,000.00"  # the empty one asks for nothing yet


def test_a_search_without_script_offers_occupations(catalogue):
    assert "养老护理员" in page_of({"q": "养老护理"})


def test_while_one_types_only_the_answer_is_sent_with_its_address(catalogue):
    response = Client().get(ADDRESS, FORTY | {"listed": "", "q": "养老"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page and total('id="plan-answer"' + page) == "¥48,000.00"
    assert response["HX-Replace-Url"].startswith(f"{ADDRESS}?kind=key-group&")
    assert "listed" not in response["HX-Replace-Url"]
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query",
    ["g1-people=９", "kind=%00", "kind=😀", "g1-people=" + "9" * 400, "g99-people=3", "q=" + "长" * 500, "more=1",
     "first_day=99991231&last_day=99991231", "g1-attended=1e5", "longest_day_hours=-1", "done=1", "level=&level=5"],
)  # fmt: skip
def test_no_address_breaks_the_page(catalogue, query):
    page_of(f"{ADDRESS}?{urlencode(FORTY)}&{query}")
    page_of(f"{ADDRESS}?{query}")
