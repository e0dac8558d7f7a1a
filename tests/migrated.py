"""What the migrations make, kept for the next process: they take half a minute, whoever runs whichever test.

Kept under a name made of all that migrations are made of; `migrate` still runs over what is kept, as it would on any
database that is up to date. On SQLite it is a file in pytest's cache, on PostgreSQL a database beside the test's own.
A clean clone has neither, so CI runs every migration, once for each kind of database.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def key() -> str:
    """Changes with every migration of ours and every version of the others' (they come with theirs)."""
    root = Path(settings.BASE_DIR)
    told = hashlib.sha256()
    for path in (root / "requirements.lock", *sorted(root.glob("*/migrations/*.py"))):
        told.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return told.hexdigest()[:12]


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """The first process makes it, the others wait and take it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class InFile:
    """SQLite: the test database is in memory, so what is kept is copied there before `migrate` looks."""

    def __init__(self, folder: Path):
        self.folder, self.file = folder, folder / f"{key()}.sqlite3"

    def take(self) -> None:
        if self.file.exists():
            # Open to the end: a database in memory is gone with its last connection.
            self.held = sqlite3.connect(connection.creation._get_test_db_name(), uri=True, check_same_thread=False)
            with sqlite3.connect(self.file) as kept:
                kept.backup(self.held)
            kept.close()

    def keep(self) -> None:
        if self.file.exists():
            return
        for old in self.folder.glob("*.sqlite3"):
            old.unlink()
        half = self.file.with_suffix(".half")
        kept = sqlite3.connect(half)
        connection.connection.backup(kept)
        kept.close()
        half.rename(self.file)


class AsTemplate:
    """PostgreSQL: the test database is made as a copy of the one that is kept."""

    def __init__(self, folder: Path):
        self.stem = f"test_{connection.settings_dict['NAME']}_migrated_"
        self.name = self.stem + key()

    def take(self) -> None:
        if self.name in self._kept():
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name

    def keep(self) -> None:
        if self.name in (kept := self._kept()):
            return
        made = connection.settings_dict["NAME"]
        connection.close()  # nobody may be connected to what is copied
        with connection.creation._nodb_cursor() as cursor:
            for old in kept:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made}"')
        connection.settings_dict["TEST"]["TEMPLATE"] = self.name  # for a test that makes databases of its own

    def _kept(self) -> list[str]:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.stem])
            return [name for (name,) in cursor.fetchall()]


def store(folder: Path) -> InFile | AsTemplate:
    return (AsTemplate if connection.vendor == "postgresql" else InFile)(folder)
