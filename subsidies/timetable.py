"""The timetable: schemes write who is where when, and ask who would be in two places at once.

So a class and an apprenticeship find each other without either knowing the other's room. Sessions clash with sessions
of the same hour, whole days with whole days; a session within an apprenticeship's days is no clash.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import connection, transaction

from subsidies.models import Slot


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


CLASHES = """
    SELECT a.person_id, a.owner, b.scheme, b.owner, MIN(CASE WHEN a.first_day > b.first_day THEN a.first_day
        ELSE b.first_day END), CASE WHEN a.begins IS NULL THEN 0 ELSE 1 END
    FROM subsidies_slot a JOIN subsidies_slot b ON b.person_id = a.person_id
        AND (b.scheme <> a.scheme OR b.owner <> a.owner)
        AND b.first_day <= a.last_day AND b.last_day >= a.first_day
        AND ((a.begins IS NULL AND b.begins IS NULL) OR (b.begins < a.ends AND b.ends > a.begins))
    WHERE a.scheme = %s AND a.owner IN ({marks})
    GROUP BY a.person_id, a.owner, b.scheme, b.owner, CASE WHEN a.begins IS NULL THEN 0 ELSE 1 END
    ORDER BY 5, 1, 2, 3, 4
"""
_AT_ONCE = 500


def write(*, scheme: str, owner: int, persons: Iterable[int], slots: Sequence[Session | Days]) -> None:
    """These persons are taken up so by this owner from now on, whatever was written of it before.

    Raises ValueError where a session ends before it begins, or days do.
    """
    rows = [_row(scheme, owner, person, one) for person in dict.fromkeys(persons) for one in dict.fromkeys(slots)]
    with transaction.atomic():
        Slot.objects.filter(scheme=scheme, owner=owner).delete()
        Slot.objects.bulk_create(rows, batch_size=1000)


def take_out(*, scheme: str, owner: int, person: int | None = None, after: date | None = None) -> None:
    """An owner, or one person of it, takes up no time any more; ``after``: from the day after that one."""
    rows = Slot.objects.filter(scheme=scheme, owner=owner)
    if person is not None:
        rows = rows.filter(person=person)
    if after is None:
        rows.delete()
        return
    with transaction.atomic():
        rows.filter(first_day__gt=after).delete()
        rows.filter(last_day__gt=after).update(last_day=after)


def clashes(scheme: str, owners: Iterable[int]) -> list[Clash]:
    """Every person of these owners who is elsewhere at the same time, once for each other owner. Few queries."""
    wanted, found = sorted(set(owners)), []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(CLASHES.format(marks=", ".join(["%s"] * len(part))), [scheme, *part])
            found += cursor.fetchall()
    return [
        Clash(person, owner, other, other_owner, _day(first), bool(hours))
        for person, owner, other, other_owner, first, hours in found
    ]


def of(person: int, first: date, last: date) -> list[Slot]:
    """What takes up a person between two days, in order."""
    return list(Slot.objects.filter(person=person, first_day__lte=last, last_day__gte=first))


def _row(scheme: str, owner: int, person: int, one: Session | Days) -> Slot:
    if isinstance(one, Days):
        if one.last < one.first:
            raise ValueError("days that end before they begin")
        return Slot(scheme=scheme, owner=owner, person_id=person, first_day=one.first, last_day=one.last)
    if one.ends <= one.begins:
        raise ValueError("a session that ends before it begins")
    return Slot(
        scheme=scheme, owner=owner, person_id=person, first_day=one.day, last_day=one.day, begins=_minute(one.begins),
        ends=_minute(one.ends),
    )  # fmt: skip


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
