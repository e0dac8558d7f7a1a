"""Taken back in Chromium, in three parts; and the auditor makes the payment again and reads the case as of a day."""

from datetime import timedelta

import pytest

from people.signin import account_of
from subsidies.models import Line
from tests.browser.browser import says
from tests.browser.conftest import PHONE
from tests.browser.test_money import of, opened  # noqa: F401 (a fixture)
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from treasury.models import Payment, Recovery

pytestmark = pytest.mark.usefixtures("site")
LATER = PAY + timedelta(days=20)


@pytest.fixture
def paid(site, time_machine):
    time_machine.move_to(claiming.AT)
    paying.give()
    city, person = claiming.official("city"), claiming.claimant("示退款")
    [case] = paying.payable(city, person)
    one, other = paying.finance("finance-a"), paying.finance("finance-b")
    time_machine.move_to(PAY)
    batch = paying.sent(one, other)
    time_machine.move_to(PAY + timedelta(days=1))
    paying.answered(batch, one)
    time_machine.move_to(LATER)
    return city, one, person, case


def test_back_in_three_parts_and_read_by_the_auditor(opened, sound, paid):  # noqa: F811
    city, finance, person, case = paid
    desk = opened(of(city), f"/desk/cases/{case.pk}/?show=ended")
    desk.get_by_role("link", name="这笔钱的来龙去脉").click()
    desk.get_by_role("link", name="提出追回").wait_for()
    sound(desk)
    desk.get_by_role("link", name="提出追回").click()
    desk.get_by_label("追回多少").fill("1500")
    desk.get_by_label("审计或检查发现").check()
    desk.get_by_label("理由").fill("审计抽查发现考试签到不是本人。")
    desk.get_by_label("第一期最晚退回日").fill(str((LATER + timedelta(days=30)).date()))
    desk.get_by_label("分几期").fill("3")
    sound(desk)
    desk.get_by_role("button", name="提出追回").click()
    desk.get_by_text("轮到财务人员批准").wait_for()
    order = Recovery.objects.get()
    money = opened(of(finance), f"/desk/money/recoveries/{order.pk}/")
    sound(money)
    money.keyboard.press("a")
    money.keyboard.press("Enter")
    money.get_by_text("追回中").first.wait_for()
    phone = opened(account_of(person), f"/my/applications/{case.pk}/", width=PHONE)
    says(phone.locator("main"), "还要退回")
    sound(phone)
    for left in ("1,000.00", "500.00", "0.00"):
        money.locator("#repaid summary").click()
        money.get_by_label("退回多少").fill("500.00")
        money.locator("#repaid").get_by_role("button", name="登记退款").click()
        money.locator(".desk-facts", has_text=f"还差¥{left}").wait_for()
    money.get_by_text("已结清").first.wait_for()
    sound(money)
    assert Line.objects.get().state == "closed"
    reads(opened, sound, case)


def reads(opened, sound, case):  # noqa: F811
    reference = Payment.objects.get().reference
    auditor = opened(of(claiming.official("auditor")), "/desk/audit/")
    sound(auditor)
    auditor.get_by_label("支付流水号").fill(reference)
    auditor.get_by_role("button", name="重算").click()
    auditor.get_by_text("重算和记下的全部一致").wait_for()
    sound(auditor)
    auditor.goto("/desk/audit/")
    auditor.get_by_label("受理号").fill(case.number)
    auditor.get_by_label("哪一天").fill(str((PAY + timedelta(days=1)).date()))
    auditor.get_by_role("button", name="看那天").click()
    auditor.locator(".desk-facts", has_text="已付¥1,500.00").wait_for()
    sound(auditor)
