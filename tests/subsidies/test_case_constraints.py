"""What must never happen to a case does not happen by raw SQL either."""

import pytest
from django.db import IntegrityError, connection, transaction

from people.models import BankAccount
from subsidies.actions import measures, notices, review
from subsidies.models import Application, Entitlement, Line, NoticeLine, Override
from tests.subsidies import claiming
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def approved(city):
    return claiming.approved(claiming.claimant(), city)


def breaks(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount, "the statement touched nothing, so nothing was tried"


def again(model, pk, **changes):
    """The INSERT of a row's twin, and its values."""
    columns = [field.column for field in model._meta.fields if not field.primary_key]
    row = model.objects.filter(pk=pk).values(*(field.attname for field in model._meta.fields)).get() | changes
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("%s" for _ in columns)
    fields = {field.column: field for field in model._meta.fields}
    values = [fields[column].get_db_prep_save(row[fields[column].attname], connection) for column in columns]
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', *values


def test_two_live_entitlements_to_one_thing_and_to_things_that_exclude_each_other(approved):
    row = Entitlement.objects.get()
    breaks(*again(Entitlement, row.pk))
    breaks(*again(Entitlement, row.pk, family="T", scheme="TR"))
    with connection.cursor() as cursor:  # one that is over stands in nobody's way
        cursor.execute(*_split(again(Entitlement, row.pk, alive=False)))


def _split(told):
    return told[0], list(told[1:])


def test_an_application_twice_alive_for_one_subject(approved):
    breaks(*again(Application, approved.pk, number="SU-other"))


@pytest.mark.parametrize(
    "change",
    [
        "due_on = '2025-10-10'",  # it waits for nobody any more
        "ended_at = NULL",
        "second_by_id = NULL",
        "second_by_id = first_by_id, first_by_id = second_by_id, first_determination_id = NULL, state = 'approved'",
        "first_by_id = second_by_id, first_determination_id = NULL",
        "entered_by_id = second_by_id",
        "first_determination_id = NULL",
        "first_says = ''",
        "amount = 0",
        "amount = -1",
        "account_id = NULL",
        "determination_id = NULL",
        "number = NULL",
        "submitted_at = NULL",
        "person_id = NULL",
        "reason = 'conditions'",
        "state = 'city'",
        "state = 'draft'",
        "state = 'refused'",
        "state = 'done'",
    ],
)
def test_a_state_that_disagrees_with_its_days_and_deciders(approved, change):
    breaks(f"UPDATE subsidies_application SET {change} WHERE id = %s", approved.pk)


@pytest.mark.parametrize(
    "change",
    ["amount = -1", "amount = 0", "determination_id = NULL", "state = 'gone'", "kind = 'gift'", "frozen = true"],
)
def test_a_line_that_would_pay_what_nobody_decided(approved, change):
    breaks(f"UPDATE subsidies_line SET {change} WHERE application_id = %s", approved.pk)


def test_a_second_line_of_a_kind_under_one_entitlement(approved):
    line = Line.objects.get()
    breaks(*again(Line, line.pk))
    Line.objects.filter(pk=line.pk).update(kind="advance")
    breaks(*again(Line, line.pk))


def test_a_line_on_two_notices(approved, city):
    row = notices.post(scheme="SU", actor=city, at=AT).rows.get()
    breaks(*again(NoticeLine, row.pk, place=2))
    breaks("UPDATE subsidies_noticeline SET outcome = 'lost' WHERE id = %s", row.pk)


def test_an_override_that_one_person_asks_for_and_agrees_to(city):
    made = claiming.handed_in(claiming.claimant("示新人", months=3))
    asked = measures.ask_override(
        application=made, check="SU-MONTHS", reason="灾后特批，见市局批复", expires_on=claiming.AT.date(), actor=city,
        on=claiming.AT.date(), at=AT,
    )  # fmt: skip
    breaks(
        "UPDATE subsidies_override SET state = 'agreed', answered_by_id = asked_by_id, answered_at = asked_at"
        " WHERE id = %s",
        asked.pk,
    )
    breaks(*again(Override, asked.pk))


def test_an_account_of_nobody_and_one_twice(approved):
    row = BankAccount.objects.get()
    breaks("UPDATE people_bankaccount SET person_id = NULL WHERE id = %s", row.pk)
    breaks(*again(BankAccount, row.pk))


def test_a_case_held_while_nobody_decides(approved, city):
    review.reopen(pk=approved.pk, actor=city, at=AT, note="看错了")
    review.refuse(pk=approved.pk, actor=city, at=AT, note="看错了", reason="untrue")
    breaks("UPDATE subsidies_application SET held = true WHERE id = %s", approved.pk)
