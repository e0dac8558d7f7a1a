"""Every address of classes × every role × a class, a lesson, a line, a file and a look of somebody else: never data."""

import pytest
from django.db.models import Model

from people.actor import Actor, actor_of
from people.identities import number_of
from records.models import ImportRun
from tests.records.making import hand
from tests.test_sight import NAME, ROLES, addresses, answers, bare_refusals, client_of, text_of  # noqa: F401 (a fixture)
from tests.training import schools
from tests.training.schools import AT, ON
from training.desk import inspections
from training.models import (
    Attendance,
    ClassSession,
    CompletionCertificate,
    Enrolment,
    ExamResult,
    Inspection,
    Room,
    SessionChange,
    Teacher,
    TrainingClass,
)
from training.signup import actions as signup

pytestmark = [
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.one_database("which door is open to a role is decided in Python; the relation is tried by rows"),
]
OURS = ("classes/", "desk/classes/", "desk/looks/", "my/classes/", "courses/classes/", "attend/", "outcomes/")
# Where a role may read of a trainee; whole numbers and phones it may read nowhere.
MAY_READ = {"city": ("/desk/classes/", "/desk/looks/"), "auditor": ("/desk/classes/", "/desk/looks/")}
GIVEN = {
    "words": "别人的班，随便写几个字", "reason": "别人的班，随便写几个字", "true": "yes", "admit": "1", "close": "1",
    "counted": "0", "teacher": "no", "name": "别的名字", "seats": "30", "last_day": "2026-09-01", "what": "cancel",
    "on": "2026-09-20", "begins": "09:00", "ends": "12:00",
}  # fmt: skip


@pytest.fixture
def held(db, time_machine, settings, tmp_path, bare_refusals):  # noqa: F811
    """A class in a district that is not the reviewer's, with a trainee who denies it, a lesson whose change waits, a
    look that is ahead, a roster handed in."""
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(AT)
    school = schools.a_school(3, district="110102")
    one = schools.filed(school, name="别人看不见的班")
    TrainingClass.objects.update(public=False)
    person = schools.trainee(30, NAME)
    row = Enrolment.objects.create(of=one, person=person, joined_on=ON)
    signup.deny(pk=row.pk, words="我没有报过名", actor=Actor(person_id=person.pk), at=AT, on=ON)
    reviewer = actor_of(schools.a_reviewer("110102", "theirs"))
    lesson = one.sessions.first()
    look = inspections.call(session=lesson, actor=reviewer)
    change = SessionChange.objects.create(
        session=lesson, reason="随便", hours=400, state="waiting", asked_at=AT, asked_by=school.user, due_on=ON
    )
    run = hand("roster", [schools.row(31)], at=AT, scope=f"class:{one.pk}", by=school.user, confirm=False)
    keys = {one.pk, row.pk, lesson.pk, look.pk, change.pk, run.pk, school.organisation.pk, school.teacher.pk}
    return {"keys": sorted(keys), "never": [number_of(person)], "private": [NAME, one.name]}


def routes():
    found = [route for route in addresses() if route.startswith(OURS)]
    assert len(found) > 50
    return found


@pytest.mark.parametrize("asker", ["nobody", "worker", *ROLES])
def test_nobody_reads_of_a_class_of_somebody_else(held, asker):
    client, leaks = client_of(asker), []
    for route in routes():
        for path, response in answers(client, route, held["keys"] if "<" in route else [0]):
            text = text_of(response)
            forbidden = list(held["never"])
            if not path.startswith(MAY_READ.get(asker, ("nowhere",))):
                forbidden += held["private"]
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert not leaks


@pytest.mark.parametrize("asker", ["nobody", "worker", "manager", "clerk", "reviewer", "counter", "steward", "auditor"])
def test_nobody_changes_a_class_of_somebody_else(held, asker):
    client, before = client_of(asker), everything()
    for route in routes():
        if "<" not in route:
            continue
        list(answers(client, route, held["keys"], GIVEN))
    assert everything() == before


def test_its_own_school_and_its_own_reviewer_do_see_it(held):
    """Else the tests above could not fail."""
    one = TrainingClass.objects.get()
    manager = schools.signed_in_manager(one.organisation)
    assert NAME in manager.get(f"/classes/{one.pk}/roster/").content.decode()


def everything() -> list[list[dict]]:
    models: list[type[Model]] = [
        TrainingClass, ClassSession, SessionChange, Enrolment, Attendance, Inspection, Teacher, Room, ImportRun,
        ExamResult, CompletionCertificate,
    ]  # fmt: skip
    return [list(model._default_manager.order_by("pk").values()) for model in models]
