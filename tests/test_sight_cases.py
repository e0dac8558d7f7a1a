"""Every address × every role × somebody else's application, notice and objection: never data, never an action.

Money has its own, tests.test_sight_money, with real ids of its own.
"""

import pytest
from django.db import transaction

from people import phones
from people.identities import number_of
from people.models import BankAccount, District, Person
from people.signin import account_of
from subsidies.actions import measures, notices, objections
from subsidies.models import (
    Application,
    Entitlement,
    Leave,
    Line,
    Message,
    Notice,
    NoticeLine,
    Objection,
    Override,
    Rating,
    Restriction,
)  # fmt: skip
from tests.people import cast
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT
from tests.test_sight import (
    ROLES,
    addresses,
    answers,
    askers,
    bare_refusals,  # noqa: F401 (a fixture)
    client_of,
    few,
    keys_from_one,
    text_of,
)

NAME, PHONE, SAID = "示密甲", "12000000777", "这句话只说给核实的人听"
OF_NOBODY = ("steward/occupations/", "occupations/", "catalogue/", "rules/", "calculator/", "api/", "style/", "guide/")
STOOD = (
    Application, Entitlement, Line, Notice, NoticeLine, Objection, Override, Restriction, Leave, Message, Rating,
    BankAccount,
)  # fmt: skip
# Where who decides or checks may read a name; the whole number, the phone and the card stand nowhere.
MAY_READ = {
    "reviewer": ("/desk/cases/",), "city": ("/desk/", "/people/"), "auditor": ("/desk/", "/people/"),
    "finance": ("/desk/cases/restrictions/", "/desk/money/"), "steward": ("/steward/",),
}  # fmt: skip


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    """Once for all who ask."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


@pytest.fixture
def cases(_built, db, time_machine, bare_refusals):  # noqa: F811
    time_machine.move_to(AT)
    return _built


def _build():
    """One on public notice with an objection to it, one for the district to judge with an override asked."""
    keys_from_one(Person, *STOOD)
    city = claiming.official("city", "decides")
    first, second = claiming.claimant(NAME), claiming.claimant("示密乙", months=0)
    phones.register(first, PHONE)
    town.insured(second, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    claiming.approved(first, city)
    row = notices.post(scheme="SU", actor=city, at=AT).rows.get()
    objections.to_notice(row=row.pk, said=SAID, name="示举报", contact=PHONE, person=None, at=AT)
    made = claiming.handed_in(second, number=claiming.OTHER_CARD)
    measures.ask_override(
        application=made, check="SU-MONTHS", reason=SAID, expires_on=claiming.AT.date(), actor=city,
        on=claiming.AT.date(), at=AT,
    )  # fmt: skip
    measures.restrict(person=second, stops="pay", reason=SAID, since=claiming.AT.date(), until=None, actor=city, at=AT)
    keys = {pk for model in STOOD for pk in model.objects.values_list("pk", flat=True)}
    return {
        "keys": sorted({*keys, first.pk, second.pk}),
        "never": [number_of(first), number_of(second), PHONE, claiming.CARD, claiming.OTHER_CARD],
        "private": [NAME, "示密乙", SAID],
    }  # fmt: skip


def routes():
    """Every address but those of what is nobody's: those are tried in tests.test_sight."""
    return (route for route in addresses() if not route.startswith(OF_NOBODY))


def asking(asker):
    if asker == "reviewer elsewhere":
        client = client_of("nobody")
        client.force_login(cast.official("reviewer", "away", district=District.objects.get(code=claiming.THERE)))
        return client
    return client_of(asker)


@pytest.mark.parametrize("asker", askers("nobody", "worker", "reviewer elsewhere", *ROLES))
def test_nobody_reads_somebody_elses_case(cases, asker):
    client, leaks, seen = asking(asker), [], 0
    for route in routes():
        for path, response in answers(client, route, few(route, cases["keys"]) if "<" in route else [0]):
            text, seen = text_of(response), seen + 1
            forbidden = list(cases["never"])
            if path.startswith("/desk/notices/objections/") and asker in ("city", "auditor"):
                forbidden.remove(PHONE)  # whoever answers may have to call who objected
            if not path.startswith(MAY_READ.get(asker, ("/nowhere",))):
                forbidden += cases["private"]
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert seen > 200
    assert not leaks


@pytest.mark.one_database("who may not act is turned away in Python, before any query of the act")
@pytest.mark.parametrize(
    "asker", ["nobody", "worker", "reviewer elsewhere", "manager", "counter", "finance", "editor", "steward", "auditor"]
)
def test_nobody_else_moves_it(cases, asker):
    client, before = asking(asker), {model: list(model.objects.order_by("pk").values()) for model in STOOD}
    told = {
        "note": "说明为什么", "reason": "untrue", "words": "说明为什么", "verb": "refuse", "upheld": "yes",
        "version": "1", "answer": "upheld", "agree": "yes", "said": "说明为什么", "grade": "5",
    }  # fmt: skip
    for route in routes():
        if "<" not in route or route.startswith("notices/"):  # anybody may object to what is on public notice
            continue
        list(answers(client, route, few(route, cases["keys"]), told))
    assert {model: list(model.objects.order_by("pk").values()) for model in STOOD} == before


def test_who_may_does_see_it(cases):
    """Else the tests above could not fail."""
    made = Application.objects.get(state="district")
    assert NAME not in asking("reviewer").get(f"/desk/cases/{made.pk}/").content.decode()
    assert "示密乙" in asking("city").get(f"/desk/cases/{made.pk}/").content.decode()
    own = client_of("nobody")
    own.force_login(account_of(Person.objects.get(name=NAME)))
    assert own.get(f"/my/applications/{Application.objects.exclude(pk=made.pk).get().pk}/").status_code == 200
