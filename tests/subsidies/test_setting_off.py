"""抵扣: what one case must give back is kept out of what another is to get, by decision of two; and back again."""

import dataclasses
from datetime import timedelta

import pytest
from django.test import Client

from people.models import User
from subsidies.actions import measures, review
from subsidies.applicant import money
from subsidies.letters import actions as letters
from subsidies.models import Application, Entitlement, Line, Message
from subsidies.paying import recovering, runs, setting_off
from tests.subsidies import claiming, paying, setting, town
from tests.subsidies.setting import READY, WHY, owed
from tests.subsidies.test_letters import text
from tests.subsidies.test_paying import balances, city, refused, sound, two  # noqa: F401 (fixtures)
from tests.test_sight import client_of
from treasury import ledger
from treasury import setting_off as books
from treasury.models import Entry, Obligation, Payment, SetOff

pytestmark = pytest.mark.django_db
PART = 60000


@pytest.fixture
def both(city, two):  # noqa: F811
    """The person, the case paid, the order for part of it, the case that waits."""
    person = claiming.claimant()
    [first] = setting.paid(city, two, person)
    order = setting.ordered(city, two[1], first, PART)
    return person, first, order, setting.waiting(city, person)


def asked(order, case, actor, amount=PART):
    return setting_off.ask(pk=order.pk, to=owed(case).pk, amount=amount, words=WHY, actor=actor, at=READY)


def agreed(order, case, actor, other, amount=PART):
    return setting_off.answer(pk=asked(order, case, actor, amount).pk, agree=True, actor=other, at=READY)


def pages(person, *cases):
    return [money.of(Application.objects.get(pk=case.pk), claiming.worker(person)) for case in cases]


def test_what_is_kept_out_of_a_payment_is_back_and_the_rest_is_paid(both, city, two):  # noqa: F811
    person, first, order, second = both
    one = asked(order, second, city)
    assert balances(second) == (150000, 0, 0, 0) and one.answered_at is None, "only a second person makes it so"
    setting_off.answer(pk=one.pk, agree=True, actor=two[0], at=READY)
    assert balances(first) == (0, 90000, 0, 0) and balances(second) == (90000, PART, 0, 0)
    order.refresh_from_db()
    assert (order.state, order.repaid, order.left) == ("settled", PART, 0)
    assert not order.instalments.filter(repaid_on__isnull=True).exists()
    told = Entry.objects.filter(recovery=order.pk).order_by("pk").values_list("cause", "amount")
    assert list(told) == [("recover", PART), ("covered", PART), ("kept", PART)]
    sound()
    batch = paying.drawn(two[0], READY)
    assert (batch.amount, batch.payments_count) == (90000, 1), "the payment is lower by that much"
    runs.agree(pk=batch.pk, actor=two[1], on=READY.date(), at=READY, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    paying.answered(batch, two[0], at=READY + timedelta(days=1))
    assert balances(second) == (0, 150000, 0, 0) and Line.objects.get(application=second).state == "paid"
    said = Message.objects.filter(application=second, kind="paid").get()
    assert said.data == {"paid": 90000}, "told is what arrived"
    assert Message.objects.filter(application=first, kind="set-off").get().data["left"] == 0
    mine = pages(person, first, second)
    assert [one.number for one in mine[0].backs[0].kept] == [second.number]
    assert (mine[1].amount, [one.number for one in mine[1].kept]) == (90000, [order.number])
    verbs = [event.verb for event in recovering.history_of(order)]
    assert verbs[-2:] == ["ask-set-off", "agree-set-off"]
    assert [one.left for one in ledger.standings()] == [100_000_000 - 150000, 100_000_000 - 90000]
    sound()


def test_what_is_kept_out_whole_is_paid_by_it_and_the_right_of_the_other_is_free(city, two):  # noqa: F811
    person = claiming.claimant()
    [first] = setting.paid(city, two, person)
    order = setting.ordered(city, two[1], first, 150000)
    second = setting.waiting(city, person)
    agreed(order, second, city, two[0], 150000)
    assert balances(second) == (0, 150000, 0, 0) and balances(first) == (0, 0, 0, 0)
    assert (
        Line.objects.get(application=second).state == "paid" and Line.objects.get(application=first).state == "closed"
    )
    assert not Entitlement.objects.get(lines__application=first).alive
    assert paying.drawn(two[0], READY).state == "cancelled" and Payment.objects.count() == 1
    again = recovering.ask(
        pk=second.pk, amount=150000, ground="audit", words="这一笔也要退", actor=city, at=READY,
        instalments=[((READY + timedelta(days=9)).date(), 150000)],
    )  # fmt: skip
    recovering.answer(pk=again.pk, agree=True, actor=two[0], at=READY)
    assert "发放¥1,500.00" in text(letters.of_recovery(pk=again.pk, at=READY)), "kept out is paid, in the letter too"
    sound()


def test_what_it_was_kept_out_of_is_decided_anew_and_must_be_paid_back_again(both, city, two):  # noqa: F811
    person, first, order, second = both
    agreed(order, second, city, two[0])
    review.reopen(pk=second.pk, actor=city, at=READY, note="有新情况")
    order.refresh_from_db()
    assert balances(second) == (0, 0, 0, 0) and balances(first) == (0, 90000, PART, 0)
    assert (order.state, order.repaid) == ("ordered", 0)
    assert order.instalments.filter(repaid=0, repaid_on__isnull=True).count() == 2
    assert Message.objects.filter(application=first, kind="restored").get().data["left"] == PART
    [mine] = pages(person, first)
    assert mine.backs[0].left == PART and mine.backs[0].kept[0].row.undone_at == READY
    sound()
    recovering.repaid(pk=order.pk, amount=PART, actor=two[0], at=READY)
    sound()


def test_a_register_that_changes_before_pay_day_takes_it_back_too(both, city, two):  # noqa: F811
    person, first, order, second = both
    agreed(order, second, city, two[0], 150000 - 100000)
    town.taken_back(person.certificates.get(entry=70_000 + person.pk), run=2)
    assert paying.drawn(two[0], READY).state == "cancelled"
    second.refresh_from_db()
    assert second.state == "city" and balances(second) == (0, 0, 0, 0) and balances(first)[2] == PART
    assert not SetOff.objects.get().stands
    sound()


def test_a_right_that_was_free_counts_again_when_it_is_taken_back(city, two):  # noqa: F811
    person = claiming.claimant()
    [first] = setting.paid(city, two, person)
    order = setting.ordered(city, two[1], first, 150000)
    second = setting.waiting(city, person)
    recovering.repaid(pk=order.pk, amount=100000, actor=two[0], at=READY)
    agreed(order, second, city, two[0], 50000)
    assert Line.objects.get(application=first).state == "closed"
    plan = [((READY + timedelta(days=9)).date(), 1)]
    refused("state", recovering.ask, pk=first.pk, amount=1, ground="audit", words=WHY, instalments=plan, actor=city,
            at=READY)  # fmt: skip
    review.reopen(pk=second.pk, actor=city, at=READY, note="有新情况")
    assert Line.objects.get(application=first).state == "paid" and balances(first) == (0, 0, 50000, 0)
    assert Entitlement.objects.get(lines__application=first).alive
    sound()


def test_no_second_order_while_the_first_rests_on_a_payment_not_yet_made(both, city, two):  # noqa: F811
    _, first, order, second = both
    agreed(order, second, city, two[0])
    plan = [((READY + timedelta(days=9)).date(), 1)]
    refused("set-off", recovering.ask, pk=first.pk, amount=1, ground="audit", words=WHY, instalments=plan, actor=city,
            at=READY)  # fmt: skip


def test_what_is_refused(both, city, two):  # noqa: F811
    _, first, order, second = both
    refused("amount", asked, order=order, case=second, actor=city, amount=PART + 1)
    refused("amount", asked, order=order, case=second, actor=city, amount=0)
    refused("not-yours", asked, order=order, case=second, actor=two[0])
    stranger = claiming.claimant("示旁人")
    other = setting.waiting(city, stranger)
    refused("party", asked, order=order, case=other, actor=city)
    one = asked(order, second, city)
    refused("twice", asked, order=order, case=second, actor=city)
    refused("not-yours", setting_off.answer, pk=one.pk, agree=True, actor=city, at=READY)
    paying.drawn(two[0], READY)
    refused("to", setting_off.answer, pk=one.pk, agree=True, actor=two[1], at=READY)
    setting_off.answer(pk=one.pk, agree=False, actor=two[1], at=READY)
    refused("to", asked, order=order, case=second, actor=city)
    refused("faster", setting_off.answer, pk=one.pk, agree=False, actor=two[0], at=READY)
    assert not Entry.objects.filter(cause__in=["covered", "kept"]).exists() and balances(first)[2] == PART
    sound()


def test_more_than_is_owed_on_the_line_is_refused(city, two):  # noqa: F811
    person = claiming.claimant()
    [first] = setting.paid(city, two, person)
    order = setting.ordered(city, two[1], first, 150000)
    second = setting.waiting(city, person)
    agreed(order, second, city, two[0], 50000)
    refused("amount", asked, order=order, case=second, actor=city, amount=100001)
    agreed(order, second, city, two[0], 100000)
    assert balances(second) == (0, 150000, 0, 0), "in two parts it may be all of it"
    sound()


@pytest.mark.parametrize("what", ["held", "restricted", "withdrawn"])
def test_what_a_batch_would_not_pay_is_not_set_off_against(what, both, city, two):  # noqa: F811
    person, _, order, second = both
    one = asked(order, second, city)
    code = {"held": "to", "restricted": "gate", "withdrawn": "gate"}[what]
    if what == "held":
        review.hold(pk=second.pk, actor=city, at=READY, note="核实")
    elif what == "restricted":
        on = READY.date()
        measures.restrict(person=person, stops="pay", reason="正在核查。", since=on, until=None, actor=city, at=READY)
    else:
        town.taken_back(person.certificates.get(entry=70_000 + person.pk), run=2)
    refused(code, setting_off.answer, pk=one.pk, agree=True, actor=two[0], at=READY)
    assert balances(second) == (150000, 0, 0, 0)


def test_another_fund_is_refused_and_the_page_says_so(both, city, two, time_machine):  # noqa: F811
    _, _, order, second = both
    line = second.lines.get()
    more = Line.objects.create(
        application=second, entitlement=line.entitlement, kind="supplement", amount=1000, state="payable",
        determination=line.determination,
    )  # fmt: skip
    told = ledger.Line(more.pk, more.entitlement_id, "SU", 1000, second.person_id)
    ledger.commit([told], fund=ledger.fund_called("示例专账"), on=READY.date(), at=READY, by=None)
    there = Obligation.objects.get(line=more.pk)
    told = {"pk": order.pk, "to": there.pk, "amount": 1000, "words": WHY, "actor": city, "at": READY}
    refused("to", setting_off.ask, **told)
    refused("fund", books.ask, **told)
    time_machine.move_to(READY)
    assert "和要追回的不是同一笔资金" in client_of("city").get(f"/desk/money/recoveries/{order.pk}/").content.decode()


def test_nobody_handles_his_own(both, city, two):  # noqa: F811
    person, _, order, second = both
    own_city, own_finance = (dataclasses.replace(actor, own=person.pk) for actor in (city, two[0]))
    refused("own", asked, order=order, case=second, actor=own_city)
    one = asked(order, second, city)
    refused("own", setting_off.answer, pk=one.pk, agree=True, actor=own_finance, at=READY)


def test_the_desk_proposes_and_agrees_and_shows_why(both, city, two, time_machine):  # noqa: F811
    _, _, order, second = both
    time_machine.move_to(READY)
    here = f"/desk/money/recoveries/{order.pk}/"
    at_city, at_finance = client_of("city"), client_of("finance")
    assert "提出抵扣" in at_city.get(here).content.decode() and "提出抵扣" not in at_finance.get(here).content.decode()
    told = {"to": owed(second).pk, "amount": "700.00", "words": WHY}
    assert "最多 ¥600.00" in at_city.post(f"{here}set-off/", told).content.decode()
    assert at_city.post(f"{here}set-off/", told | {"amount": "100.00"}).status_code == 302
    assert "批准抵扣 ¥100.00" in at_finance.get(here).content.decode()
    assert f"抵扣 {order.number}" in at_finance.get("/desk/money/").content.decode()
    assert at_finance.post(f"{here}set-off/answer/", {"agree": "yes"}).status_code == 302
    page = at_finance.get(here).content.decode()
    assert "其中抵扣 ¥100.00" in page and WHY in page and second.number in page
    line = at_finance.get(f"/desk/money/lines/{second.lines.get().pk}/").content.decode()
    assert "抵扣付讫" in line and order.number in line
    assert "¥1,400.00" in at_finance.get("/desk/money/").content.decode(), "what waits is less"


def test_what_the_bank_turned_down_is_shown_without_what_was_kept(city, two, time_machine):  # noqa: F811
    person = claiming.claimant()
    [first] = setting.paid(city, two, person)
    order = setting.ordered(city, two[1], first, PART)
    second = setting.waiting(city, person, paying.card(70, "closed"))
    agreed(order, second, city, two[0])
    paying.answered(paying.sent(*two, READY), two[0], at=READY)
    time_machine.move_to(READY)
    desk = Client()
    desk.force_login(User.objects.get(pk=two[0].user_id))
    assert "1 笔，¥900.00" in desk.get("/desk/money/").content.decode()
    for path in ("", f"{second.pk}/"):
        page = desk.get(f"/desk/money/failed/{path}").content.decode()
        assert "¥900.00" in page and "¥1,500.00" not in page
