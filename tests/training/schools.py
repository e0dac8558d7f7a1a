"""Institutions with a published course, a teacher and a room, and classes of theirs, for tests."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from lib import idcard
from lib.refused import Refused
from people.actor import Actor, actor_of
from people.models import District, Organisation, Person, StatusSpan, User
from tests.people import cast
from tests.records.joining import code
from training.filing import actions
from training.filing.actions import Lesson
from training.models import Course, Room, Teacher, TrainingClass

ON = date(2026, 9, 1)  # a Tuesday
AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
FIRST = date(2026, 9, 7)  # a Monday
CARE = "4-10-01-05"
NINE, NOON, ONE, FIVE = 9 * 60, 12 * 60, 13 * 60, 16 * 60


@dataclass
class School:
    """``user``: its manager, who may sign in."""

    organisation: Organisation
    user: User
    course: Course
    teacher: Teacher
    room: Room

    @property
    def actor(self) -> Actor:
        return actor_of(self.user)

    def lesson(self, day: date, begins: int = NINE, ends: int = NOON, **other) -> Lesson:
        told = {"mode": "practice", "teacher": self.teacher.pk, "room": self.room.pk, "topic": "示例内容"} | other
        return Lesson(day, begins, ends, **told)


def a_school(nth: int = 1, kind: str = "key-group", minimum: int = 40, district: str = "110101") -> School:
    made = Organisation.objects.create(
        code=code(nth), name=f"示例第{nth}培训学校", kind="institution", district_id=district
    )
    user = cast.official("manager", f"manager{nth}", organisation=made)
    course = Course.objects.create(
        organisation=made, kind=kind, occupation=CARE, level=5, category="A", minimum_hours=minimum,
        since=date(2026, 1, 1), until=date(2027, 12, 31), since_run=1,
    )  # fmt: skip
    actor = actor_of(user)
    teacher = actions.add_teacher(
        organisation=made, name="示教师", document="01", number=cast.number(9000 + nth), qualification="二级/技师",
        actor=actor,
    )  # fmt: skip
    room = actions.add_room(
        organisation=made, name="101教室", address="示例路1号", district=District.objects.get(pk=district), seats=50,
        actor=actor,
    )  # fmt: skip
    return School(made, user, course, teacher, room)


def a_reviewer(district: str = "110101", username: str = "") -> User:
    return cast.official("reviewer", username, district=District.objects.get(pk=district))


def signed_in_manager(organisation: Organisation) -> Client:
    client = Client()
    client.force_login(organisation.grants.get(role="manager").user)
    return client


PLAN = "护理基础与实训，教材自编，结业考核为笔试加操作。"


def a_class(school: School, days: int = 7, first: date = FIRST, seats: int = 48, **other) -> TrainingClass:
    """A draft of so many days in a row, 8 学时 each (9:00-12:00, 13:00-16:00); 7 days are 56 学时."""
    given = {"name": "养老护理初级班", "seats": seats, "public": True, "plan": PLAN} | other
    one = actions.draft(organisation=school.organisation, course=school.course, given=given, actor=school.actor, at=AT)
    asked = [
        school.lesson(first + timedelta(days=nth), begins, ends)
        for nth in range(days) for begins, ends in ((NINE, NOON), (ONE, FIVE))
    ]  # fmt: skip
    assert not actions.add_lessons(pk=one.pk, asked=asked, actor=school.actor, at=AT, on=ON).blocks
    one.refresh_from_db()
    return one


def filed(school: School, **other) -> TrainingClass:
    """Accepted by the machine: nothing was left for a person."""
    one = a_class(school, **other)
    one, judged = actions.file(pk=one.pk, actor=school.actor, at=AT, on=ON)
    assert one.state == "accepted", (judged.blocks, judged.reviews)
    return one


def trainee(nth: int, name: str = "", status: str = "unemployed") -> Person:
    """A person with a registered status since 2026-01-01."""
    made = cast.a_person(name or named(nth), nth=nth)
    if status:
        StatusSpan.objects.create(person=made, kind=status, began=date(2026, 1, 1), since_run=1)
    return made


def named(nth: int) -> str:
    return "示" + "甲乙丙丁戊己庚辛壬癸"[nth % 10] + "子丑寅卯辰巳午未申酉"[nth // 10 % 10]


def row(nth: int, **other: str) -> dict[str, str]:
    """A line of a roster."""
    number = idcard.make("990101", date(1985, 1, 1) + timedelta(days=nth), 7)
    return {"姓名": named(nth), "证件类型": "居民身份证", "证件号码": number} | other


@contextmanager
def refused(words: str):
    """What happens inside is refused in these words."""
    with pytest.raises(Refused) as caught:
        yield
    assert words in caught.value.message, caught.value.message
