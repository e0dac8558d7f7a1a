"""The queue: pages by key, filters, whose cases, and as many queries for a thousand as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import User
from subsidies.actions import measures, review
from subsidies.desk import queue
from subsidies.desk.queue import Asked
from subsidies.models import Application
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_desk import DESK, at_desk, unclear

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 30)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT)


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


def many(count: int) -> list[Application]:
    """One that was handed in, and so many like it."""
    model = claiming.handed_in(claiming.claimant("示多"))
    return [model, *Application.objects.bulk_create(like(model, count))]


def like(made: Application, count: int) -> list[Application]:
    """The same person and account, other subjects and last days."""
    last = Application.objects.order_by("-pk")[0].pk
    values = {field.attname: getattr(made, field.attname) for field in Application._meta.concrete_fields}
    return [
        Application(**values | {
            "id": None, "subject": 10_000 * last + nth, "number": f"SU{last:09d}{nth:07d}",
            "due_on": TODAY + timedelta(days=nth % 5 - 2),
        }) for nth in range(count)
    ]  # fmt: skip


def test_pages_by_key_show_every_case_once_and_in_order(city, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 4)
    made = many(12)
    for asked in (Asked(show="city"), Asked(show="ended")):
        if asked.show == "ended":
            Application.objects.update(state="approved", due_on=None, ended_at=AT, second_by=city.user_id)
        seen, after, pages = [], "", 0
        while pages < 9:
            page = queue.of(city, asked, TODAY, after=after)
            seen, pages = [*seen, *(one.pk for one in page.items)], pages + 1
            if not page.later:
                break
            after = page.later
        rows = sorted(Application.objects.all(), key=lambda one: (one.due_on or TODAY, one.pk))
        wanted = [one.pk for one in rows] if asked.show == "city" else sorted((one.pk for one in rows), reverse=True)
        assert seen == wanted and len(seen) == len(made) and pages == 4
        back = queue.of(city, asked, TODAY, after=page.earlier or "")
        assert [one.pk for one in back.items] == wanted[8:12]


def test_the_open_case_has_its_neighbours_across_pages(city, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    monkeypatch.setattr(queue, "ABOVE", 2)
    many(10)
    order = [one.pk for one in sorted(Application.objects.all(), key=lambda one: (one.due_on, one.pk))]
    asked = Asked(show="city")
    for place, pk in enumerate(order):
        page = queue.of(city, asked, TODAY, here=Application.objects.get(pk=pk))
        assert pk in [one.pk for one in page.items if one.here]
        assert page.up == (order[place - 1] if place else None)
        assert page.down == (order[place + 1] if place + 1 < len(order) else None)
        following = queue.next_of(city, asked, TODAY, Application.objects.get(pk=pk))
        assert following == (order[place + 1] if place + 1 < len(order) else order[0])


def test_what_is_due_is_counted_and_said_in_words(city):
    many(10)
    page = at_desk(city).get(DESK)
    told = page.context["queue"]
    assert (told.waiting, told.late, told.today) == (11, 4, 2)
    html = page.content.decode()
    for words in ("逾期 4", "今天到期 2", "逾期 2 天", "今天到期", "最晚10月1日"):
        assert words in html


def test_nobody_counts_a_million(city, monkeypatch):
    monkeypatch.setattr(queue, "COUNTED", 3)
    many(10)
    told = queue.of(city, Asked(show="city"), TODAY)
    assert told.waiting == 4
    assert queue.of(city, Asked(show="ended"), TODAY).waiting is None


@pytest.mark.parametrize("role", ["reviewer", "city", "auditor"])
def test_the_same_number_of_queries_whatever_the_size(role, city):
    actor = city if role == "city" else claiming.official(role)
    made = unclear() if role == "reviewer" else claiming.handed_in(claiming.claimant("示先"))
    client, counted = at_desk(actor), []
    paths = ("", f"{made.pk}/", "?kind=judge&held=1&whose=mine", "?show=ended")
    for size in (0, 60, 300):
        Application.objects.bulk_create(like(made, size))
        told = []
        for path in paths:
            with CaptureQueriesContext(connection) as ran:
                assert client.get(DESK + path).status_code == 200
            told.append(len(ran))
        counted.append(told)
    assert counted[1] == counted[2], "sixty or three hundred"
    assert all(more - alone <= 2 for more, alone in zip(counted[2], counted[0], strict=True))
    assert counted[2][0] <= 20 and counted[2][1] <= 50


def test_filters_show_whose_and_what(reviewer):
    mine, other, free = unclear("示我"), unclear("示他", number=claiming.OTHER_CARD), unclear("示没人")
    colleague = claiming.official("reviewer", "colleague")
    review.take(pk=mine.pk, actor=reviewer, at=AT)
    review.take(pk=other.pk, actor=colleague, at=AT)
    review.hold(pk=free.pk, actor=reviewer, at=AT, note="等社保核实")

    def listed(query: str) -> list[str]:
        return sorted(one.name for one in at_desk(reviewer).get(f"{DESK}?{query}").context["queue"].items)

    assert listed("") == ["示他", "示我", "示没人"]
    assert listed("whose=mine") == ["示我"] and listed("whose=nobody") == ["示没人"]
    assert listed("held=1") == ["示没人"] and listed("scheme=SU") == ["示他", "示我", "示没人"]
    assert listed("kind=clear") == [] and len(listed("kind=judge")) == 3
    assert listed("whose=covered") == []
    away, by = (User.objects.get(pk=one.user_id) for one in (colleague, reviewer))
    measures.cover(away=away, by=by, first=TODAY, last=TODAY, at=AT)
    assert listed("whose=covered") == ["示他"]
    assert len(listed("show=nonsense&whose=x&kind=x&held=x&scheme=XX&after=x")) == 3


def test_a_number_leads_to_its_case_and_a_strange_one_says_so(reviewer, city):
    made = unclear()
    found = at_desk(reviewer).get(f"{DESK}?number=%20{made.number.lower()}")
    assert found.status_code == 302 and found.url == f"{DESK}{made.pk}/?show=district"
    assert at_desk(reviewer).get(found.url).status_code == 200
    assert "没有找到这个受理号" in at_desk(city).get(f"{DESK}?number=SU1").content.decode()


def test_an_empty_list_says_why(reviewer, city):
    for actor, query, words in (
        (reviewer, "", "没有等着区级审核的申请"), (city, "", "没有等着市级复核的申请"),
        (city, "show=returned", "没有等着本人补正的申请"), (city, "show=ended", "还没有办结的申请"),
        (city, "kind=clear", "没有符合筛选的申请"),
    ):  # fmt: skip
        assert words in at_desk(actor).get(f"{DESK}?{query}").content.decode()


def test_the_accounts_page_says_how_many_wait_at_the_desk(reviewer):
    unclear()
    desks = at_desk(reviewer).get("/account/").context["desks"]
    assert [one.waiting for one in desks if one.words == "申请审核"] == [1]
