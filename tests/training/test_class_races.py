"""Fifty at once, on PostgreSQL: one room, one seat, one scan, one file; whoever comes second sees the first."""

import threading
from collections import Counter

import pytest
from django.db import connections

from lib.refused import Refused
from people.actor import Actor
from people.models import District
from people.signin import account_of
from records import runs
from records.models import ImportRun
from subsidies.models import Taken
from tests.records.making import table
from tests.training.schools import AT, ON, a_class, a_school, filed, row, trainee
from training.filing import actions
from training.lessons import actions as lessons
from training.models import Attendance, Enrolment, TrainingClass
from training.roster import actions as roster
from training.signup import actions as signup

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CROWD = 50
IN_CLASS = AT.replace(day=7, hour=1)  # nine in the morning of the first day


@pytest.fixture
def school(_loaded_anew):
    return a_school()


@pytest.fixture
def _loaded_anew():
    """A transactional test before this one took away what the migrations had put there."""
    District.objects.get_or_create(code="110101", defaults={"name": "示例东区", "order": 90})


def at_once(*calls):
    """What each came to, or the code it was refused under."""
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


def test_of_many_filings_that_want_one_room_and_teacher_one_is_accepted(school):
    drafts = [a_class(school, name=f"第{nth}班") for nth in range(10)]
    actor = school.actor

    def hand_in(pk):
        one, judged = actions.file(pk=pk, actor=actor, at=AT, on=ON)
        return one.state if not judged.blocks else "blocked"

    found = at_once(*[lambda pk=one.pk: hand_in(pk) for one in drafts])
    assert found == {"accepted": 1, "blocked": 9}
    assert TrainingClass.objects.filter(state="accepted").count() == 1


def test_a_filing_sent_fifty_times_is_one(school):
    one = a_class(school)
    actor = school.actor
    found = at_once(*[lambda: actions.file(pk=one.pk, actor=actor, at=AT, on=ON)[0].state] * CROWD)
    assert found == {"accepted": 1, "state": CROWD - 1}


def test_the_last_seats_are_given_once(school):
    one = filed(school, seats=3)
    people = [trainee(nth) for nth in range(20)]

    def sign_up(person):
        return signup.sign_up(pk=one.pk, group="", actor=Actor(person_id=person), at=AT, on=ON).state

    found = at_once(*[lambda pk=person.pk: sign_up(pk) for person in people])
    assert found == {"applied": 3, "waiting": 17}
    actor = school.actor
    lines = list(one.enrolments.values_list("pk", flat=True))

    def admit(pk):
        return roster.admit(pk=pk, subsidised=False, actor=actor, at=AT, on=ON).state

    found = at_once(*[lambda pk=pk: admit(pk) for pk in lines])
    assert found == {"enrolled": 3, "full": 17} and Taken.objects.filter(owner=one.pk).count() == 3


def test_one_who_signs_up_fifty_times_is_there_once(school):
    one, person = filed(school), trainee(1)
    actor = Actor(person_id=person.pk)
    found = at_once(*[lambda: signup.sign_up(pk=one.pk, group="", actor=actor, at=AT, on=ON).state] * CROWD)
    assert found == {"applied": CROWD} and Enrolment.objects.count() == 1


def test_a_code_scanned_fifty_times_is_one_attendance(school):
    one, person = filed(school), trainee(1)
    Enrolment.objects.create(of=one, person=person, joined_on=ON)
    actor, lesson = Actor(user_id=account_of(person).pk, person_id=person.pk), one.sessions.first()
    found = at_once(*[lambda: lessons.scan(pk=lesson.pk, person_id=person.pk, actor=actor, at=IN_CLASS).how] * CROWD)
    assert found == {"qr": CROWD} and Attendance.objects.count() == 1


def test_twenty_uploads_of_one_roster_are_one(school):
    one = a_class(school)
    for nth in range(5):
        trainee(nth)
    content, user = table("roster", [row(nth) for nth in range(5)]), school.user

    def hand_in():
        return runs.hand_in(
            kind="roster", content=content, filename="名册.csv", by=user, at=AT, scope=f"class:{one.pk}",
            confirmed=True, tell=False,
        ).run.pk  # fmt: skip

    assert len(at_once(*[hand_in] * 20)) == 1
    run = ImportRun.objects.get()
    at_once(*[lambda: runs.drive(run)] * 5)
    run.refresh_from_db()
    assert run.state == "done" and run.added == 5 and Enrolment.objects.count() == 5
