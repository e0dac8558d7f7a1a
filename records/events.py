"""What was done, by whom, when: events of one chain after another, each sealed by the hash of the one before.

A chain is a case ("application:12"). Whoever adds an event holds the case's row in the same transaction, so a chain
has one writer at a time; the unique place in the chain keeps it so. Events hold codes, ids and days, never names or
numbers: what somebody wrote stands sealed beside them, and its own hash is in the chain. `seal_day` ties a day's events
into a root that an auditor can keep.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone

from lib.sealed import Unsealable
from people import bulk, keys
from people.actor import Actor
from people.roles import DUTIES
from records import roots
from records.models import Event, EventNote, EventRoot

NOTE = "event"  # the purpose under which notes are sealed
MACHINE = ""  # the role of what nobody did
_SALT = 16  # signs before a note, so that its hash tells nothing of it
AT_ONCE = 20_000  # chains read and events written in one query
HEADS = """
    SELECT e.chain, e.place, e.hash FROM records_event e
    WHERE NOT EXISTS (SELECT 1 FROM records_event l WHERE l.chain = e.chain AND l.place > e.place) AND e.chain
"""


@dataclass(frozen=True)
class Broken:
    """A row of which the chain says something else. ``what``: "hash", "before", "place", "note", "root"."""

    chain: str
    place: int
    what: str


def add(
    chain: str, verb: str, *, by: Actor | None, at: datetime, note: str = "", data: Mapping[str, Any] | None = None
) -> Event:
    """Write down that something was done, in the transaction that does it. ``by`` None: the machine did."""
    last = Event.objects.filter(chain=chain).order_by("-place").first()
    salted = secrets.token_hex(_SALT // 2) + note if note else ""
    row = _next(last, chain, verb, by, at, data or {}, _digest(salted) if note else "")
    row.save(force_insert=True)
    if note:
        EventNote.objects.create(event=row, sealed=keys.seal(NOTE, salted))
    return row


def add_many(chains: Iterable[str], verb: str, *, by: Actor | None, at: datetime, data: Mapping[str, Any]) -> None:
    """The same done to many cases, each of which the caller holds: two queries for every 20,000 of them."""
    add_each(dict.fromkeys(chains, data), verb, by=by, at=at)


def add_each(
    told: Mapping[str, Mapping[str, Any]], verb: str, *, by: Actor | None, at: datetime,
    notes: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """As :func:`add_many`, to each chain its own data and, where ``notes`` has one, what was written."""
    names, by_id, role = list(told), by.user_id if by else None, _role(by)
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        heads = {chain: (place, digest) for chain, place, digest in bulk.select_in(HEADS, part)}
        places, before = zip(*(heads.get(name, (0, "")) for name in part), strict=True)
        salted = {name: secrets.token_hex(_SALT // 2) + notes[name] for name in part if notes and notes.get(name)}
        hashed = [_digest(salted[name]) if name in salted else "" for name in part]
        hashes = [
            _reckoned(name, place + 1, verb, at, by_id, role, dict(told[name]), of_note, last)
            for name, place, of_note, last in zip(part, places, hashed, before, strict=True)
        ]
        columns: dict[str, Any] = {
            "chain": part, "place": [place + 1 for place in places], "verb": verb, "at": at, "by_id": by_id,
            "role": role, "data": [json.dumps(dict(told[name])) for name in part], "note_hash": hashed,
            "before": list(before), "hash": hashes,
        }  # fmt: skip
        if salted:
            columns["id"] = bulk.reserve(Event, len(part))
        bulk.write(Event, columns)
        if salted:
            ids = dict(zip(part, columns["id"].tolist(), strict=True))
            sealed = keys.ring().seal_many(NOTE, list(salted.values()), keys.in_force())
            bulk.write(EventNote, {"event_id": [ids[name] for name in salted], "sealed": sealed})


def of(chain: str) -> list[Event]:
    """The chain from its beginning, with who and what was written."""
    return list(Event.objects.filter(chain=chain).order_by("place").select_related("by", "note"))


def note_of(event: Event) -> str:
    """What was written; empty where nothing was."""
    note = getattr(event, "note", None)
    return keys.unseal(NOTE, bytes(note.sealed))[_SALT:] if note else ""


def reckoned(row: Event) -> str:
    """The hash that the row's content asks for."""
    return _reckoned(
        row.chain, row.place, row.verb, row.at, row.by_id, row.role, row.data, row.note_hash, row.before
    )  # fmt: skip


def _reckoned(chain: str, place: int, verb: str, at: datetime, *rest: Any) -> str:
    told = [chain, place, verb, at.astimezone(UTC).isoformat(), *rest]
    return _digest(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def seal_day(day: date) -> EventRoot | None:
    """Tie the events of a day that is over into a root, once. None where there were none."""
    if found := EventRoot.objects.filter(day=day).first():
        return found
    with transaction.atomic():
        before = EventRoot.objects.filter(day__lt=day).order_by("-day").first()
        count, digest = _tied(before.hash if before else "", day)
        if not count:
            return None
        return EventRoot.objects.get_or_create(day=day, defaults={"count": count, "hash": digest})[0]


def seal_days(before: date) -> list[EventRoot]:
    """Tie every day that is over and has no root yet, in order: also those on which nobody was there to do it."""
    last = EventRoot.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first = Event.objects.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return []
        last = first.astimezone(get_current_timezone()).date() - timedelta(days=1)
    days = (last + timedelta(days=n) for n in range(1, (before - last).days))
    return [root for day in days if (root := seal_day(day))]


def whole(chain: str) -> bool:
    """Does this one chain hold together, from its beginning?"""
    before = ""
    for place, row in enumerate(of(chain), 1):
        if (row.place, row.before, row.hash) != (place, before, reckoned(row)) or not _note_holds(row):
            return False
        before = row.hash
    return True


def broken() -> Iterator[Broken]:
    """Every place where the chains or their roots do not hold together. Memory does not grow with them."""
    last: Event | None = None
    for row in Event.objects.order_by("chain", "place").select_related("note").iterator(chunk_size=5000):
        before = last if last and last.chain == row.chain else None
        if row.hash != reckoned(row):
            yield Broken(row.chain, row.place, "hash")
        if row.place != (before.place + 1 if before else 1):
            yield Broken(row.chain, row.place, "place")
        elif row.before != (before.hash if before else ""):
            yield Broken(row.chain, row.place, "before")
        if not _note_holds(row):
            yield Broken(row.chain, row.place, "note")
        last = row
    yield from _broken_roots()


def _note_holds(row: Event) -> bool:
    note = getattr(row, "note", None)
    if note is None or not row.note_hash:
        return note is None and not row.note_hash
    try:
        return _digest(keys.unseal(NOTE, bytes(note.sealed))) == row.note_hash
    except Unsealable:
        return False


def _broken_roots() -> Iterator[Broken]:
    before = ""
    for root in EventRoot.objects.order_by("day"):
        if (root.count, root.hash) != _tied(before, root.day):
            yield Broken(str(root.day), 0, "root")
        before = root.hash


def _tied(before: str, day: date) -> tuple[int, str]:
    """How many events the day had, and the hash of the root before with all of theirs."""
    begun, over = roots.during(day, day)
    rows = Event.objects.filter(at__gte=begun, at__lt=over).order_by("id")
    return roots.tied(before, rows.values_list("hash", flat=True).iterator())


def _next(
    last: Event | None, chain: str, verb: str, by: Actor | None, at: datetime, data: Mapping[str, Any], note_hash: str
) -> Event:
    """What comes after ``last``, with its hash; not written yet."""
    row = Event(
        chain=chain, place=last.place + 1 if last else 1, verb=verb, at=at, by_id=by.user_id if by else None,
        role=_role(by), data=dict(data), note_hash=note_hash, before=last.hash if last else "",
    )  # fmt: skip
    row.hash = reckoned(row)
    return row


def _role(by: Actor | None) -> str:
    """The role somebody acts in, as the matrix lists them; a person acts as "worker"."""
    if by is None:
        return MACHINE
    return "worker" if by.person_id is not None else next((role for role in DUTIES if role in by.roles), MACHINE)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
