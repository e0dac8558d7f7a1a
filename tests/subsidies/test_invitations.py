"""Who is told that something is owed, until when; and the text messages about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from people import keys, phones
from people.models import TextMessage
from subsidies.models import Determination, Invitation
from subsidies.queries import invitations_of
from subsidies.reminders import remind
from subsidies.tasks import remind_of_what_is_owed, scan_everybody
from tests.subsidies import town
from tests.subsidies.town import AT, ON

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 10)
COLUMNS = "scheme, person_id, subject, determination_id, amount, found_on, last_day, state, reminded"


@pytest.fixture
def held():
    return town.holder()


def invited() -> list[tuple]:
    return list(Invitation.objects.order_by("id").values_list("person_id", "state", "amount", "last_day"))


def test_whoever_is_owed_is_invited_until_the_last_day(held):
    town.holder("示乙", months=0)
    town.scanned()
    assert invited() == [(held.pk, "open", 150000, LAST_DAY)]
    [row] = invitations_of(held.pk)
    assert row.determination == Determination.objects.get() and row.found_on == ON


def test_the_invitation_closes_when_nothing_is_owed_any_more_and_opens_again_when_it_is(held):
    town.scanned()
    first = Invitation.objects.get()
    [span] = held.insurance.all()
    other = town.replaced(span, 2, employer_kind="F")
    assert town.scanned().counts["closed"] == 1
    assert invited() == [(held.pk, "closed", 150000, LAST_DAY)] and not invitations_of(held.pk)
    Invitation.objects.update(reminded=60)
    town.replaced(other, 3, employer_kind="E")
    assert town.scanned(on=date(2025, 10, 3)).counts["opened"] == 1
    row = Invitation.objects.get()
    assert (row.pk, row.state, row.found_on, row.reminded) == (first.pk, "open", date(2025, 10, 3), 999)
    assert row.determination == Determination.objects.latest("id")


def test_the_day_after_the_last_it_is_closed(held):
    town.scanned()
    assert town.scanned(on=LAST_DAY).counts["closed"] == 0
    assert town.scanned(on=LAST_DAY + timedelta(1)).counts["closed"] == 1
    assert Determination.objects.latest("id").failed == "SU-WINDOW"


def test_another_amount_changes_the_invitation(held):
    town.scanned()
    town.replaced(held.certificates.get(), 2, level=3, issued_on=date(2025, 4, 10))
    done = town.scanned()
    assert (done.counts["changed"], done.counts["opened"], done.counts["closed"]) == (1, 0, 0)
    assert invited() == [(held.pk, "open", 200000, date(2026, 4, 10))]


def test_the_dead_are_not_invited(held):
    town.died(held, ON + timedelta(1))
    town.scanned()
    assert [state for _, state, *_ in invited()] == ["open"]
    town.scanned(on=ON + timedelta(1))
    assert [state for _, state, *_ in invited()] == ["closed"]
    assert Determination.objects.count() == 1


@pytest.mark.parametrize("first", [0, 1])
def test_a_certificate_that_proves_another_persons_takes_its_invitation_along(held, first):
    other = town.holder("示乙", months=40)
    a, b = (held, other) if first == 0 else (other, held)
    town.taken_back(b.certificates.get(), 1 + 1)
    row = a.certificates.get()
    town.scanned()
    town.replaced(row, 3, person=b)
    town.scanned()
    assert invited() == [(b.pk, "open", 150000, LAST_DAY)]
    assert list(Determination.objects.order_by("id").values_list("person_id", "failed")) in (
        [(a.pk, ""), (a.pk, "SU-VERIFIED"), (b.pk, "")], [(a.pk, ""), (b.pk, ""), (a.pk, "SU-VERIFIED")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "crime",
    [
        f"INSERT INTO subsidies_invitation ({COLUMNS}) SELECT {COLUMNS} FROM subsidies_invitation",
        "UPDATE subsidies_invitation SET amount = 0",
        "UPDATE subsidies_invitation SET state = 'x'",
        "UPDATE subsidies_invitation SET last_day = '2025-01-01'",
    ],
)
def test_the_database_refuses_an_invitation_that_makes_no_sense(held, crime):
    town.scanned()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(crime)


# --- text messages ----------------------------------------------------------------------------------
def with_phone(person):
    with transaction.atomic():
        phones.register(person, "12000000123")
    town.scanned()


def bodies() -> list[str]:
    return [keys.unseal(keys.MESSAGE, row.body_sealed) for row in TextMessage.objects.order_by("id")]


def test_the_first_message_says_what_is_owed_the_last_day_and_where_and_names_nobody(held):
    with_phone(held)
    assert remind(ON, AT).queued == 1
    [body] = bodies()
    assert all(words in body for words in ("个人技能提升补贴", "¥1,500.00", "2026年3月10日", "还有161天", "http"))
    assert held.name not in body and "12000000123" not in body
    row = TextMessage.objects.get()
    assert (row.purpose, row.person) == ("invitation", held)
    assert timezone.localtime(row.good_until).date() == LAST_DAY


def test_reminders_come_once_each_with_60_30_and_7_days_left(held):
    with_phone(held)
    told = []
    for left in range(161, -1, -1):
        day = LAST_DAY - timedelta(left)
        if remind(day, datetime(day.year, day.month, day.day, tzinfo=UTC)).queued:
            told.append(left)
        assert remind(day, AT).queued == 0
    assert told == [161, 60, 30, 7]
    assert remind(LAST_DAY + timedelta(1), AT).queued == 0


def test_found_late_only_one_message_is_due_and_on_the_last_day_it_says_so(held):
    with_phone(held)
    assert remind(LAST_DAY - timedelta(20), AT).queued == 1
    assert remind(LAST_DAY, AT).queued == 1
    assert "今天是最后一天" in bodies()[-1] and len(bodies()) == 2


def test_without_a_phone_nothing_is_sent_and_it_is_counted(held):
    town.scanned()
    done = remind(ON, AT)
    assert (done.queued, done.without_phone) == (0, 1)
    with_phone(held)
    assert remind(ON, AT).queued == 1


def test_a_closed_invitation_reminds_nobody(held):
    with_phone(held)
    Invitation.objects.update(state="closed")
    assert remind(ON, AT).queued == 0


def test_the_timed_tasks_find_and_tell(held, time_machine, django_capture_on_commit_callbacks):
    time_machine.move_to(AT, tick=False)
    with transaction.atomic():
        phones.register(held, "12000000123")
    with django_capture_on_commit_callbacks(execute=True):
        scan_everybody()
    remind_of_what_is_owed()
    assert len(bodies()) == 1
