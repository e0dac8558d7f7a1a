"""Workers killed in the middle, and many doing the same at once: nothing lost, nothing doubled. On PostgreSQL."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection, transaction

from certificates.models import Certificate
from people import identities
from people.feeds import DISTRICTS
from people.models import District, InsuranceSpan, Person, TrueTo
from records import runs
from records.models import ImportRun, Job, StoredFile
from tests.conftest import ROOT
from tests.records.making import AT, certificate, hand, months, number, person, table

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LEASE = 0.3  # seconds
PATIENCE = 120


def environment() -> dict[str, str]:
    """Of a process that works on the same database."""
    database = connection.settings_dict
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**{**database, "PORT": database["PORT"] or 5432})
    return os.environ | {"DATABASE_URL": url.replace(":@", "@"), "DATA_KEYS": settings.DATA_KEYS}


def start(rows=40, statements=None):
    """A worker, ready to work. ``statements``: it kills itself after so many to the database."""
    told = [settings.MEDIA_ROOT, rows, LEASE, *([] if statements is None else [statements])]
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.records.worker", *map(str, told)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "ready\n"
    return worker


def kill(worker):
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def until(worker, line: Callable[[int, int], bool]):
    """Read the worker's steps until one is as wanted."""
    for said in worker.stdout:
        if line(*map(int, said.split())):
            return
    raise AssertionError("the worker ended before that step")


def finish():
    worker = start()
    worker.communicate(timeout=PATIENCE)


def rows_of_a_city(size=400):
    insured = [months(n % 300, f"{2018 + n // 300}-01", f"{2018 + n // 300}-12") for n in range(size)]
    return [certificate(n) for n in range(size)], insured


def snapshot():
    """What the tables say, without what differs from import to import: ids, nonces, moments."""
    numbers = {one.pk: identities.number_of(one) for one in Person.objects.all()}
    people = sorted((numbers[p.pk], p.name, p.document, str(p.born), p.since_run) for p in Person.objects.all())
    held = sorted(
        (c.number, numbers[c.person_id], c.kind, c.occupation, c.level, str(c.issued_on), c.issuer, c.since_run,
         c.until_run, c.entry == c.pk)
        for c in Certificate.objects.all()
    )  # fmt: skip
    insured = sorted(
        (numbers[s.person_id], s.employer_code, s.first_month, s.last_month, s.since_run, s.until_run)
        for s in InsuranceSpan.objects.all()
    )
    counted = list(
        ImportRun.objects.order_by("pk").values_list(
            "kind", "state", "number", "read", "good", "parked", "added", "changed", "removed", "unchanged", "notes"
        )
    )
    return people, held, insured, counted, list(TrueTo.objects.order_by("run").values_list("kind", "run", "day"))


def queue(kind, rows):
    run = runs.hand_in(
        kind=kind, content=table(kind, rows), filename="文件.csv", by=None, at=AT, confirmed=True, tell=False
    ).run
    return run


@pytest.fixture(autouse=True)
def districts():
    """Tests that commit leave the tables empty, without what migrations put in."""
    for order, (code, words) in enumerate(DISTRICTS.items(), start=1):
        name = words if isinstance(words, str) else words[0]
        District.objects.get_or_create(code=code, defaults={"name": name, "order": order})


@pytest.fixture
def undisturbed():
    return undisturbed_import(*rows_of_a_city())


def undisturbed_import(certificates, insured):
    """What it should be in the end: the two files imported in peace."""
    hand("certificates", certificates)
    hand("insurance", insured)
    there = snapshot()
    for model in (Certificate, InsuranceSpan, TrueTo, Job, ImportRun, StoredFile, Person):
        model.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE records_importrun_id_seq RESTART")
    return there


def test_a_worker_killed_in_the_middle_of_writing_loses_and_doubles_nothing(undisturbed):
    certificates, insured = rows_of_a_city()
    for kind, rows in (("certificates", certificates), ("insurance", insured)):
        run = queue(kind, rows)
        worker = start()
        until(worker, lambda done, total: done >= 160)
        kill(worker)
        run.refresh_from_db()
        assert run.state == "running" and 0 < run.added < 400
        assert runs.last_known() == run.number - 1
        finish()
    assert snapshot() == undisturbed


def test_a_worker_killed_while_it_checks_leaves_the_file_to_another(undisturbed):
    certificates, insured = rows_of_a_city()
    for kind, rows in (("certificates", certificates), ("insurance", insured)):
        run = queue(kind, rows)
        worker = start()
        until(worker, lambda done, total: True)  # it says that it reads the file
        kill(worker)
        run.refresh_from_db()
        assert run.state in ("checking", "queued")
        finish()
    assert snapshot() == undisturbed


@pytest.mark.deep
def test_workers_killed_again_and_again_at_any_moment_come_to_the_same_end():
    certificates, insured = rows_of_a_city(3000)
    there = undisturbed_import(certificates, insured)
    chance, kills = random.Random(20220616), 0
    for kind, rows in (("certificates", certificates), ("insurance", insured)):
        run = queue(kind, rows)
        while run.live and kills < 60:
            worker = start(rows=chance.choice([5, 10, 20]))
            time.sleep(chance.uniform(0, 2))
            kill(worker)
            kills += 1
            run.refresh_from_db()
            Job.objects.filter(attempts__gt=3).update(attempts=1)  # killed by us, not by the work
        finish()
    assert kills > 10 and snapshot() == there


def together(*works):
    """Do them at once, each by a connection of its own; gives what they gave or raised."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def work(place):
        try:
            barrier.wait(PATIENCE)
            results[place] = works[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=work, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


def test_twenty_uploads_of_one_file_at_once_are_one_import():
    content = table("certificates", [certificate(n) for n in range(50)])

    def upload():
        handed = runs.hand_in(
            kind="certificates", content=content, filename="文件.csv", by=None, at=AT, confirmed=True, tell=False
        )
        deadline = time.monotonic() + PATIENCE
        while handed.run.live and time.monotonic() < deadline:
            runs.drive(handed.run)
            handed.run.refresh_from_db()
        return handed

    handed = together(*[upload] * 20)
    assert sum(each.new for each in handed) == 1 and len({each.run.pk for each in handed}) == 1
    assert ImportRun.objects.get().state == "done" and StoredFile.objects.count() == 1
    assert Certificate.objects.count() == Person.objects.count() == 50
    assert Job.objects.count() == 2


def test_two_files_that_name_the_same_new_persons_at_once_add_them_once():
    certificates, insured = rows_of_a_city(100)
    handed = [queue("certificates", certificates), queue("insurance", insured)]

    def drive(run):
        while run.live:
            runs.drive(run)
            run.refresh_from_db()

    assert together(*[lambda run=run: drive(run) for run in handed]) == [None, None]
    assert Person.objects.count() == 100
    assert {run.state for run in ImportRun.objects.all()} == {"done"}
    assert sorted(ImportRun.objects.values_list("number", flat=True)) == [1, 2]


def test_ten_who_add_the_same_person_at_once_get_the_same_person():
    def add():
        with transaction.atomic():
            ids = identities.ensure(["01", "01"], [number(1), number(2)], [person(1)["姓名"], person(2)["姓名"]], 1)
        return ids.tolist()

    found = together(*[add] * 10)
    assert len({tuple(ids) for ids in found}) == 1 and Person.objects.count() == 2
