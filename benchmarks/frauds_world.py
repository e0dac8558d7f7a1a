"""Made-up institutions and classes in the tables, for `frauds_cases`: written at once, sound unless told otherwise.

Nobody real is among them: identity numbers are of an area that does not exist, names and firms are examples.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.db import transaction

from certificates.models import Certificate
from lib import idcard
from people import identities, keys
from people.models import District, InsuranceSpan, Organisation, Person, StatusSpan, TrueTo, User
from training.models import (
    Attendance,
    ClassSession,
    Course,
    Enrolment,
    ExamResult,
    Finding,
    Inspection,
    Room,
    Teacher,
    TrainingClass,
)  # fmt: skip

FIRST = date(2026, 9, 7)  # a Monday
CARE = "4-10-01-05"
NINE, NOON, ONE, FOUR = 9 * 60, 12 * 60, 13 * 60, 16 * 60
SURNAMES, GIVEN = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_serial = count(1)


@dataclass(frozen=True)
class Day:
    """One lesson to be: minutes of a day."""

    day: date
    begins: int
    ends: int


@dataclass
class School:
    organisation: Organisation
    course: Course
    teacher: Teacher
    room: Room
    by: User


@dataclass
class Class:
    """A class with its lessons in order and its lines in order."""

    school: School
    of: TrainingClass
    lessons: list[ClassSession]
    lines: list[Enrolment]


def days(many: int = 7, first: date = FIRST) -> list[Day]:
    """So many days in a row, two lessons each: 56 学时 in a week."""
    return [
        Day(first + timedelta(days=nth), begins, ends)
        for nth in range(many) for begins, ends in ((NINE, NOON), (ONE, FOUR))
    ]  # fmt: skip


def moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute - 8 * 60)


def people(many: int) -> list[Person]:
    """Persons nobody has met before."""
    told = [next(_serial) for _ in range(many)]
    numbers = [idcard.make("990101", date(1980, 1, 1) + timedelta(days=nth // 900), nth % 900) for nth in told]
    names = ["示" + SURNAMES[nth % 10] + GIVEN[nth // 10 % 12] for nth in told]
    with transaction.atomic():
        ids = identities.ensure(["01"] * many, numbers, names, run=1)
    return list(Person.objects.filter(pk__in=ids.tolist()).order_by("pk"))


def school(occupation: str = CARE, level: int = 5) -> School:
    nth = next(_serial)
    made = Organisation.objects.create(
        code=f"52990101MJF{nth:07d}", name=f"示例{nth}号培训学校", kind="institution", district_id="110101"
    )
    user, _ = User.objects.get_or_create(username="frauds")
    course = Course.objects.create(
        organisation=made, kind="key-group", occupation=occupation, level=level, category="A", minimum_hours=40,
        since=date(2024, 1, 1), since_run=1,
    )  # fmt: skip
    room = Room.objects.create(
        organisation=made, name="101教室", address="示例路1号", district=District.objects.get(pk="110101"), seats=50
    )
    return School(made, course, a_teacher(made), room, user)


def a_teacher(organisation: Organisation, person: Person | None = None) -> Teacher:
    return Teacher.objects.create(organisation=organisation, person=person or people(1)[0], qualification="二级/技师")


def a_class(
    of: School | None = None, size: int = 12, lessons: Sequence[Day] = (), how: str = "qr", *,
    missed: Sequence[int] = (), failed: Sequence[int] = (), who: Sequence[Person] = (), exam: date | None = None,
) -> Class:  # fmt: skip
    """Accepted and over; all present as ``how`` says when the lesson begins, all passed on the last day.

    missed  places of trainees who were not in the first lesson
    failed  places of trainees who did not pass
    who     the trainees, where they are known
    """
    of, told = of or school(), list(lessons or days())
    first, last = min(one.day for one in told), max(one.day for one in told)
    nth, at = next(_serial), moment(first - timedelta(days=6), 600)
    made = TrainingClass.objects.create(
        organisation=of.organisation, number=f"F{nth:06d}", name="养老护理班", course=of.course, kind=of.course.kind,
        occupation=of.course.occupation, level=of.course.level, seats=50, first_day=first, last_day=last,
        hours=sum((one.ends - one.begins) * 100 // 45 for one in told), longest_day=800, state="accepted", made_at=at,
        filed_at=at, filed_on=at.date(), answered_at=at, answered_by=of.by,
    )  # fmt: skip
    sessions = ClassSession.objects.bulk_create(
        ClassSession(of=made, day=one.day, begins=one.begins, ends=one.ends, mode="practice", room=of.room,
                     teacher=of.teacher)
        for one in told
    )  # fmt: skip
    persons = list(who) or people(size)
    lines = Enrolment.objects.bulk_create(
        Enrolment(of=made, person=person, joined_on=at.date(), group="unemployed") for person in persons
    )
    result = Class(of, made, sessions, lines)
    for session in sessions:
        absent = missed if session is sessions[0] else ()
        present(result, session, [line for place, line in enumerate(lines) if place not in absent], how)
    ExamResult.objects.bulk_create(
        ExamResult(enrolment=line, held_on=exam or last, passed=place not in failed, entered_at=moment(last, 1000),
                   entered_by=of.by)
        for place, line in enumerate(lines)
    )  # fmt: skip
    return result


def present(of: Class, session: ClassSession, lines: Sequence[Enrolment], how: str = "qr", hours: int = 0) -> None:
    """``hours``: hundredths, the whole lesson where not told."""
    Attendance.objects.bulk_create(
        Attendance(
            session=session, enrolment=line, hours=hours or (session.ends - session.begins) * 100 // 45, how=how,
            at=moment(session.day, session.begins - 5), by=of.school.by,
        )
        for line in lines
    )  # fmt: skip


def insured(person: Person, first: int, last: int, employer: str = "91990101MA0000001Y", **other: object) -> None:
    given = {"employer_kind": "E", "since_run": 1} | other
    InsuranceSpan.objects.create(person=person, employer_code=employer, first_month=first, last_month=last, **given)


def status(person: Person, kind: str, began: date, ended: date | None = None) -> None:
    StatusSpan.objects.create(person=person, kind=kind, began=began, ended=ended, since_run=1)


def posted(day: date) -> None:
    """Insurance is in up to that day."""
    TrueTo.objects.create(kind="insurance", run=next(_serial), day=day)


def phones(lines: Sequence[Enrolment], number: str) -> None:
    version = keys.in_force()
    index = keys.ring().index(keys.PHONE, number, version)
    for line in lines:
        line.phone_sealed, line.phone_index = keys.seal(keys.PHONE, number), index
    Enrolment.objects.bulk_update(lines, ["phone_sealed", "phone_index"])


def certificates(persons: Sequence[Person], on: date, issuer: str, occupation: str = CARE, level: int = 5) -> None:
    told = [next(_serial) for _ in persons]
    Certificate.objects.bulk_create(
        Certificate(
            entry=nth, person=person, number=f"S00000000000{nth:08d}", kind="L", occupation=occupation, level=level,
            issued_on=on, issuer=issuer, since_run=1,
        )
        for nth, person in zip(told, persons, strict=True)
    )  # fmt: skip


def looked(of: Class, session: ClassSession, absent: Sequence[Enrolment], done: bool = True) -> None:
    """A look at a lesson that did not find some of them."""
    at = moment(session.day, session.begins + 30)
    here = {"done_at": at, "done_by": of.school.by, "counted": 5, "teacher_there": True} if done else {}
    made = Inspection.objects.create(session=session, **here)
    Finding.objects.bulk_create(Finding(inspection=made, enrolment=line) for line in absent)
