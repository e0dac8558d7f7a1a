"""From the database to the facts of a claim: as worked out the slow way, for one person and for all."""

from datetime import date

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import facts
from certificates.derive import STATUSES
from certificates.models import Certificate
from certificates.payments import SCHEMES
from people.models import InsuranceSpan, TrueTo
from tests.certificates import plain_facts
from tests.certificates.plain_facts import RUNS
from tests.people import cast

pytestmark = pytest.mark.django_db
WORDS, CODES = list(STATUSES), list(SCHEMES)
EVERYBODY = (0, 2**31 - 1)


@pytest.fixture
def ids() -> list[int]:
    return sorted(cast.a_person(f"示{n}").pk for n in "一二三四五")


def told(batch) -> dict[int, dict]:
    """Entry → facts, as `plain_facts.expected` says them."""
    found = {}
    for row, entry in enumerate(batch.subject.tolist()):
        one = {name: column[row] for name, column in batch.raw.items()}
        one |= {name: WORDS[one[name]] for name in ("status_at_issue", "status_at_application")}
        one |= {name: one[name].astype(date) for name in ("issued_on", "applied_on")}
        paid, held = batch.lists["paid"], batch.lists["held"]
        one["paid"] = [
            (CODES[paid["scheme"][i]], paid["occupation"][i], paid["level"][i], paid["paid_on"][i].astype(date))
            for i in np.flatnonzero(paid["row"] == row)
        ]
        one["held"] = [(held["occupation"][i], held["level"][i]) for i in np.flatnonzero(held["row"] == row)]
        assert entry not in found
        found[entry] = one
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(town=plain_facts.towns, posted=plain_facts.posted, on=plain_facts.ON, run=st.integers(1, RUNS))
def test_the_facts_are_those_worked_out_the_slow_way(ids, town, posted, on, run):
    with transaction.atomic():
        plain_facts.settle(town, ids, posted)
        everybody = told(facts.gather(*EVERYBODY, on, run))
        assert everybody == plain_facts.expected(town, posted, on, run)
        singles, chunks = {}, {}
        for pk in ids:
            singles |= told(facts.gather(pk, pk, on, run))
        for low, high in facts.ranges(0, 2):
            chunks |= told(facts.gather(low, high, on, run))
        assert singles == everybody == chunks
        transaction.set_rollback(True)


def test_as_many_queries_for_one_person_as_for_all(ids):
    for pk in ids:
        cast_certificate(pk)
    counts = []
    for low, high in ((ids[0], ids[0]), EVERYBODY, (1, 1)):
        with CaptureQueriesContext(connection) as asked:
            facts.gather(low, high, date(2025, 6, 30), 1)
        counts.append(len(asked))
    assert len(set(counts)) == 1


def cast_certificate(
    pk: int, entry: int | None = None, since: int = 1, until: int | None = None, **more
) -> Certificate:
    values = {"occupation": "4-10-01-05", "level": 4, "issued_on": date(2025, 1, 10), "kind": "L"} | more
    entry = pk if entry is None else entry
    return Certificate.objects.create(
        person_id=pk, entry=entry, number=f"S{pk}-{entry}-{since}", since_run=since, until_run=until, **values
    )  # fmt: skip


def one(pk: int, on: date, run: int = 9) -> dict:
    [found] = told(facts.gather(pk, pk, on, run)).values()
    return found


def test_a_corrected_certificate_is_one_subject_and_what_was_known_before_can_be_gathered_again(ids):
    cast_certificate(ids[0], entry=7, since=1, until=3, level=5)
    cast_certificate(ids[0], entry=7, since=3, level=4)
    on = date(2025, 6, 30)
    assert [one(ids[0], on, run)["level"] for run in (1, 2, 3)] == [5, 5, 4]
    assert one(ids[0], on, 3)["held"] == []


def test_a_certificate_that_was_taken_back_is_no_longer_confirmed(ids):
    cast_certificate(ids[0], since=1, until=2)
    assert [one(ids[0], date(2025, 6, 30), run)["certificate_verified"] for run in (1, 2)] == [True, False]


def test_a_certificate_given_to_another_person_is_confirmed_for_that_one_alone(ids):
    cast_certificate(ids[0], entry=7, since=1, until=2)
    cast_certificate(ids[1], entry=7, since=2)
    batch = facts.gather(*EVERYBODY, date(2025, 6, 30), 2)
    assert batch.person.tolist() == ids[:2] and batch.subject.tolist() == [7, 7]
    assert batch.raw["certificate_verified"].tolist() == [False, True]


def test_overlapping_employers_count_a_month_once_and_deferred_ones_only_where_they_are_needed(ids):
    cast_certificate(ids[0])
    june = 2025 * 12 + 5
    for code, first, last, deferred in (
        ("a", june - 7, june, False),
        ("b", june - 9, june - 4, True),
        ("c", june, june + 3, False),
    ):
        InsuranceSpan.objects.create(
            person_id=ids[0], employer_code=code, employer_kind="E", first_month=first, last_month=last,
            deferred=deferred, since_run=1,
        )  # fmt: skip
    found = one(ids[0], date(2025, 6, 3))
    assert (found["months_insured"], found["deferred_months_needed"]) == (10, 2)


@pytest.mark.parametrize(
    ("posted", "status"),
    [(date(2025, 5, 31), "employee"), (date(2025, 6, 29), "employee"), (date(2025, 6, 30), "other"), (None, "other")],
)
def test_a_month_not_posted_yet_is_read_as_the_last_that_is(ids, posted, status):
    cast_certificate(ids[0])
    may = 2025 * 12 + 4
    InsuranceSpan.objects.create(person_id=ids[0], employer_kind="I", first_month=may - 20, last_month=may, since_run=1)
    if posted:
        TrueTo.objects.create(kind="insurance", run=1, day=posted)
    assert one(ids[0], date(2025, 6, 30))["status_at_application"] == status


def test_a_later_word_on_how_far_the_months_are_posted_is_not_known_in_an_earlier_run(ids):
    cast_certificate(ids[0])
    may = 2025 * 12 + 4
    InsuranceSpan.objects.create(person_id=ids[0], employer_kind="E", first_month=may, last_month=may, since_run=1)
    for run, day in ((1, date(2025, 5, 31)), (2, date(2025, 6, 30))):
        TrueTo.objects.create(kind="insurance", run=run, day=day)
    assert [one(ids[0], date(2025, 6, 30), run)["status_at_application"] for run in (1, 2)] == ["employee", "other"]


def test_the_ranges_hold_every_person_once(ids):
    for entry, pk in enumerate([*ids, ids[0], ids[0], ids[3]]):
        cast_certificate(pk, entry=entry)
    for size in (1, 2, 3, 100):
        ranges = list(facts.ranges(0, size))
        assert all(low <= high for low, high in ranges)
        assert [low for low, _ in ranges[1:]] == [high + 1 for _, high in ranges[:-1]]
        assert ranges[0][0] <= ids[0] and ranges[-1][1] == ids[-1] == facts.last_person()
    assert list(facts.ranges(ids[2], 100)) == [(ids[2] + 1, ids[4])]
    assert list(facts.ranges(ids[4], 100)) == []
