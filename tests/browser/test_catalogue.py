"""The catalogue in Chromium: a worker who has never been here, three side by side, an edition from its workbooks to the
day it is published, by two editors; and what axe finds on every one of these pages."""

import io
from datetime import date

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lib.workbook import write
from occupations import demo, editions
from occupations.editions import EditionFacts
from occupations.lists import load_catalogue
from occupations.models import CatalogueEdition
from people.models import Organisation
from tests.browser.browser import overflow, says
from tests.browser.conftest import DESK, PHONE
from tests.people import cast
from training.models import Course

pytestmark = pytest.mark.usefixtures("catalogue")
CARE, COOK = "4-10-01-05", "4-03-02-01"
PUBLIC = (
    "/catalogue/", "/catalogue/2023-sample/changes/", "/occupations/?q=养老", "/occupations/?q=什么也不是的",
    f"/occupations/{CARE}/", f"/occupations/{COOK}/", f"/occupations/compare/?o={CARE}&o={COOK}&o=6-31-01-03",
    "/occupations/compare/", "/occupations/levels/", "/data/", "/courses/",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = ["编码", "名称", "急需紧缺", "紧缺程度", "月薪从", "月薪到", "等级", "工种"]
SCALE = ("一般紧缺", "紧缺")


@pytest.fixture
def catalogue(site):
    """With a school that teaches: its page and the occupation's are looked at with something on them."""
    demo.load()
    school = Organisation.objects.create(
        code="52990101MJ0000002K", name="示例职业培训学校", kind="institution", district_id="110101"
    )
    taught = [
        {"kind": "jinlanling", "occupation": CARE, "level": 4, "category": "A"},
        {"kind": "startup", "course": "SYB"},
    ]
    for one in taught:
        Course.objects.create(organisation=school, minimum_hours=80, since=date(2020, 1, 1), since_run=1, **one)


def test_every_public_page_of_the_catalogue_is_sound_at_every_width(open_page, at_every_width):
    page = open_page("/courses/")
    expect(page.get_by_role("heading", name="示例职业培训学校")).to_be_visible()
    for path in PUBLIC:
        page.goto(path)
        at_every_width(page, PHONE)
    page.goto(PUBLIC[6])
    for width in (PHONE, DESK):  # the three stand beside each other, on a phone too
        page.set_viewport_size({"width": width, "height": 900})
        tops = (
            page.locator(".compare-row")
            .first.locator(".compare-cell")
            .evaluate_all("cells => cells.map(e => Math.round(e.getBoundingClientRect().top))")
        )
        assert len(tops) == 3 and len(set(tops)) == 1, width
    page.goto("/display/large/on?next=/display/contrast/on")
    for path in PUBLIC:
        page.goto(path)
        page.set_viewport_size({"width": PHONE, "height": 900})
        assert overflow(page) == [], path


def press(page, words: str) -> None:
    """Tab on to the link, button or fold of these words, as somebody without a mouse, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText || ''").strip().startswith(words):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {words} on {page.url}")


def test_by_keyboard_from_the_first_page_to_what_a_carer_gets_and_why(open_page, sound):
    page = open_page("/", width=PHONE)
    page.get_by_role("searchbox", name="查一个职业").focus()
    page.keyboard.type("养老")
    page.keyboard.press("Enter")
    page.wait_for_url("**/occupations/?q=*")
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type("护理")  # as one types, what is found changes
    page.get_by_text("“养老护理”找到 1 个职业").wait_for()
    press(page, "养老护理员")
    page.wait_for_url(f"**/occupations/{CARE}/")
    expect(page.get_by_text("急需紧缺，非常紧缺").first).to_be_visible()
    expect(page.get_by_role("heading", name="怎么成为养老护理员")).to_be_visible()
    slip = page.locator(".bring .slip").first
    assert not slip.is_visible()
    press(page, "看一个怎么算")
    expect(slip).to_be_visible()
    says(slip, "¥")
    sound(page)


def test_the_same_way_without_javascript(open_page):
    page = open_page("/", width=PHONE, script=False)
    page.get_by_role("searchbox", name="查一个职业").fill("yanglao")
    page.get_by_role("button", name="查一查").click()
    page.get_by_role("link", name="养老护理员").click()
    page.locator("summary", has_text="看一个怎么算").first.click()
    says(page.locator(".bring .slip").first, "¥")
    page.get_by_role("link", name="和别的职业比一比").click()
    page.get_by_role("searchbox", name="再加一个职业").fill("电工")
    page.get_by_role("button", name="查", exact=True).click()
    page.get_by_role("link", name="加上电工").click()
    expect(page.locator(".compare-row").first.locator(".compare-cell")).to_have_count(2)


def published_before(writer, second) -> CatalogueEdition:
    """A real edition that is in force, for the next to be compared with."""
    begins, now, today = date(2024, 1, 1), timezone.now(), timezone.localdate()
    facts = EditionFacts(2024, "", "人力资源开发目录（2024年版）", begins, False, "示例文件", scale=SCALE)
    rows = [(2, CARE, "养老护理员", "0", ""), (3, COOK, "中式烹调师", "1", "一般紧缺")]
    load_catalogue(facts, [(n, dict(code=c, name=w, urgent=u, grade=g)) for n, c, w, u, g in rows])
    edition = CatalogueEdition.objects.get(year=2024, demonstration=False)
    editions.send(edition, writer, now, today)
    return editions.agree(CatalogueEdition.objects.get(pk=edition.pk), second, now, today)


def sends(desk, content: bytes) -> None:
    desk.get_by_label("哪一部分").select_option("entries")
    desk.get_by_label("文件").set_input_files({"name": "新一版.xlsx", "mimeType": XLSX, "buffer": content})
    desk.get_by_role("button", name="导入到草稿").click()


def mended(marked: bytes) -> bytes:
    """The marked workbook as an editor mends it: where something is told of the row."""
    book = openpyxl.load_workbook(io.BytesIO(marked))
    sheet = book.worksheets[0]
    said = {cell.value: cell.column for cell in sheet[1]}
    assert [bool(row[said["问题"] - 1].value) for row in sheet.iter_rows(min_row=2)] == [False, True]
    assert "等级认不出" in sheet.cell(3, said["问题"]).value and sheet.cell(3, said["怎么改"]).value
    sheet.cell(3, said["等级"]).value = "5,4,3"
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def begins(desk) -> None:
    today = timezone.localdate()
    for label, value in {"年份": str(today.year), "名称": "人力资源开发目录（新一版）", "来源": "示例文件二"}.items():
        desk.get_by_label(label, exact=True).fill(value)
    desk.get_by_label("施行日期").fill(today.isoformat())
    desk.get_by_label("紧缺程度的写法").fill("、".join(SCALE))
    desk.get_by_role("button", name="新建草稿").click()


def test_one_makes_an_edition_and_a_second_publishes_it(signed_in, open_page, at_every_width):
    writer, second = cast.official("editor", username="writer"), cast.official("editor", username="second")
    old = published_before(writer, second)
    desk = signed_in(writer, "/desk/catalogue/")
    at_every_width(desk, DESK)
    begins(desk)
    rows = [
        [CARE, "养老护理员", "1", "紧缺", "6000", "9000", "", ""],
        [COOK, "中式烹调师", "0", "", "", "", "六级", ""],
    ]
    sends(desk, write(TITLES, rows))
    expect(desk.get_by_text("有 1 行没有导入")).to_be_visible()
    at_every_width(desk, DESK)  # with what is wrong in the file
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载标出问题的表").click()
    sends(desk, mended(download.value.path().read_bytes()))
    expect(desk.get_by_text("全部导入了")).to_be_visible()
    expect(desk.get_by_role("link", name="下载标出问题的表")).to_have_count(0)
    told = desk.locator("main").inner_text()
    assert "变成急需紧缺 1 个" in told and "不再急需紧缺 1 个" in told and f"和{old.label}比" in told
    desk.locator("summary", has_text="每个职业的金额和次数").first.click()
    expect(desk.get_by_text("每人每年最多：1 次 → 3 次")).to_be_visible()
    at_every_width(desk, DESK)  # with what changes, and what it does to money
    desk.get_by_role("button", name="送审").click()
    desk.get_by_text("您是送审的人，不能自己同意").wait_for()
    expect(desk.get_by_role("button", name="同意公布")).to_have_count(0)

    other = signed_in(second, "/desk/catalogue/")
    other.get_by_role("row", name="轮到您").get_by_role("link").click()
    at_every_width(other, DESK)
    other.get_by_role("button", name="同意公布").click()
    other.get_by_role("link", name="公开的页面").click()
    reads(open_page("/catalogue/", width=PHONE), old)


def reads(reader, old: CatalogueEdition) -> None:
    says(reader.locator("h1"), "人力资源开发目录（新一版）")
    reader.get_by_role("link", name="看新增、调高").click()
    says(reader.locator("main"), "不在急需紧缺之列 → 急需紧缺")
    reader.goto("/catalogue/")
    reader.get_by_role("link", name=old.label).click()
    expect(reader.get_by_text("这是公布过的一版")).to_be_visible()
    expect(reader.get_by_role("link", name="中式烹调师")).to_be_visible()
