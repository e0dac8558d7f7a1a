"""A worker walks the calculator: to an amount and to a refusal, on a phone and at a desk, with and without script."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from occupations import demo
from tests.browser.conftest import DESK, PHONE, WAYS, deep
from tests.browser.test_look import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MONTHS = "一共缴了"

ANSWERED = (
    "/calculator/?occupation=6-31-01-03&level=4&issued_on=2022-07-15&applied_on=2022-09-01&certificate_verified=true"
    "&status_at_issue=employee&status_at_application=employee"
)
walks = pytest.mark.parametrize("script", [True, deep(False)], ids=["script", "no-script"])
widths = pytest.mark.parametrize("width", [PHONE, deep(DESK)])


@pytest.fixture(autouse=True)
def catalogue(site):
    demo.load()


def go_on(page: Page) -> None:
    page.get_by_role("button", name=re.compile("下一步|改好了")).click()


def choose(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words).check()
    go_on(page)


def find_occupation(page: Page, words: str, name: str, script: bool) -> None:
    box = page.get_by_role("searchbox", name="证书上写的是什么职业？")
    if script:
        box.press_sequentially(words)
    else:
        box.fill(words)
        page.get_by_role("button", name="查找").click()
    choose(page, name)


def walk_to_the_end(page: Page, script: bool, months: str, check=lambda page: None) -> None:
    check(page)
    find_occupation(page, "yanglao", "养老护理员", script)
    check(page)
    choose(page, "中级工（四级）")
    page.get_by_label("证书是哪天核发的？").fill("20220715")
    check(page)
    go_on(page)
    choose(page, "查得到，而且信息一致")
    choose(page, "在北京的企业上班")
    choose(page, "在北京的企业上班")
    check(page)
    page.get_by_label(MONTHS).fill(months)
    go_on(page)
    check(page)
    choose(page, "没有")


@WAYS
def test_a_worker_reads_what_she_can_claim_and_why(open_page, assert_accessible, script, width):
    page = open_page("/calculator/?applied_on=2022-09-01", width=width, script=script)
    walk_to_the_end(page, script, "14", assert_accessible if script else lambda page: None)
    expect(page.get_by_text("您可以领")).to_be_visible()
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")
    expect(page.get_by_text("请在2023年7月15日当天或之前申请。")).to_be_visible()
    page.get_by_text("个条件都符合", exact=False).click()
    expect(page.get_by_text("累计14个月", exact=False).first).to_be_visible()
    if script:
        assert_accessible(page)


@WAYS
def test_a_worker_reads_why_not_and_what_to_do(open_page, assert_accessible, script, width):
    page = open_page("/calculator/?applied_on=2022-09-01", width=width, script=script)
    walk_to_the_end(page, script, "10")
    expect(page.get_by_text("现在还不能领")).to_be_visible()
    expect(page.get_by_text("在本市累计缴纳失业保险的月数还不够。")).to_be_visible()
    expect(page.get_by_text("缴满后", exact=False)).to_be_visible()
    if script:
        assert_accessible(page)
    # she looks again, mends one answer in place, and is back at the answer
    page.get_by_role("link", name=re.compile("修改.*失业保险月数")).click()
    page.get_by_label(MONTHS).fill("12")
    go_on(page)
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")


@walks
def test_earlier_payments_are_told_one_by_one(open_page, assert_accessible, script):
    answered = (
        "/calculator/?occupation=4-10-01-05&level=4&issued_on=2024-05-20&applied_on=2024-09-01"
        "&status_at_issue=employee&status_at_application=employee&certificate_verified=true&months_insured=40"
    )
    page = open_page(answered, script=script)
    choose(page, "有，我来补充")
    expect(page.get_by_role("heading", level=1)).to_have_text("是哪一种补贴？")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("请选是哪一种补贴")
    choose(page, "政府补贴的培训班")
    choose(page, "别的职业")
    expect(page.get_by_role("heading", level=1)).to_have_text("大约哪天到账或结业的？")
    page.get_by_role("link", name="上一步").click()
    choose(page, "就是这个职业")
    if script:
        assert_accessible(page)
    choose(page, "中级工（四级）")
    page.get_by_label("大约哪天到账或结业的？").fill("去年")
    page.get_by_role("button", name="加上这一条").click()
    expect(page.get_by_role("alert")).to_contain_text("看不懂“去年”")
    page.get_by_label("大约哪天到账或结业的？").fill("2024-02-01")
    page.get_by_role("button", name="加上这一条").click()
    expect(page.get_by_text("政府补贴的培训班，这个职业，中级工（四级），2024年2月1日")).to_be_visible()
    if script:
        assert_accessible(page)
    assert overflow(page) == []
    page.get_by_role("link", name="再补一条").click()
    expect(page.get_by_text("第 2 条补贴")).to_be_visible()
    page.get_by_role("link", name="上一步").click()
    page.get_by_role("link", name="就这些，下一步").click()
    expect(page.get_by_text("这个职业的这个等级已经由培训补贴支付过，不能重复享受。")).to_be_visible()
    page.get_by_role("link", name=re.compile("修改.*以前的补贴")).click()
    page.get_by_role("link", name=re.compile("删去")).click()
    page.get_by_role("link", name="其实没有，跳过这一问").click()
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")


def test_a_higher_certificate_is_asked_about_only_where_the_law_looks_at_it(open_page, assert_accessible):
    page = open_page(
        "/calculator/?occupation=4-10-01-05&level=4&issued_on=2025-05-20&applied_on=2025-09-01"
        "&status_at_issue=employee&status_at_application=employee&certificate_verified=true&months_insured=40&earlier=no"
    )
    expect(page.get_by_role("heading", name="您还有更高等级的证书吗？")).to_be_visible()
    assert_accessible(page)
    choose(page, "高级工（三级）")
    expect(page.get_by_text("同一职业已有更高等级，不再补较低等级。")).to_be_visible()


@walks
def test_a_wrong_turn_is_answered_and_nothing_is_lost(open_page, script):
    page = open_page("/calculator/?occupation=4-10-01-05&level=4&issued_on=20220230", script=script)
    expect(page.get_by_role("alert")).to_contain_text("没有2022年2月30日这一天")
    page.get_by_label("证书是哪天核发的？").fill("2022-02-28")
    go_on(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["occupation"], asked["level"], asked["issued_on"]) == (["4-10-01-05"], ["4"], ["2022-02-28"])


def test_the_link_on_the_page_opens_the_same_answer(open_page):
    page = open_page("/calculator/?applied_on=2022-09-01", width=DESK)
    walk_to_the_end(page, True, "14")
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator("#link-copied")).to_have_text("已复制")
    page.goto(page.locator("#link").get_attribute("href"))
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")


def test_where_there_is_no_clipboard_the_address_is_copied_all_the_same(open_page):
    page = open_page(f"{ANSWERED}&months_insured=14&earlier=no")
    page.evaluate("""() => {
        navigator.clipboard.writeText = () => Promise.reject();
        document.addEventListener("copy", () => { document.title = getSelection().toString(); });
    }""")
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator("#link-copied")).to_have_text("已复制")
    assert page.title() == page.locator("#link").evaluate("link => link.href")


def test_what_cannot_be_found_is_answered_with_what_is_near(open_page, assert_accessible):
    page = open_page("/calculator/?q=养劳护理")
    expect(page.get_by_text("没有找到")).to_be_visible()
    expect(page.get_by_role("radio", name="养老护理员")).to_be_visible()
    assert_accessible(page)


@widths
def test_every_rule_page_reads_well_to_everyone(open_page, assert_accessible, width):
    page = open_page("/rules/", width=width)
    assert_accessible(page)
    for code in ("SU", "TR", "AP"):
        page.goto(f"/rules/{code}/")
        page.locator("summary").first.click()
        assert_accessible(page)
    page.goto("/rules/SU/SU-CAP/")
    assert_accessible(page)
    width_of_page, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width_of_page <= seen


@walks
def test_looking_up_another_occupation_is_not_taken_for_the_old_one(open_page, script):
    # what was still being suggested when Enter was pressed is dropped, and rightly so
    page = open_page(f"{ANSWERED}&months_insured=14&earlier=no", script=script, expect=("ERR_ABORTED",))
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")
    page.get_by_role("link", name=re.compile("修改职业|修改.*职业")).first.click()
    box = page.get_by_role("searchbox", name="证书上写的是什么职业？")
    box.fill("焊工")
    box.press("Enter")
    expect(page.get_by_role("radio", name="焊工").first).to_be_visible()
    page.get_by_role("radio", name="焊工").first.check()
    go_on(page)
    # what was said of the old occupation's payments is asked again
    choose(page, "没有")
    expect(page.locator(".slip-title").filter(has_text="焊工").first).to_be_visible()


@walks
def test_nothing_chosen_is_said_on_the_page(open_page, assert_accessible, script):
    page = open_page("/calculator/?occupation=4-10-01-05", script=script)
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("请选一个等级")
    if script:
        assert_accessible(page)


def test_an_old_link_says_that_it_is_old_and_can_be_reckoned_anew(open_page):
    page = open_page(f"{ANSWERED}&months_insured=14&earlier=no")
    expect(page.get_by_text("这是按2022年9月1日申请算的", exact=False)).to_be_visible()
    page.get_by_role("link", name="按今天重算").click()
    expect(page.get_by_text("申请日期不在可以申领的期限内。")).to_be_visible()


def test_somebody_on_benefit_is_not_asked_for_months(open_page):
    page = open_page(f"{ANSWERED}&earlier=no".replace("application=employee", "application=benefit"))
    expect(page.locator(".slip-amount")).to_have_text("¥1,500.00")


def test_an_occupation_in_no_list_is_no_dead_end(open_page):
    page = open_page("/calculator/?q=zzzz")
    choose(page, "列表里没有我的职业")
    expect(page.get_by_role("heading", name="证书是几级？")).to_be_visible()
