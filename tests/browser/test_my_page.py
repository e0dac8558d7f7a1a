"""A worker in Chromium: signs in, sees a month missing, says so; a steward mends it; what is owed is there."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect

from certificates.my.words import whole_months
from cms.models import Installation
from lib.months import first_day, last_day
from occupations import demo
from people.models import Look, TrueTo
from people.signin import account_of
from tests.browser.browser import overflow
from tests.browser.conftest import DESK, PHONE, WIDTHS, deep
from tests.certificates.holding import certificate, drawing, insured
from tests.certificates.test_my_report import picture
from tests.people.cast import WHO, a_person, official

POSTED = whole_months(date.today())
GAP = POSTED - 4
OWED = "¥1,500.00"


@pytest.fixture
def gap(site):
    """Somebody who lacks one month: eleven in all, one left out five months ago; the certificate is newer than it."""
    demo.load()
    Installation.mark_as_demonstration()
    for run, kind in enumerate(("insurance", "certificates", "statuses"), start=-3):
        TrueTo.objects.create(kind=kind, run=run, day=last_day(POSTED))
    person = a_person(WHO["name"], phone="12000000321", nth=700)
    insured(person, GAP - 7, GAP - 1)
    insured(person, GAP + 1, POSTED)
    certificate(person, issued_on=first_day(GAP + 2) + timedelta(4))
    return person


def sign_in(page: Page, open_page) -> None:
    page.get_by_label("真实姓名").fill(WHO["name"])
    page.get_by_label("证件号码").fill(WHO["number"])
    page.get_by_role("button", name="获取验证码").click()
    phone = open_page("/demo/phone/", width=PHONE, script=False)
    code = re.search(r"验证码是(\d{6})", phone.locator(".demo-texts li").first.inner_text())[1]
    page.get_by_label("6位验证码").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()


def reports_the_missing_month(page: Page, sound) -> None:
    missing = page.locator(f"a.month[href$='month={GAP // 12}-{GAP % 12 + 1:02d}']")
    expect(missing).to_contain_text("没有缴费")
    missing.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("的参保记录，哪里不对？")
    sound(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 处要改")
    sound(page)
    page.get_by_role("radio", name="缴了 单位给缴的").check()
    expect(page.locator("#kept")).to_have_text("已存为草稿，离开这一页也不会丢。")
    page.get_by_label("补充说明").fill("工资条上扣了")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，等待核对")).to_be_visible()
    expect(page.get_by_text("数据管理员")).to_be_visible()
    sound(page)


def grants_it(desk: Page, sound, *, by_keys: bool) -> None:
    """The steward's half, by the keys alone or by pressing what is there."""
    sound(desk)
    if by_keys:
        desk.keyboard.press("j")
    else:
        desk.locator(".desk-row").click()
    desk.wait_for_url("**/desk/corrections/*/")
    expect(desk.locator(".compared-row.is-different")).to_contain_text("没有缴费")
    expect(desk.locator("#will")).to_contain_text("将写入登记 1 行")
    sound(desk)
    if by_keys:
        desk.keyboard.press("a")
        expect(desk.get_by_role("button", name="照此更正")).to_be_focused()
        desk.keyboard.press("Enter")
    else:
        desk.locator(".desk-facts .reveal-link").click()
        asked = desk.locator(".desk-facts .reveal .main-action")
        expect(asked).to_have_css("position", "static")  # else the fixed bar lies over its button
        sound(desk)
        desk.get_by_role("button", name="照此更正").click()
    expect(desk.locator(".desk-outcome").first).to_contain_text("参保月数还差 1 个月", timeout=30_000)
    expect(desk.locator(".desk-outcome .now").first).to_have_text(f"现在：可以领 {OWED}")
    sound(desk)


@pytest.mark.parametrize("width", [PHONE, deep(DESK)])
def test_a_wrong_month_is_reported_and_mended_and_then_it_is_owed(open_page, signed_in, sound, gap, width):
    page = open_page("/my/", width=width)
    sign_in(page, open_page)
    assert page.url.endswith("/my/"), "after signing in one lands here"
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有可以领的补贴")
    expect(page.get_by_text("参保月数还差 1 个月")).to_be_visible()
    sound(page)
    reports_the_missing_month(page, sound)
    grants_it(signed_in(official("steward"), "/desk/corrections/", width), sound, by_keys=width == DESK)
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("您有 1 笔补贴可以领")
    expect(page.locator(".owed .slip-amount")).to_have_text(OWED)
    page.get_by_text("个条件都符合", exact=False).first.click()
    expect(page.locator(".owed .slip-check").filter(has_text="参保月数").first).to_contain_text("累计12个月")
    sound(page)
    page.get_by_role("link", name="如果情况变了会怎样？").click()
    expect(page.locator(".slip-amount")).to_have_text(OWED)
    phone = open_page("/demo/phone/", width=PHONE, script=False)
    expect(phone.locator(".demo-texts li").first).to_contain_text("有一笔补贴可以领了")


def test_the_whole_way_works_without_javascript(signed_in, gap):
    page = signed_in(account_of(gap), "/my/", PHONE, script=False)
    page.get_by_role("link", name="有月份不对，申请更正").click()
    page.get_by_label("哪个月不对？").fill(f"{GAP // 12}{GAP % 12 + 1:02d}")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("radio", name="缴了 单位给缴的").check()
    page.get_by_role("button", name="先存着").click()
    page.locator(".my-waiting a").click()
    assert page.get_by_role("radio", name="缴了 单位给缴的").is_checked(), "the draft goes on where it was left"
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，等待核对")).to_be_visible()
    desk = signed_in(official("steward"), "/desk/corrections/", DESK, script=False)
    desk.locator(".desk-row").click()
    desk.get_by_text("不更正", exact=True).first.click()
    desk.get_by_role("button", name="照此更正").click()
    expect(desk.locator(".desk-outcome .now").first).to_have_text(f"现在：可以领 {OWED}", timeout=30_000)


def test_a_steward_says_no_by_the_keys(signed_in, gap, sound):
    page = signed_in(account_of(gap), f"/my/report/month/?month={GAP // 12}-{GAP % 12 + 1:02d}", PHONE)
    page.get_by_role("radio", name="没有缴过").check()
    expect(page.locator(".ask-employer")).to_be_hidden()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/my/requests/*/")
    desk = signed_in(official("steward"), "/desk/corrections/", DESK)
    desk.keyboard.press("j")
    desk.wait_for_url("**/desk/corrections/*/")
    desk.keyboard.press("r")
    expect(desk.locator("#refuse")).to_have_attribute("open", "")
    sound(desk)
    desk.keyboard.press("Space")
    desk.get_by_label("另外给本人的说明").fill("jkar")  # typed, not pressed
    desk.get_by_role("button", name="答复：不更正").click()
    expect(desk.locator(".desk-answer")).to_contain_text("没有更正")
    page.reload()
    expect(page.get_by_text("我们问过登记的部门", exact=False)).to_be_visible()
    sound(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_proof_is_shown_when_it_is_asked_for_and_not_before(signed_in, gap, sound, script):
    """Each showing is written down, so opening the request alone shows nothing."""
    client = Client()
    client.force_login(account_of(gap))
    month = f"{GAP // 12}-{GAP % 12 + 1:02d}"
    given = {"first": month, "last": month, "paid": "none", "file": SimpleUploadedFile("a.png", picture()), "send": "1"}
    assert client.post(f"/my/report/month/?month={month}", given).status_code == 302
    own = ("inline style", "404")  # Chromium's own page around a picture, and the icon it looks for there
    desk = signed_in(official("steward"), "/desk/corrections/", DESK, script=script, expect=() if script else own)
    desk.locator(".desk-row").click()
    desk.wait_for_url("**/desk/corrections/*/")
    desk.wait_for_load_state("networkidle")
    if script:
        sound(desk)
    assert not Look.objects.exists()
    desk.get_by_role("link", name="看证明材料").click()
    shown = desk.locator("img.desk-proof" if script else "img")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.naturalWidth") == 40
    assert desk.url.endswith("/proof/") is not script
    assert Look.objects.get().what == "proof"


@pytest.mark.parametrize(
    ("mode", "width"), [("large", 320), deep("large", PHONE), deep("large", DESK), ("contrast", PHONE)]
)
def test_large_type_and_high_contrast_fit(signed_in, gap, sound, mode, width):
    drawing(gap, first_day(GAP), last_day(GAP))
    page = signed_in(account_of(gap), f"/display/{mode}/on?next=/my/", width)
    assert mode in page.locator("html").get_attribute("class")
    sound(page)
    page.locator(".fold summary").first.click()
    sound(page)


def test_every_width_fits(signed_in, gap, sound):
    page = signed_in(account_of(gap), "/my/", PHONE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == [], width


def test_what_a_thumb_presses_is_high_enough(signed_in, gap):
    page = signed_in(account_of(gap), "/my/", PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main .btn, main .tap, main summary, main .my-waiting a, main a.month")]
            .filter(e => e.checkVisibility())
            .filter(e => e.getBoundingClientRect().height < (e.matches(".month") ? 43.9 : 47.9))
            .map(e => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`)"""
    )
    assert small == []
    narrow = page.locator("a.month").first.bounding_box()["width"]
    assert narrow >= 20


def test_the_keyboard_does_not_stop_at_every_month(signed_in, gap):
    page = signed_in(account_of(gap), "/my/", DESK)
    assert page.locator("a.month").count() >= 24
    stops = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.className"))
    assert not any("month" in stop.split() for stop in stops)
    expect(page.get_by_role("link", name="有月份不对，申请更正")).to_be_visible()


def test_on_paper_the_months_are_there_and_nothing_is_to_press(signed_in, gap):
    page = signed_in(account_of(gap), "/my/", DESK)
    page.emulate_media(media="print")
    expect(page.locator(".tap:visible, main .btn:visible")).to_have_count(0)
    assert page.locator(".months-years .month-box:visible").count() >= 24
    heights = page.locator(".refused details .slip-check").evaluate_all(
        "checks => checks.map(e => e.getBoundingClientRect().height)"
    )
    assert heights and min(heights) > 10, "the folded slip prints unfolded"


def test_forced_colours_keep_the_months_apart(signed_in, gap, sound):
    page = signed_in(account_of(gap), "/my/", DESK, forced_colors="active")
    paid = page.locator(".months-years .month-paid rect").first.evaluate("e => getComputedStyle(e).fill")
    none = page.locator(".months-years .month-none rect").first.evaluate("e => getComputedStyle(e).fill")
    assert paid != none
    assert overflow(page) == []
