"""Every address of money × every role × somebody else's batch, payment, failure, recovery and write-off."""

from datetime import timedelta

import pytest

from people.identities import number_of
from people.models import Person
from people.signin import account_of
from subsidies.letters import actions as letters
from subsidies.models import Letter, Line
from subsidies.paying import draw, recovering
from subsidies.paying.owed import fund_of
from tests.subsidies import claiming, paying
from tests.subsidies.paying import ON, PAY
from tests.test_sight import ROLES, addresses, client_of, filled
from tests.test_sight_cases import asking
from treasury import appropriations
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
    WriteOff,
)  # fmt: skip

STOOD = (
    Appropriation, Batch, BankResult, Entry, Gated, Instalment, Obligation, Part, Payment, Recovery, WriteOff, Line,
)  # fmt: skip
MONEY = ("desk/money/", "desk/audit/", "desk/cases/", "my/applications/", "letters/", "demo/bank/")
# Where a role may read of these persons; their whole numbers and cards nowhere but in the file that goes to the bank.
MAY_READ = {
    "city": ("/desk/",), "finance": ("/desk/money/",), "auditor": ("/desk/",), "reviewer": ("/desk/cases/",),
}  # fmt: skip
WHY = "这句话只说给本人和经办的人听"
LATER = PAY + timedelta(days=40)


@pytest.fixture
def money(db, time_machine):
    """One paid and asked back in parts, part of it to be written off; one failed; a batch and a sum that wait."""
    time_machine.move_to(LATER)
    city = claiming.official("city", "decides")
    paying.give()
    one, two = paying.finance("pays-a"), paying.finance("pays-b")
    people = [claiming.claimant(name) for name in ("示密甲", "示密乙", "示密丙")]
    cards = [paying.card(1), paying.card(2, "closed"), paying.card(3)]
    paid, _ = paying.payable(city, *people[:2], cards=cards[:2])
    paying.answered(paying.sent(one, two), one)
    paying.payable(city, people[2], cards=cards[2:])
    draw.ask(scheme="SU", actor=one, on=ON, at=PAY, tell=False)
    order = recovering.ask(
        pk=paid.pk, amount=100000, ground="audit", words=WHY, actor=city, at=LATER,
        instalments=[((LATER + timedelta(days=30 * n)).date(), 50000) for n in (1, 2)],
    )  # fmt: skip
    recovering.answer(pk=order.pk, agree=True, actor=two, at=LATER)
    recovering.ask_write_off(pk=order.pk, amount=50000, words=WHY, actor=city, at=LATER)
    letters.of_recovery(pk=order.pk, at=LATER)
    appropriations.enter(fund=fund_of("SU"), year=2026, amount=5, paper="示例〔2026〕2号", actor=one, at=LATER)
    assert {payment.state for payment in Payment.objects.all()} >= {"paid", "failed"}
    keys = {pk for model in STOOD for pk in model.objects.values_list("pk", flat=True)}
    return {
        "keys": [*sorted(keys), *Letter.objects.values_list("number", flat=True)],
        "never": [*map(number_of, people), *cards],
        "private": [*(person.name for person in people), WHY],
        "paid": paid,
    }  # fmt: skip


def paths(keys):
    for route in addresses():
        if route.startswith(MONEY):
            for key in keys if "<" in route else [0]:
                yield filled(route, key)


@pytest.mark.parametrize("asker", ["nobody", "worker", "reviewer elsewhere", *ROLES])
def test_nobody_reads_of_somebody_elses_money(money, asker):
    client, leaks, may = asking(asker), [], MAY_READ.get(asker, ("/nowhere",))
    for path in paths(money["keys"]):
        response = client.get(path)
        assert response.status_code < 500, path
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        forbidden = money["never"] + ([] if path.startswith(may) else money["private"])
        if not (asker == "finance" and path.endswith("/file/")):  # what goes to the bank names whom and where to
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert not leaks


@pytest.mark.parametrize(
    "asker",
    ["nobody", "worker", "reviewer", "reviewer elsewhere", "manager", "counter", "editor", "steward", "auditor"],
)
def test_nobody_else_moves_it(money, asker):
    client, before = asking(asker), {model: list(model.objects.order_by("pk").values()) for model in STOOD}
    told = {
        "agree": "yes",
        "amount": "1.00",
        "words": "说明为什么这样",
        "version": "1",
        "paper": "示例",
        "year": "2026",
    }
    for path in paths(money["keys"]):
        assert client.post(path, told).status_code < 500, path
    assert {model: list(model.objects.order_by("pk").values()) for model in STOOD} == before


def test_who_may_does_see_it(money):
    """Else the tests above could not fail."""
    order = Recovery.objects.get()
    assert WHY in client_of("finance").get(f"/desk/money/recoveries/{order.pk}/").content.decode()
    own = client_of("nobody")
    own.force_login(account_of(Person.objects.get(name="示密甲")))
    assert WHY in own.get(f"/my/applications/{money['paid'].pk}/").content.decode()
    letter = Letter.objects.get(kind="recovery")
    assert own.get(f"/letters/{letter.number}/file/").status_code == 200
    assert client_of("worker").get(f"/letters/{letter.number}/file/").status_code == 404
