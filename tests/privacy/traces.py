"""What a run leaves behind (log records, rows, files, messages, the cache), and whether it names anybody."""

import base64
import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from config.logs import Line

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-–—.·]+(?=\d)")
_DIGITS = re.compile(r"\d{11,}[\dXx]?")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")


class Names:
    """Somebody's names, numbers and phones, to be found in any text; nobody's own data is kept but for that."""

    def __init__(self, names: Iterable[str], digits: Iterable[str]):
        ordered = sorted({name for name in names if name}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, ordered)))
        self._digits = {part for one in digits if one for part in _parts(one.upper())}
        self._lengths = sorted({len(part) for part in self._digits})

    def found(self, content: str | bytes) -> set[str]:
        """Whom a content names, however it is written: in clear, escaped, in base64, with blanks between digits."""
        return {hit for text in readings(content) for hit in self._in_text(text)}

    def _in_text(self, text: str) -> Iterator[str]:
        yield from (match[0] for match in self._names.finditer(text))
        for run in _DIGITS.findall(_BETWEEN_DIGITS.sub("", text)):
            run = run.upper()
            for length in self._lengths:
                starts = range(len(run) - length + 1)
                yield from (part for at in starts if (part := run[at : at + length]) in self._digits)


def _parts(number: str) -> list[str]:
    """An identity number whole, without its check sign, and from the birth date on; a phone whole."""
    return [number, number[:17], number[6:]] if len(number) == 18 else [number]


def readings(content: str | bytes) -> Iterator[str]:
    """A content as text, in each of the ways it may be written."""
    if isinstance(content, bytes):
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                yield from (book.read(name).decode(errors="ignore") for name in book.namelist())
        content = content.decode(errors="ignore")
    yield content
    if "\\u" in content:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), content)
    if "%" in content:
        yield unquote(content)
    for chunk in _BASE64.findall(content):
        plain = chunk.translate(str.maketrans("-_", "+/")).rstrip("=")
        yield base64.b64decode(plain + "=" * (-len(plain) % 4) if len(plain) % 4 != 1 else b"").decode(errors="ignore")


class Listener(logging.Handler):
    """Every record as the site writes it, and all its arguments: but not those of an exception, whose words are left
    out when it is written, nor those of gunicorn's request line, which are the whole request."""

    def __init__(self) -> None:
        super().__init__(level=1)
        self.setFormatter(Line(settings.LOGGING["formatters"]["line"]["format"], style="{"))
        self.lines: list[str] = []
        self.loggers: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.loggers.add(record.name)
        self.lines.append(self.format(record))
        if not record.exc_info and record.name != "gunicorn.access":
            self.lines.append(f"{record.msg} {record.args!r}")


@contextmanager
def listening() -> Iterator[Listener]:
    """Hears every logger there is, down to the least of its records; nobody else does meanwhile."""
    heard = Listener()
    known = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = [(one, one.level, one.disabled, one.handlers) for one in (logging.root, *known)]
    for one, *_ in before:
        one.setLevel(logging.DEBUG)
        one.disabled, one.handlers = False, []
        if one is logging.root or not one.propagate:
            one.addHandler(heard)
    try:
        yield heard
    finally:
        for one, level, disabled, handlers in before:
            one.setLevel(level)
            one.disabled, one.handlers = disabled, handlers


def tables() -> dict[tuple[str, str], str]:
    """Everything in the database: (table, column) → all its values."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            for place, column in enumerate(columns):
                # two sums one after the other are nobody's number
                kept[table, column] = "\n|\n".join(_as_text(row[place]) for row in rows if row[place] is not None)
    return kept


def _as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="ignore")
    return str(value)


def files(*folders: Path) -> dict[str, bytes]:
    """Every file in these folders, by its name."""
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def cached() -> dict[str, bytes]:
    """What the cache of the tests holds: keys in clear, values as they were pickled."""
    return {str(key): bytes(value) for key, value in cache._cache.items()}


def named_in(people: Names, kept: Mapping[object, str | bytes]) -> dict[object, set[str]]:
    """Where somebody is named, in a name or in what stands there."""
    hits = {place: people.found(content) | people.found(str(place)) for place, content in kept.items()}
    return {place: found for place, found in hits.items() if found}
