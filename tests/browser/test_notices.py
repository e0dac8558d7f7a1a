"""公示 from one end to the other in Chromium: posted at a desk, seen on a phone, objected to, answered both ways."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from people.identities import number_of
from people.models import User
from subsidies.actions import notices, review
from subsidies.models import Line, Notice, Objection
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE, TABLET
from tests.browser.test_look import overflow
from tests.subsidies import claiming
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.usefixtures("site")
SAID = "这个人没有参加过这项考试，我当天在考场。"


@pytest.fixture
def waiting(site, time_machine):
    """Three who are approved; the clock stands, for their days are fixed."""
    time_machine.move_to(AT)
    city = claiming.official("city")
    people = [claiming.claimant(name) for name in ("示公示", "示阿依·买买提", "示三")]
    cards = (claiming.CARD, claiming.OTHER_CARD, "6000000000000007")
    for person, card in zip(people, cards, strict=True):
        made = claiming.handed_in(person, number=card)
        review.approve(pk=made.pk, actor=city, at=AT)
    return city, people


def at_desk(open_page, site, city, path, width=DESK):
    client = Client()
    client.force_login(User.objects.get(pk=city.user_id))
    page = open_page("/rules/", width=width)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(path)
    return page


def fits(page):
    page.wait_for_load_state()
    assert overflow(page) == []


def clean(page, assert_accessible):
    fits(page)
    assert_accessible(page)


def test_from_posting_to_the_answers(open_page, assert_accessible, site, waiting):
    city, people = waiting
    desk = at_desk(open_page, site, city, "/desk/notices/")
    clean(desk, assert_accessible)
    desk.keyboard.press("j")
    desk.get_by_role("heading", name="发布前预览").wait_for()
    clean(desk, assert_accessible)
    assert people[0].name not in desk.content()
    desk.keyboard.press("a")
    desk.keyboard.press("Enter")
    desk.get_by_text("已经发布：3 笔").wait_for()
    clean(desk, assert_accessible)

    notice = Notice.objects.get()
    phone = open_page("/", width=PHONE)
    phone.get_by_role("link", name=f"第 {notice.pk} 号").click()
    expect(phone.locator(".notice-rows li")).to_have_count(3)
    expect(phone.locator("table")).to_have_count(0)
    clean(phone, assert_accessible)
    finds_oneself(phone, people[0], assert_accessible)

    for place, said in ((1, SAID), (2, SAID + "另一笔。")):
        phone.goto(f"/notices/{notice.pk}/")
        object_to(phone, place, said, assert_accessible)
    assert Line.objects.filter(frozen=True).count() == 2

    desk.goto("/desk/notices/objections/")
    clean(desk, assert_accessible)
    answer(desk, "j", "a", "调取签到记录，本人参加了考试。", "已答复：异议不成立", assert_accessible)
    answer(desk, "", "r", "发证机构承认登记有误。", "已答复：异议成立", assert_accessible)
    assert sorted(Objection.objects.values_list("state", flat=True)) == ["dismissed", "upheld"]
    phone.goto(f"/notices/{notice.pk}/")
    says(phone.locator("#r2"), "异议成立，已撤下")
    clean(phone, assert_accessible)


def finds_oneself(phone, person, assert_accessible):
    phone.get_by_role("link", name="找自己的名字").first.click()
    clean(phone, assert_accessible)
    phone.get_by_label("姓名").fill(person.name)
    phone.get_by_label("证件号码后4位").fill(number_of(person)[-4:])
    phone.get_by_role("button", name="查找").click()
    says(phone.locator("main"), "找到了")
    assert phone.url.endswith("/notices/find/")
    clean(phone, assert_accessible)
    phone.get_by_role("link", name="第 1 笔").click()


def object_to(phone, place, said, assert_accessible):
    phone.locator(f"#r{place}").get_by_role("link", name="提异议").click()
    clean(phone, assert_accessible)
    phone.get_by_label("您认为哪里不对").fill(said)
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_role("button", name="下一步").click()
    says(phone.locator(".error-summary"), "请填您的姓名")
    clean(phone, assert_accessible)
    phone.get_by_label("您的姓名").fill("示举报")
    phone.get_by_label("您的电话").fill("12000000000")
    phone.get_by_role("button", name="下一步").click()
    says(phone.locator("main"), said)
    clean(phone, assert_accessible)
    phone.get_by_role("button", name="提交异议").click()
    says(phone.locator("h1"), "异议已经收到")
    says(phone.locator(".reference"), "YY")
    clean(phone, assert_accessible)


def answer(desk, opens, key, words, told, assert_accessible):
    if opens:
        desk.keyboard.press(opens)
    else:
        desk.goto("/desk/notices/objections/")
        desk.locator(".desk-row").first.click()
    desk.get_by_role("heading", name="对公示有异议").wait_for()
    desk.wait_for_load_state()  # until then no key is listened to
    desk.keyboard.press(key)
    desk.locator("details[open] textarea").wait_for()
    desk.keyboard.type(words)
    clean(desk, assert_accessible)
    desk.locator("details[open] button[type=submit]").click()
    desk.get_by_text(told).wait_for()
    clean(desk, assert_accessible)


def test_without_script_and_in_large_type_it_goes_as_well(open_page, site, waiting):
    city, _ = waiting
    notice = notices.post(scheme="SU", actor=city, at=AT)
    page = open_page("/display/large/on?next=/notices/", width=PHONE, script=False)
    fits(page)
    page.get_by_role("link", name=f"第 {notice.pk} 号").click()
    fits(page)
    page.locator("#r3").get_by_role("link", name="提异议").click()
    page.get_by_label("您认为哪里不对").fill(SAID)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("您的姓名").fill("示举报")
    page.get_by_label("您的电话").fill("12000000000")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name=re.compile(r"修改\s*哪里不对")).click()
    assert page.get_by_label("您认为哪里不对").input_value() == SAID
    page.get_by_role("button", name="下一步").click()
    assert page.get_by_label("您的电话").input_value() == "12000000000", "nothing typed is lost"
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交异议").click()
    assert Objection.objects.count() == 1
    desk = at_desk(open_page, site, city, f"/desk/notices/objections/{Objection.objects.get().pk}/", width=TABLET)
    fits(desk)
