"""How the pages look and feel in Chromium: at three widths, with and without JavaScript, by keyboard, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.browser import overflow
from tests.browser.conftest import DESK, PHONE, WIDTHS

NOT_FOUND = ("404",)


@pytest.mark.parametrize("path", ["/", "/style/", "/rules/", "/rules/SU/"])
def test_a_page_fits_every_width_and_has_no_violation(open_page, assert_accessible, path):
    page = open_page(path, width=PHONE)
    assert_accessible(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == [], width
    assert_accessible(page)


@pytest.mark.parametrize(("mode", "width"), [("large", 320), ("large", DESK), ("contrast", PHONE)])
def test_large_type_and_high_contrast_fit_and_have_no_violation(open_page, assert_accessible, mode, width):
    page = open_page(f"/display/{mode}/on?next=/style/", width=width)
    assert mode in page.locator("html").get_attribute("class")
    assert overflow(page) == []
    assert_accessible(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_that_is_not_there_says_what_to_do(open_page, assert_accessible, settings, width):
    settings.DEBUG = False
    page = open_page("/no-such-page/", width=width, expect=NOT_FOUND)
    assert page.locator("h1").inner_text() == "没有找到这个页面"
    expect(page.get_by_role("link", name="首页")).to_be_visible()
    assert overflow(page) == []
    assert_accessible(page)


def test_the_whole_page_is_there_without_javascript(open_page):
    page = open_page("/style/", script=False)
    folded = page.locator(".slip-full details").first
    assert folded.locator(".slip-check").first.is_hidden()
    folded.locator("summary").click()
    expect(folded.locator(".slip-check").first).to_be_visible()
    expect(page.locator("[data-print]:visible")).to_have_count(0)  # a button that needs a script is not offered


def test_large_type_is_switched_by_a_link_and_remembered(open_page):
    page = open_page("/", script=False)
    size = page.locator("h1").bounding_box()["height"]
    page.get_by_role("link", name="适老版").click()
    assert page.locator("html").get_attribute("class") == "large"
    assert page.locator("h1").bounding_box()["height"] > size * 1.15
    page.goto("/style/")
    assert page.locator("html").get_attribute("class") == "large"
    page.get_by_role("link", name="标准字号").click()
    assert page.url.endswith("/style/"), "the switch comes back to the page it was pressed on"
    assert page.locator("html").get_attribute("class") == ""


def test_what_a_thumb_presses_is_48_pixels_high(open_page):
    page = open_page("/style/", width=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
              ".btn, .choice label, .head-links a, .head-tools a, .foot-links a, .answer-change a, .back, summary, "
              + ".field input:not([type=radio]), .suggestions a, .error-summary a, .tap")]
            .filter(e => e.checkVisibility() && !e.closest(".desk") && e.getBoundingClientRect().height < 47.9)
            .map(e => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`)"""
    )
    assert small == []


@pytest.mark.parametrize(
    "path",
    ["/", "/rules/", "/rules/SU/", "/rules/SU/SU-MONTHS/", "/my/sign-in/", "/sign-in/", "/calculator/?q=",
     "/calculator/?occupation=4-10-01-05&level=0", "/style/404/", "/style/403/"],
)  # fmt: skip
def test_every_link_on_a_phone_is_as_high_as_a_thumb(open_page, path):
    page = open_page(path, width=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, summary), .head a, .foot a")]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 47.9)
            .map(e => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`)"""
    )
    assert small == []


def test_no_line_is_longer_than_forty_characters(open_page):
    page = open_page("/style/", width=DESK)
    long = page.evaluate(
        """() => [...document.querySelectorAll("main p, main li > span, main dd")]
            .filter(e => e.innerText && !e.closest(".style-name"))
            .filter(e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize) > 40.5)
            .filter(e => e.getClientRects().length && e.innerText.length > 40)
            .map(e => e.innerText.slice(0, 40))"""
    )
    assert long == []


def test_the_first_tab_offers_the_way_past_the_header(open_page):
    page = open_page("/", width=DESK)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_whatever_takes_the_focus_shows_it(open_page):
    page = open_page("/", width=DESK)
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                    return [e.outerHTML.slice(0, 80), e === document.body || parseFloat(s.outlineWidth) >= 2] }"""
            )
        )
    assert [html for html, shown in stops if not shown] == []
    assert len({html for html, _ in stops}) > 4, "the keyboard got somewhere"


def test_paper_has_every_condition_and_nothing_to_press(open_page):
    page = open_page("/style/", width=DESK)
    page.emulate_media(media="print")
    assert page.locator(".head nav").count() == 0 or page.locator(".head nav").is_hidden()
    expect(page.locator(".main-action:visible, .foot-links:visible, .answer-change:visible")).to_have_count(0)
    heights = page.locator(".slip-full details .slip-check").evaluate_all(
        "checks => checks.map(e => e.getBoundingClientRect().height)"
    )
    assert heights and min(heights) > 10, "folded conditions print unfolded"


def test_nothing_is_in_italics_or_a_gradient_or_casts_a_shadow(open_page):
    page = open_page("/style/", width=DESK)
    found = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => { const s = getComputedStyle(e);
              return s.fontStyle !== "normal" || s.backgroundImage.includes("gradient") || s.boxShadow !== "none" })
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert found == []


def test_figures_stand_under_each_other(open_page):
    page = open_page("/", width=DESK)
    edges = page.locator(".statement tbody td").evaluate_all(
        "cells => cells.map(c => { const r = document.createRange(); r.selectNodeContents(c);"
        " return Math.round(r.getBoundingClientRect().right) })"
    )
    assert len(edges) == 3
    assert len(set(edges)) == 1
    assert "tabular-nums" in page.locator("body").evaluate("e => getComputedStyle(e).fontVariantNumeric")


def test_forced_colours_keep_every_word_and_edge(open_page, assert_accessible):
    page = open_page("/style/", width=DESK, forced_colors="active")
    expect(page.locator(".stamp").first).to_be_visible()
    assert page.locator(".btn").first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
    assert overflow(page) == []
