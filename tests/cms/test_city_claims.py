"""The claims of the demonstration: one for each place there is, whatever the day, so that no desk opens empty."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.utils.timezone import localdate
from stdnum import luhn

from cms.city import applications, load, sealing
from cms.city.claimers import CLAIMERS
from people import banking
from people.demo import make_accounts
from people.models import BankAccount, TextMessage
from records import events
from records.models import EventRoot
from subsidies import timed
from subsidies.models import (
    Application,
    Leave,
    Line,
    Message,
    Notice,
    Objection,
    Override,
    Rating,
    Restriction,
)
from treasury import ledger, verifying
from treasury.models import Batch, Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ONCE = pytest.mark.one_database("another day is another calendar, not another database")
DAYS = [
    datetime(2026, 11, 28, 2, tzinfo=UTC),  # a Saturday
    datetime(2026, 10, 9, 2, tzinfo=UTC),  # after a week without a working day
    datetime(2027, 1, 1, 1, tzinfo=UTC),  # a holiday whose year's notice nobody knows
]


def made(at):
    on = localdate(at)
    load.load(on, at, 1, lambda line: None, heads=120)
    make_accounts({}, at)
    return on, applications.load(on, at)


@pytest.mark.parametrize("at", [DAYS[0], *(pytest.param(day, marks=ONCE) for day in DAYS[1:])])
def test_every_place_has_somebody_in_it_whatever_the_day(at):
    on, count = made(at)
    sealing.seal(on)
    assert count == len(CLAIMERS) == Application.objects.count()
    assert set(Application.objects.values_list("state", flat=True)) == set(Application.State.values)
    assert set(Line.State.values) == set(Line.objects.values_list("state", flat=True))
    clear = Application.objects.filter(state="city", clear=True, held=False)
    assert clear.count() >= 20, "enough for a bulk approval"
    for desk in ("district", "city"):
        assert Application.objects.filter(state=desk, due_on__lt=on).exists(), f"{desk}: something is overdue"
        assert Application.objects.filter(state=desk, due_on__gte=on).exists()
    flags = {flag for row in Application.objects.values_list("flags", flat=True) for flag in row.split()}
    assert {"RULE", "SAME-ACCOUNT", "SAME-PHONE"} <= flags
    assert Application.objects.filter(held=True).exists() and Application.objects.filter(entered_by__isnull=False)
    assert Application.objects.filter(state="district", holder__isnull=False).exists()
    assert [notice.ends_on >= on for notice in Notice.objects.order_by("id")] == [False, False, False, True]
    assert Counter(Objection.objects.values_list("kind", "state")) == {
        ("notice", "open"): 1, ("notice", "upheld"): 1, ("notice", "dismissed"): 1, ("refusal", "open"): 1,
    }  # fmt: skip
    assert Message.objects.filter(kind="soon").count() == 1 and Message.objects.filter(kind="lapsed").exists()
    assert Rating.objects.count() == 5 and Override.objects.get().state == "asked"
    assert Restriction.objects.in_force(on).exists() and Leave.objects.filter(first__lte=on, last__gte=on).exists()
    assert [*Batch.objects.order_by("pk").values_list("state", "left_out")] == [("done", 0), ("drawn", 1)]
    assert Recovery.objects.get().repaid > 0 and not [one for _, wrong in verifying.wrongs() for one in wrong]
    assert {fund.left > 0 for fund in ledger.standings()} == {True}
    assert not list(events.broken()) and EventRoot.objects.latest("day").day < on
    assert not Application.objects.filter(submitted_at__gt=at).exists()
    assert (timed.lapse(at), timed.end_notices(at)) == (0, 0), "nothing that the clock would have done is left undone"


def test_a_second_time_changes_nothing_and_nothing_in_it_is_anybodys():
    at = DAYS[0]
    on, _ = made(at)
    before = list(Application.objects.values()), TextMessage.objects.count()
    assert applications.load(on, at) == 0
    assert (list(Application.objects.values()), TextMessage.objects.count()) == before
    numbers = [banking.number_of(account) for account in BankAccount.objects.all()]
    assert all(number.startswith("600000") and luhn.is_valid(number) for number in numbers)
    assert not {number[:6] for number in numbers} & set(banking.ISSUED_BY)


def test_a_city_without_its_claimers_is_left_as_it_is():
    assert applications.load(localdate(DAYS[0]), DAYS[0]) == 0
    assert not Application.objects.exists()
