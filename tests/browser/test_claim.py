"""A claim in Chromium: from signing in to handed in, followed, taken back; in one step; completed; at a counter."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from certificates.my.words import whole_months
from cms.models import Installation
from lib.months import last_day
from occupations import demo
from people.actor import actor_of
from people.models import TrueTo
from people.signin import account_of
from subsidies import deciding
from subsidies.actions import review
from subsidies.models import Application, Determination, Invitation
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.browser.test_my_page import sign_in
from tests.certificates.holding import certificate, insured
from tests.people.cast import WHO, a_person, official
from tests.subsidies.claiming import CARD

POSTED = whole_months(date.today())
OWED = "¥1,500.00"


@pytest.fixture
def town(site):
    demo.load()
    Installation.mark_as_demonstration()
    for run, kind in enumerate(("insurance", "certificates", "statuses"), start=-3):
        TrueTo.objects.create(kind=kind, run=run, day=last_day(POSTED))


@pytest.fixture
def owed(town):
    """Somebody who is owed 1,500 yuan."""
    person = a_person(WHO["name"], phone="12000000321", nth=700)
    insured(person, POSTED - 30, POSTED)
    certificate(person, issued_on=date.today() - timedelta(60))
    return person


@pytest.fixture
def short(town):
    """Somebody who lacks months, and claims all the same."""
    person = a_person("示新人", household="110101", nth=702)
    insured(person, POSTED - 3, POSTED, district_id="110101")
    certificate(person, issued_on=date.today() - timedelta(60))
    return person


def account(page: Page) -> None:
    page.get_by_label("哪家银行").select_option("ICBC")
    page.get_by_role("textbox", name="卡号").press_sequentially(CARD)
    page.get_by_role("button", name="下一步").click()


def promise(page: Page, button: str = "提交") -> None:
    page.get_by_role("checkbox", name="我承诺").check()
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("width", [PHONE, deep(DESK)])
def test_from_signing_in_to_handed_in_followed_and_taken_back(open_page, sound, owed, width):
    page = open_page("/my/", width=width)
    sign_in(page, open_page)
    page.get_by_role("link", name="申请这一笔").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这些都对吗？")
    sound(page)
    page.get_by_role("button", name="都对，下一步").click()
    sound(page)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    sound(page)
    account(page)
    expect(page.get_by_text("尾号7894")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请先勾选承诺")
    promise(page)
    expect(page.locator(".case-money .case-amount")).to_have_text(OWED)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("市级经办人")
    sound(page)
    assert CARD not in page.content() and CARD not in page.url
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("您有 1 笔申请正在办")
    sound(page)
    page.get_by_role("link", name="1 条新消息").click()
    expect(page.locator(".inbox .is-new")).to_have_count(1)
    sound(page)
    page.get_by_role("link", name="进度查询").click()
    sound(page)
    page.locator(".case-what a").click()
    page.get_by_role("link", name="不想办了，撤回申请").click()
    sound(page)
    page.get_by_role("button", name="撤回申请").click()
    expect(page.locator(".stop.is-ended")).to_contain_text("已撤回")
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_role("button", name="评价").click()
    expect(page.get_by_text("您的评价：非常满意")).to_be_visible()
    sound(page)


def test_the_whole_claim_works_without_javascript(signed_in, owed):
    page = signed_in(account_of(owed), "/my/", PHONE, script=False)
    page.get_by_role("link", name="申请这一笔").click()
    page.get_by_role("button", name="都对，下一步").click()
    page.goto("/my/applications/")
    page.get_by_role("link", name="接着填").click()
    account(page)
    promise(page)
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("市级复核")
    page.get_by_role("link", name="不想办了，撤回申请").click()
    page.get_by_role("button", name="撤回申请").click()
    expect(page.locator(".stop.is-ended")).to_contain_text("已撤回")


def test_a_number_falls_into_fours_while_it_is_typed(signed_in, owed):
    page = signed_in(account_of(owed), f"/claim/{owed.certificates.get().entry}/", PHONE)
    page.get_by_role("button", name="都对，下一步").click()
    box = page.get_by_role("textbox", name="卡号")
    assert box.get_attribute("inputmode") == "numeric"
    box.press_sequentially(CARD)
    expect(box).to_have_value("6000 0012 3456 7894")


@pytest.mark.parametrize("script", [True, deep(False)])
def test_what_the_city_found_is_claimed_in_one_step(signed_in, sound, owed, script):
    entry = owed.certificates.get().entry
    page = signed_in(account_of(owed), f"/claim/{entry}/", PHONE, script=script)
    page.get_by_role("button", name="都对，下一步").click()
    account(page)
    Application.objects.all().delete()
    on, at = date.today(), timezone.now()
    found = deciding.rule(
        code="SU", person=owed.pk, subject=entry, on=on, at=at, trigger=Determination.Trigger.SCAN
    ).determination
    Invitation.objects.create(
        scheme="SU", person=owed, subject=entry, determination=found, amount=found.amount, found_on=on,
        last_day=on + timedelta(300),
    )  # fmt: skip
    page.goto("/my/")
    page.get_by_role("link", name="申请这一笔").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("确认申领")
    if script:
        sound(page)
    promise(page, "确认并提交")
    expect(page.locator(".case-money .case-amount")).to_have_text(OWED)


@pytest.mark.parametrize(("width", "script"), [(PHONE, True), deep(DESK, True), (PHONE, False)])
def test_what_was_sent_back_is_completed_and_handed_in_again(
    signed_in, sound, short, width, script, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"
    page = signed_in(account_of(short), "/my/", width, script=script)
    page.get_by_role("link", name="我仍要申请").click()
    if script:
        sound(page)
    page.get_by_role("button", name="我仍要申请").click()
    account(page)
    promise(page)
    reviewer = actor_of(official("reviewer"))
    review.ask_for_more(
        pk=Application.objects.get().pk, reason="evidence", actor=reviewer, at=timezone.now(), note="请补上五月的工资条"
    )
    page.wait_for_url("**/my/applications/*/")  # a page still on its way cannot be asked for again
    page.wait_for_load_state()
    page.reload()
    page.get_by_role("link", name="去补正").first.click()
    expect(page.get_by_text("请补上五月的工资条")).to_be_visible()
    if script:
        sound(page)
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4 made up %%EOF")
    page.get_by_label("选照片或 PDF").set_input_files(paper)
    page.get_by_role("button", name="附上这一份").click()
    expect(page.locator(".proofs")).to_contain_text("其他证明")
    if script:
        sound(page)
    page.get_by_role("button", name="补好了，重新提交").click()
    expect(page.locator(".stop[aria-current=step]")).to_contain_text("东城区区级审核员")


@pytest.mark.parametrize(("width", "script"), [(DESK, True), deep(TABLET, True), deep(DESK, False)])
def test_a_clerk_enters_for_who_came_in_and_prints_what_is_signed(signed_in, sound, owed, width, script):
    page = signed_in(official("counter"), "/desk/counter/", width, script=script)
    page.get_by_label("真实姓名").fill(WHO["name"])
    page.get_by_label("证件号码").fill(WHO["number"])
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="代为申请补贴").click()
    for button in ("下一步", "都对，下一步"):
        if script:
            sound(page)
        page.get_by_role("button", name=button).click()
    account(page)
    if script:
        sound(page)
    page.get_by_role("checkbox", name="本人同意").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请回执")
    expect(page.get_by_role("button", name="打印回执")).to_be_visible(visible=script)
    if script:
        sound(page)
        page.emulate_media(media="print")
        expect(page.get_by_text("本人签名")).to_be_visible()
        expect(page.locator(".tap:visible, main .btn:visible")).to_have_count(0)
    page.goto("/claim/entered/")
    expect(page.locator(".case-what")).to_contain_text(WHO["name"])
