"""A task sent through the filesystem broker is run by a worker, once, whole, and in the order of sending."""

import os
import signal
import subprocess
import sys
import time
from queue import Empty
from threading import Thread

import pytest
from celery.schedules import crontab
from kombu import Connection

from config.celery import app
from config.environment import broker_folders
from tests.conftest import ROOT

PATIENCE = 120  # seconds

PROBE = """
from config.celery import app
from pathlib import Path

@app.task(name="probe")
def probe(path):
    with open(path, "a") as file:
        file.write("ran")
"""


@pytest.fixture
def broker(tmp_path):
    with Connection("filesystem://localhost", transport_options=broker_folders(tmp_path)) as connection:
        yield connection


def wait_for(path, text):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if path.exists() and path.read_text() == text:
            return True
        time.sleep(0.1)
    return False


def test_a_worker_over_the_filesystem_broker_runs_a_task(tmp_path):
    """Against the real settings, in a queue of its own, so that no other worker takes it."""
    (tmp_path / "probe.py").write_text(PROBE)
    queue, result = f"test-{os.getpid()}", tmp_path / "result"
    environment = os.environ | {
        "CELERY_BROKER_URL": "filesystem://localhost",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)]),
    }
    options = f"--pool solo --include probe --queues {queue} --without-gossip --without-mingle".split()
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "celery", "--app", "config", "worker", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        sender = f"from config.celery import app; app.send_task('probe', [{str(result)!r}], queue={queue!r})"
        subprocess.run([sys.executable, "-c", sender], cwd=ROOT, env=environment, check=True, timeout=PATIENCE)
        assert wait_for(result, "ran")
        time.sleep(0.5)
        assert result.read_text() == "ran"  # once
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=PATIENCE)


def test_messages_come_back_in_the_order_of_sending(broker):
    queue = broker.SimpleQueue("order")
    for number in range(20):
        queue.put(number)
    assert [queue.get(timeout=5).payload for _ in range(20)] == list(range(20))


def test_no_message_is_lost_or_doubled_between_two_readers(tmp_path):
    """kombu's own transport lost some here: a reader took a message that was still being written."""
    sent, taken = 400, []
    options = broker_folders(tmp_path)
    finished = []

    def read():
        with Connection("filesystem://localhost", transport_options=options) as connection:
            channel = connection.default_channel
            while True:
                try:
                    taken.append(channel._get("work")["number"])
                except Empty:
                    if finished:
                        return

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    with Connection("filesystem://localhost", transport_options=options) as connection:
        for number in range(sent):
            connection.default_channel._put("work", {"number": number, "padding": "页" * 500})
    finished.append(True)
    for reader in readers:
        reader.join(timeout=PATIENCE)
    assert sorted(taken) == list(range(sent))


def test_every_timed_task_exists_and_runs_when_it_should():
    app.loader.import_default_modules()
    timetable = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert set(timetable) <= set(app.tasks)
    assert timetable["cms.tasks.publish_due_pages"] == crontab(minute="*/10")
    assert timetable["people.tasks.clear_ended_sessions"] == crontab(hour="3", minute="30")


@pytest.mark.django_db
def test_a_page_whose_hour_has_come_is_published_once(django_user_model):
    from datetime import UTC, datetime

    from wagtail.models import Page

    from cms.tasks import publish_due_pages

    page = Page.objects.get(depth=1).add_child(instance=Page(title="公示", slug="due", live=False))
    page.go_live_at = datetime(2026, 1, 1, tzinfo=UTC)
    page.save_revision(approved_go_live_at=page.go_live_at)
    publish_due_pages()
    publish_due_pages()
    page.refresh_from_db()
    assert page.live


@pytest.mark.django_db
def test_ended_sessions_are_forgotten_and_running_ones_kept():
    from datetime import UTC, datetime

    from django.contrib.sessions.models import Session

    from people.tasks import clear_ended_sessions

    Session.objects.create(session_key="ended", expire_date=datetime(2000, 1, 1, tzinfo=UTC))
    Session.objects.create(session_key="running", expire_date=datetime(2999, 1, 1, tzinfo=UTC))
    clear_ended_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
