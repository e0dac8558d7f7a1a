"""The pass itself: broken off and taken up again, two at once, the command, its table."""

import threading
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections

from records import jobs
from records.models import Job
from subsidies import scan
from subsidies.models import Determination, Invitation, Scan
from tests.subsidies import town
from tests.subsidies.town import AT, ON


class Killed(BaseException):
    """No handler of the worker's sees it."""


def drive(asked: Scan) -> bool:
    return jobs.drive(Job.objects.get(verb=scan.VERB, subject=asked.pk).pk)


@pytest.fixture
def small_ranges(monkeypatch):
    monkeypatch.setattr(scan.work, "__defaults__", (1,))


@pytest.mark.django_db
def test_killed_in_the_middle_it_goes_on_where_it_was(small_ranges, monkeypatch):
    people = [town.holder(f"示{n}") for n in "一二三四"]
    asked = scan.ask("SU", on=ON, at=AT, tell=False)
    real, passed = scan.pass_over, []

    def dies_in_the_third(scheme, low, high, under, counts):
        real(scheme, low, high, under, counts)
        passed.append(high)
        if len(passed) == 3:
            raise Killed

    monkeypatch.setattr(scan, "pass_over", dies_in_the_third)
    with pytest.raises(Killed):
        drive(asked)
    assert Determination.objects.count() == 2 and Scan.objects.get().reached == people[1].pk
    Job.objects.update(lease_until=AT)  # long ago
    assert drive(asked)
    asked.refresh_from_db()
    assert asked.finished_at and asked.counts["accepted"] == asked.counts["written"] == asked.counts["opened"] == 4
    assert list(Determination.objects.order_by("id").values_list("subject", flat=True)) == [p.pk for p in people]
    assert Invitation.objects.count() == 4


@pytest.mark.django_db
def test_asking_again_while_one_is_under_way_is_the_same_pass():
    town.holder()
    first, again = (scan.ask("SU", on=ON, at=AT, tell=False) for _ in range(2))
    assert first == again and Job.objects.count() == 1
    assert drive(first)
    assert scan.ask("SU", on=ON, at=AT, tell=False) != first


@pytest.mark.django_db
def test_what_was_given_up_says_so_and_another_may_be_asked_for():
    town.holder()
    asked = scan.ask("SU", on=ON, at=AT, tell=False)
    scan.gave_up(asked.pk, "连续 5 次没有成功")
    assert Scan.objects.get().said == "连续 5 次没有成功"
    assert scan.ask("SU", on=ON, at=AT, tell=False) != asked


@pytest.mark.django_db
def test_boundaries_of_ranges_change_nothing(small_ranges):
    for n in "一二三":
        person = town.holder(f"示{n}")
        town.certificate(person, entry=1000 + person.pk, level=3)
    counts = town.scanned().counts
    rows = list(Determination.objects.order_by("subject").values_list("subject", "amount", "facts"))
    scan.work.__defaults__ = (50_000,)
    again = town.scanned().counts
    assert again | {"written": 0, "opened": 0} == counts | {"written": 0, "opened": 0} and again["written"] == 0
    assert rows == list(Determination.objects.order_by("subject").values_list("subject", "amount", "facts"))


@pytest.mark.django_db
def test_the_command_prints_how_many_were_refused_by_which_condition(capsys):
    town.holder()
    town.holder("示乙", months=3)
    call_command("scan_entitlements", "--on", "2025-09-30", "--scheme", "SU")
    said = capsys.readouterr().out
    assert "核对 2 · 符合 1（其中需人工核对 0） · 不符合 1 · 金额 ¥1,500.00" in said
    assert "写下决定 1 · 新告知 1 · 告知有变 0 · 告知失效 0" in said
    assert "SU-MONTHS" in said and "参保月数" in said
    call_command("scan_entitlements", "--on", "2025-09-30")
    assert "写下决定 0 · 新告知 0" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_says_where_somebody_else_is_at_it(capsys):
    town.holder()
    asked = scan.ask("SU", on=ON, at=AT, tell=False)
    Job.objects.filter(subject=asked.pk).update(state="running", holder="x", lease_until=AT.replace(year=2999))
    with pytest.raises(SystemExit):
        call_command("scan_entitlements", "--on", "2025-09-30")
    assert "另一个进程正在做" in capsys.readouterr().out


@pytest.mark.postgres
def test_two_passes_at_once_leave_one_determination_each(transactional_db, monkeypatch):
    monkeypatch.setattr(scan.work, "__defaults__", (2,))
    for n in range(12):
        town.holder(f"示{n}")
    passes = [scan.ask("SU", on=on, at=AT, tell=False) for on in (ON, date(2025, 10, 1), date(2025, 10, 2))]
    done = []

    def one(asked: Scan) -> None:
        try:
            done.append(drive(asked))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[asked]) for asked in passes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [True] * 3
    assert Determination.objects.count() == Invitation.objects.filter(state="open").count() == 12
    assert sum(asked.counts["written"] for asked in Scan.objects.all()) == 12
