"""企业算一算: comes to what the estimate API and the lawyer come to, at the advance, at the settlement and back."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import apprenticeship
from apprenticeship.calculator import ApprenticesPlan, link
from apprenticeship.scheme import APPRENTICESHIP
from lib.money import parse_yuan, plain_yuan, yuan
from policy.examples import Example, load_examples
from tests.subsidies import plan_page
from tests.subsidies.asking import answer
from tests.subsidies.plan_page import alert, failed, sums, total

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("a page over the estimate, whose own tests run on both")]
EXAMPLES = load_examples(Path(apprenticeship.__file__).with_name("examples.yaml"), APPRENTICESHIP.members)
ADDRESS = "/calculator/apprenticeship/"
TWENTY = {
    "occupation": "6-31-01-03", "level": "4", "urgent": "false", "first_day": "20260901", "planned_months": "12",
    "g1-people": "20", "g1-contract_began": "20260601",
}  # fmt: skip
ADVANCE, REST, BACK = "备案以后，可以先预支", "期满结算，再付", "期满结算，要退回"


def page_of(said: dict[str, str] | str) -> str:
    return plan_page.page_of(said) if isinstance(said, str) else plan_page.page_of(ADDRESS, said)


def plan_of(said: dict[str, str]) -> ApprenticesPlan:
    return ApprenticesPlan(QueryDict(urlencode(said)))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_an_example_that_the_page_can_say_comes_to_the_same_there(catalogue, example: Example):
    where = link(example.body)
    if not where:
        return
    api, page = answer("apprenticeship", example.body), page_of(where)
    people = api["apprentices"]
    shown = sums(page)
    if example.body["stage"] == "advance":
        assert shown.get(ADVANCE, "¥0.00") == yuan(parse_yuan(api["amount"]))
    else:
        whole = sum(parse_yuan(each["amount"]) for each in people)
        assert (total(page) or "¥0.00") == yuan(whole)
        if REST in shown or BACK in shown:
            assert (shown.get(REST, "¥0.00"), shown.get(BACK, "¥0.00")) == (
                yuan(parse_yuan(api["amount"])), yuan(parse_yuan(api["recovery"])),
            )  # fmt: skip
        else:
            assert "0.00" in (example.body["advance_paid"], plain_yuan(whole))
    told = [check for each in people for check in each["checks"]]
    assert failed(page) == {c["code"] for c in told if not c["passed"] and c["severity"] != "info"}


def test_most_examples_can_be_said_and_what_the_page_never_asks_cannot():
    told = {e.title: bool(link(e.body)) for e in EXAMPLES}
    assert sum(told.values()) > 50
    assert not told["同一职业同一等级享受过机构培训补贴，不能领"]
    assert not told["中断5个月，只有7个整月算数，5,000元乘7除以12，四舍五入领2,916.67元"]
    assert not told["通用素质差半个学时，其他两项全部完成，也不能领"]
    assert not told["结算比预支少一分钱，追回一分钱"]
    assert told["两名学徒预支过5,000元，一名离开、一名没有证书，只值2,500元，追回2,500元"]


groups = st.lists(
    st.tuples(
        st.sampled_from(["20260501", "20250831", "20150301", "20260902"]), st.sampled_from(["", "20260801"]),
        st.sampled_from(["", "11", "24"]), *[st.integers(0, 7)] * 3,
    ),
    min_size=1, max_size=4,
)  # fmt: skip
plans = st.fixed_dictionaries(
    {
        "occupation": st.just("6-31-01-03"), "level": st.sampled_from("12345"),
        "first_day": st.sampled_from(["20260831", "20260901", "20240229"]),
        "planned_months": st.sampled_from(["11", "12", "19", "24", "25"]),
    },
    optional={
        "urgent": st.sampled_from(["true", "false"]), "filed_on": st.sampled_from(["20220615", "20231231"]),
        "mentor_apprentices": st.sampled_from(["0", "8", "9"]), "hours_share": st.sampled_from(["80", "79", "100"]),
        "has_teacher": st.sampled_from(["true", "false"]), "city_leave": st.just("true"), "advance": st.just("no"),
    },
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=plans, people=groups)
def test_every_sum_is_what_the_api_answers_for_everyone_one_by_one(catalogue, said, people):
    for place, (began, moved, months, best, uncertified, left) in enumerate(people, start=1):
        own = {"contract_began": began, "moved_on": moved, "contract_months": months}
        own |= {"people": best + uncertified + left or 1, "uncertified": uncertified, "left": left}
        said = said | {f"g{place}-{name}": str(value) for name, value in own.items()}
    plan = plan_of(said)
    assert plan.ready, plan.wrong
    advance = answer("apprenticeship", plan.case("advance"))["amount"] if "advance" not in said else "0.00"
    settled = answer("apprenticeship", plan.case("settlement", parse_yuan(advance)))
    told = plan.answer()
    assert told.whole.amount == sum(parse_yuan(each["amount"]) for each in settled["apprentices"])
    assert plain_yuan(plan.advance) == advance
    flows = {one.words: plain_yuan(one.amount) for one in told.flows}
    if flows:
        assert flows[ADVANCE] == advance
        assert flows.get(BACK, "0.00") == settled["recovery"]
        assert flows.get(REST, "0.00") == settled["amount"]
    else:
        assert parse_yuan(advance) == 0
    if told.whole.accepted:
        assert sum(part.amount for part in told.parts) == sum(s.amount for s in told.whole.steps) == told.whole.amount
    if told.reach:
        assert told.reach[0].amount >= told.whole.amount >= told.reach[-1].amount == 0
    assert plan_of(dict(QueryDict(plan.address().partition("?")[2]).items())).case("advance") == plan.case("advance")


def test_twenty_apprentices_five_without_a_certificate_and_three_who_leave(catalogue):
    page = page_of(TWENTY)
    assert total(page) == "¥100,000.00"
    assert (sums(page)[ADVANCE], sums(page)[REST]) == ("¥50,000.00", "¥50,000.00")
    page = page_of(TWENTY | {"g1-uncertified": "5", "g1-left": "3"})
    assert total(page) == "¥72,500.00"
    assert sums(page)[REST] == "¥22,500.00"
    assert "每多一人取得证书，多¥2,500.00" in page
    assert "全部中途离开" in page and "预支的要退回¥50,000.00" in page
    assert "2027年6月1日" in page and "2027年8月31日" in page  # to begin, and the end of the plan
    page = page_of(TWENTY | {"g1-left": "12"})
    assert (total(page), sums(page)[BACK]) == ("¥40,000.00", "¥10,000.00")


def test_where_hours_are_missing_for_all_the_whole_advance_goes_back(catalogue):
    page = page_of(TWENTY | {"hours_share": "79"})
    assert total(page) == "" and failed(page) == {"AP-HOURS"}
    assert sums(page)[BACK] == "¥50,000.00"


def test_who_takes_no_advance_gives_nothing_back(catalogue):
    page = page_of(TWENTY | {"g1-left": "12", "advance": "no"})
    assert total(page) == "¥40,000.00" and ADVANCE not in page and "退回" not in page


def test_a_plan_before_any_terms_is_told_so_and_nothing_else(catalogue):
    page = page_of(TWENTY | {"filed_on": "20220615"})
    assert total(page) == "" and failed(page) == {"AP-TERMS"}
    assert "如果结果不一样" not in page and "plan-days" not in page


def test_a_group_employed_too_long_ago_is_named_and_the_others_are_paid_for(catalogue):
    page = page_of(TWENTY | {"g2-people": "2", "g2-contract_began": "20150301"})
    assert total(page) == "¥100,000.00" and failed(page) == {"AP-RECRUIT"}
    assert "没有补贴的学徒：第2组新招用 · 期满，取得证书（2人）" in page
    assert total(page_of(TWENTY | {"g2-people": "2", "g2-contract_began": "20150301", "g2-moved_on": "20260701"})) == (
        "¥110,000.00"
    )


def test_a_mentor_with_many_apprentices_is_looked_at_and_paid_for(catalogue):
    page = page_of(TWENTY | {"mentor_apprentices": "9"})
    assert total(page) == "¥100,000.00" and failed(page) == {"AP-RATIO"}
    assert failed(page_of(TWENTY | {"mentor_apprentices": "0"})) == {"AP-DUAL"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first_day": "20260230"}, "没有2026年2月30日这一天"),
        ({"planned_months": "一年"}, "看不懂“一年”"),
        ({"planned_months": "121"}, "最多120个月"),
        ({"hours_share": "101"}, "最多100%"),
        ({"g1-people": "0"}, "不能小于1"),
        ({"g1-left": "21"}, "这一组写了20人，下面几种一共21人"),
        ({"g1-contract_began": "18990101"}, "1899年太远了"),
        ({"g2-people": "3", "done": "1"}, "请写劳动合同哪天开始"),
        ({"level": "0"}, "请从列出的里面选一个"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(catalogue, said, words):
    page = page_of(TWENTY | said)
    told, targets = alert(page)
    assert words in told
    assert len(targets) == 1 and f'id="{targets.pop()}"' in page
    assert total(page) == ""
    for name, value in (TWENTY | said).items():
        if name not in ("occupation", "level", "urgent", "done"):
            assert f'name="{name}" value="{value}"' in page


@pytest.mark.parametrize(
    "query",
    ["g1-people=９", "level=%00", "g1-people=" + "9" * 400, "more=1", "done=1", "first_day=20991231&planned_months=120",
     "g1-moved_on=x", "hours_share=", "mentor_apprentices=0&g1-left=20"],
)  # fmt: skip
def test_no_address_breaks_the_page(catalogue, query):
    page_of(f"{ADDRESS}?{urlencode(TWENTY)}&{query}")
    page_of(f"{ADDRESS}?{query}")
