"""Files as they were handed in and as we gave them back: sealed, each content once, named by its hash.

They stand under MEDIA_ROOT/records, which all machines of a deployment share. A file is written aside and renamed, so
it is whole or not there; its row is made afterwards, so a row always has its file.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from lib import mask
from people import keys
from people.models import User
from records.models import FILE_NAME, StoredFile

UNNAMED = timedelta(days=1)  # how long a content may be without a row: far longer than any transaction
_NUMBER = re.compile(r"\d{11,}[\dXx]?")  # an identity number or a phone in a file's name is nobody's business


class Lost(Exception):
    """The file of a row is not there, or not what was sealed. Nothing but a backup can bring it back."""


def keep(content: bytes, name: str, by: User | None, at: datetime) -> StoredFile:
    """Seal and store a content, unless it is there."""
    sha256 = hash_of(content)
    found = StoredFile.objects.filter(sha256=sha256).first()
    path = _path(sha256)
    if found and path.exists():
        return found
    _write(path, keys.ring().seal_bytes(keys.FILE, content, keys.in_force()))
    sealed = keys.seal(FILE_NAME, plain_name(name))
    defaults = {"name_sealed": sealed, "size": len(content), "uploaded_by": by, "uploaded_at": at}
    return StoredFile.objects.get_or_create(sha256=sha256, defaults=defaults)[0]


def forget(file: StoredFile) -> bool:
    """Take a file away for good, unless something still names it. In a transaction: the content goes once it is in."""
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: _path(file.sha256).unlink(missing_ok=True))
    return True


def sweep(at: datetime) -> int:
    """Take away contents that no row names, a day after they were written: what rolled back or broke off half way.
    Gives how many."""
    gone, old = 0, (at - UNNAMED).timestamp()
    for path in (Path(settings.MEDIA_ROOT) / "records").glob("*/*.sealed*"):
        sha256, whole = path.name.split(".")[0], path.suffix == ".sealed"
        if path.stat().st_mtime <= old and not (whole and StoredFile.objects.filter(sha256=sha256).exists()):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def content_of(file: StoredFile) -> bytes:
    """What was stored. Raises Lost."""
    path = _path(file.sha256)
    try:
        content = keys.ring().open_bytes(keys.FILE, path.read_bytes())
    except FileNotFoundError as error:
        raise Lost(f"file {file.pk} is not there") from error
    if hash_of(content) != file.sha256:
        raise Lost(f"file {file.pk} is not what its row says")
    return content


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def plain_name(name: str) -> str:
    """A name for screens and downloads: no folders, no long numbers, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    last = "".join(sign for sign in last if sign.isprintable()).strip()
    last = _NUMBER.sub(lambda found: mask.number(found[0]), last)
    stem, dot, ending = last.rpartition(".")
    return (f"{stem[:90]}.{ending[:9]}" if dot else last[:100]) or "未命名"


def reseal(version: int) -> Iterator[int]:
    """For `people.rotation`: seal again whatever another key sealed; yields how many so far."""
    done = 0
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=200):
        path = _path(file.sha256)
        if path.exists() and _version(path) != version:
            _write(path, keys.ring().seal_bytes(keys.FILE, content_of(file), version))
            done += 1
            yield done


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "records" / sha256[:2] / f"{sha256}.sealed"


def _version(path: Path) -> int:
    with path.open("rb") as file:
        return file.read(1)[0]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    opened: Any = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
