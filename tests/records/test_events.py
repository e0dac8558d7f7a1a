"""The chains of events: each link holds the one before, and nothing is changed behind their back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from people import keys
from people.actor import Actor
from people.rotation import reseal
from records import events
from records.models import Event, EventNote, EventRoot
from tests.people import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)


@pytest.fixture
def by():
    user = cast.official("city")
    return Actor(user_id=user.pk, roles=frozenset({"city"}))


def three(by):
    return [
        events.add("case:1", verb, by=by, at=AT, note=note)
        for verb, note in zip("abc", ("", "为什么", ""), strict=True)
    ]


def test_each_holds_the_hash_of_the_one_before(by):
    one, two, three_ = three(by)
    assert [row.place for row in (one, two, three_)] == [1, 2, 3]
    assert (one.before, two.before, three_.before) == ("", one.hash, two.hash)
    assert (one.by_id, one.role) == (by.user_id, "city")
    assert not list(events.broken())


def test_what_was_written_is_sealed_and_its_hash_tells_nothing_of_it(by):
    three(by)
    row = events.of("case:1")[1]
    assert events.note_of(row) == "为什么"
    assert "为什么".encode() not in bytes(row.note.sealed) and events._digest("为什么") != row.note_hash
    assert events.note_of(events.of("case:1")[0]) == ""


def test_the_machine_has_no_role():
    row = events.add("case:1", "decided", by=None, at=AT)
    assert (row.by_id, row.role) == (None, "")


@pytest.mark.parametrize("table", ["records_event", "records_eventroot"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_no_event_and_no_root_is_changed_or_taken_away(by, table, sql):
    three(by)
    events.seal_day(DAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


@pytest.mark.postgres
def test_nor_is_the_table_emptied(by):
    three(by)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE records_event CASCADE")


@pytest.fixture
def unguarded():
    """As somebody could who has the database in hand."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("DROP TRIGGER records_event_only_adds_on_UPDATE")
            cursor.execute("DROP TRIGGER records_event_only_adds_on_DELETE")
        else:
            cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("forge", "what", "place"),
    [
        ({"verb": "other"}, "hash", 2),
        ({"data": {"amount": 1}}, "hash", 2),
        ({"at": AT + timedelta(seconds=1)}, "hash", 2),
    ],
)
def test_a_row_forged_with_the_database_in_hand_is_named(by, unguarded, forge, what, place):
    three(by)
    Event.objects.filter(place=2).update(**forge)
    assert events.Broken("case:1", place, what) in list(events.broken())


def test_a_row_forged_with_its_hash_breaks_the_next_one_and_the_days_root(by, unguarded):
    three(by)
    events.seal_day(DAY)
    row = Event.objects.get(place=2)
    row.verb = "other"
    Event.objects.filter(pk=row.pk).update(verb="other", hash=events.reckoned(row))
    found = list(events.broken())
    assert events.Broken("case:1", 3, "before") in found and events.Broken("2026-03-02", 0, "root") in found


def test_a_row_taken_out_is_missed(by, unguarded):
    three(by)
    events.seal_day(DAY)
    EventNote.objects.all().delete()
    Event.objects.filter(place=2).delete()
    assert {one.what for one in events.broken()} == {"place", "root"}


def test_a_note_exchanged_for_another_is_named(by):
    three(by)
    EventNote.objects.update(sealed=keys.seal(events.NOTE, "0" * 16 + "别的原因"))
    assert list(events.broken()) == [events.Broken("case:1", 2, "note")]


def test_a_day_is_sealed_once_and_holds_the_days_before(by):
    three(by)
    root = events.seal_day(DAY)
    assert root.count == 3 and events.seal_day(DAY) == root
    assert events.seal_day(DAY + timedelta(days=1)) is None
    events.add("case:2", "a", by=by, at=AT + timedelta(days=2))
    after = events.seal_day(DAY + timedelta(days=2))
    assert after.count == 1 and EventRoot.objects.count() == 2
    assert not list(events.broken())


def test_a_new_key_seals_the_notes_again_and_the_chain_still_holds(by, settings):
    from lib.sealed import new_key

    three(by)
    settings.DATA_KEYS = settings.DATA_KEYS + "," + new_key(2)
    reseal(2)
    assert bytes(EventNote.objects.get().sealed)[0] == 2
    assert events.note_of(events.of("case:1")[1]) == "为什么" and not list(events.broken())
