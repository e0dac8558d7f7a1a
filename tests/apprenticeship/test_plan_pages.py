"""The pages of plans as both parties walk them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.plans import actions
from people.models import InsuranceSpan, TrueTo
from tests.apprenticeship import partners
from tests.people import cast
from tests.records.joining import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def both(time_machine):
    time_machine.move_to(partners.AT, tick=False)
    return partners.partners()


def posted(client, address, told, follow=True):
    answer = client.post(address, told, follow=follow)
    return text(answer)


def plan_form(both, **other) -> dict:
    told = partners.given(both, **other)
    return {name: "" if value is None else str(value) for name, value in told.items()} | {
        "school": both.school.organisation.pk, "occupation": other.get("occupation", "电工"),
    }  # fmt: skip


def apprentice_form(both, nth: int, **other) -> dict:
    told = {name: "" if value is None else str(value) for name, value in partners.told(both).items()}
    return told | {
        "mentor": both.enterprise.guide.pk, "teacher": both.school.guide.pk, "name": partners.name(nth),
        "number": cast.number(nth),
    } | other  # fmt: skip


def insured(both, nth: int) -> None:
    TrueTo.objects.get_or_create(kind="insurance", run=1, defaults={"day": date(2026, 8, 31)})
    person = cast.a_person(partners.name(nth), nth=nth)
    InsuranceSpan.objects.create(
        person=person, employer_code=both.enterprise.organisation.code, employer_kind="E", first_month=partners.MONTH,
        last_month=partners.MONTH, since_run=1,
    )  # fmt: skip


def test_from_a_blank_page_to_the_district(both):
    """The enterprise writes, the school agrees, each confirms the other's apprentices, the enterprise files."""
    enterprise, school = signed_in(both.enterprise.user), signed_in(both.school.user)
    for nth in (1, 2):
        insured(both, nth)
    home = text(enterprise.get("/plans/"))
    assert "还没有培养计划" in home and "新建培养计划" in home
    assert "新建培养计划" not in text(school.get("/plans/"))
    posted(enterprise, f"/plans/new/{both.enterprise.organisation.pk}/", plan_form(both))
    plan = Plan.objects.get()
    assert school.get(f"/plans/{plan.pk}/").status_code == 404, "a draft is the enterprise's alone"
    said = posted(enterprise, f"/plans/{plan.pk}/apprentices/new/", apprentice_form(both, 1))
    assert "等另一方确认；补贴的条件都符合" in said
    assert "请院校确认：" in text(enterprise.get("/plans/"))
    posted(enterprise, f"/plans/{plan.pk}/offer/", {})
    shown = text(school.get("/plans/"))
    assert "确认培养计划：" in shown and "确认学徒，1 名" in shown
    posted(school, f"/plans/{plan.pk}/apprentices/new/", apprentice_form(both, 2))
    assert "已确认 1 名" in posted(school, f"/plans/{plan.pk}/apprentices/confirm/", {"all": "1"})
    posted(school, f"/plans/{plan.pk}/agree/", {})
    assert "确认学徒，1 名" in text(enterprise.get("/plans/"))
    row = Apprentice.objects.get(plan=plan, enterprise_at=None)
    posted(enterprise, f"/plans/{plan.pk}/apprentices/confirm/", {"apprentice": row.pk})
    page = text(enterprise.get(f"/plans/{plan.pk}/"))
    assert "可以备案" in page and "最多可以预支 ¥6,000.00" in page
    assert "已提交备案，最晚2026年9月8日答复" in posted(enterprise, f"/plans/{plan.pk}/file/", {})
    plan.refresh_from_db()
    assert plan.state == "filed"


def test_both_portals_show_the_same_codes(both):
    plan = partners.agreed(both, 2)
    row = plan.apprentices.order_by("pk")[0]
    InsuranceSpan.objects.filter(person=row.person).delete()
    pages = [text(signed_in(party.user).get(f"/plans/{plan.pk}/")) for party in (both.enterprise, both.school)]
    found = [sorted(set(re.findall(r"\b(?:AP|L)-[A-Z]+\b", page))) for page in pages]
    assert found[0] == found[1] == ["AP-INSURED", "L-UNFIT"]


def test_who_does_not_fit_is_kept_and_said_so_at_once(both):
    plan, client = partners.a_plan(both), signed_in(both.enterprise.user)
    said = posted(client, f"/plans/{plan.pk}/apprentices/new/", apprentice_form(both, 1, contract_months="6"))
    assert "现在不符合补贴的条件" in said and "劳动合同期限：查到6个月，需要不少于12个月" in said
    row = Apprentice.objects.get()
    told = {name: value for name, value in apprentice_form(both, 1).items() if name not in ("name", "number")}
    assert "由本企业参保" in posted(client, f"/plans/apprentices/{row.pk}/", told)
    row.refresh_from_db()
    assert row.contract_months == 36


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"number": "110101199003070000"}, "居民身份证号码不对"),
        ({"name": ""}, "请填姓名"),
        ({"contract_began": "2026"}, "劳动合同开始日期要写成"),
        ({"contract_months": "很久"}, "看不懂“很久”"),
        ({"first_day": "2026-09-01"}, "本人开始不能早于计划的第一天"),
        ({"mentor": "999999"}, "请从在用的企业导师里选"),
    ],
)
def test_a_wrong_answer_is_said_in_words_and_loses_nothing(both, other, words):
    plan, client = partners.a_plan(both), signed_in(both.enterprise.user)
    answer = client.post(f"/plans/{plan.pk}/apprentices/new/", apprentice_form(both, 1) | other)
    page = answer.content.decode()
    assert (words in text(answer) and 'value="2026-08-03"' in page) or "contract_began" in other
    assert not Apprentice.objects.exists()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"occupation": "没有这个工"}, "没有找到这个职业"),
        ({"occupation": "9-99-99-99"}, "没有找到这个职业"),
        ({"months": "30"}, "请写理由，由市级决定"),
        ({"agreed_until": "2026-07-01"}, "到期日要晚于签订日期"),
        ({"school": ""}, "请选合作院校"),
        ({"level": "5"}, "请选培养的目标等级"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(both, other, words):
    client = signed_in(both.enterprise.user)
    answer = client.post(f"/plans/new/{both.enterprise.organisation.pk}/", plan_form(both) | other)
    assert words in text(answer) and "示例协议第1号" in answer.content.decode()
    assert not Plan.objects.exists()


def test_the_school_sends_it_back_with_why_and_the_enterprise_reads_it(both):
    plan = partners.a_plan(both)
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=partners.AT)
    school = signed_in(both.school.user)
    assert "请填原因" in posted(school, f"/plans/{plan.pk}/decline/", {"words": ""})
    posted(school, f"/plans/{plan.pk}/decline/", {"words": "理论学时请加到160"})
    assert "理论学时请加到160" in text(signed_in(both.enterprise.user).get(f"/plans/{plan.pk}/"))


def test_new_people_are_picked_from_the_register_and_never_typed(both):
    plan, client = partners.a_plan(both), signed_in(both.enterprise.user)
    for nth, began in ((1, date(2026, 8, 3)), (2, date(2025, 9, 9)), (3, date(2025, 9, 1))):
        insured(both, nth)
        InsuranceSpan.objects.filter(person__name=partners.name(nth)).update(relation_began=began)
    here = f"/plans/{plan.pk}/apprentices/pick/"
    shown = text(client.get(here))
    assert partners.name(1) in shown and partners.name(2) in shown and partners.name(3) not in shown, "a year is over"
    one = InsuranceSpan.objects.get(person__name=partners.name(1)).person
    told = {"contract_months": "36", "mentor": both.enterprise.guide.pk, "teacher": both.school.guide.pk}
    assert "请勾选" in posted(client, here, told)
    assert "请勾选" in posted(client, here, told | {"person": both.school.guide.person_id}), "nobody else's people"
    assert "已录入 1 名" in posted(client, here, told | {"person": one.pk})
    row = Apprentice.objects.get()
    assert (row.person, row.contract_began, row.state) == (one, date(2026, 8, 3), "proposed")
    assert partners.name(1) not in text(client.get(here)), "who is in a plan is offered no more"
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=partners.AT)
    assert signed_in(both.school.user).get(here).status_code == 404


def test_two_hundred_apprentices_take_as_many_queries_as_two_and_are_paged(both):
    client, plan = signed_in(both.enterprise.user), partners.agreed(both, 2)
    here = f"/plans/{plan.pk}/"
    client.get(here)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(here)
        return len(asked)

    before = queries()
    people = [cast.a_person(partners.name(nth), nth=100 + nth) for nth in range(150)]
    Apprentice.objects.bulk_create(
        Apprentice(plan=plan, person=person, made_at=partners.AT, enterprise_at=partners.AT, school_at=partners.AT,
                   state="confirmed", **partners.told(both)) for person in people
    )  # fmt: skip
    assert queries() == before
    page = text(client.get(here))
    assert "全部 152" in page and "不符合条件 152" in page and "后面的学徒" in page, "a mentor of so many is looked at"
    assert client.get(f"{here}?show=unfit&after=100").content.decode().count('class="pay-who"') == 52
    assert client.get(f"{here}?show=strange&after=x").status_code == 200


def test_trust_is_given_and_taken_back_on_the_page(both):
    plan = partners.a_plan(both)
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=partners.AT)
    school, enterprise = signed_in(both.school.user), signed_in(both.enterprise.user)
    assert "已委托" in posted(school, f"/plans/{plan.pk}/trust/", {"trust": "yes"})
    assert "双方都确认了" in posted(enterprise, f"/plans/{plan.pk}/apprentices/new/", apprentice_form(both, 1))
    assert "已收回委托" in posted(school, f"/plans/{plan.pk}/trust/", {"trust": "no"})


def test_guides_are_registered_once_and_retired(both):
    client, own = signed_in(both.enterprise.user), both.enterprise.organisation
    told = {"name": "示新导师", "number": cast.number(77), "qualification": "高级技师"}
    assert "已登记示新导师" in posted(client, f"/plans/guides/{own.pk}/", told)
    assert "已登记示新导师" in posted(client, f"/plans/guides/{own.pk}/", told)
    guide = Guide.objects.get(organisation=own, qualification="高级技师")
    posted(client, f"/plans/guides/{guide.pk}/retire/", {})
    guide.refresh_from_db()
    assert not guide.active
    assert client.get(f"/plans/guides/{both.school.organisation.pk}/").status_code == 404


def test_nobody_else_comes_in(both):
    other = partners.partners(2)
    row = partners.agreed(both, 1).apprentices.get()
    addresses = [f"/plans/{row.plan_id}/", f"/plans/{row.plan_id}/edit/", f"/plans/apprentices/{row.pk}/"]
    for client in (signed_in(other.enterprise.user), signed_in(other.school.user)):
        assert [client.get(address).status_code for address in addresses] == [404] * 3
        assert client.post(f"/plans/{row.plan_id}/file/").status_code == 404
    for role in ("city", "finance", "auditor", "counter"):
        assert signed_in(cast.official(role, f"{role}-plans")).get(addresses[0]).status_code == 403
