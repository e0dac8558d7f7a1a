"""A class is paid, in Chromium: asked for, decided by two, on notice, paid; more is proved later, and proves false."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from people.models import User
from subsidies.bundles.following import follow_up
from subsidies.models import Application
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.training import schools, settled
from training.models import ExamResult
from treasury.models import Recovery


@pytest.fixture
def school(site, time_machine):
    time_machine.move_to(settled.AFTER, tick=False)
    made = schools.a_school()
    settled.funded()
    return made


def asked(page, sound) -> Application:
    says(page.locator("main"), "还没有登记本单位的对公账户")
    sound(page)
    settled.account(User.objects.get(username="manager1").grants.get().organisation)
    page.reload()
    page.get_by_role("button", name="申请 3 人，¥2,160.00").click()
    says(page.locator("main"), "在办的申请")
    sound(page)
    return Application.objects.get(state="district")


def decided(signed_in, made, sound, width) -> None:
    reviewer = settled.official("reviewer", made.district_id)
    district = signed_in(User.objects.get(pk=reviewer.user_id), f"/desk/cases/{made.pk}/", width)
    says(district.locator("main"), f"申请 {made.lines.count()} 人")
    sound(district)
    does(district, "advise")
    city = signed_in(User.objects.get(pk=settled.official("city").user_id), f"/desk/cases/{made.pk}/", width)
    sound(city)
    does(city, "approve")
    made.refresh_from_db()
    assert made.state == "approved"


def does(page, verb) -> None:
    page.locator(f"#act-{verb} > summary").click()
    page.locator(f"#act-{verb} button[type=submit]").click()
    page.wait_for_url("**done=**")


def paid(made, time_machine, at):
    time_machine.move_to(at, tick=False)
    settled.paid(made, at)
    later = at + timedelta(days=20)
    time_machine.move_to(later, tick=False)
    return later


@pytest.mark.parametrize(("width", "desk"), [(PHONE, DESK), deep(DESK, PHONE), deep(TABLET, TABLET)])
def test_a_class_is_paid_supplemented_and_asked_back(signed_in, sound, school, time_machine, width, desk):
    people = [schools.trainee(nth) for nth in range(4)]
    one = settled.over(school, people)
    ExamResult.objects.filter(enrolment__person=people[3]).update(passed=False)
    statement = f"/classes/{one.pk}/settlement/"
    page = signed_in(school.user, f"/classes/{one.pk}/", width)
    page.get_by_role("link", name="结算单").click()
    made = asked(page, sound)
    decided(signed_in, made, sound, desk)
    later = paid(made, time_machine, settled.AFTER)
    page = signed_in(school.user, statement, width)  # weeks later, and so signed in anew
    says(page.locator("main"), "结算 已发放")
    sound(page)

    # the blocker is cleared by its one action: the exam is passed after all
    says(page.locator(".pay-rows"), "可以补考的请补考")
    ExamResult.objects.filter(enrolment__person=people[3]).update(passed=True)
    Certificate.objects.create(
        entry=1, person=people[0], number="S0000000000000000001", kind="L", occupation=schools.CARE, level=5,
        issued_on=later.date() - timedelta(days=3), since_run=1,
    )  # fmt: skip
    follow_up("TR", at=later)
    page.reload()
    says(page.locator("main"), "在办的申请")
    more = Application.objects.get(state="district")
    assert more.amount == 72_000 + 24_000, "one settled late, one supplement"
    decided(signed_in, more, sound, desk)
    later = paid(more, time_machine, later)
    page = signed_in(school.user, statement, width)
    says(page.locator(".pay-rows"), "补发 已发放")

    Certificate.objects.update(until_run=2)
    follow_up("TR", at=later)
    order = Recovery.objects.get()
    finance = signed_in(User.objects.get(username="finance-a"), f"/desk/money/recoveries/{order.pk}/", desk)
    says(finance.locator("main"), "系统，按重算的结果")
    sound(finance)
    finance.get_by_role("button", name="批准追回").click()
    says(finance.locator("main"), "追回中")
    page.reload()
    says(page.locator("main"), "要退回 ¥240.00")
    sound(page)
    page.get_by_role("link", name=people[0].name).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sound(page)
