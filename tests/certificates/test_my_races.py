"""Two who answer one correction request at the same moment."""

import threading

import pytest
from django.db import connection

from certificates import corrections
from certificates.desk import cases
from lib.refused import Refused
from occupations import demo
from people.models import InsuranceSpan, TextMessage
from records.corrections import actions
from records.corrections.actions import Thing
from records.models import Correction, ImportRun
from tests.certificates.holding import AT, EMPLOYER, ON, PAID, fed, month, one_month_short
from tests.people import cast


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("rival", ["grant", "withdraw"])
def test_two_at_once_end_in_one_answer(rival, settings, tmp_path):
    """A steward grants while a colleague does too, or while the person withdraws: one of them hears that it is over."""
    settings.MEDIA_ROOT = tmp_path
    demo.load()
    fed()
    person, _ = one_month_short()
    stewards = [cast.official("steward", f"steward-{nth}") for nth in range(2)]
    thing = Thing("month", month=month(2026, 5))
    one = actions.send(person_id=person.pk, thing=thing, given=PAID, at=AT, on=ON)
    given = {
        "first": "2026-05", "last": "2026-05", "paid": "paid", "employer_kind": "E", "employer_code": EMPLOYER,
        "district": "110105", "words": "",
    }  # fmt: skip
    gate, ends = threading.Barrier(2), []

    def act(work):
        gate.wait()
        try:
            work()
            ends.append("done")
        except Refused as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    def granting(by):
        decision = cases.decision_on(Correction.objects.get(pk=one.pk), given)
        assert decision.is_valid()
        corrections.grant(pk=one.pk, decision=decision, words="", by=by, at=AT, on=ON)

    rivals = {
        "grant": lambda: granting(stewards[1]),
        "withdraw": lambda: actions.withdraw(person_id=person.pk, pk=one.pk, at=AT),
    }
    threads = [threading.Thread(target=act, args=(work,)) for work in (lambda: granting(stewards[0]), rivals[rival])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) in (["answered", "done"], ["done", "late"])
    one.refresh_from_db()
    runs = ImportRun.objects.filter(source="correction").count()
    assert (one.state, runs) in (("granted", 1), ("withdrawn", 0))
    assert InsuranceSpan.objects.filter(person=person).count() == 2 + runs
    assert TextMessage.objects.count() == runs
