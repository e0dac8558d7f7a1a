"""Every address of the site × every role × what belongs to somebody else: never data.

The addresses are read from the site itself, so that a new page is tried the day it is routed.
"""

import re
from collections.abc import Iterator
from functools import partial
from logging import getLogger

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from people.identities import number_of
from people.models import InsuranceSpan, Person, TextMessage
from people.signin import account_of
from records.evidence import PDF, Proof
from records.models import Correction, ImportRun
from subsidies.actions import attachments, claims
from subsidies.letters import actions as letters
from subsidies.models import Application, Attachment, Message
from tests.certificates import holding
from tests.people import cast
from tests.subsidies.claiming import CARD, THERE, worker

ROLES = ["manager", "clerk", "counter", "reviewer", "city", "finance", "editor", "steward", "auditor"]
NAME, NOTE = "示密甲", "这句话只说给管数据的人听"
# Where a role may read of this person; the whole number and the phone it may read nowhere without a logged reveal.
MAY_READ = {
    "steward": ("/steward/", "/desk/corrections/"), "city": ("/desk/cases/", "/desk/money/", "/letters/application/"),
    "finance": ("/letters/application/", "/desk/money/"),
    "auditor": ("/people/", "/desk/corrections/", "/desk/cases/", "/desk/money/", "/letters/application/"),
}  # fmt: skip
MAY_HAVE_PAPERS = ("city", "finance", "auditor")  # what stands in a PDF is not looked for by its words
OTHERS = ("editor/", "documents/", "_util/", "steward/r/")  # Wagtail's own, which hold no person
FIXED = {
    "about": "month", "mode": "large", "state": "on", "kind": "people", "code": "SU", "check": "SU-MONTHS",
    "verb": "approve", "scheme": "SU", "way": "whole",
}  # fmt: skip
GIVEN = {"seen": "1", "note": "说明", "reason": "untrue", "agree": "1"}


def addresses(patterns=None, before: str = "") -> Iterator[str]:
    """Every route of the site as one text, parameters as they are written."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        elif not route.startswith(OTHERS) and "^" not in route and "(" not in route:
            yield route


def askers(*names: str) -> list:
    """On PostgreSQL only whose rows a query of their own picks, and who reads most; all of them on SQLite."""
    picked = ("manager", "reviewer", "reviewer elsewhere")
    once = pytest.mark.one_database("which door is open to a role is decided in Python")
    return [name if name in picked else pytest.param(name, marks=once) for name in names]


def keys_from_one(*models) -> None:
    """PostgreSQL counts on after a test is undone, and each number more would be an address more of every route."""
    tables = [{"table": model._meta.db_table, "column": model._meta.pk.column} for model in models]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_by_name_sql(no_style(), tables):
            cursor.execute(sql)


@pytest.fixture
def bare_refusals(monkeypatch, settings):
    """Most answers here are refusals: of their page only what a view may have put there, which is the exception.

    Nor is any of these thousands written to a log, or its session read from a table.
    """
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    monkeypatch.setattr(getLogger("django.request"), "disabled", True)
    for status in (403, 404):
        answer = partial(_bare, status)
        monkeypatch.setattr(f"config.urls.handler{status}", answer, raising=False)


def _bare(status: int, request, exception) -> HttpResponse:
    return HttpResponse(f"{exception} {getattr(exception, 'args', '')}", status=status)


CLASSES = ("classes/", "desk/classes/", "desk/looks/", "my/classes/", "courses/classes/", "plans/", "desk/plans/")


def few(route: str, keys) -> list:
    """What belongs to classes and plans is tried by `test_sight_classes` and `test_sight_plans` with keys of their own:
    elsewhere two will do."""
    return list(keys)[:2] if route.startswith(CLASSES) else list(keys)


def keyed(route: str, keys) -> list:
    """The keys that lead there: a number of letters and digits never gets past ``<int:…>``."""
    if "<" not in route:
        return [0]
    keys = few(route, keys)
    return [key for key in keys if isinstance(key, int) or "<int:" not in route]


def filled(route: str, key: object) -> str:
    parameter = re.compile(r"<(?:\w+:)?(\w+)>")
    return "/" + parameter.sub(lambda found: str(FIXED.get(found[1], key)), route)


def answers(client: Client, route: str, keys, told: dict | None = None) -> Iterator[tuple[str, HttpResponse]]:
    """(address, answer) of a route with each of the keys; ``told``: it is posted.

    A door that is shut to a role is tried with two: which object it would be is asked behind the door. One that takes
    no such method takes it for no object.
    """
    shut = 0
    for key in keys:
        path = filled(route, key)
        response = client.get(path) if told is None else client.post(path, told)
        assert response.status_code < 500, path
        yield path, response
        if response.status_code == 405:
            return
        shut += response.status_code == 403 or "next=" in response.get("Location", "")
        if shut == 2:
            return


def text_of(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")


@pytest.fixture
def secret(db, time_machine, bare_refusals) -> dict[str, object]:
    """A person with a row in every register, a request for correction, a message and a claim handed in, in a district
    that is not the reviewer's; and the keys of all these rows."""
    time_machine.move_to(holding.AT)
    keys_from_one(Person, Application, Attachment, Correction, ImportRun, InsuranceSpan, Message, TextMessage)
    holding.fed()
    person, user = holding.one_month_short(NAME)
    one = holding.ask(Client(), user, **(holding.PAID | {"note": NOTE}))
    claim = _claimed(person)
    assert Correction.objects.exists() and InsuranceSpan.objects.exists()
    assert claim.state == "district" and claim.district_id == THERE
    letter = letters.slip_of(claim, holding.AT)
    keys = {
        person.pk, user.pk, one.pk, claim.pk, claim.subject, *InsuranceSpan.objects.values_list("pk", flat=True),
        *TextMessage.objects.values_list("pk", flat=True), *ImportRun.objects.values_list("pk", flat=True),
        *Attachment.objects.values_list("pk", flat=True), *Message.objects.values_list("pk", flat=True),
    }  # fmt: skip
    return {
        "keys": [*sorted(keys), letter.number],
        "never": [number_of(person), "12000000001", CARD],
        "private": [NAME, NOTE, str(claim.number)],
    }


def _claimed(person: Person) -> Application:
    """The person's claim, with an account, a proof and words beside it."""
    actor, [paper] = worker(person), person.certificates.all()
    made = claims.start(scheme="SU", person=person.pk, subject=paper.entry, actor=actor, at=holding.AT)
    claims.set_account(
        pk=made.pk, actor=actor, kind="card", bank="ICBC", number=CARD, holder=person.name, at=holding.AT
    )
    proof = Proof(b"%PDF-1.4 made up %%EOF", PDF)
    attachments.attach(pk=made.pk, actor=actor, proof=proof, label="payslip", at=holding.AT)
    return claims.submit(pk=made.pk, actor=actor, at=holding.AT, note=NOTE)


def client_of(asker: str) -> Client:
    client = Client()
    if asker == "worker":
        client.force_login(account_of(cast.a_person("示旁人")))
    elif asker != "nobody":
        client.force_login(cast.official(asker))
    return client


@pytest.mark.parametrize("asker", askers("nobody", "worker", *ROLES))
def test_nobody_reads_what_belongs_to_somebody_else(secret, asker):
    client, seen, leaks = client_of(asker), 0, []
    for route in addresses():
        for path, response in answers(client, route, keyed(route, secret["keys"])):
            if response["Content-Type"] == "application/pdf":
                assert asker in MAY_HAVE_PAPERS, path
            text, seen = text_of(response), seen + 1
            forbidden = list(secret["never"])
            if not path.startswith(MAY_READ.get(asker, ("nowhere",))):
                forbidden += secret["private"]
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert seen > 100
    assert not leaks


def test_the_person_and_the_steward_do_see_it(secret):
    """Else the test above could not fail."""
    steward = client_of("steward")
    pages = [steward.get(f"/desk/corrections/{key}/") for key in secret["keys"]]
    assert any(NOTE in page.content.decode() for page in pages)


@pytest.mark.one_database("who may not act is turned away in Python, before any query of the act")
@pytest.mark.parametrize("asker", ["nobody", "worker", "manager", "reviewer", "auditor"])
def test_nobody_else_changes_it(secret, asker):
    """A POST to each address: whatever answers, the request for correction and the claim stand as they were."""
    client, before = client_of(asker), _all()
    for route in addresses():
        if "<" not in route:
            continue
        list(answers(client, route, keyed(route, secret["keys"]), GIVEN))
    assert _all() == before


def _all() -> list[list[dict]]:
    return [list(model.objects.values()) for model in (Correction, Application, Attachment, Message)]
