"""Signing in in Chromium: a person on a phone with a code, an official at a desk who binds an app first."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

from cms.models import Installation
from people.models import Look, Person
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_look import overflow
from tests.people.cast import PASSWORD, WHO, a_person, official

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def demonstration(site):
    Installation.mark_as_demonstration()
    a_person(WHO["name"], phone="12000000321", nth=700)


def fill_in(page, name=WHO["name"], number=WHO["number"]) -> None:
    page.get_by_label("真实姓名").fill(name)
    page.get_by_label("证件号码").fill(number)
    page.get_by_role("button", name="获取验证码").click()


def code_on(phone) -> str:
    """The newest code on 演示手机."""
    phone.reload()
    return re.search(r"验证码是(\d{6})", phone.locator(".demo-texts li").first.inner_text())[1]


@pytest.mark.parametrize("script", [True, False])
def test_a_person_signs_in_on_a_phone(open_page, assert_accessible, demonstration, script):
    page = open_page("/my/sign-in/?next=/rules/", width=PHONE, script=script)
    if script:
        assert_accessible(page)
    assert overflow(page) == []
    fill_in(page, number=WHO["number"][:-1])
    assert page.get_by_label("真实姓名").input_value() == WHO["name"], "nothing typed is lost"
    says(page.locator(".error-summary"), "这里有17位")
    if script:
        assert_accessible(page)
    fill_in(page)
    assert page.url.endswith("/my/sign-in/code/"), "no number in an address"
    box = page.get_by_label("6位验证码")
    assert box.get_attribute("autocomplete") == "one-time-code"
    box.fill("000000")
    page.get_by_role("button", name="登录", exact=True).click()
    says(page.locator(".error-summary"), "还可以试4次")
    assert overflow(page) == []
    if script:
        assert_accessible(page)
    phone = open_page("/demo/phone/", width=PHONE, script=script)
    says(phone.locator("main"), "120****0321")
    box.fill(code_on(phone))
    page.get_by_role("button", name="登录", exact=True).click()
    assert page.url.endswith("/rules/")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_the_demonstration_phone_is_clean_and_renews_itself(open_page, assert_accessible, demonstration):
    phone = open_page("/demo/phone/", width=DESK)
    assert_accessible(phone)
    assert overflow(phone) == []
    page = open_page("/my/sign-in/", width=PHONE)
    fill_in(page)
    phone.locator(".demo-texts li").first.wait_for(timeout=15_000)


def test_an_official_binds_an_app_and_signs_in_with_it(open_page, assert_accessible):
    official("auditor", enrolled=False)
    page = open_page("/sign-in/", width=DESK)
    assert_accessible(page)
    page.get_by_label("账号").fill("auditor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    says(page.locator("h1"), "绑定验证器")
    assert_accessible(page)
    assert overflow(page) == []
    picture = page.get_by_alt_text("给验证器扫的二维码")
    assert picture.evaluate("e => e.complete && e.naturalWidth > 0"), "the content policy lets the QR code through"
    secret = page.locator(".bind-secret").inner_text()
    page.get_by_label("验证器里的6位数字").fill(shown_by(secret))
    page.get_by_role("button", name="绑定").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="已经保存好").click()
    says(page.locator("main"), "审计人员")
    assert_accessible(page)
    page.get_by_role("button", name="退出登录").click()

    page.goto("/sign-in/")
    page.get_by_label("账号").fill("auditor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    assert_accessible(page)
    page.get_by_label("验证器里的6位数字").fill(shown_by(secret, later=1))
    page.get_by_role("button", name="登录", exact=True).click()
    assert page.url.endswith("/account/")


def open_as(role, open_page, site, client):
    """A page on which this role is signed in already."""
    client.force_login(official(role))
    page = open_page("/rules/", width=DESK)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def test_a_counter_finds_a_person_and_writes_down_the_phone(open_page, assert_accessible, demonstration, site, client):
    page = open_as("counter", open_page, site, client)
    page.goto("/desk/counter/")
    assert_accessible(page)
    page.get_by_label("真实姓名").fill(WHO["name"])
    page.get_by_label("证件号码").fill(WHO["number"])
    page.get_by_role("button", name="查询").click()
    assert WHO["number"] not in page.content() + page.url
    for what in ("number", "phone"):
        page.locator(f".reveal-link[href*='what={what}']").click()
    page.get_by_label("与来办事的人核对身份").nth(1).wait_for()
    assert_accessible(page)
    page.get_by_label("与来办事的人核对身份").nth(1).check()
    page.locator(".reveal").nth(1).get_by_role("button", name="查看").click()
    page.locator(".revealed-number").wait_for()
    expect(page.locator(".revealed-number")).to_have_text("12000000321")  # looked at in its place
    page.get_by_label("新的手机号").fill("12000000456")
    page.get_by_label("请本人看着").fill("12000000456")
    page.get_by_role("button", name="登记这个号码").click()
    says(page.locator("main"), "120****0456")
    assert_accessible(page)


def test_a_number_is_looked_at_where_it_stands(open_page, assert_accessible, demonstration, site, client):
    page = open_as("steward", open_page, site, client)
    person = Person.objects.get(name=WHO["name"])
    page.goto(f"/people/{person.pk}/reveal/?what=phone")
    assert_accessible(page)
    page.get_by_role("button", name="查看").click()
    says(page.locator(".error-summary"), "请选一个原因")
    page.get_by_label("核查数据差错").check()
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".revealed-number")).to_have_text("12000000321")
    assert_accessible(page)
    assert Look.objects.get().what == "phone"


def shown_by(secret: str, later: int = 0) -> str:
    """What an app that knows the secret shows, or will show so many half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30 + later))
