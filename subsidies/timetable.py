"""The timetable: schemes write when a thing is held and who takes part, and ask who would be in two places at once.

So a class and an apprenticeship find each other without either knowing the other's room. Sessions clash with sessions
of the same hour, whole days with whole days; a session within an apprenticeship's days is no clash.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import numpy as np
from django.db import connection, transaction

from people import bulk
from subsidies.models import Slot, Taken
from subsidies.models.timetable import ALWAYS, FOR_EVER


@dataclass(frozen=True)
class Session:
    """From ``begins`` to ``ends`` of one day; the end is not counted, so one may begin when another ends."""

    day: date
    begins: time
    ends: time


@dataclass(frozen=True)
class Days:
    """From one day to another, both counted."""

    first: date
    last: date


@dataclass(frozen=True)
class Clash:
    """A person whom ``owner`` and something else take up at once; ``first`` is the first day it happens."""

    person: int
    owner: int
    other_scheme: str
    other_owner: int
    first: date
    hours: bool


# Of two stretches and two who take part: the first day all four hold, {latest} and {earliest} of a list of columns.
CLASHES = """
    SELECT t.person_id, t.owner, u.scheme, u.owner, MIN({latest}), CASE WHEN a.begins IS NULL THEN 0 ELSE 1 END
    FROM subsidies_taken t
    JOIN subsidies_taken u ON u.person_id = t.person_id AND (u.scheme <> t.scheme OR u.owner <> t.owner)
        AND u.since <= t.until AND u.until >= t.since
    JOIN subsidies_slot a ON a.scheme = t.scheme AND a.owner = t.owner
    JOIN subsidies_slot b ON b.scheme = u.scheme AND b.owner = u.owner
        AND b.first_day <= a.last_day AND b.last_day >= a.first_day
        AND ((a.begins IS NULL AND b.begins IS NULL) OR (b.begins < a.ends AND b.ends > a.begins))
    WHERE t.scheme = %s AND {among} AND {latest} <= {earliest}
    GROUP BY t.person_id, t.owner, u.scheme, u.owner, CASE WHEN a.begins IS NULL THEN 0 ELSE 1 END
    ORDER BY 5, 1, 2, 3, 4
"""


def write(*, scheme: str, owner: int, persons: Iterable[int], slots: Sequence[Session | Days]) -> None:
    """These persons are taken up so by this owner from now on, whatever was written of it before.

    Raises ValueError where a session ends before it begins, or days do.
    """
    plan(scheme=scheme, owner=owner, slots=slots)
    ids = np.array(list(dict.fromkeys(persons)), dtype=np.int64)
    with transaction.atomic():
        Taken.objects.filter(scheme=scheme, owner=owner).delete()
        take(scheme=scheme, owners=np.full(len(ids), owner), persons=ids)


def plan(*, scheme: str, owner: int, slots: Sequence[Session | Days]) -> None:
    """When the owner is held, whatever was written of it before; who takes part stays. Raises ValueError."""
    rows = [_row(scheme, owner, one) for one in dict.fromkeys(slots)]
    with transaction.atomic():
        Slot.objects.filter(scheme=scheme, owner=owner).delete()
        Slot.objects.bulk_create(rows, batch_size=1000)


def take(*, scheme: str, owners: np.ndarray, persons: np.ndarray, since: date = ALWAYS) -> None:
    """Each of the persons takes part in the owner beside it from a day on; who had left it comes back."""
    asked = list(zip(persons.tolist(), owners.tolist(), strict=True))
    known = _known(scheme, persons)
    bulk.update(Taken, [known[pair] for pair in asked if pair in known], {"until": FOR_EVER})
    new = [pair for pair in dict.fromkeys(asked) if pair not in known]
    if new:
        bulk.write(
            Taken,
            {"person_id": [person for person, _ in new], "owner": [owner for _, owner in new], "scheme": scheme,
             "since": since, "until": FOR_EVER},
        )  # fmt: skip


def drop(*, scheme: str, owners: np.ndarray, persons: np.ndarray) -> None:
    """Each of the persons never took part in the owner beside it. Two queries."""
    known = _known(scheme, persons)
    asked = zip(persons.tolist(), owners.tolist(), strict=True)
    ids = np.array([known[pair] for pair in asked if pair in known], dtype=np.int64)
    bulk.those(Taken.objects.all(), ids).delete()


def _known(scheme: str, persons: np.ndarray) -> dict[tuple[int, int], int]:
    """(person, owner) → the row that says so, for all owners of these persons."""
    sql = f"SELECT person_id, owner, id FROM subsidies_taken WHERE scheme = '{scheme}' AND person_id"
    return {(person, owner): pk for person, owner, pk in bulk.select_in(sql, persons.tolist())}


def take_out(*, scheme: str, owner: int, person: int | None = None, after: date | None = None) -> None:
    """An owner, or one person of it, takes up no time any more; ``after``: from the day after that one."""
    taken = Taken.objects.filter(scheme=scheme, owner=owner)
    if person is not None:
        taken = taken.filter(person=person)
    with transaction.atomic():
        if after is None:
            taken.delete()
        else:
            taken.filter(since__gt=after).delete()
            taken.filter(until__gt=after).update(until=after)
        if person is not None:
            return
        slots = Slot.objects.filter(scheme=scheme, owner=owner)
        if after is not None:
            slots.filter(last_day__gt=after, first_day__lte=after).update(last_day=after)
            slots = slots.filter(first_day__gt=after)
        slots.delete()


def clashes(scheme: str, owners: Iterable[int]) -> list[Clash]:
    """Every person of these owners who is elsewhere at the same time, once for each other owner. One query."""
    condition, told = bulk.among("t.owner", np.array(sorted(set(owners)), dtype=np.int64))
    latest, earliest = ("GREATEST", "LEAST") if connection.vendor == "postgresql" else ("MAX", "MIN")
    sql = CLASHES.format(
        among=condition.replace("%(among)s", "%s"), latest=f"{latest}(a.first_day, b.first_day, t.since, u.since)",
        earliest=f"{earliest}(a.last_day, b.last_day, t.until, u.until)",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [scheme, told])
        found = cursor.fetchall()
    return [
        Clash(person, owner, other, other_owner, _day(first), bool(hours))
        for person, owner, other, other_owner, first, hours in found
    ]


def elsewhere(
    *, scheme: str, owners: np.ndarray, persons: np.ndarray, leaving: Collection[tuple[int, int]] = ()
) -> np.ndarray:
    """bool: would each person, taking part in the owner beside it, be somewhere else at one of its hours?

    Somewhere else is what is written, and the other rows that are asked about. ``leaving``: (person, owner) of the
    scheme that are about to end. Whole days are left out: a session within them is no clash. Two queries.
    """
    asked = list(zip(persons.tolist(), owners.tolist(), strict=True))
    others: dict[int, set[tuple[str, int]]] = {}
    for person, other, owner in taken_by(persons):
        if other != scheme or (person, owner) not in leaving:
            others.setdefault(person, set()).add((other, owner))
    for person, owner in asked:
        others.setdefault(person, set()).add((scheme, owner))
    pairs = {
        ((scheme, owner), other) for person, owner in asked for other in others[person] if other != (scheme, owner)
    }  # fmt: skip
    held = _sessions({each for pair in pairs for each in pair})
    meet = {pair for pair in pairs if _meet(held.get(pair[0], {}), held.get(pair[1], {}))}
    return np.array(
        [any(((scheme, owner), other) in meet for other in others[person]) for person, owner in asked], dtype=bool
    )


def whole_days_elsewhere(*, scheme: str, asked: Mapping[tuple[int, int], Days]) -> set[tuple[int, int]]:
    """Which of these (person, owner of the scheme) some other owner takes up by whole days that meet the days asked of
    each. One query."""
    found: set[tuple[int, int]] = set()
    sql = """SELECT t.person_id, t.scheme, t.owner, GREATEST(t.since, s.first_day), LEAST(t.until, s.last_day)
        FROM subsidies_taken t
        JOIN subsidies_slot s ON s.scheme = t.scheme AND s.owner = t.owner AND s.begins IS NULL
        WHERE t.person_id"""
    if connection.vendor != "postgresql":
        sql = sql.replace("GREATEST", "MAX").replace("LEAST", "MIN")
    owners: dict[int, list[int]] = {}
    for person, owner in asked:
        owners.setdefault(person, []).append(owner)
    for person, code, other, first, last in bulk.select_in(sql, list(owners)):
        for owner in owners[person]:
            days = asked[person, owner]
            if (code, other) != (scheme, owner) and max(_day(first), days.first) <= min(_day(last), days.last):
                found.add((person, owner))
    return found


def _sessions(owners: set[tuple[str, int]]) -> dict[tuple[str, int], dict[Any, list[tuple[int, int]]]]:
    """The sessions of each owner by day."""
    held: dict[tuple[str, int], dict[Any, list[tuple[int, int]]]] = {}
    for scheme in sorted({scheme for scheme, _ in owners}):
        condition, told = bulk.among("owner", np.array(sorted(pk for code, pk in owners if code == scheme)))
        sql = f"SELECT owner, first_day, begins, ends FROM subsidies_slot WHERE begins IS NOT NULL AND {condition}"
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%(among)s", "%s") + " AND scheme = %s", [told, scheme])
            for owner, day, begins, ends in cursor.fetchall():
                held.setdefault((scheme, owner), {}).setdefault(day, []).append((begins, ends))
    return held


def _meet(one: dict[Any, list[tuple[int, int]]], other: dict[Any, list[tuple[int, int]]]) -> bool:
    return any(
        begins < until and since < ends
        for day in one.keys() & other.keys() for begins, ends in one[day] for since, until in other[day]
    )  # fmt: skip


def taken_by(persons: np.ndarray) -> list[tuple[int, str, int]]:
    """(person, scheme, owner) of all these persons take part in and have not left."""
    sql = f"SELECT person_id, scheme, owner FROM subsidies_taken WHERE until = '{FOR_EVER}' AND person_id"
    return bulk.select_in(sql, list(dict.fromkeys(persons.tolist())))


def of(person: int, first: date, last: date) -> list[Slot]:
    """What takes up a person between two days, in order."""
    found: list[Slot] = []
    for one in Taken.objects.filter(person=person, since__lte=last, until__gte=first):
        rows = Slot.objects.filter(scheme=one.scheme, owner=one.owner)
        found += rows.filter(
            first_day__lte=min(last, one.until), last_day__gte=max(first, one.since)
        )  # fmt: skip
    return sorted(found, key=lambda slot: (slot.first_day, slot.begins or 0, slot.pk))


def _row(scheme: str, owner: int, one: Session | Days) -> Slot:
    if isinstance(one, Days):
        if one.last < one.first:
            raise ValueError("days that end before they begin")
        return Slot(scheme=scheme, owner=owner, first_day=one.first, last_day=one.last)
    if one.ends <= one.begins:
        raise ValueError("a session that ends before it begins")
    return Slot(
        scheme=scheme, owner=owner, first_day=one.day, last_day=one.day, begins=_minute(one.begins),
        ends=_minute(one.ends),
    )  # fmt: skip


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
