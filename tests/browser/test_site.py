"""The editors' pages in Chromium: one writes, a second publishes, a reader reads; no page asks for what it may not."""

import re

import pytest
from playwright.sync_api import expect

from cms import models
from cms.demo_pages import load
from tests.browser.browser import overflow, says
from tests.browser.conftest import DESK, PHONE
from tests.people import cast

pytestmark = pytest.mark.usefixtures("site")
PAGES = ("/", "/guides/", "/guides/claim/", "/guides/apprentices/", "/policies/", "/policies/stable-employment-2022/",
         "/questions/", "/news/", "/news/standing/")  # fmt: skip


@pytest.fixture
def texts(site):
    writer, second = cast.official("editor", username="writer"), cast.official("editor", username="second")
    load(writer, second)
    return writer, second


def test_every_kind_of_page_fits_and_is_sound(open_page, at_every_width, texts):
    """What the policy refuses is a console error, and any of those fails the page."""
    page = open_page("/")
    for path in PAGES:
        page.goto(path)
        at_every_width(page, PHONE)


def test_in_large_type_with_contrast_and_without_script(open_page, texts):
    page = open_page("/display/large/on?next=/display/contrast/on", width=PHONE, script=False)
    page.goto("/display/contrast/on?next=/")
    for path in PAGES:
        page.goto(path)
        assert overflow(page) == [], path
    page.goto("/questions/")
    first = page.locator(".question-list a").first
    words = first.inner_text()
    first.click()
    assert page.locator(":target").inner_text() == words


def test_on_paper_a_guide_has_no_screen_furniture(open_page, texts):
    page = open_page("/guides/claim/", width=DESK)
    page.emulate_media(media="print")
    assert not page.locator(".head nav").is_visible() and not page.locator(".way").first.is_visible()
    expect(page.locator(".fact").first).to_be_visible()


def test_one_writes_a_second_publishes_and_a_reader_reads(signed_in, open_page, sound, texts):
    writer, second = texts
    guides = models.GuideIndexPage.objects.get()
    desk = signed_in(writer, f"/editor/pages/add/cms/guidepage/{guides.pk}/", DESK)
    desk.locator("#id_title").fill("证书丢了怎么办")
    desk.locator("#id_summary").fill("补办证书，不影响申请。")
    desk.locator(
        "#id_body-count ~ div button, [data-streamfield-stream-container] ~ button, .c-sf-add-button"
    ).first.click()
    desk.get_by_role("option", name=re.compile("小标题")).click()
    desk.locator("input[name='body-0-value']").fill("先找发证的机构")
    desk.locator("footer button.w-dropdown__toggle").click()
    desk.locator("button[name='action-submit']").click()
    desk.wait_for_url(re.compile(r"/editor/pages/\d+/$"))
    page = models.GuidePage.objects.latest("pk")
    assert page.title == "证书丢了怎么办" and not page.live

    other = signed_in(second, f"/editor/pages/{page.pk}/edit/", DESK)
    expect(other.locator("button[name='action-save-draft']")).to_have_count(0)
    other.get_by_role("button", name="核准并发布").first.click()
    other.locator(".modal-body button[type=submit], .modal-body input[type=submit]").click()
    other.get_by_text("已经核准").wait_for()

    reader = open_page("/", width=PHONE)
    reader.goto("/guides/")
    reader.get_by_role("link", name="证书丢了怎么办").click()
    says(reader.locator("main"), "先找发证的机构")
    sound(reader)
