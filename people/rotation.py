"""A new master key, taken up while the site runs: nothing is unreadable at any moment, nobody enters twice.

First every process can open with the new key (the file of keys is read again when it changes), then the new key is put
in force under the lock that whoever adds a person holds, then all that the old ones sealed is sealed again in chunks.
Rooms say what they keep sealed by `register`.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models, transaction

from lib.sealed import new_key
from people import keys
from people.models import KeyInForce

CHUNK = 2000

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Sealed:
    """One sealed column of a table; ``index`` is found by equal text, ``version`` says under which key both stand."""

    model: type[models.Model]
    purpose: str
    column: str
    index: str = ""
    version: str = ""


_kept: list[Sealed] = []
_others: list[Callable[[int], Iterator[int]]] = []


def register(*kept: Sealed) -> None:
    """Say what a room keeps sealed."""
    _kept.extend(each for each in kept if each not in _kept)


def register_other(reseal: Callable[[int], Iterator[int]]) -> None:
    """What is sealed outside the tables: ``reseal(version)`` yields how many it has sealed again so far."""
    _others.append(reseal)


class NotHere(Exception):
    """The keys come from the environment, so this command cannot add one."""


def add_key() -> int:
    """Write a new key into the file of keys; returns its version. Raises NotHere."""
    if settings.DATA_KEYS:
        raise NotHere("DATA_KEYS names the keys: add a new one there, restart every process, then rotate")
    version = keys.ring().newest + 1
    _write(settings.DATA_KEYS_FILE.read_text().strip() + "\n" + new_key(version) + "\n")
    return version


def put_in_force(version: int) -> None:
    """From the next transaction on this key seals and indexes; whoever is adding persons now is waited for."""
    with transaction.atomic():
        keys.in_force()
        row = KeyInForce.objects.select_for_update().get(pk=1)
        row.version = version
        row.save(update_fields=["version"])


def reseal(version: int, progress: Progress = lambda name, done: None) -> int:
    """Seal again whatever another key sealed. Returns how many values; 0 means that all stand under ``version``."""
    total = 0
    for kept in _kept:
        for done in _reseal_column(kept, version):
            total += done
            progress(kept.model._meta.label_lower, total)
    for other in _others:
        before = 0
        for done in other(version):
            total += done - before
            before = done
            progress("files", total)
    return total


def retire(version: int) -> None:
    """Forget every other key. Only after `reseal` found nothing left. Raises NotHere."""
    if settings.DATA_KEYS:
        raise NotHere("DATA_KEYS names the keys: take the old ones out there")
    kept = [line for line in settings.DATA_KEYS_FILE.read_text().split() if line.startswith(f"{version}:")]
    _write("\n".join(kept) + "\n")


def _reseal_column(kept: Sealed, version: int) -> Iterator[int]:
    objects, last = kept.model._base_manager, 0
    while True:
        with transaction.atomic():
            rows = objects.filter(pk__gt=last).order_by("pk")
            if connection.vendor == "postgresql":
                rows = rows.select_for_update()
            page = list(rows[:CHUNK])
            if not page:
                return
            stale = [row for row in page if _stale(row, kept, version)]
            for row in stale:
                _turn(row, kept, version)
            if stale:
                changed = [name for name in (kept.column, kept.index, kept.version) if name]
                objects.bulk_update(stale, changed, batch_size=200)
            last = page[-1].pk
        yield len(stale)


def _stale(row: models.Model, kept: Sealed, version: int) -> bool:
    value = getattr(row, kept.column)
    return value is not None and bytes(value[:1])[0] != version


def _turn(row: models.Model, kept: Sealed, version: int) -> None:
    ring = keys.ring()
    content = ring.open_bytes(kept.purpose, bytes(getattr(row, kept.column)))
    setattr(row, kept.column, ring.seal_bytes(kept.purpose, content, version))
    if kept.index:
        setattr(row, kept.index, ring.index(kept.purpose, content.decode(), version))
    if kept.version:
        setattr(row, kept.version, version)


def _write(text: str) -> None:
    """All or nothing, readable by its owner alone."""
    path = settings.DATA_KEYS_FILE
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
