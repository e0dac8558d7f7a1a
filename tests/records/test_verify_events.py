"""`verify_events`: says that all holds together, or names the first row that does not."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from records import events
from records.models import Event, EventNote, EventRoot

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def written():
    for day in (0, 1, 4):
        for chain in ("case:1", "case:2"):
            events.add(chain, "step", by=None, at=AT + timedelta(days=day), note="为什么" if day else "")


def forged(table, sql):
    """Somebody with the database in hand: the triggers are out of the way for a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table._meta.db_table} DISABLE TRIGGER USER")
            return cursor.execute(sql)
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table._meta.db_table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql)


def verify():
    out = io.StringIO()
    try:
        call_command("verify_events", stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_what_is_as_it_was_written_passes_and_the_last_root_is_shown(written):
    roots = events.seal_days(date(2026, 3, 10))
    assert [(root.day, root.count) for root in roots] == [
        (date(2026, 3, 2), 2), (date(2026, 3, 3), 2), (date(2026, 3, 6), 2),
    ]  # fmt: skip
    code, said = verify()
    assert code == 0 and "6 条" in said and roots[-1].hash in said


def test_days_are_sealed_once_in_order_and_today_is_not(written):
    assert [root.day for root in events.seal_days(date(2026, 3, 3))] == [date(2026, 3, 2)]
    assert events.seal_days(date(2026, 3, 3)) == []
    assert [root.day.day for root in events.seal_days(date(2026, 3, 20))] == [3, 6]
    assert events.seal_days(date(2026, 3, 21)) == []


def test_a_changed_row_is_named_with_its_case_and_place(written):
    forged(Event, sql="UPDATE records_event SET verb = 'other' WHERE chain = 'case:2' AND place = 2")
    code, said = verify()
    assert code == 1 and said.startswith("第一处不对：案卷 case:2 第 2 条")


def test_a_last_row_that_was_taken_away_is_missed_by_the_root_of_its_day(written):
    events.seal_days(date(2026, 3, 10))
    gone = Event.objects.filter(chain="case:1").last()
    EventNote.objects.filter(event=gone).delete()
    forged(Event, sql=f"DELETE FROM records_event WHERE id = {gone.pk}")
    code, said = verify()
    assert code == 1 and "2026-03-06 的总摘要" in said.splitlines()[0]


def test_a_note_that_nobody_can_open_is_named_and_stops_nothing(written):
    EventNote.objects.filter(event__chain="case:1", event__place=2).update(sealed=b"\x01" + b"0" * 40)
    code, said = verify()
    assert code == 1 and "案卷 case:1 第 2 条：办理说明" in said and EventRoot.objects.count() == 0


def test_many_cases_at_once_have_chains_like_any_other(written):
    chains = ["case:1", "case:3", "case:1", *(f"crowd:{n}" for n in range(600))]
    events.add_many(chains, "posted", by=None, at=AT, data={"notice": 7})
    assert [(row.place, row.verb) for row in events.of("case:1")][-1] == (4, "posted")
    assert [row.place for row in events.of("case:3")] == [1]
    assert verify()[0] == 0
