"""A steward's walk in Chromium: two thousand rows with a dozen kinds of error, mended in the marked workbook, in."""

import io
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from certificates.models import Certificate
from records import jobs, runs
from records.models import ImportRun
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE, deep
from tests.browser.test_look import overflow
from tests.people.cast import official
from tests.records import sheets

FEED = "/steward/records/importrun/import/?kind=certificates"


@pytest.fixture
def signed_in(open_page, site):
    """``signed_in(path, width)``: a page with a steward's session."""
    client = Client()
    client.force_login(official("steward"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/", "expires": -1}
    cookie = session | {"domain": urlsplit(site).hostname, "httpOnly": True, "secure": False, "sameSite": "Lax"}
    return partial(open_page, storage_state={"cookies": [cookie], "origins": []})


@pytest.fixture
def sound_look(assert_accessible):
    """The page fits its width and axe finds nothing."""

    def check(page) -> None:
        page.wait_for_load_state()
        assert overflow(page) == [], page.url
        assert_accessible(page)

    return check


def hand_in(page, content: bytes, name: str) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("文件").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_label("数据截至").fill("2024-10-31")
    page.get_by_role("button", name="交上去检查").click()


def mended(marked: bytes, truth: list[list]) -> bytes:
    """The marked workbook as a steward would mend it: by the column 问题, each marked row from the paper."""
    book = openpyxl.load_workbook(io.BytesIO(marked))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    problems = heads.index("问题")
    wrong = 0
    for place, row in enumerate(sheet.iter_rows(min_row=2)):
        if row[problems].value:
            wrong += 1
            for title, value in zip(sheets.TITLES, truth[place], strict=True):
                row[heads.index(title)].value = value
    assert wrong == len(sheets.ERRORS) * sheets.EACH, "every wrong row is marked, and no other"
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@pytest.mark.parametrize("width", [DESK, deep(PHONE)])
def test_a_month_of_certificates_from_the_folder_into_the_register(signed_in, sound_look, width):
    truth = sheets.sound()
    page = signed_in("/steward/", width)
    sound_look(page)
    page.get_by_role("link", name="导入技能证书").click()
    says(page.locator("h1"), "导入技能证书")
    sound_look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename == "技能证书（模板）.xlsx"

    hand_in(page, sheets.workbook(sheets.spoilt(truth)), "证书2024年10月.xlsx")
    page.get_by_role("link", name="下载标好错误的工作簿").wait_for()
    shown = page.locator("main").inner_text()
    for told, *_ in sheets.ERRORS:
        assert told in shown, told
    sound_look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好错误的工作簿").click()
    marked = Path(download.value.path()).read_bytes()

    good = len(truth) - len(sheets.ERRORS) * sheets.EACH
    page.get_by_role("button", name=f"确认导入 {good:,} 行").click()
    page.get_by_text("已完成").wait_for()
    expect(page.get_by_role("link", name="下载结果文件")).to_be_visible()
    sound_look(page)

    page.get_by_role("link", name="再导入一份技能证书").click()
    hand_in(page, mended(marked, truth), "证书2024年10月（改好）.xlsx")
    expect(page.get_by_text("搁置的行")).to_have_count(0)
    page.get_by_role("button", name="确认导入 2,000 行").click()
    page.get_by_text("已完成").wait_for()
    sound_look(page)
    page.get_by_role("link", name="数据导入").first.click()
    says(page.locator("main"), "2024年10月31日")
    assert Certificate.objects.filter(until_run=None).count() == len(truth)
    for path in ("/steward/records/importrun/", "/steward/certificates/certificate/", "/steward/registers/"):
        page.goto(path)
        sound_look(page)


@pytest.mark.parametrize("script", [True, False])
def test_the_bar_survives_the_closing_of_its_page_and_gives_way_to_what_was_found(
    signed_in, sound_look, monkeypatch, script
):
    monkeypatch.setattr(jobs, "_send", lambda pk: None)  # a queue whose worker has not come yet
    page = signed_in(FEED, PHONE, script=script)
    polled = []

    def hold(route) -> None:
        polled.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/far/**", hold)
    hand_in(page, sheets.workbook(sheets.sound(20)), "证书.xlsx")
    expect(page.get_by_text("可以关掉这一页")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    if script:
        sound_look(page)
        with page.expect_request("**/far/**"):
            pass
    address = page.url
    page.goto("about:blank")
    run = ImportRun.objects.get()
    runs.drive(run)
    page.unroute("**/far/**")
    page.goto(address)
    expect(page.get_by_role("button", name="确认导入 20 行")).to_be_visible()
    assert bool(polled) == script


def test_the_page_of_a_run_draws_itself_anew_when_the_check_is_over(signed_in, monkeypatch):
    monkeypatch.setattr(jobs, "_send", lambda pk: None)
    page = signed_in(FEED, DESK)
    page.route("**/far/**", lambda route: route.fulfill(status=204))
    hand_in(page, sheets.workbook(sheets.sound(20)), "证书.xlsx")
    page.get_by_text("可以关掉这一页").wait_for()
    runs.drive(ImportRun.objects.get())
    page.unroute("**/far/**")
    page.get_by_role("button", name="确认导入 20 行").wait_for()


@pytest.mark.parametrize("width", [PHONE, deep(DESK)])
def test_a_file_that_is_no_table_is_refused_where_another_can_be_chosen(signed_in, sound_look, width):
    page = signed_in(FEED, width)
    page.get_by_role("button", name="交上去检查").click()
    page.locator(".error-summary").wait_for()
    assert page.locator(":focus").get_attribute("class") == "error-summary"
    sound_look(page)
    hand_in(page, b"%PDF-1.7 nothing of a table", "证书.xlsx")
    says(page.locator(".refusal"), "这份文件没有导入")
    assert page.get_by_label("数据截至").input_value() == "2024-10-31"
    sound_look(page)


@pytest.mark.parametrize("width", [PHONE, deep(DESK)])
def test_a_person_is_found_and_nothing_of_him_stands_in_the_address(signed_in, sound_look, width):
    from tests.people.cast import a_person, number

    person = a_person("示例甲", household="110101", phone="12000000123", nth=1)
    page = signed_in("/steward/people/person/", width)
    sound_look(page)
    page.get_by_label("姓名，或完整的证件号码").fill(number(1))
    page.get_by_role("button", name="查人").click()
    assert page.url.endswith(f"?id__in={person.pk}")
    page.get_by_role("link", name="示例甲").click()
    sound_look(page)
    assert number(1) not in page.content()
    assert (
        page.get_by_role("link", name="看完整证件号码")
        .get_attribute("href")
        .startswith(reverse("people:reveal", args=[person.pk]))
    )
