"""A plan of an enterprise and a school, in Chromium: from a blank page to the district, then a lesson and a pause."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from apprenticeship.models import Apprentice, Plan
from occupations import demo
from people.models import InsuranceSpan
from tests.apprenticeship import partners
from tests.apprenticeship.test_plan_pages import insured
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.people import cast
from tests.training import schools


@pytest.fixture
def both(site, time_machine):
    demo.load()
    time_machine.move_to(partners.AT, tick=False)
    made = partners.partners()
    for nth in (1, 2, 3):
        insured(made, nth)
    InsuranceSpan.objects.filter(person__name=partners.name(2)).update(relation_began=date(2026, 8, 3))
    InsuranceSpan.objects.filter(person__name=partners.name(3)).update(relation_began=date(2026, 8, 3))
    return made


def fills(page, told: dict[str, str]) -> None:
    for label, value in told.items():
        page.get_by_label(label, exact=True).fill(value)


def drafted(page, both, sound) -> None:
    page.get_by_role("link", name="新建培养计划").click()
    page.get_by_label("合作院校").select_option(label=both.school.organisation.name)
    fills(page, {
        "职业": "电工", "培养开始日期": "2026-09-07", "计划培养几个月": "12", "通用素质": "40", "专业理论": "120",
        "技能实训": "320", "培养方案": "在岗跟导师实训，每周在校一天学理论，期末考核。", "企校合作协议编号": "示例1号",
        "协议签订日期": "2026-08-01", "协议到期日": "2028-12-31",
    })  # fmt: skip
    page.get_by_role("button", name="建草稿").click()
    says(page.get_by_role("alert"), "请选培养的目标等级")
    sound(page)
    page.get_by_label("培养的目标等级").select_option(label="中级工（四级）")
    page.get_by_role("button", name="建草稿").click()
    says(page.locator("main"), "草稿建好了")


def entered(page, sound) -> None:
    """One by hand with a short contract, then put right; two picked from the register."""
    page.get_by_role("link", name="录入学徒", exact=True).click()
    fills(page, {
        "姓名": partners.name(1), "居民身份证号码": cast.number(1), "劳动合同开始日期": "2026-08-03",
        "劳动合同期限": "6",
    })  # fmt: skip
    page.get_by_label("企业导师").select_option(index=1)
    page.get_by_label("院校教师").select_option(index=1)
    sound(page)
    page.get_by_role("button", name="保存", exact=True).click()
    says(page.locator("main"), "查到6个月，需要不少于12个月")
    page.get_by_role("link", name=partners.name(1)).click()
    sound(page)
    page.get_by_label("劳动合同期限").fill("36")
    page.get_by_role("button", name="保存", exact=True).click()
    says(page.locator("main"), "补贴的条件都符合")
    page.get_by_role("link", name="从新参保的职工里选").click()
    page.get_by_role("button", name="全部勾上").click()
    says(page.locator("main"), "勾上了 2 人")
    page.get_by_label("企业导师").select_option(index=1)
    page.get_by_label("院校教师").select_option(index=1)
    sound(page)
    page.get_by_role("button", name="录入勾选的").click()
    says(page.locator("main"), "已录入 2 名")


@pytest.mark.parametrize(("width", "desk"), [(PHONE, DESK), deep(DESK, PHONE), deep(TABLET, TABLET)])
def test_a_plan_from_a_blank_page_to_its_first_lesson(signed_in, sound, both, time_machine, width, desk):
    enterprise = signed_in(both.enterprise.user, "/plans/", width)
    sound(enterprise)
    drafted(enterprise, both, sound)
    entered(enterprise, sound)
    enterprise.get_by_role("button", name="请院校确认").click()
    says(enterprise.locator("main"), "轮到院校确认")
    plan = Plan.objects.get()
    school = signed_in(both.school.user, f"/plans/{plan.pk}/", width)
    sound(school)
    school.get_by_role("button", name="全部确认（3 名）").click()
    says(school.locator("main"), "已确认 3 名")
    school.get_by_role("button", name="确认这份计划").click()
    says(school.locator("main"), "轮到企业提交备案")
    enterprise.reload()
    says(enterprise.locator("main"), "最多可以预支 ¥9,000.00")
    enterprise.get_by_role("button", name="提交备案").click()
    says(enterprise.locator("main"), "最晚2026年9月8日答复")
    sound(enterprise)
    district = signed_in(schools.a_reviewer(username="plans"), f"/desk/plans/{plan.pk}/", desk)
    sound(district)
    district.get_by_role("button", name="准予备案").click()
    says(district.locator("main"), "已准予备案")
    time_machine.move_to(datetime(2026, 9, 30, 2, tzinfo=UTC), tick=False)
    taught(signed_in(both.school.user, f"/plans/{plan.pk}/lessons/", width), sound)
    row = Apprentice.objects.order_by("pk")[0]
    away(signed_in(both.enterprise.user, f"/plans/apprentices/{row.pk}/", width), sound)


def taught(school, sound) -> None:
    fills(school, {"哪天": "2026-09-10", "学时": "4", "教了什么": "安全用电"})
    school.get_by_label("内容").select_option(label="专业理论")
    school.get_by_label("谁教的").select_option(index=1)
    sound(school)
    school.get_by_role("button", name="记给勾选的学徒").click()
    says(school.locator("main"), "已记 3 人，各 4 学时")
    sound(school)


def away(enterprise, sound) -> None:
    enterprise.get_by_text("中断（还会回来）").click()
    says(enterprise.locator("main"), "至少少 ¥500.00")
    fold = enterprise.locator("details").filter(has_text="中断（还会回来）")
    fold.get_by_label("从哪天起").fill("2026-09-20")
    fold.get_by_label("原因").fill("病假")
    sound(enterprise)
    fold.get_by_role("button", name="记中断").click()
    says(enterprise.locator("main"), "还没有恢复：病假")
    expect(enterprise.get_by_role("button", name="恢复培养")).to_be_visible()
    sound(enterprise)
