"""Classes that are over, with who was there, for tests of how they end."""

from datetime import UTC, date, datetime, timedelta

from subsidies.models import Application
from tests.training.schools import FIRST, ON, School, filed, trainee
from training.filing.hours import hours_of
from training.models import Attendance, CompletionCertificate, Enrolment, TrainingClass
from training.results import actions
from training.results.judging import Told

LAST = date(2026, 9, 13)
EXAM = date(2026, 9, 15)
AFTER = date(2026, 9, 20)
LATER = datetime(2026, 9, 20, 2, tzinfo=UTC)
GOOD, BAD = Told(EXAM, 80, True), Told(EXAM, 52, False)


def ended(school: School, many: int = 3, absent: int = 0, begin: int = 0, **other) -> TrainingClass:
    """A class of 56 学时 from FIRST to LAST whose attendance is confirmed; the first ``absent`` trainees came to 44 of
    them, one lesson short of the 80 % (44.8) that are needed."""
    one = filed(school, **other)
    lines = [Enrolment.objects.create(of=one, person=trainee(begin + nth), joined_on=ON) for nth in range(many)]
    sessions = list(one.sessions.all())
    Attendance.objects.bulk_create(
        Attendance(
            session=session, enrolment=line, how="screen", at=LATER, by=school.user,
            hours=0 if line in lines[:absent] and place < 3 else hours_of(session),
        )
        for place, session in enumerate(sessions) for line in lines
    )  # fmt: skip
    one.sessions.update(closed_at=LATER, closed_by=school.user)
    assert (one.first_day, one.last_day) == (FIRST, LAST)
    return one


def lines_of(one: TrainingClass) -> list[Enrolment]:
    return list(one.enrolments.order_by("pk"))


def entered(school: School, one: TrainingClass, *told: Told, why: str = "", on: date = AFTER) -> int:
    """Told of the first trainees, in order."""
    given = dict(zip([row.pk for row in lines_of(one)], told, strict=False))
    return actions.enter(pk=one.pk, told=given, why=why, actor=school.actor, at=LATER, on=on)


def issued(school: School, one: TrainingClass, on: date = AFTER) -> int:
    return actions.issue(pk=one.pk, actor=school.actor, at=LATER, on=on)


def a_certificate(school: School) -> CompletionCertificate:
    """The first of two of a class."""
    one = ended(school)
    entered(school, one, GOOD, GOOD)
    issued(school, one)
    return CompletionCertificate.objects.select_related("enrolment__person", "enrolment__of").earliest("pk")


def settled(school: School, one: TrainingClass, state: str = "district") -> None:
    """Its settlement was handed in."""
    told = {} if state == "draft" else {
        "submitted_at": LATER, "number": f"TR{one.pk:08d}", "district": school.organisation.district,
    }  # fmt: skip
    if state in ("district", "city", "returned"):
        told["due_on"] = AFTER + timedelta(days=20)
    if state == "returned":
        told |= {"returns": 1, "days_left": 3}
    if state == "city":
        told |= {"first_says": "approve", "first_by": school.user}
    if state == "withdrawn":
        told["ended_at"] = LATER
    Application.objects.create(
        scheme="TR", organisation=school.organisation, subject=one.pk, title="班", state=state, made_at=LATER, **told
    )
