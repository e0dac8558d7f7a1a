"""What benchmarks/feeds.py compares does the same: the same rows refused, the same rows left."""

from datetime import UTC, date, datetime

import pytest

from benchmarks import feeds_cases, feeds_stock
from certificates.models import Certificate
from people import identities
from people.models import Person
from records import runs
from tests.records.making import counts, hand

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 4, tzinfo=UTC)
SIZE = 8 * feeds_cases.BAD


@pytest.fixture(scope="module")
def rows():
    return feeds_cases.certificates(SIZE)


def left():
    numbers = {person.pk: (identities.number_of(person), person.name, person.born) for person in Person.objects.all()}
    fields = ("number", "kind", "occupation", "level", "issued_on", "issuer")
    return sorted(
        (*values, *numbers[person])
        for person, *values in Certificate.objects.current().values_list("person_id", *fields)
    )


def test_the_feed_and_the_stock_resource_refuse_the_same_rows_and_leave_the_same(rows):
    content = feeds_cases.workbook(rows, "证书")
    added, refused = feeds_stock.bring(content, ON)
    by_stock = left()
    assert added == len(by_stock) > SIZE / 2 and refused
    Certificate.objects.all().delete()
    Person.objects.all().delete()
    run = hand("certificates", content, name="证书.xlsx", at=AT)
    assert sorted({problem.row for problem in runs.preview(run, SIZE).problems}) == refused
    assert left() == by_stock


def test_every_kind_of_mistake_is_made(rows):
    run = hand("certificates", feeds_cases.workbook(rows, "证书"), name="证书.xlsx", at=AT)
    assert {"check-digit", "number-level", "number-year", "required", "wrong-number", "wrong-shape"} <= set(run.codes)


def test_every_second_row_is_corrected(rows):
    hand("certificates", feeds_cases.workbook(rows, "证书"), name="证书.xlsx", at=AT)
    sound = Certificate.objects.count()
    run = hand("certificates", feeds_cases.workbook(feeds_cases.half_changed(rows), "更正"), name="更正.xlsx", at=AT)
    assert counts(run)["changed"] + counts(run)["unchanged"] == sound
    assert abs(counts(run)["changed"] * 2 - sound) < SIZE / 50
