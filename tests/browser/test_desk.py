"""The desk in Chromium: a reviewer works five cases by the keys alone; the city decides, undoes, grants many."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.models import Installation
from lib.months import month_of
from occupations import demo
from people.models import TrueTo, User
from subsidies.actions import claims, review
from subsidies.models import Application
from tests.browser.conftest import DESK, PHONE
from tests.subsidies import claiming, paying, town

CARDS = ("6000001234567894", "6000009876543214", "6000001111111113", "6000002222222229", "6000003333333335")


@pytest.fixture
def desk(site):
    """Five cases for a district to judge, by today's clock; the deciders; a case that is clear for each card."""
    demo.load()
    Installation.mark_as_demonstration()
    today = timezone.localdate()
    for run, kind in enumerate(("insurance", "certificates", "statuses"), start=-3):
        TrueTo.objects.create(kind=kind, run=run, day=today)
    return {
        "today": today, "reviewer": user(claiming.official("reviewer")), "city": user(claiming.official("city")),
        "auditor": user(claiming.official("auditor")),
    }  # fmt: skip


def user(actor) -> User:
    return User.objects.get(pk=actor.user_id)


def case(name: str, number: str, *, clear: bool = False) -> Application:
    today, now = timezone.localdate(), timezone.now()
    person = claiming.claimant(name, months=0, issued_on=today - timedelta(days=100))
    town.insured(person, month_of(today) - 13, month_of(today), deferred=not clear)
    made = claiming.draft(person, number=number)
    return claims.submit(pk=made.pk, actor=claiming.worker(person), at=now)


def stands(made: Application) -> str:
    made.refresh_from_db()
    return made.state


def by_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_reviewer_works_five_cases_by_the_keys_alone(signed_in, desk, sound):
    made = [case(f"示例{n}", card) for n, card in zip("甲乙丙丁戊", CARDS, strict=True)]
    page = signed_in(desk["reviewer"], "/desk/cases/")
    sound(page)
    by_keys(page, "j")
    page.wait_for_url(f"**/desk/cases/{made[0].pk}/**")
    sound(page)
    by_keys(page, "t", "Enter")
    expect(page.locator(".case-state")).to_contain_text("承办")
    by_keys(page, "a")
    sound(page)
    by_keys(page, "Enter")
    page.wait_for_url(f"**/desk/cases/{made[1].pk}/**")
    expect(page.locator(".desk-toast")).to_contain_text("初审建议准予")
    sound(page)
    by_keys(page, "r", "ArrowDown", "Tab")
    page.keyboard.type("核对过 jkarxh")  # typed, not pressed
    by_keys(page, "Control+Enter")
    page.wait_for_url(f"**/desk/cases/{made[2].pk}/**")
    by_keys(page, "x", "Space", "Tab")
    page.keyboard.type("请补工资条")
    by_keys(page, "Control+Enter")
    page.wait_for_url(f"**/desk/cases/{made[3].pk}/**")
    by_keys(page, "h")
    page.keyboard.type("等社保经办机构核实")
    by_keys(page, "Control+Enter")
    page.wait_for_url(f"**/desk/cases/{made[4].pk}/**")
    by_keys(page, "a", "Escape", "k")
    page.wait_for_url(f"**/desk/cases/{made[3].pk}/**")
    expect(page.locator(".case-state")).to_contain_text("已暂缓")
    by_keys(page, "j")
    page.wait_for_url(f"**/desk/cases/{made[4].pk}/**")
    by_keys(page, "a", "Enter")
    page.wait_for_url(f"**/desk/cases/{made[3].pk}/**")
    assert [stands(one) for one in made] == ["city", "city", "returned", "district", "city"]
    by_keys(page, "z", "Enter")
    page.wait_for_url(f"**/desk/cases/{made[4].pk}/**")
    assert stands(made[4]) == "district"


def test_the_city_decides_undoes_and_grants_many(signed_in, desk, sound):
    one = case("示例缓", CARDS[0])
    review.advise(pk=one.pk, actor=claiming.actor_of(desk["reviewer"]), at=timezone.now())
    clear = [case(f"示例{n}", card, clear=True) for n, card in zip("甲乙", CARDS[1:3], strict=True)]
    page = signed_in(desk["city"], "/desk/cases/?kind=judge")
    by_keys(page, "j")
    page.wait_for_url(f"**/desk/cases/{one.pk}/**")
    by_keys(page, "a", "Enter")
    expect(page.locator(".desk-toast")).to_contain_text("准予发放")
    assert stands(one) == "approved"
    by_keys(page, "z", "Enter")
    page.wait_for_url(f"**/desk/cases/{one.pk}/**")
    assert stands(one) == "city"
    page.goto("/desk/cases/?show=city&kind=clear")
    expect(page.locator(".desk-chosen")).to_have_text("勾选机器核对全部通过的，一起准予")
    page.get_by_label("选中这一页").check()
    expect(page.locator(".desk-chosen")).to_have_text("已选 2 份，合计 ¥3,000.00")
    sound(page)
    by_keys(page, "a", "Enter")
    expect(page.locator("#bulk-title")).to_have_text("已准予 2 份，合计 ¥3,000.00")
    sound(page)
    assert [stands(each) for each in clear] == ["approved", "approved"]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_city_is_warned_of_a_fund_that_is_used_up_on_a_phone_too(signed_in, desk, sound, width):
    paying.give(amount=100_000, year=desk["today"].year)
    made = case("示例清", CARDS[1], clear=True)
    review.approve(pk=made.pk, actor=claiming.actor_of(desk["city"]), at=timezone.now())
    page = signed_in(desk["city"], "/desk/cases/", width)
    expect(page.get_by_text("已经批准的超出预算")).to_be_visible()
    sound(page)


def test_all_of_it_works_without_a_script(signed_in, desk):
    made, clear = case("示例缓", CARDS[0]), case("示例清", CARDS[1], clear=True)
    page = signed_in(desk["reviewer"], "/desk/cases/", script=False)
    page.locator(".desk-row").click()
    page.locator("summary", has_text="建议准予").click()
    page.locator("#act-advise [type=submit]").click()
    expect(page.locator(".desk-toast")).to_contain_text("初审建议准予")
    assert stands(made) == "city"
    city = signed_in(desk["city"], "/desk/cases/?show=city&kind=clear", script=False)
    city.locator("[name=case]").check()
    city.get_by_role("button", name="准予选中的").click()
    expect(city.locator(".desk-chosen")).to_have_text("已选 1 份，合计 ¥1,500.00")
    city.get_by_role("button", name="准予这 1 份").click()
    expect(city.locator("#bulk-title")).to_have_text("已准予 1 份，合计 ¥1,500.00")
    assert stands(clear) == "approved"


def test_every_page_of_the_desk_fits_and_axe_finds_nothing(signed_in, desk, at_every_width):
    twin, made = case("示例共卡甲", CARDS[0]), case("示例共卡乙", CARDS[0])
    assert twin.pk != made.pk and "SAME-ACCOUNT" in made.flags
    page = signed_in(desk["reviewer"], "/desk/cases/")
    at_every_width(page, DESK)
    for path in (f"{made.pk}/", "restrictions/", "overrides/", "leave/", "?show=ended&kind=judge"):
        page.goto(f"/desk/cases/{path}")
        at_every_width(page, DESK)
    page.goto(f"/desk/cases/{made.pk}/")
    for name in ("advise-against", "return", "hold"):
        page.locator(f"#act-{name} > summary").click()
        at_every_width(page, DESK)
        page.keyboard.press("Escape")
    auditor = signed_in(desk["auditor"], f"/desk/cases/{made.pk}/")
    expect(auditor.get_by_text("您的角色可以看，不办理。")).to_be_visible()
    at_every_width(auditor, DESK)
