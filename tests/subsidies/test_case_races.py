"""Fifty at once: one state, one history, whoever comes first. Only PostgreSQL promises it."""

import threading
from collections import Counter

import pytest
from django.db import connections

from lib.refused import Refused
from people.models import District
from records import events
from subsidies import lifecycle
from subsidies.actions import claims, review
from subsidies.models import Application, Entitlement, Line, Message
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CROWD = 50


@pytest.fixture(autouse=True)
def districts():
    """A transactional test before this one took away what the migrations had put there."""
    for order, code in enumerate((claiming.HERE, claiming.THERE), 90):
        District.objects.get_or_create(code=code, defaults={"name": f"示例区{order}", "order": order})


def at_once(*calls):
    """What each call came to: a state, or the code of the refusal."""
    found, gate = [], threading.Barrier(len(calls))

    def one(call):
        try:
            gate.wait()
            found.append(call().state)
        except Refused as refusal:
            found.append(refusal.code)
        except Exception as error:
            found.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(found)


def verbs(application):
    return [event.verb for event in events.of(lifecycle.chain(application))]


def test_fifty_submissions_of_one_draft_are_one(settings):
    person = claiming.claimant()
    made, actor = claiming.draft(person), claiming.worker(person)
    found = at_once(*[lambda: claims.submit(pk=made.pk, actor=actor, at=AT)] * CROWD)
    assert found == {"city": CROWD}
    assert (Entitlement.objects.count(), Line.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert verbs(made) == ["submit-clear"] and not list(events.broken())


def test_fifty_drafts_of_one_subject_are_one():
    person = claiming.claimant()
    actor = claiming.worker(person)
    at_once(*[lambda: claims.start(scheme="SU", person=person.pk, subject=person.pk, actor=actor, at=AT)] * CROWD)
    assert Application.objects.count() == 1


def test_two_certificates_of_one_skill_at_once_are_one_entitlement():
    person = claiming.claimant()
    town.certificate(person, entry=77_000)
    drafts = [claiming.draft(person), claiming.draft(person, subject=77_000)]
    actor = claiming.worker(person)
    found = at_once(*[lambda pk=one.pk: claims.submit(pk=pk, actor=actor, at=AT) for one in drafts * 10])
    assert set(found) == {"city", "SU-ONCE"} and found["city"] >= 1
    assert Entitlement.objects.filter(alive=True).count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["city", "draft"]


def test_fifty_approvals_and_withdrawals_end_in_one_state_with_one_history():
    person = claiming.claimant()
    made, actor = claiming.handed_in(person), claiming.worker(person)
    cities = [claiming.official("city", f"city{n}") for n in range(5)]
    approvals = [lambda a=a: review.approve(pk=made.pk, actor=a, at=AT) for a in cities] * 5
    withdrawals = [lambda: claims.withdraw(pk=made.pk, actor=actor, at=AT)] * 25
    found = at_once(*approvals, *withdrawals)
    made.refresh_from_db()
    assert made.state in ("approved", "withdrawn")
    assert found[made.state] == 1 and set(found) <= {made.state, "state", "faster"}
    assert verbs(made) in (["submit-clear", "approve"], ["submit-clear", "withdraw"])
    line = made.lines.get()
    assert (line.state, line.entitlement.alive) == (
        ("cleared", True) if made.state == "approved" else ("closed", False)
    )
    assert not list(events.broken())
