"""Fifty at once, and workers killed anywhere: one payment, every job ends, everything adds up. On PostgreSQL."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from lib.refused import Refused
from people.models import District
from records import files
from records.models import Job
from subsidies.actions import review
from subsidies.models import Line
from subsidies.paying import answers, draw, recovering, runs, setting_off
from tests.conftest import ROOT
from tests.records.test_crash import LEASE, environment, start
from tests.subsidies import claiming, paying, setting
from tests.subsidies.paying import ON, PAY
from tests.subsidies.test_paying import sound
from treasury import appropriations, bank, ledger
from treasury.models import BankResult, Batch, Entry, Obligation, Part, Payment, SetOff

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CROWD, PEOPLE = 50, 6
DAY = PAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def districts():
    """A transactional test before this one took away what the migrations had put there."""
    for order, code in enumerate((claiming.HERE, claiming.THERE), 90):
        District.objects.get_or_create(code=code, defaults={"name": f"示例区{order}", "order": order})


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def two():
    paying.give()
    return paying.finance("finance-a"), paying.finance("finance-b")


def at_once(*calls):
    """What each call came to: what it gave, or the code of the refusal."""
    found, gate = [], threading.Barrier(len(calls))

    def one(call):
        try:
            gate.wait()
            found.append(call())
        except Refused as refusal:
            found.append(refusal.code)
        except Exception as error:
            found.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(found)


def drive_all():
    from records import jobs

    for pk in jobs.due():
        jobs.drive(pk)


def test_fifty_batchings_are_one(city, two):
    paying.payable(city, *[claiming.claimant(f"示{n}") for n in "甲乙丙"])
    found = at_once(*[
        lambda actor=actor: draw.ask(scheme="SU", actor=actor, on=ON, at=PAY, tell=False).pk
        for actor in two for _ in range(CROWD // 2)
    ])  # fmt: skip
    assert len(found) == 1 and Job.objects.filter(verb=draw.VERB).count() == 1
    at_once(*[drive_all] * 8)
    assert (Batch.objects.count(), Payment.objects.count(), Part.objects.count()) == (1, 3, 3)
    sound()


def test_fifty_agreements_and_a_calling_off_end_in_one_of_them(city, two):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])
    agree = lambda: runs.agree(pk=batch.pk, actor=two[1], on=ON, at=PAY, seen=batch.hash).state  # noqa: E731
    cancel = lambda: runs.cancel(pk=batch.pk, actor=two[0], at=PAY, why="选错了").state  # noqa: E731
    found = at_once(*[agree] * (CROWD - 10), *[cancel] * 10)
    batch.refresh_from_db()
    assert set(found) <= {"agreed", "cancelled", "state"} and found["agreed"] <= 1 and found["cancelled"] <= 1
    assert batch.state in ("agreed", "cancelled")
    assert Line.objects.get().state == ("batched" if batch.state == "agreed" else "payable")
    sound()


def test_fifty_files_of_answers_are_one_payment(city, two):
    cases = paying.payable(city, *[claiming.claimant(f"示{n}") for n in "甲乙丙"])
    batch = paying.sent(*two)
    told = [bank.answered_by_standin(files.content_of(batch.file), DAY.date(), way) for way in bank.WAYS]
    found = at_once(*[
        lambda one=told[n % 4], by=two[n % 2]: answers.receive(content=one, name="回单.csv", actor=by, at=DAY).pk
        for n in range(CROWD)
    ])  # fmt: skip
    assert not [one for one in found if isinstance(one, str)], found
    assert BankResult.objects.count() == len(set(told[:4]))
    at_once(*[drive_all] * 8)
    drive_all()
    assert Entry.objects.filter(cause="paid").count() == 3 == Payment.objects.filter(state="paid").count()
    assert set(Line.objects.values_list("state", flat=True)) == {"paid"} and len(cases) == 3
    sound()


def test_undoing_the_decision_and_drawing_at_once_never_pays_what_was_undone(city, two):
    cases = paying.payable(city, *[claiming.claimant(f"示{n}") for n in "甲乙丙丁"])
    batch = draw.ask(scheme="SU", actor=two[0], on=ON, at=PAY, tell=False)
    undo = [lambda pk=case.pk: review.reopen(pk=pk, actor=city, at=PAY, note="再看一遍").state for case in cases]
    at_once(drive_all, *undo)
    drive_all()
    batch.refresh_from_db()
    for case in cases:
        case.refresh_from_db()
        owed = Obligation.objects.get(line__in=case.lines.values("pk"))
        live = Part.objects.filter(obligation=owed, live=True).exists()
        assert (case.state, owed.owed, live) in {("approved", 150000, True), ("city", 0, False)}
    sound()


def test_two_repayments_at_once_never_bring_back_more_than_was_asked(city, two):
    [case] = paying.payable(city, claiming.claimant())
    paying.answered(paying.sent(*two), two[0])
    order = recovering.ask(
        pk=case.pk, amount=150000, ground="audit", words="审计发现", actor=city, at=DAY,
        instalments=[((DAY + timedelta(days=30)).date(), 150000)],
    )  # fmt: skip
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=DAY)
    back = lambda: recovering.repaid(pk=order.pk, amount=100000, actor=two[0], at=DAY).state  # noqa: E731
    found = at_once(*[back] * 10)
    assert found == {"ordered": 1, "amount": 9} and Obligation.objects.get().recoverable == 50000
    sound()


def test_two_who_agree_to_one_appropriation_count_it_once(two):
    made = appropriations.enter(
        fund=ledger.fund_called("示例"), year=2025, amount=5, paper="示例2号", actor=two[0], at=PAY
    )
    found = at_once(*[lambda: appropriations.agree(pk=made.pk, actor=two[1], at=PAY).amount] * 10)
    assert found == {5: 1, "faster": 9}


def kills(times: int, city, two):
    """Web and workers killed before a random statement, again and again, until what they were at is done."""
    rng = random.Random(7)
    done = 0
    for turn in range(times):
        if done >= times:
            break
        done += _one_run(city, two, rng, turn)
    assert done >= times
    sound()


def _one_run(city, two, rng, turn) -> int:
    """A batch carried from drawing to its last answer; gives how many processes were killed over it."""
    people = [claiming.claimant(f"示{turn}{n}") for n in range(PEOPLE)]
    cards = [paying.card(100 * turn + n, "closed" if n % 5 == 0 else "") for n in range(PEOPLE)]
    cases = paying.payable(city, *people, cards=cards)
    done = _pressed(rng, "draw", two[0]) + _killed(rng)
    batch = Batch.objects.latest("pk")
    assert batch.state == "drawn", batch.said
    done += _pressed(rng, "agree", two[1], batch.pk) + _killed(rng)
    batch.refresh_from_db()
    assert batch.state == "sent"
    for way in (bank.LATE, bank.TWICE, bank.WHOLE):
        told = bank.answered_by_standin(files.content_of(batch.file), DAY.date(), way)
        if way == bank.LATE:
            file = Path(settings.MEDIA_ROOT) / f"{batch.number}.csv"
            file.write_bytes(told)
            done += _pressed(rng, "answer", two[0], file)
        else:
            answers.receive(content=told, name="回单.csv", actor=two[0], at=DAY)
    done += _killed(rng)
    batch.refresh_from_db()
    assert batch.state == "done" and not Job.objects.filter(ended_at=None).exists()
    lines = Line.objects.filter(application__in=cases)
    states = Counter(lines.values_list("state", flat=True))
    assert states == {"failed": (PEOPLE + 4) // 5, "paid": PEOPLE - (PEOPLE + 4) // 5}
    parts = Part.objects.filter(obligation__line__in=lines.values("pk"))
    assert parts.count() == PEOPLE == Payment.objects.filter(batch=batch).count()
    return done


def _pressed(rng: random.Random, act: str, actor, subject: object = 0) -> int:
    """A button of finance, whose web process is killed twice at most; whoever pressed it presses it again."""
    for nth in range(3):
        told = [settings.MEDIA_ROOT, rng.randint(1, 25) if nth < 2 else 0, act, actor.account, subject]
        call = [sys.executable, "-W", "ignore", "-m", "tests.subsidies.web", *map(str, told)]
        ended = subprocess.run(call, cwd=ROOT, env=environment(), check=False).returncode
        if ended == 0:
            return nth
        assert ended == -signal.SIGKILL
    raise AssertionError("nobody killed the third")


def _killed(rng: random.Random) -> int:
    """Work off what waits, killing a worker twice at most on the way; one that outlives its statements has done it."""
    for nth in range(2):
        worker = start(statements=rng.randint(1, 45))
        worker.communicate()
        if worker.returncode == 0:
            return nth
        assert worker.returncode == -signal.SIGKILL
    while Job.objects.filter(ended_at=None).exists():
        time.sleep(LEASE)  # until what the killed one held is free
        drive_all()
    return 2


def test_web_and_workers_killed_anywhere_lose_and_double_nothing(city, two):
    kills(5, city, two)


@pytest.mark.deep
def test_web_and_workers_killed_two_hundred_times(city, two):
    kills(200, city, two)


def test_a_set_off_and_a_batch_at_once_end_in_one_effect_on_each_line(city, two):
    """What is kept out and what is paid are the amount together, whichever of them came first."""
    people = [claiming.claimant(f"示{n}") for n in "甲乙丙丁"]
    orders = [setting.ordered(city, two[1], case, 60000) for case in setting.paid(city, two, *people)]
    waiting = [setting.owed(setting.waiting(city, person)) for person in people]
    asked = [
        setting_off.ask(pk=order.pk, to=to.pk, amount=60000, words=setting.WHY, actor=city, at=setting.READY)
        for order, to in zip(orders, waiting, strict=True)
    ]
    batch = draw.ask(scheme="SU", actor=two[0], on=setting.READY.date(), at=setting.READY, tell=False)
    yes = [
        lambda pk=one.pk, by=by: setting_off.answer(pk=pk, agree=True, actor=by, at=setting.READY).agreed
        for one in asked for by in two
    ]  # fmt: skip
    found = at_once(*yes[:4], lambda: paying.driven(draw.VERB, batch.pk), *yes[4:])
    drive_all()
    assert set(found) <= {True, None, "faster", "to"}, found
    for one, to in zip(asked, waiting, strict=True):
        one.refresh_from_db()
        part = Part.objects.get(obligation=to, live=True)
        assert part.amount == (90000 if one.agreed else 150000)
        assert Entry.objects.filter(cause="covered", obligation=to).count() == one.agreed
    assert SetOff.objects.filter(agreed=True).count() == found[True]
    sound()
