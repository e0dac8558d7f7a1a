"""Taking back: ordered by the city, agreed to by finance, paid back in three parts; then the right is free again."""

import dataclasses
from datetime import timedelta

import pytest

from lib.refused import Refused
from subsidies.actions import claims
from subsidies.models import Application, Determination, Entitlement, Message
from subsidies.paying import recovering, runs
from tests.subsidies import claiming, paying, town
from tests.subsidies.paying import PAY
from tests.subsidies.test_paying import balances, city, refused, sound, states, two  # noqa: F401 (fixtures)
from treasury import ledger
from treasury.models import Entry

pytestmark = pytest.mark.django_db
LATER = PAY + timedelta(days=40)
DAYS = [(LATER + timedelta(days=30 * n)).date() for n in (1, 2, 3)]
WHY = "发证机构撤回了这本证书"


@pytest.fixture
def paid(city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    paying.answered(paying.sent(*two), two[0])
    case.refresh_from_db()
    return person, case


def plan(*parts):
    return list(zip(DAYS, parts, strict=False))


def asked(case, actor, ground="changed", amount=150000, parts=(50000, 50000, 50000)):
    return recovering.ask(
        pk=case.pk, amount=amount, ground=ground, words=WHY, instalments=plan(*parts), actor=actor, at=LATER
    )


def test_what_the_rule_still_pays_is_not_asked_back_as_changed(paid, city):  # noqa: F811
    refused("unchanged", asked, case=paid[1], actor=city)
    assert asked(paid[1], city, ground="audit").state == "asked"


def test_a_clawback_in_three_instalments_and_the_right_is_free_again(paid, city, two):  # noqa: F811
    person, case = paid
    town.taken_back(person.certificates.get(), run=2)
    order = asked(case, city)
    found = Determination.objects.get(pk=order.determination)
    assert (found.trigger, found.accepted) == ("recovery", False) and "SU-VERIFIED" in found.failed
    refused("not-yours", recovering.answer, pk=order.pk, agree=True, actor=city, at=LATER)
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=LATER)
    assert balances(case) == (0, 0, 150000, 0)
    for left in (100000, 50000, 0):
        order = recovering.repaid(pk=order.pk, amount=50000, actor=two[0], at=LATER)
        assert balances(case)[2] == left
    assert order.state == "settled" and states() == ["closed"] and not Entitlement.objects.get().alive
    assert ledger.standings()[0].committed == 0, "it is back in the fund it came from"
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True))[-4:] == ["recover", *["repaid"] * 3]
    assert len(recovering.history_of(order)) == 5
    sound()


def test_what_came_back_in_part_still_counts_as_paid(paid, city, two):  # noqa: F811
    _, case = paid
    order = asked(case, city, ground="mistake", amount=50000, parts=(50000,))
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=LATER)
    recovering.repaid(pk=order.pk, amount=50000, actor=two[0], at=LATER)
    assert states() == ["paid"] and Entitlement.objects.get().alive and balances(case) == (0, 100000, 0, 0)
    sound()


def test_written_off_by_two_and_the_money_never_comes_back_to_the_fund(paid, city, two):  # noqa: F811
    _, case = paid
    order = asked(case, city, ground="fraud")
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=LATER)
    off = recovering.ask_write_off(pk=order.pk, amount=150000, words="人已失踪，法院终结执行", actor=city, at=LATER)
    refused("not-yours", recovering.answer_write_off, pk=off.pk, agree=True, actor=city, at=LATER)
    recovering.answer_write_off(pk=off.pk, agree=True, actor=two[0], at=LATER)
    assert balances(case) == (0, 0, 0, 150000) and Entitlement.objects.get().alive
    sound()


def test_denied_nothing_moves_and_it_may_be_asked_again(paid, city, two):  # noqa: F811
    _, case = paid
    order = asked(case, city, ground="audit")
    assert recovering.answer(pk=order.pk, agree=False, actor=two[1], at=LATER).state == "denied"
    assert balances(case) == (0, 150000, 0, 0)
    assert asked(case, city, ground="audit").state == "asked"
    assert not Entry.objects.filter(cause="recover").exists()


def test_nothing_is_taken_back_before_it_was_paid(city, two):  # noqa: F811
    [case] = paying.payable(city, claiming.claimant())
    refused("state", asked, case=case, actor=city)


def test_our_own_payment_counts_for_the_next_certificate_and_not_for_its_own(paid, city):  # noqa: F811
    person, case = paid
    town.certificate(person, entry=88_000, occupation="6-31-01-01")
    actor = claiming.worker(person)
    draft = claims.start(scheme="SU", person=person.pk, subject=88_000, actor=actor, at=PAY)
    claims.use_account(pk=draft.pk, actor=actor, account=case.account_id, at=PAY)
    other = claims.submit(pk=draft.pk, actor=actor, at=PAY)
    assert "SU-CAP" in other.determination.failed
    ruling = recovering.look(pk=case.pk, at=PAY)
    assert ruling.explanation.accepted and ruling.explanation.amount == 150000


def test_a_stranger_finds_no_case(city):  # noqa: F811
    with pytest.raises(Refused):
        recovering.look(pk=999, at=PAY)
    assert not Application.objects.exists()


def test_nobody_handles_his_own(paid, city, two):  # noqa: F811
    person, case = paid
    own_city, own_finance = (dataclasses.replace(actor, own=person.pk) for actor in (city, two[1]))
    refused("own", asked, case=case, actor=own_city, ground="audit")
    order = asked(case, city, ground="audit")
    refused("own", recovering.answer, pk=order.pk, agree=True, actor=own_finance, at=LATER)
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=LATER)
    refused("own", recovering.repaid, pk=order.pk, amount=1, actor=own_finance, at=LATER)
    refused("own", recovering.ask_write_off, pk=order.pk, amount=1, words="追不回来", actor=own_city, at=LATER)


def test_nobody_agrees_to_a_batch_that_pays_him(city, two):  # noqa: F811
    person = claiming.claimant()
    paying.payable(city, person)
    batch = paying.drawn(two[0])
    own = dataclasses.replace(two[1], own=person.pk)
    refused("own-payee", runs.agree, pk=batch.pk, actor=own, on=paying.ON, at=PAY, seen=batch.hash)
