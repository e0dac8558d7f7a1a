"""Set off in Chromium: proposed by the city, agreed to by finance with the keyboard, read by the person on a phone."""

import pytest

from people.signin import account_of
from tests.browser.browser import says
from tests.browser.conftest import PHONE
from tests.browser.test_money import of, opened  # noqa: F401 (a fixture)
from tests.subsidies import claiming, paying, setting
from tests.subsidies.paying import PAY

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def both(site, time_machine):
    time_machine.move_to(PAY)
    paying.give()
    city, two = claiming.official("city"), (paying.finance("finance-a"), paying.finance("finance-b"))
    person = claiming.claimant("示抵扣")
    [first] = setting.paid(city, two, person)
    time_machine.move_to(setting.READY)
    order = setting.ordered(city, two[1], first, 60000)
    return city, two[0], person, order, first, setting.waiting(city, person)


def test_set_off_by_two_and_read_on_both_cases(opened, sound, both):  # noqa: F811
    city, finance, person, order, first, second = both
    desk = opened(of(city), f"/desk/money/recoveries/{order.pk}/")
    sound(desk)
    desk.keyboard.press("s")
    desk.get_by_label("抵扣多少").fill("400")
    desk.get_by_label("为什么抵扣").fill(setting.WHY)
    sound(desk)
    desk.get_by_role("button", name="提出抵扣").click()
    desk.get_by_text("等财务人员批准").first.wait_for()
    money = opened(of(finance), f"/desk/money/recoveries/{order.pk}/")
    sound(money)
    money.keyboard.press("a")
    money.keyboard.press("Enter")
    money.locator(".desk-facts", has_text="其中抵扣 ¥400.00").wait_for()
    sound(money)
    money.goto(f"/desk/money/lines/{second.lines.get().pk}/")
    money.get_by_text("抵扣付讫").wait_for()
    sound(money)
    for case, words in ((first, "已经从您受理号"), (second, "抵了您应退回的款")):
        phone = opened(account_of(person), f"/my/applications/{case.pk}/", width=PHONE)
        says(phone.locator("main"), words)
        sound(phone)
