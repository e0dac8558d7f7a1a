"""Plans of thirty, in Chromium: filed, paid in advance, held; one settled above its advance, the other below."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from apprenticeship.during import actions as during
from apprenticeship.models import Plan
from occupations import demo
from people.models import User
from subsidies.models import Application
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.browser.test_plans import fills
from tests.browser.test_settlement import does
from tests.training.settled import official
from treasury.models import Recovery

HOURS = {"general": 8, "theory": 8, "practice": 8}
MANY = 30
CONFIRMED = datetime(2026, 9, 1, 2, tzinfo=UTC)
WINTER = datetime(2027, 1, 15, 2, tzinfo=UTC)
SPRING = datetime(2027, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def both(site, time_machine):
    demo.load()
    time_machine.move_to(CONFIRMED, tick=False)
    settled.funded()
    made = two.partners()
    settled.account(made)
    return made


@pytest.mark.parametrize(("width", "desk"), [(PHONE, DESK), deep(DESK, PHONE), deep(TABLET, TABLET)])
def test_above_the_advance_the_rest_is_paid(signed_in, sound, both, time_machine, width, desk):
    plan = two.agreed(both, MANY, **HOURS)
    filed(signed_in, sound, both, plan, width, desk)
    enterprise = signed_in(both.enterprise.user, f"/plans/{plan.pk}/", width)
    enterprise.get_by_role("link", name="预拨和结算").click()
    sound(enterprise)
    enterprise.get_by_role("button", name="申请预拨 30 名，¥90,000.00").click()
    says(enterprise.locator("main"), "在办的申请")
    made = Application.objects.get()
    decided(signed_in, made, sound, desk)
    settled.paid(made)

    time_machine.move_to(WINTER, tick=False)
    rows = settled.rows(plan)
    for row in rows[:3]:
        leaves(signed_in(both.enterprise.user, f"/plans/apprentices/{row.pk}/", width), sound)
    pauses(signed_in(both.school.user, f"/plans/apprentices/{rows[3].pk}/", width), sound)
    time_machine.move_to(SPRING, tick=False)
    resumes(signed_in(both.school.user, f"/plans/apprentices/{rows[3].pk}/", width), sound)

    time_machine.move_to(settled.OVER, tick=False)
    settled.finished(both, plan, certificates=28)
    page = signed_in(both.enterprise.user, f"/plans/{plan.pk}/money/", width)
    # 24 of 12 months, one of 10, two of half: 144,000 + 5,000 + 6,000 − 90,000
    says(page.locator("main"), "再发 ¥65,000.00")
    sound(page)
    same_codes(signed_in, both, plan, page, sound, width)
    page.get_by_role("button", name="申请结算，¥65,000.00").click()
    says(page.locator("main"), "在办的申请")
    made = Application.objects.get(state="district")
    decided(signed_in, made, sound, desk)
    page.reload()
    sound(page)
    settled.paid(made, settled.OVER)
    time_machine.move_to(settled.OVER + timedelta(days=20), tick=False)
    page = signed_in(both.enterprise.user, f"/plans/{plan.pk}/money/", width)
    says(page.locator(".facts"), "¥155,000.00（含预拨）")
    sound(page)


@pytest.mark.parametrize(("width", "desk"), [(PHONE, DESK), deep(DESK, PHONE)])
def test_below_the_advance_it_comes_back_in_parts(signed_in, sound, both, time_machine, width, desk):
    plan = settled.filed_and_accepted(both, two.agreed(both, MANY, **HOURS))
    settled.advanced(both, plan)
    rows = settled.finished(both, plan, certificates=4)
    for row in rows[6:]:
        during.stop(
            pk=row.pk, on=WINTER.date(), words="离职", actor=both.enterprise.actor, at=WINTER, today=WINTER.date()
        )  # fmt: skip
    time_machine.move_to(settled.OVER, tick=False)
    page = signed_in(both.enterprise.user, "/plans/", width)
    page.get_by_role("link", name="申请结算").click()
    # four whole, two half: 24,000 + 6,000 − 90,000
    says(page.locator("main"), "退回 ¥60,000.00")
    sound(page)
    same_codes(signed_in, both, plan, page, sound, width)
    page.get_by_role("button", name="结算，退回 ¥60,000.00").click()
    says(page.locator("main"), "在办的申请")
    made = Application.objects.get(state="district")
    decided(signed_in, made, sound, desk, "抵不完的 ¥60,000.00 合成一份追回")
    order = Recovery.objects.get()
    finance = signed_in(User.objects.get(username="finance-a"), f"/desk/money/recoveries/{order.pk}/", desk)
    says(finance.locator("main"), "系统，按重算的结果")
    finance.get_by_label("分几期").fill("6")
    sound(finance)
    finance.get_by_role("button", name="批准追回").click()
    says(finance.locator("main"), "追回中")
    says(finance.locator("main"), "分 6 期")
    page.reload()
    says(page.locator("main"), "¥10,000.00，最晚")
    sound(page)


def filed(signed_in, sound, both, plan: Plan, width, desk) -> None:
    enterprise = signed_in(both.enterprise.user, f"/plans/{plan.pk}/", width)
    says(enterprise.locator("main"), "最多可以预支 ¥90,000.00")
    enterprise.get_by_role("button", name="提交备案").click()
    says(enterprise.locator("main"), "答复")
    district = signed_in(
        User.objects.get(pk=official("reviewer", "110101").user_id), f"/desk/plans/{plan.pk}/", desk
    )  # fmt: skip
    district.get_by_role("button", name="准予备案").click()
    says(district.locator("main"), "已准予备案")


def decided(signed_in, made: Application, sound, width, words: str = "") -> None:
    reviewer = User.objects.get(pk=official("reviewer", made.district_id).user_id)
    district = signed_in(reviewer, f"/desk/cases/{made.pk}/", width)
    says(district.locator("main"), f"申请的 {made.lines.count()} 名")
    says(district.locator("main"), words)
    sound(district)
    does(district, "advise")
    city = signed_in(User.objects.get(pk=official("city").user_id), f"/desk/cases/{made.pk}/", width)
    does(city, "approve")
    made.refresh_from_db()
    assert made.state == "approved"


def leaves(page, sound) -> None:
    page.get_by_text("中途离开（不再回来）").click()
    fold = page.locator("details").filter(has_text="中途离开（不再回来）")
    fills(fold, {"最后一天": "2027-01-14", "原因": "离职"})
    sound(page)
    fold.get_by_role("button", name="记中途离开").click()
    says(page.locator("main"), "已记中途离开")


def pauses(page, sound) -> None:
    page.get_by_text("中断（还会回来）").click()
    fold = page.locator("details").filter(has_text="中断（还会回来）")
    fills(fold, {"从哪天起": "2027-01-10", "原因": "病假"})
    fold.get_by_role("button", name="记中断").click()
    says(page.locator("main"), "还没有恢复：病假")


def resumes(page, sound) -> None:
    fills(page.locator("details").filter(has_text="恢复培养").first, {"哪天恢复": "2027-03-01"})
    page.get_by_role("button", name="恢复培养").click()
    says(page.locator("main"), "已恢复培养")


def same_codes(signed_in, both, plan: Plan, ours, sound, width) -> None:
    theirs = signed_in(both.school.user, f"/plans/{plan.pk}/money/", width)
    says(theirs.locator("main"), "企业和院校看到的一样")
    sound(theirs)
    codes = [page.locator(".pay-why code").all_inner_texts() for page in (ours, theirs)]
    assert codes[0] == codes[1] and "AP-FINISHED" in codes[0]
    expect(theirs.get_by_role("button", name="结算")).to_have_count(0)
