"""Two who answer one correction request at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from certificates import corrections
from certificates.desk import cases
from lib.refused import Refused
from occupations import demo
from people.feeds import DISTRICTS
from people.models import District, InsuranceSpan, TextMessage
from records.corrections import actions
from records.corrections.actions import Thing
from records.models import Correction, ImportRun
from tests.certificates.holding import AT, EMPLOYER, ON, PAID, fed, month, one_month_short
from tests.people import cast


def at_once(*works: Callable[[], object]) -> list[str]:
    """How each ended: "done", or the code it was refused under."""
    gate, ends = threading.Barrier(len(works)), []

    def act(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
            ends.append("done")
        except Refused as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["grant", "withdraw"])
def test_two_at_once_end_in_one_answer(rival, settings, tmp_path):
    """A steward grants while a colleague does too, or while the person withdraws: one of them hears that it is over."""
    settings.MEDIA_ROOT = tmp_path
    for order, (code, words) in enumerate(DISTRICTS.items(), 1):  # a test that commits may have taken them away
        name = words if isinstance(words, str) else words[0]
        District.objects.get_or_create(code=code, defaults={"name": name, "order": order})
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

    def granting(by):
        decision = cases.decision_on(Correction.objects.get(pk=one.pk), given)
        assert decision.is_valid()
        corrections.grant(pk=one.pk, decision=decision, words="", by=by, at=AT, on=ON)

    rivals = {
        "grant": lambda: granting(stewards[1]),
        "withdraw": lambda: actions.withdraw(person_id=person.pk, pk=one.pk, at=AT),
    }
    ends = at_once(lambda: granting(stewards[0]), rivals[rival])
    assert sorted(ends) in (["answered", "done"], ["done", "late"])
    one.refresh_from_db()
    runs = ImportRun.objects.filter(source="correction").count()
    assert (one.state, runs) in (("granted", 1), ("withdrawn", 0))
    assert InsuranceSpan.objects.filter(person=person).count() == 2 + runs
    assert TextMessage.objects.count() == runs
