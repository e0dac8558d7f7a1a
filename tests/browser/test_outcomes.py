"""What becomes of trainees, in Chromium: from an occupation to its institutions; bars, words, paper, large type."""

import pytest
from playwright.sync_api import expect

from occupations import demo
from tests.browser.browser import overflow
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.training import learnt
from tests.training.learnt import LAST
from tests.training.schools import CARE, a_school


@pytest.fixture
def school(site):
    demo.load()
    learnt.fed()
    school, who = a_school(kind="key-group"), learnt.people(12)
    one = learnt.over(school, who)
    learnt.over(school, who[:3], occupation="4-10-01-06")
    learnt.over(school, who, last=learnt.ON.replace(day=1))
    for line in learnt.lines(one)[:9]:
        learnt.sat(line, school)
        learnt.employed(line.person, LAST, LAST.replace(year=2027))
    learnt.counted()
    return school


def starts(page) -> list[float]:
    """Where the bar of the first share ends, and its interval begins and ends, in hundredths of its track."""
    return page.locator(".share-bar").first.evaluate(
        """svg => {
            const box = e => e.getBoundingClientRect(), track = box(svg.querySelector(".share-track"))
            const at = x => Math.round((x - track.left) / track.width * 100)
            const line = svg.querySelector(".share-whisker")
            return [at(box(svg.querySelector(".share-fill")).right), at(box(line).left), at(box(line).right)]
        }"""
    )


@pytest.mark.parametrize("width", [PHONE, deep(TABLET), deep(DESK)])
def test_from_an_occupation_to_who_teaches_it_best(open_page, sound, school, width):
    page = open_page(f"/occupations/{CARE}/", width=width)
    section = page.locator("section", has=page.get_by_role("heading", name="学了以后怎么样"))
    expect(section).to_contain_text("12 人里 9 人")
    section.locator("summary", has_text="各家机构").click()
    sound(page)
    section.get_by_role("link", name=school.organisation.name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(school.organisation.name)
    expect(page.get_by_role("row", name="家政服务员")).to_contain_text("人数太少，不公布")
    sound(page)
    page.get_by_role("link", name="培训成效").first.click()
    page.get_by_label("怎么列").select_option("course")
    page.get_by_label("怎么排").select_option("worked_6")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("row", name="养老护理员")).to_contain_text("75%")
    assert starts(page) == [75, 47, 91]
    sound(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="养老护理员").locator(".share-bar").first).to_be_visible()
    expect(page.get_by_role("button", name="查", exact=True)).not_to_be_visible()
    page.emulate_media(media="screen")
    page.goto(f"/display/large/on?next=/outcomes/{school.organisation.code}/")
    assert overflow(page) == []
