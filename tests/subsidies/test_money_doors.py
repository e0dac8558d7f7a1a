"""The doors of money: sent twice, sent empty, sent too late, typed wrong. Nothing is done twice and no text is lost."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lib.refused import Refused
from subsidies.actions import measures, notices, review
from subsidies.models import Line, NoticeLine
from subsidies.paying import draw, gates, recovering
from tests.people import cast
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from tests.subsidies.test_money_desk import HOME, client_of, desks, drawn  # noqa: F401 (fixtures)
from tests.subsidies.test_notice_pages import text
from tests.subsidies.test_paying import city, two  # noqa: F401 (fixtures)
from tests.subsidies.test_recovering import LATER, asked, paid  # noqa: F401 (fixtures)
from treasury import appropriations as acts
from treasury.models import Appropriation, Gated, Recovery, WriteOff

pytestmark = pytest.mark.django_db
FOLLOW = {"follow": True}
WORDS = "催收三次，本人已经去世，没有遗产"


@pytest.fixture
def order(paid, city, two, time_machine):  # noqa: F811
    """A recovery that is agreed to, seen by finance and by the city on its day."""
    time_machine.move_to(LATER)
    made = asked(paid[1], city, ground="audit")
    return recovering.answer(pk=made.pk, agree=True, actor=two[1], at=LATER)


def page_of(order):
    return f"{HOME}recoveries/{order.pk}/"


def hidden(page):
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_repayment_sent_twice_is_entered_once(order, two):  # noqa: F811
    a = client_of(two[0])
    sent = {"amount": "500", "seen": hidden(a.get(page_of(order)).content.decode())}
    assert "已登记退回 ¥500.00" in text(a.post(f"{page_of(order)}repaid/", sent, **FOLLOW))
    page = a.post(f"{page_of(order)}repaid/", sent).content.decode()
    assert "刚才已经登记过一笔，现在还差 ¥1,000.00" in page and 'value="500"' in page
    order.refresh_from_db()
    assert order.repaid == 50_000
    a.post(f"{page_of(order)}repaid/", {"amount": "500", "seen": hidden(page)})
    order.refresh_from_db()
    assert order.repaid == 100_000, "said again by somebody who has seen what is left, it is another one"


@pytest.mark.parametrize("said", [{}, {"agree": ""}, {"agree": "maybe"}])
def test_no_button_is_no_answer(paid, city, two, said, time_machine):  # noqa: F811
    time_machine.move_to(LATER)
    made, b = asked(paid[1], city, ground="audit"), client_of(two[1])
    assert "什么都没有办" in text(b.post(f"{page_of(made)}answer/", said, **FOLLOW))
    assert Recovery.objects.get().state == "asked"
    recovering.answer(pk=made.pk, agree=True, actor=two[1], at=LATER)
    off = recovering.ask_write_off(pk=made.pk, amount=100, words=WORDS, actor=city, at=LATER)
    assert "什么都没有办" in text(b.post(f"{page_of(made)}write-off/answer/", said, **FOLLOW))
    off.refresh_from_db()
    assert off.answered_at is None


def test_a_write_off_sent_twice_is_asked_once_and_its_words_stay(order, city):  # noqa: F811
    c, sent = client_of(city), {"amount": "100", "words": WORDS}
    c.post(f"{page_of(order)}write-off/", sent)
    page = text(c.post(f"{page_of(order)}write-off/", sent | {"words": f"{WORDS}，另有说明"}))
    assert "已经有人提出核销" in page and "另有说明" in page
    assert WriteOff.objects.count() == 1


def test_a_day_past_all_calendars_is_a_typing_mistake(paid, city, time_machine):  # noqa: F811
    time_machine.move_to(LATER)
    c = client_of(city)
    for day in ("9999-12-01", "2101-01-01"):
        sent = {"amount": "1500", "ground": "audit", "words": WORDS, "first_on": day, "parts": "3"}
        page = text(c.post(f"{HOME}recoveries/ask/{paid[1].pk}/", sent))
        assert "请核对年份" in page and WORDS in page
    assert not Recovery.objects.exists()


def enter(actor, amount=500_00):
    fund = Appropriation.objects.first().fund
    return acts.enter(fund=fund, year=2026, amount=amount, paper="示例财社〔2026〕9号", actor=actor, at=PAY)


def test_an_appropriation_entered_wrong_is_cancelled_and_may_be_entered_again(desks, two):  # noqa: F811
    a, b = desks
    made = enter(two[0])
    assert "年度预算" in text(b.get(HOME))
    page = text(a.post(f"{HOME}books/appropriations/{made.pk}/cancel/", **FOLLOW))
    assert "已作废，不算数" in page
    assert "年度预算" not in text(b.get(HOME)).split("各项资金")[0]
    for again in ("agree", "cancel"):
        assert "已经复核、作废" in text(b.post(f"{HOME}books/appropriations/{made.pk}/{again}/", **FOLLOW))
    with pytest.raises(Refused, match="faster"):
        acts.agree(pk=made.pk, actor=two[1], at=PAY)
    assert enter(two[0]).pk != made.pk
    counted = Appropriation.objects.filter(agreed_at__isnull=False).first()
    assert "已经复核" in text(b.post(f"{HOME}books/appropriations/{counted.pk}/cancel/", **FOLLOW))


@pytest.mark.parametrize("role", ["city", "auditor"])
@pytest.mark.parametrize("path", ["answers/", "books/appropriations/"])
def test_who_only_reads_brings_nothing(role, path):
    assert signed_in(role).post(HOME + path).status_code == 403


def signed_in(role):
    client = Client()
    client.force_login(cast.official(role))
    return client


def test_what_a_gate_left_out_is_paged_and_no_other_gate_is_taken_for_it(desks, city):  # noqa: F811
    a, _ = desks
    people = [claiming.claimant(f"示限{n}") for n in "一二三"]
    paying.payable(city, *people)
    for person in people:
        measures.restrict(
            person=person, stops="pay", reason="正在核查。", since=PAY.date(), until=None, actor=city, at=PAY
        )
    pk = drawn(a)
    paying.driven(draw.VERB, pk)
    rows = list(Gated.objects.filter(batch=pk).order_by("pk"))
    Gated.objects.filter(pk=rows[0].pk).update(failed="G-RESTRICTED-NOT")
    page = text(a.get(f"{HOME}batches/{pk}/?gate=G-RESTRICTED"))
    assert "示限二" in page and "示限三" in page and "示限一" not in page
    page = text(a.get(f"{HOME}batches/{pk}/?gate=G-RESTRICTED&out={rows[1].pk}"))
    assert "示限二" not in page and "示限三" in page


def test_no_code_of_a_gate_has_a_blank():
    assert not any(" " in code for code in gates.BY_CODE)


def test_an_official_never_posts_a_list_on_which_he_stands(city):  # noqa: F811
    own, other = claiming.claimant("示本人"), claiming.claimant("示他人")
    for person, card in ((own, claiming.CARD), (other, claiming.OTHER_CARD)):
        review.approve(pk=claiming.handed_in(person, number=card).pk, actor=city, at=claiming.AT)
    himself = replace(city, own=own.pk)
    shown = notices.preview("SU", himself, claiming.AT.date())
    assert [line.application.person_id for line in shown.lines] == [other.pk]
    notices.post(scheme="SU", actor=himself, at=claiming.AT)
    assert [one.line.application.person_id for one in NoticeLine.objects.select_related("line__application")] == [
        other.pk
    ]
    assert Line.objects.get(application__person=own).state == "cleared"
    notices.post(scheme="SU", actor=city, at=claiming.AT)
    assert NoticeLine.objects.count() == 2


def test_the_city_is_warned_where_it_approves_once_a_fund_runs_out(city, time_machine):  # noqa: F811
    time_machine.move_to(PAY)
    paying.give(amount=160_000)
    claiming.approved(claiming.claimant(), city)
    page = text(client_of(city).get("/desk/cases/"))
    assert "已用 93%" in page and "还能用 ¥100.00" in page
    assert "已用" not in text(signed_in("reviewer").get("/desk/cases/"))


def counted(client, path):
    client.get(path)  # what is kept for a minute is kept
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_however_much_stands_there_the_books_and_recoveries_ask_as_often(order, city, two):  # noqa: F811
    a, paths = client_of(two[0]), ("recoveries/", "books/", "books/appropriations/", "")
    line = f"lines/{order.obligation.line}/"
    before = [counted(a, HOME + path) for path in (*paths, page_of(order).removeprefix(HOME), line)]
    for nth, day in enumerate((1, 2, 3)):
        enter(two[0], amount=100 + nth)
        recovering.repaid(pk=order.pk, amount=day, actor=two[0], at=LATER)
        off = recovering.ask_write_off(pk=order.pk, amount=day, words=WORDS, actor=city, at=LATER)
        recovering.answer_write_off(pk=off.pk, agree=True, actor=two[1], at=LATER)
    after = [counted(a, HOME + path) for path in (*paths, page_of(order).removeprefix(HOME), line)]
    assert after == before
