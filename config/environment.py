"""Reads the environment, loudly: a value that cannot be meant stops the start and says what was meant.

Each function takes the variable's name and returns a checked value, or raises ImproperlyConfigured
with a sentence naming the variable, what was found and what would do.
"""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from lib.sealed import Ring, new_key

_env = environ.Env()
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
_RATE = re.compile(r"[1-9]\d*/(s|sec|second|m|min|minute|h|hour|d|day)")
_BROKERS = ("filesystem", "redis", "rediss", "memory")

# One writer at a time is SQLite's nature: it waits its turn, and takes the write lock when it begins.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def text(name: str, default: str = "") -> str:
    return str(_env.str(name, default=default)).strip() or default


def yes_or_no(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in _YES | _NO:
        raise _refuse(name, value, "say true or false")
    return value in _YES


def count(name: str, default: int) -> int:
    """A whole number, zero or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise _refuse(name, value, "give a whole number")
    return int(value)


def words(name: str, default: list[str]) -> list[str]:
    """A list parted by commas."""
    return [word for part in text(name).split(",") if (word := part.strip())] or default


def origins(name: str) -> list[str]:
    """A list of origins, scheme included, as CSRF_TRUSTED_ORIGINS wants them."""
    found = words(name, [])
    for origin in found:
        if not re.fullmatch(r"https?://[^/]+", origin):
            raise _refuse(name, origin, "an origin looks like https://xunxing.example.org")
    return found


def rate(name: str, default: str) -> str:
    """How often one address may ask, as `120/min`."""
    value = text(name, default)
    if not _RATE.fullmatch(value):
        raise _refuse(name, value, "a rate looks like 120/min")
    return value


def database(name: str, sqlite: Path) -> dict[str, Any]:
    """Django's description of the database: PostgreSQL or SQLite by URL, else the SQLite file given.

    Connections are kept: SQLite too reads its whole schema anew at each, which takes it milliseconds.
    """
    url = text(name)
    kept: dict[str, Any] = {"CONN_MAX_AGE": 60}
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite, "OPTIONS": dict(SQLITE_OPTIONS), **kept}
    if not re.match(r"(postgres(ql)?|sqlite)://", url):
        raise _refuse(name, _without_password(url), "give postgres://… or sqlite:///…")
    found: dict[str, Any] = _env.db_url_config(url)
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE_OPTIONS | found.get("OPTIONS", {})
    elif not found["NAME"]:
        raise _refuse(name, _without_password(url), "it must end with the database's name")
    else:
        kept["CONN_HEALTH_CHECKS"] = True
    return found | kept


def broker(name: str, default: str = "filesystem://localhost") -> str:
    value = text(name, default)
    if value.partition("://")[0] not in _BROKERS:
        raise _refuse(name, _without_password(value), "give filesystem:// or redis://…")
    return value


def broker_folders(directory: Path) -> dict[str, Any]:
    """Makes the filesystem broker's folders; returns its transport options."""
    folders = {part: directory / part for part in ("queue", "aside", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "processed_folder": str(folders["aside"]),
        "control_folder": str(folders["control"]),
        "polling_interval": 0.3,  # seconds
    }


def cache(name: str, default: str, directory: Path) -> dict[str, Any]:
    """Django's description of the cache: Redis by URL, else files, which all processes here share."""
    url = text(name, default)
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": directory,
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    if not re.match(r"rediss?://", url):
        raise _refuse(name, _without_password(url), "give redis://…")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "xunxing",
    }


def kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use, readable by its owner alone."""
    _keep(path, lambda: secrets.token_urlsafe(48))
    return path.read_text().strip()


def _keep(path: Path, make: Callable[[], str]) -> None:
    """Write `path` unless it is there. Web and worker start together: it appears whole or not, and the first wins."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def data_keys(name: str, path: Path) -> str:
    """The keys that seal personal data, as `1:…,2:…`; empty where they stand in `path`, made on first use."""
    keys = text(name)
    if not keys:
        _keep(path, lambda: new_key(1) + "\n")
    try:
        Ring.parse(keys or path.read_text())
    except ValueError as error:
        raise ImproperlyConfigured(f"{name if keys else path.name} cannot be meant: {error}.") from error
    return keys


def _without_password(url: str) -> str:
    return re.sub(r"//[^@/]*@", "//…@", url)


def _refuse(name: str, found: str, meant: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {found!r}: {meant}.")
