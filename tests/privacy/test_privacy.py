"""Nobody's name, number or phone is left where it has no business, after a demonstration gone through at every door."""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test import override_settings

from config.celery import app
from config.environment import broker_folders
from config.logs import Line
from records import files
from records.models import StoredFile
from tests.privacy import strangers, traces, walk
from tests.privacy.traces import Names, named_in

pytestmark = pytest.mark.django_db

# Where a name may stand in clear, and why. No number and no phone may, anywhere.
RIGHTLY = {
    ("people_person", "name"): "officials find and sort by it; a name alone opens nothing (docs/decisions/0013)",
    ("people_organisation", "legal_head"): "published in the register of enterprises; some have a person's name",
}
HEARD = {
    *("django.request", "gunicorn.access", "gunicorn.error", "celery.app.trace"),
    *("records.jobs", "people.texts", "xunxing.access"),
}


@contextmanager
def queue_in(folder: Path) -> Iterator[None]:
    """News goes to a queue in that folder, and nobody takes it."""
    changed = {
        "task_always_eager": False,
        "broker_url": "filesystem://localhost",
        "broker_transport_options": broker_folders(folder),
    }
    before = {name: app.conf[name] for name in changed}
    _connect_to(changed)
    try:
        yield
    finally:
        _connect_to(before)


def _connect_to(configuration: dict[str, object]) -> None:
    app.conf.update(configuration)
    app._pool = app.amqp._producer_pool = None  # they remember where they led to


class Left:
    """What the walk left behind."""

    def __init__(self, heard: traces.Listener, folder: Path):
        self.names = Names(*strangers.everybody())
        self.lines, self.loggers = heard.lines, heard.loggers
        self.tables, self.files, self.cached = traces.tables(), traces.files(folder), traces.cached()
        self.sessions = {row.pk: str(row.get_decoded()) for row in Session.objects.all()}
        self.opened = [files.content_of(file) for file in StoredFile.objects.all()]
        self.names_of_files = [file.name for file in StoredFile.objects.all()]


@pytest.fixture(scope="module")
def left(django_db_setup, django_db_blocker, tmp_path_factory, house):
    folder = tmp_path_factory.mktemp("walked")
    places = {"VAR_DIR": folder / "var", "MEDIA_ROOT": folder / "media"}
    for place in places.values():
        place.mkdir()
    with (
        override_settings(**places), queue_in(folder / "var" / "broker"), django_db_blocker.unblock(),
        transaction.atomic(), time_machine.travel(walk.AT, tick=False) as clock,
    ):  # fmt: skip
        walked = walk.Walk(clock, tmp_path_factory.mktemp("operator"))
        with traces.listening() as heard:
            walked.go()
        found = Left(heard, folder)
        transaction.set_rollback(True)
    for log in (walked.gunicorn.error_log, walked.gunicorn.access_log):
        log.handlers.clear()
    return found


def test_no_logger_writes_anybody_down(left):
    assert not named_in(left.names, dict(enumerate(left.lines)))
    assert left.loggers >= HEARD, "else nothing was heard"


def test_an_exception_is_told_by_its_kind_and_place(left):
    """In a page, in a task, in gunicorn, in a job: each raised one that quotes somebody."""
    text = "\n".join(left.lines)
    assert "export of people.person" in text and "download original of run" in text
    assert "Internal Server Error: /my/\n  ValueError at" in text and "views.py:" in text
    assert "raised unexpected: ValueError\n  ValueError at" in text
    assert "attempt 5: ValueError at walk.py:" in text
    assert "Error handling request /my/sign-in/\n  ValueError at" in text


def test_no_table_holds_anybody_but_where_a_name_belongs(left):
    hits = named_in(left.names, left.tables)
    assert set(hits) == set(RIGHTLY), "a place that is allowed and holds nobody is allowed no more"
    assert not [hit for found in hits.values() for hit in found if any(sign.isdecimal() for sign in hit)]


def test_no_file_holds_anybody(left):
    assert not named_in(left.names, left.files)
    assert any(name.endswith(".msg") for name in left.files) and any(name.endswith(".sealed") for name in left.files)


def test_what_was_handed_in_is_there_all_the_same_for_who_may_open_it(left):
    """Else all of the above could hold because nothing was kept."""
    assert any(left.names.found(content) for content in left.opened)
    names, whose = "\n".join(left.names_of_files), strangers.IN_NAME
    assert whose.name in names and whose.number not in names and whose.phone not in names


def test_neither_sessions_nor_the_cache_hold_anybody(left):
    assert left.sessions and left.cached
    assert not named_in(left.names, left.sessions) and not named_in(left.names, left.cached)


ONE = strangers.Stranger.called("示隐秘", 77)
WRITTEN = {
    "in clear": f"…{ONE.name}…",
    "as bytes": f"…{ONE.name}…".encode(),
    "escaped, as JSON is stored": '{"a": "\\u793a\\u9690\\u79d8"}',
    "in an address": "/a/%E7%A4%BA%E9%9A%90%E7%A7%98/",
    "in base64": base64.b64encode(f"[[], {{'who': '{ONE.name}'}}]".encode()),
    "a number": f"x{ONE.number}y",
    "a number without its check sign": ONE.number[:17],
    "a number with blanks": f"{ONE.number[:6]} {ONE.number[6:14]} {ONE.number[14:]}",
    "a number in capitals or not": ONE.number.lower(),
    "birth date and serial": ONE.number[6:],
    "a phone": f"+86{ONE.phone}",
    "a phone with dashes": f"{ONE.phone[:3]}-{ONE.phone[3:7]}-{ONE.phone[7:]}",
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN.keys())
def test_somebody_is_found_however_written(content):
    names = Names([ONE.name], [ONE.number, ONE.phone])
    assert names.found(content)
    assert not names.found(f"{ONE.number[:4]}**********{ONE.number[-4:]} {ONE.phone[:3]}****{ONE.phone[-4:]} 示*秘")


def test_of_a_long_chain_the_last_and_the_first_are_told():
    def fail(times: int) -> None:
        try:
            if times:
                fail(times - 1)
        finally:
            raise KeyError(times) if times else ValueError(ONE.name)

    with pytest.raises(KeyError) as caught:
        fail(9)
    record = logging.LogRecord("any", logging.ERROR, __file__, 1, "failed", (), caught._excinfo)
    told = [line.split(" at ")[0].strip() for line in Line().format(record).splitlines()]
    assert told == ["failed", "KeyError", "KeyError", "ValueError"]


def test_a_wrong_setting_still_says_what_was_meant():
    try:
        raise ImproperlyConfigured("DEBUG says perhaps: say true or false")
    except ImproperlyConfigured as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("gunicorn.error", logging.ERROR, __file__, 1, "Exception in worker process", (), told)
    assert Line().format(record).endswith(": DEBUG says perhaps: say true or false")


def test_whoever_logs_an_exception_logs_none_of_its_words():
    """Also where the message quotes it, and where it was raised from another."""
    try:
        try:
            int(ONE.name)
        except ValueError as error:
            raise RuntimeError(ONE.number) from error
    except RuntimeError as error:
        told = (type(error), error, error.__traceback__)
        record = logging.LogRecord("any", logging.ERROR, __file__, 1, "it failed: %r, %s", (error, error), told)
    written = Line("{levelname} {message}", style="{").format(record)
    assert written.splitlines()[0] == "ERROR it failed: RuntimeError, RuntimeError"
    assert [line.split(":")[0] for line in written.splitlines()[1:]] == [
        "  RuntimeError at test_privacy.py",
        "  ValueError at test_privacy.py",
    ]
