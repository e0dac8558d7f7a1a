"""A few people for the scan: each row as a feed would have left it in a run. All made up."""

from datetime import UTC, date, datetime

from certificates.models import Certificate
from lib.months import month_of
from people.models import InsuranceSpan, Person, StatusSpan
from records import jobs
from records.models import Job
from subsidies import scan
from subsidies.models import EarlierPayment, Scan
from tests.people import cast

ON = date(2025, 9, 30)
AT = datetime(2025, 9, 30, 4, 0, tzinfo=UTC)
NURSE = "4-10-01-05"


def holder(name: str = "示甲", level: int = 4, issued_on: date = date(2025, 3, 10), months: int = 40) -> Person:
    """Somebody who is owed 1,500 yuan as of ON, and whose certificate has the person's id as its entry.

    ``months`` up to ON; the same employer goes on paying for a year.
    """
    person = cast.a_person(name)
    certificate(person, level=level, issued_on=issued_on)
    if months:
        insured(person, month_of(ON) - months + 1, month_of(ON) + 12)
    return person


def certificate(person: Person, entry: int | None = None, run: int = 1, **more) -> Certificate:
    entry = person.pk if entry is None else entry
    values = {"occupation": NURSE, "level": 4, "issued_on": date(2025, 3, 10), "kind": "L"} | more
    return Certificate.objects.create(person=person, entry=entry, number=f"S{entry}/{run}", since_run=run, **values)


def insured(person: Person, first: int, last: int, run: int = 1, **more) -> InsuranceSpan:
    values = {"employer_code": "a", "employer_kind": "E"} | more
    return InsuranceSpan.objects.create(person=person, first_month=first, last_month=last, since_run=run, **values)


def paid(person: Person, paid_on: date, scheme: str = "SU", run: int = 1, **more) -> EarlierPayment:
    values = {"occupation": NURSE, "level": 4, "amount": 150000} | more
    return EarlierPayment.objects.create(person=person, scheme=scheme, paid_on=paid_on, since_run=run, **values)


def died(person: Person, began: date, run: int = 1) -> StatusSpan:
    return StatusSpan.objects.create(person=person, kind="dead", began=began, since_run=run)


def replaced(row, run: int, **changes):
    """What `people.versions` does with a correction: the row ends, and another says it anew."""
    type(row).objects.filter(pk=row.pk).update(until_run=run)
    row.pk, row.since_run = None, run
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def taken_back(row, run: int) -> None:
    """The row ends; another of the same run, about somebody else, shows that there was one."""
    type(row).objects.filter(pk=row.pk).update(until_run=run)
    StatusSpan.objects.create(person=cast.a_person("示他"), kind="rural", began=ON, since_run=run)


def scanned(on: date = ON) -> Scan:
    """One whole pass, done."""
    asked = scan.ask("SU", on=on, at=AT, tell=False)
    assert jobs.drive(Job.objects.get(verb=scan.VERB, subject=asked.pk, state="waiting").pk)
    asked.refresh_from_db()
    assert asked.finished_at and not asked.said
    return asked
