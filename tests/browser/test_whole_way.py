"""From claim to decision letter in Chromium, through every hand: on a phone, at the desks, before the public.

And the way back: refused for a month that is missing, the month put right, claimed again and granted.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from people.identities import number_of
from people.models import District, User
from people.signin import account_of
from subsidies.letters import actions as letters
from subsidies.models import Application
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_claim import POSTED, account, promise, town  # noqa: F401 (a fixture)
from tests.browser.test_my_page import OWED, gap, grants_it, reports_the_missing_month, sign_in  # noqa: F401
from tests.certificates.holding import certificate, insured
from tests.people.cast import WHO, a_person, official

THERE = "110105"  # where the employer of these persons insures


@pytest.fixture
def deferred(town):  # noqa: F811
    """Somebody whose months are enough only with those that were deferred, so a district looks."""
    person = a_person(WHO["name"], phone="12000000321", nth=700)
    insured(person, POSTED - 12, POSTED, deferred=True)
    certificate(person, issued_on=date.today() - timedelta(60))
    return person


@pytest.fixture
def reviewer(site) -> User:
    return official("reviewer", district=District.objects.get(code=THERE))


def claims(page: Page, sound, sure: str = "都对，下一步") -> None:
    """From the certificate to the promise."""
    page.goto("/claim/")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name=sure).click()
    account(page)
    sound(page)
    promise(page)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("最晚哪天")
    sound(page)


def decides(desk: Page, key: str, words: str, note: str = "") -> None:
    """The first case of the queue, by keys; ``note``: for what needs a reason too."""
    desk.keyboard.press("j")
    desk.wait_for_url("**/desk/cases/*/**")
    desk.keyboard.press(key)
    if note:
        bar = desk.locator("details.desk-act[open]")
        bar.get_by_role("radio").first.check()
        bar.get_by_role("textbox").fill(note)
        desk.keyboard.press("Control+Enter")
    else:
        desk.keyboard.press("Enter")
    expect(desk.locator(".desk-toast")).to_contain_text(words)


def opens_the_letter(page: Page, sound, name: str) -> None:
    letters.decision(pk=Application.objects.order_by("pk").last().pk, at=timezone.now())
    page.get_by_role("link", name="回执和决定书").click()
    sound(page)
    paper = page.get_by_role("link", name=f"{name}（PDF）").get_attribute("href")
    assert page.request.get(paper).body().startswith(b"%PDF")
    page.get_by_role("link", name="这份申请").click()


def test_from_signing_in_to_the_public_notice(open_page, signed_in, sound, deferred, reviewer):
    page = open_page("/my/", width=PHONE)
    sign_in(page, open_page)
    claims(page, sound)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("朝阳区区级审核员")
    own = page.url

    decides(signed_in(reviewer, "/desk/cases/"), "a", "初审建议准予")
    city = official("city")
    decides(signed_in(city, "/desk/cases/?show=city"), "a", "准予发放")
    page.goto(own)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("等着发布公示")
    opens_the_letter(page, sound, "准予发放决定书")

    desk = signed_in(city, "/desk/notices/")
    expect(desk.locator(".desk-row")).to_contain_text("最晚")
    desk.keyboard.press("j")
    desk.get_by_role("heading", name="发布前预览").wait_for()
    desk.get_by_role("button", name="发布 1 笔").click()
    desk.get_by_text("已经发布：1 笔").wait_for()
    page.goto(own)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("正在公示，没有异议就发放")
    sound(page)
    public = open_page("/notices/find/", width=PHONE)
    public.get_by_label("姓名").fill(WHO["name"])
    public.get_by_label("证件号码后4位").fill(number_of(deferred)[-4:])
    public.get_by_role("button", name="查找").click()
    expect(public.locator("main")).to_contain_text("找到了")


def test_refused_put_right_claimed_again_and_granted(signed_in, sound, gap, reviewer):  # noqa: F811
    page = signed_in(account_of(gap), "/my/", PHONE)
    claims(page, sound, "我仍要申请")
    own = page.url
    note = "参保月数还差一个月。"
    decides(signed_in(reviewer, "/desk/cases/"), "r", "初审建议不予", note)
    city = official("city")
    decides(signed_in(city, "/desk/cases/?show=city"), "r", "不予发放", note)
    page.goto(own)
    expect(page.get_by_role("heading", name="为什么没有准予")).to_be_visible()
    expect(page.locator("main")).to_contain_text("还有条件没有通过")
    sound(page)
    opens_the_letter(page, sound, "不予发放决定书")

    page.goto("/my/")
    reports_the_missing_month(page, sound)
    grants_it(signed_in(official("steward"), "/desk/corrections/", DESK), sound, by_keys=True)
    page.goto(own)
    expect(page.locator("main")).to_contain_text("按现在的登记，这一项可以领")
    sound(page)
    page.get_by_role("link", name="再申请一次").click()
    promise(page, "确认并提交")  # found by the answer to the correction, and the account is known
    expect(page.locator(".case-money .case-amount")).to_have_text(OWED)
    expect(page.locator(".stop").nth(1)).to_contain_text("全部通过，不用区级审核")
    decides(signed_in(city, "/desk/cases/?show=city"), "a", "准予发放")
    page.reload()
    expect(page.locator(".case-money")).to_contain_text("准予金额")
    page.goto(own)
    expect(page.locator("main")).not_to_contain_text("还可以再申请")
    sound(page)
