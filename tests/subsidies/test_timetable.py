"""Who would be in two places at once: found as a slow look at every pair finds it, and by nobody's room of another."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subsidies import timetable
from subsidies.models import Slot
from subsidies.timetable import Clash, Days, Session
from tests.people import cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SESSIONS = st.builds(
    lambda day, begins, long: Session(DAY + timedelta(days=day), time(begins), time(begins + long)),
    st.integers(0, 3), st.integers(8, 12), st.integers(1, 4),
)  # fmt: skip
DAYS = st.builds(
    lambda first, long: Days(DAY + timedelta(days=first), DAY + timedelta(days=first + long)),
    st.integers(0, 6), st.integers(0, 4),
)  # fmt: skip
WORLD = st.lists(
    st.tuples(st.sampled_from(["XA", "XB"]), st.integers(1, 3), st.integers(0, 2), SESSIONS | DAYS), max_size=12
)


@pytest.fixture
def people():
    return [cast.a_person(f"示{name}").pk for name in "甲乙丙"]


def meet(one, other):
    """The first day two stretches share; None where they do not."""
    if isinstance(one, Session) != isinstance(other, Session):
        return None
    if isinstance(one, Session):
        together = one.day == other.day and one.begins < other.ends and other.begins < one.ends
        return one.day if together else None
    first, last = max(one.first, other.first), min(one.last, other.last)
    return first if first <= last else None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLD)
def test_clashes_are_those_found_by_looking_at_every_pair(people, world):
    held: dict = {}
    for scheme, owner, who, slot in world:
        held.setdefault((scheme, owner), {}).setdefault(people[who], []).append(slot)
    with transaction.atomic():
        for (scheme, owner), each in held.items():
            timetable.write(scheme=scheme, owner=owner, persons=[], slots=[])
            rows = [timetable._row(scheme, owner, pk, one) for pk, many in each.items() for one in dict.fromkeys(many)]
            unique = {(r.person_id, r.first_day, r.begins, r.last_day, r.ends): r for r in rows}
            firsts = {(r.person_id, r.first_day, r.begins): r for r in unique.values()}
            held[scheme, owner] = {
                pk: [_told(r) for r in firsts.values() if r.person_id == pk] for pk in each
            }  # fmt: skip
            Slot.objects.bulk_create(firsts.values())
        expected = set()
        for (scheme, owner), each in held.items():
            for (other, other_owner), theirs in held.items():
                if scheme != "XA" or (scheme, owner) == (other, other_owner):
                    continue
                for pk, slots in each.items():
                    for hours in (True, False):
                        mine = [s for s in slots if isinstance(s, Session) == hours]
                        days = [d for s in mine for o in theirs.get(pk, []) if (d := meet(s, o))]
                        if days:
                            expected.add(Clash(pk, owner, other, other_owner, min(days), hours))
        assert set(timetable.clashes("XA", [1, 2, 3])) == expected
        transaction.set_rollback(True)


def _told(row):
    if row.begins is None:
        return Days(row.first_day, row.last_day)
    return Session(row.first_day, time(row.begins // 60), time(row.ends // 60))


def test_one_class_may_begin_when_another_ends_and_an_apprentice_may_sit_in_a_class(people):
    nine = Session(DAY, time(9), time(11))
    timetable.write(scheme="XA", owner=1, persons=people, slots=[nine])
    timetable.write(scheme="XA", owner=2, persons=people, slots=[Session(DAY, time(11), time(12))])
    timetable.write(scheme="XB", owner=1, persons=people, slots=[Days(DAY, DAY + timedelta(days=400))])
    assert timetable.clashes("XA", [1, 2]) == [] and timetable.clashes("XB", [1]) == []
    timetable.write(scheme="XB", owner=2, persons=people[:1], slots=[Session(DAY, time(10, 30), time(12))])
    assert timetable.clashes("XA", [1]) == [Clash(people[0], 1, "XB", 2, DAY, True)]


def test_writing_again_replaces_and_leaving_ends_it(people):
    plan = Days(DAY, DAY + timedelta(days=100))
    timetable.write(scheme="XB", owner=1, persons=people, slots=[plan])
    timetable.write(
        scheme="XB", owner=2, persons=people, slots=[Days(DAY + timedelta(days=50), DAY + timedelta(days=60))]
    )
    assert len(timetable.clashes("XB", [1])) == 3
    timetable.take_out(scheme="XB", owner=1, person=people[0], after=DAY + timedelta(days=40))
    assert {clash.person for clash in timetable.clashes("XB", [1])} == set(people[1:])
    timetable.write(scheme="XB", owner=1, persons=people[:1], slots=[plan])
    assert Slot.objects.filter(owner=1).count() == 1
    timetable.take_out(scheme="XB", owner=1)
    assert timetable.clashes("XB", [1]) == []
    assert [slot.owner for slot in timetable.of(people[0], DAY, DAY + timedelta(days=55))] == [2]


def test_many_are_asked_for_in_few_queries(people):
    for owner in range(1, 40):
        timetable.write(scheme="XA", owner=owner, persons=people, slots=[Session(DAY, time(9), time(10))])
    with CaptureQueriesContext(connection) as asked:
        found = timetable.clashes("XA", range(1, 40))
    assert len(asked) == 1 and len(found) == 39 * 38 * 3


@pytest.mark.parametrize(
    "slot", [Session(DAY, time(10), time(10)), Session(DAY, time(10), time(9)), Days(DAY, DAY - timedelta(days=1))]
)
def test_time_does_not_run_backwards(slot, people):
    with pytest.raises(ValueError, match="before"):
        timetable.write(scheme="XA", owner=1, persons=people, slots=[slot])


@pytest.mark.parametrize("change", ["ends = begins", "ends = 1441", "ends = NULL", "last_day = '2026-03-03'"])
def test_nor_by_raw_sql(change, people):
    timetable.write(scheme="XA", owner=1, persons=people[:1], slots=[Session(DAY, time(9), time(10))])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE subsidies_slot SET {change}")
