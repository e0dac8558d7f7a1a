"""The keys in use: which there are (settings, or the file made on first run) and which one seals now (the database).

DATA_KEYS names them by environment; otherwise they stand in a file that `rotate_keys` adds to and every process
reads again once it has changed.
"""

from functools import lru_cache

from django.conf import settings
from django.db import connection

from lib.sealed import Ring
from people.models import KeyInForce

NUMBER, PHONE, FILE, MESSAGE, ACCOUNT = "identity-number", "phone", "file", "message", "bank-account"


def ring() -> Ring:
    """Every key this process may open with."""
    if settings.DATA_KEYS:
        return _parsed(settings.DATA_KEYS)
    state = settings.DATA_KEYS_FILE.stat()
    return _read(state.st_mtime_ns, state.st_size)


def in_force() -> int:
    """The version that seals and indexes now. Inside a transaction it stays so until the transaction ends."""
    rows = KeyInForce.objects.all()
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT version FROM people_keyinforce WHERE id = 1 FOR SHARE")
            found = cursor.fetchone()
        if found:
            return int(found[0])
    row = rows.filter(pk=1).first()
    if row is None:
        row, _ = rows.get_or_create(pk=1, defaults={"version": ring().newest})
    return int(row.version)


def seal(purpose: str, text: str) -> bytes:
    return ring().seal(purpose, text, in_force())


def unseal(purpose: str, sealed: bytes) -> str:
    """Raises lib.sealed.Unsealable."""
    return ring().open(purpose, bytes(sealed))


def indexes(purpose: str, text: str) -> list[bytes]:
    """What an equal text may stand under: one index for each key, since a rotation may be on its way."""
    keys = ring()
    return [keys.index(purpose, text, version) for version in keys.versions]


@lru_cache(maxsize=4)
def _parsed(text: str) -> Ring:
    return Ring.parse(text)


@lru_cache(maxsize=4)
def _read(changed: int, size: int) -> Ring:
    return Ring.parse(settings.DATA_KEYS_FILE.read_text())
