"""Who would be in two places at once: found as a slow look at every pair finds it, and by nobody's room of another."""

from datetime import date, time, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subsidies import timetable
from subsidies.models import Slot, Taken
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
OWNERS, WHO = st.tuples(st.sampled_from(["XA", "XB"]), st.integers(1, 3)), st.integers(0, 2)
STAY = st.builds(
    lambda first, long: (DAY + timedelta(days=first), DAY + timedelta(days=first + long)),
    st.integers(-2, 4), st.integers(0, 8),
)  # fmt: skip


@pytest.fixture
def people():
    return [cast.a_person(f"示{name}").pk for name in "甲乙丙"]


def meet(one, other, *stays):
    """The first day two stretches share while both are there; None where they do not."""
    if isinstance(one, Session) != isinstance(other, Session):
        return None
    if isinstance(one, Session) and not (one.begins < other.ends and other.begins < one.ends):
        return None
    spans = [(s.day, s.day) if isinstance(s, Session) else (s.first, s.last) for s in (one, other)] + list(stays)
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    return first if first <= last else None


def _key(slot):
    return (slot.day, slot.begins) if isinstance(slot, Session) else slot


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    slots=st.lists(st.tuples(OWNERS, SESSIONS | DAYS), max_size=12), stays=st.dictionaries(st.tuples(OWNERS, WHO), STAY)
)
def test_clashes_are_those_found_by_looking_at_every_pair(people, slots, stays):
    held: dict = {}
    for owner, slot in slots:
        held.setdefault(owner, {}).setdefault(_key(slot), slot)  # one at a time is kept of an owner
    held = {owner: list(each.values()) for owner, each in held.items()}
    with transaction.atomic():
        for (scheme, owner), each in held.items():
            timetable.plan(scheme=scheme, owner=owner, slots=each)
        for ((scheme, owner), who), (since, until) in stays.items():
            timetable.take(scheme=scheme, owners=np.array([owner]), persons=np.array([people[who]]), since=since)
            timetable.take_out(scheme=scheme, owner=owner, person=people[who], after=until)
        expected = set()
        for (mine, who), stay in stays.items():
            for (theirs, also), other in stays.items():
                if who != also or mine == theirs or mine[0] != "XA":
                    continue
                for hours in (True, False):
                    days = [
                        day for a in held.get(mine, []) for b in held.get(theirs, [])
                        if isinstance(a, Session) == hours and (day := meet(a, b, stay, other))
                    ]  # fmt: skip
                    if days:
                        expected.add(Clash(people[who], mine[1], *theirs, min(days), hours))
        assert set(timetable.clashes("XA", [1, 2, 3])) == expected
        transaction.set_rollback(True)


def test_whoever_would_be_elsewhere_is_found_before_anything_is_written(people):
    nine, ten = Session(DAY, time(9), time(11)), Session(DAY, time(10), time(12))
    timetable.plan(scheme="XA", owner=1, slots=[nine])
    timetable.plan(scheme="XA", owner=2, slots=[ten])
    timetable.plan(scheme="XA", owner=3, slots=[Session(DAY, time(11), time(12)), Days(DAY, DAY)])
    timetable.write(scheme="XB", owner=1, persons=people, slots=[Days(DAY, DAY)])
    timetable.take(scheme="XA", owners=np.array([1, 1]), persons=np.array(people[:2]))

    def asked(*pairs, leaving=()):
        owners, persons = np.array([o for o, _ in pairs]), np.array([people[p] for _, p in pairs])
        found = timetable.elsewhere(scheme="XA", owners=owners, persons=persons, leaving=leaving)
        return found.tolist()

    assert asked((2, 0), (3, 0), (2, 2)) == [True, True, False]  # 10 meets 9, and 11 meets 10; whole days meet nothing
    assert asked((3, 0), (2, 2)) == [False, False]
    assert asked((1, 2), (2, 2)) == [True, True]  # both in one file
    assert asked((2, 0), leaving={(people[0], 1)}) == [False]
    assert asked() == []


def test_who_takes_part_is_told_until_he_leaves(people):
    timetable.take(scheme="XA", owners=np.array([1, 2]), persons=np.array(people[:2]))
    timetable.take_out(scheme="XA", owner=2, person=people[1], after=DAY)
    assert timetable.taken_by(np.array(people)) == [(people[0], "XA", 1)]
    timetable.take(scheme="XA", owners=np.array([2, 2]), persons=np.array([people[1]] * 2))  # back, and told twice
    assert (people[1], "XA", 2) in timetable.taken_by(np.array(people))


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
    assert Taken.objects.filter(owner=1).count() == 1 and Slot.objects.filter(owner=1).count() == 1
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
