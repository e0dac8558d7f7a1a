"""Every address of money × every role × real money of other persons: who may not, neither reads of it nor moves it.

There stand a batch that is done, one the bank has, one that waits for its second person; payments that arrived, failed
and are on their way; a line a gate left out; a recovery in instalments with a write-off asked for, another that waits;
the letter of one; an appropriation that waits. Built once for the module.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from people.identities import number_of
from people.models import BankAccount, Person, User
from people.signin import account_of
from subsidies.actions import measures
from subsidies.letters import actions as letters
from subsidies.models import Application, Letter, Line
from subsidies.paying import recovering
from subsidies.paying.owed import fund_of
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from tests.test_sight import ROLES, addresses, answers, askers, bare_refusals, client_of, few, text_of  # noqa: F401 (a fixture)
from tests.test_sight_cases import asking
from treasury import appropriations, recoveries
from treasury.models import (
    Appropriation,
    BankResult,
    Batch,
    Entry,
    Gated,
    Instalment,
    Obligation,
    Part,
    Payment,
    Recovery,
    SetOff,
    WriteOff,
)  # fmt: skip

STOOD = (
    Appropriation, Application, BankAccount, BankResult, Batch, Entry, Gated, Instalment, Line, Obligation, Part,
    Payment, Recovery, SetOff, WriteOff,
)  # fmt: skip
LATER = PAY + timedelta(days=3)
WHY = "这句话只说给办追回的人听"
NAMES = ("示密甲", "示密乙", "示密丙", "示密丁", "示密戊")
ROUTES = ("desk/money/", "desk/audit/", "desk/cases/", "my/applications/", "letters/", "demo/bank/")
# Where a role may read of these persons; their whole numbers and cards stand nowhere but in the file for the bank.
MAY_READ = {
    "city": ("/desk/", "/letters/application/"), "finance": ("/desk/money/", "/desk/cases/", "/letters/application/"),
    "auditor": ("/desk/", "/letters/application/"), "reviewer": ("/desk/cases/",),
    "reviewer elsewhere": ("/desk/cases/",),
}  # fmt: skip
# Each in order, longest first: what an address under it is of. Whatever is not named here is tried with all keys.
OF = {
    "desk/money/batches/": Batch, "desk/money/answers/": BankResult, "desk/money/failed/": Application,
    "desk/money/books/appropriations/": Appropriation, "desk/money/lines/": Line,
    "desk/money/recoveries/ask/": Application, "desk/money/recoveries/": Recovery, "my/applications/": Application,
    "letters/application/": Application,
}  # fmt: skip
TOLD = {
    "amount": "10.00", "ground": "audit", "words": "说明为什么", "first_on": "2025-12-31", "parts": "1", "agree": "yes",
    "why": "说明为什么", "note": "说明为什么", "seen": "1", "fund": "1", "year": "2025", "paper": "示例〔2025〕9号",
    "account": "1", "way": "whole",
}  # fmt: skip


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


def _build():
    paying.give()
    city, one, other = claiming.official("city", "decides"), paying.finance("pays"), paying.finance("checks")
    homes = (claiming.HERE, claiming.THERE)
    people = [claiming.claimant(name, household=homes[nth % 2]) for nth, name in enumerate(NAMES)]
    cards = [paying.card(nth, "closed" if nth == 2 else "") for nth in range(5)]
    paid = paying.payable(city, *people[:3], cards=cards[:3])
    paying.answered(paying.sent(one, other), one)
    days = [(LATER + timedelta(days=30 * nth)).date() for nth in (1, 2)]
    orders = [
        recovering.ask(pk=case.pk, amount=100000, ground="audit", words=WHY, actor=city, at=LATER,
                       instalments=[(day, 50000) for day in days])
        for case in paid[:2]
    ]  # fmt: skip
    recovering.answer(pk=orders[0].pk, agree=True, actor=one, at=LATER)
    letters.of_recovery(pk=orders[0].pk, at=LATER)
    recovering.repaid(pk=orders[0].pk, amount=50000, actor=one, at=LATER)
    recovering.ask_write_off(pk=orders[0].pk, amount=20000, words=WHY, actor=city, at=LATER)
    SetOff.objects.create(
        recovery=orders[0], to=Obligation.objects.filter(owed__gt=0)[0], amount=100, asked_at=LATER,
        words_sealed=recoveries.sealed(WHY), asked_by_id=city.account,
    )  # fmt: skip
    paying.payable(city, people[3], cards=cards[3:4])
    sent = paying.sent(one, other, LATER)
    assert sent.payments_count == 1
    paying.payable(city, people[4], claiming.claimant("示密己"), cards=[cards[4], paying.card(9)])
    measures.restrict(
        person=people[4], stops="pay", reason=WHY, since=PAY.date(), until=None, actor=city, at=LATER
    )  # fmt: skip
    assert paying.drawn(one, LATER).left_out == 1
    appropriations.enter(fund=fund_of("SU"), year=2025, amount=100, paper="示例〔2025〕2号", actor=one, at=LATER)
    return {
        "keys": {model: sorted(model.objects.values_list("pk", flat=True)) for model in set(OF.values())},
        "letter": Letter.objects.get(kind="recovery").number,
        "never": [*(number_of(person) for person in people), *cards],
        "private": [*NAMES, WHY, *Recovery.objects.values_list("number", flat=True),
                    *Payment.objects.values_list("reference", flat=True)],
    }  # fmt: skip


@pytest.fixture
def money(_built, db, time_machine, bare_refusals):  # noqa: F811
    time_machine.move_to(LATER)
    return _built


def tried(client, money, told=None):
    """Every address of money and what it answers."""
    every = [*sorted({key for keys in money["keys"].values() for key in keys}), money["letter"]]
    for route in addresses():
        if route.startswith(ROUTES):
            model = next((model for start, model in OF.items() if route.startswith(start)), None)
            keys = few(route, money["keys"][model] if model else every) if "<" in route else [0]
            yield from answers(client, route, keys, told)


def test_what_stands_there_is_all_there_is(money):
    """Else the tests below would try less than they say."""
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid", "failed", "sent", "planned"}
    assert set(Batch.objects.values_list("state", flat=True)) == {"done", "sent", "drawn"}
    assert set(Recovery.objects.values_list("state", flat=True)) == {"ordered", "asked"}
    assert WriteOff.objects.filter(answered_at__isnull=True).exists() and Gated.objects.filter(passed=False).exists()
    assert Appropriation.objects.filter(agreed_at__isnull=True).exists()


@pytest.mark.parametrize("asker", askers("nobody", "worker", "reviewer elsewhere", *ROLES))
def test_nobody_reads_of_money_that_is_not_his_to_read(money, asker):
    client, leaks, read = asking(asker), [], 0
    for path, response in tried(client, money):
        text = text_of(response)
        may = path.startswith(MAY_READ.get(asker, ("/nowhere",)))
        read += path.startswith("/desk/money/") and response.status_code == 200
        forbidden = money["never"] if may else [*money["never"], *money["private"]]
        leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert not leaks
    assert read > 20 if asker in ("city", "finance", "auditor") else read == 0


@pytest.mark.one_database("who may not act is turned away in Python, before any query of the act")
@pytest.mark.parametrize(
    "asker", ["nobody", "worker", "reviewer elsewhere", *(one for one in ROLES if one != "finance")]
)
def test_nobody_but_finance_moves_money(money, asker):
    """Nor does the city: what it may propose has been proposed, and is finance's to agree to."""
    client, before = asking(asker), _all()
    for path, response in tried(client, money, TOLD):
        assert not response.get("Content-Disposition", "").startswith("attachment") or asker == "auditor", path
    assert _all() == before


def _all():
    return {model: list(model.objects.order_by("pk").values()) for model in STOOD}


def test_who_entered_drew_or_asked_is_never_the_second_person(money):
    """Whoever of finance did the first step tries every address: what waits for another still waits."""
    client = Client()
    client.force_login(User.objects.get(username="pays"))
    told = {"seen": Batch.objects.get(state="drawn").hash}
    for route in addresses():
        if route.startswith(ROUTES) and route.endswith("/agree/"):
            every = {key for keys in money["keys"].values() for key in keys}
            list(answers(client, route, sorted(every), told))
    assert Batch.objects.filter(state="drawn").exists()
    assert Appropriation.objects.filter(agreed_at__isnull=True).exists()


def test_who_may_does_see_it(money):
    """Else the tests above could not fail."""
    order = Recovery.objects.get(state="ordered")
    assert WHY in client_of("finance").get(f"/desk/money/recoveries/{order.pk}/").content.decode()
    own = client_of("nobody")
    own.force_login(account_of(Person.objects.get(name=NAMES[0])))
    case = Application.objects.get(person__name=NAMES[0])
    assert WHY in own.get(f"/my/applications/{case.pk}/").content.decode()
    assert own.get(f"/letters/{money['letter']}/file/").status_code == 200
    assert client_of("worker").get(f"/letters/{money['letter']}/file/").status_code == 404
