"""The API's guide in Chromium: readable on a phone, by keyboard, without a script; and Swagger beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_look import overflow

pytestmark = pytest.mark.browser
GUIDE = "/api/v1/docs/"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_guide_fits_and_has_no_violation(open_page, assert_accessible, width):
    page = open_page(GUIDE, width=width)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [wide for wide in overflow(page) if not wide.startswith("PRE")] == []
    assert_accessible(page)


def test_the_guide_is_whole_without_javascript(open_page):
    page = open_page(GUIDE, script=False)
    expect(page.locator("pre")).to_have_count(7)
    page.locator("summary").first.click()
    assert '"accepted": true' in page.locator("details pre").first.inner_text()


def test_swagger_lists_the_operations_in_their_order(open_page):
    page = open_page(GUIDE, width=DESK)
    page.get_by_role("link", name="在线试").click()
    page.locator(".opblock").nth(2).wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    paths = page.locator(".opblock-summary-path").evaluate_all("all => all.map(one => one.dataset.path)")
    assert [path.rsplit("/", 1)[1] for path in paths] == ["skill-upgrade", "training", "apprenticeship"]
    expect(page.locator(".models")).to_have_count(0)
