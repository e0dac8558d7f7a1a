"""Whole numbers in a file that an institution takes along are looks, which each of those persons finds."""

import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from people import looks
from people.actor import actor_of
from people.models import Look
from people.signin import account_of
from records import events, runs
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.records.making import hand
from tests.training.schools import AT, ON, a_class, a_school, filed, refused, row, trainee
from training.lessons import downloads as attendance
from training.models import Enrolment
from training.roster import downloads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

LESSON = AT.replace(day=7, hour=8)  # on the first day, after both lessons


@pytest.fixture
def school():
    return a_school()


def into(one, *persons, **other):
    for person in persons:
        Enrolment.objects.create(of=one, person=person, joined_on=ON, **other)


def seen(person):
    return [(one.who, one.what, one.why) for one in looks.looks_at(person.pk)]


def test_each_person_in_the_workbook_finds_who_took_it_and_nobody_else_does(school):
    one = a_class(school)
    here, left, asked = trainee(1), trainee(2), trainee(3)
    into(one, here)
    into(one, left, state="left", left_on=ON, left_why="不来了")
    into(one, asked, state="applied", source="self")
    _, content = downloads.workbook(one, school.actor, AT)
    assert cast.number(1) in str([cell.value for line in load_workbook(io.BytesIO(content)).active for cell in line])
    assert seen(here) == [("示例第1培训学校的管理员", "文件里的完整证件号码", f"下载名册，{one.number} 养老护理初级班")]
    assert not seen(left) and not seen(asked), "whose number is not in it"
    clerk = actor_of(cast.official("clerk", organisation=school.organisation))
    downloads.workbook(one, clerk, AT)
    assert [who for who, _, _ in seen(here)] == ["示例第1培训学校的经办人", "示例第1培训学校的管理员"]
    assert Look.objects.filter(person=here, organisation=school.organisation, by=clerk.user_id).count() == 1


def test_whoever_is_in_many_classes_is_looked_at_once_a_file(school):
    first, second = a_class(school), a_class(school, name="第二班")
    both, alone = trainee(1), trainee(2)
    into(first, both), into(second, both, alone)
    downloads.of_all(school.organisation, school.actor, AT)
    assert seen(both) == seen(alone) == [("示例第1培训学校的管理员", "文件里的完整证件号码", "下载名册，全部班次")]


@pytest.mark.parametrize("role", ["manager", "reviewer", "auditor"])
def test_a_download_that_is_refused_leaves_nothing(school, role):
    one, person = filed(school), trainee(1)
    into(one, person)
    where = {"organisation": a_school(2).organisation} if role == "manager" else {}
    stranger = actor_of(cast.official(role, "stranger", **where))
    before = len(events.of(f"class:{one.pk}"))
    for take in (downloads.workbook, attendance.workbook):
        with refused("由本机构的管理员或经办人办理"):
            take(one, stranger, LESSON)
    with refused("由本机构的管理员或经办人办理"):
        downloads.of_all(school.organisation, stranger, AT)
    with refused("由本单位的管理员或经办人下载"):
        looks.take_along(actor=stranger, persons=[person.pk], organisation=school.organisation.pk, why="下载", at=AT)
    assert not Look.objects.exists() and len(events.of(f"class:{one.pk}")) == before


def test_a_workbook_that_could_not_be_made_was_not_taken(school, monkeypatch):
    one = a_class(school)
    into(one, trainee(1))
    before = len(events.of(f"class:{one.pk}"))

    def broken(*given):
        raise OSError

    monkeypatch.setattr(downloads, "blank", broken)
    for take in (lambda: downloads.workbook(one, school.actor, AT),
                 lambda: downloads.of_all(school.organisation, school.actor, AT)):  # fmt: skip
        with pytest.raises(OSError):
            take()
    assert not Look.objects.exists() and len(events.of(f"class:{one.pk}")) == before


def test_the_attendance_to_fill_in_is_a_look_at_whoever_is_in_it(school):
    one, here, gone = filed(school), trainee(1), trainee(2)
    into(one, here)
    into(one, gone, state="left", left_on=ON, left_why="不来了")
    attendance.workbook(one, school.actor, AT)
    assert not Look.objects.exists(), "before the first lesson there is nobody in it"
    attendance.workbook(one, school.actor, LESSON)
    assert seen(here) == [("示例第1培训学校的管理员", "文件里的完整证件号码", f"下载考勤，{one.number} 养老护理初级班")]
    assert not seen(gone) and Look.objects.count() == 1, "two lessons are one look"


def test_ones_own_workbook_coming_back_and_masked_pages_are_no_look(school, time_machine):
    time_machine.move_to(AT, tick=False)
    one = a_class(school)
    trainee(1), trainee(2, status="")
    run = hand("roster", [row(1), row(2)], at=AT, scope=f"class:{one.pk}", by=school.user)
    mine = signed_in(school.user)
    back = b"".join(mine.get(reverse("files:marked", args=[run.pk])).streaming_content) if runs.result_of(run) else b""
    assert back and one.enrolments.count() == 1
    assert "9901" in text(mine.get(f"/classes/{one.pk}/roster/")) and not Look.objects.exists()
    mine.get(f"/classes/{one.pk}/roster/workbook/")
    person = one.enrolments.get().person
    assert Look.objects.get().person == person
    page = text(signed_in(account_of(person)).get("/my/"))
    assert "示例第1培训学校的管理员" in page and f"看了文件里的完整证件号码：下载名册，{one.number}" in page


def test_many_are_written_down_in_as_many_queries_as_few(school):
    few, many = a_class(school), a_class(school, name="第二班")
    into(few, trainee(0)), into(many, *(trainee(nth) for nth in range(1, 21)))

    def asked(one):
        with CaptureQueriesContext(connection) as told:
            downloads.workbook(one, school.actor, AT)
        return len(told)

    assert asked(few) == asked(many) and Look.objects.count() == 21


def test_a_look_by_an_organisation_says_which(school):
    person, official = trainee(1), cast.official("reviewer")
    told = {"person": person, "at": AT, "what": "file", "why": "下载名册"}
    for wrong in (
        {"by": school.user, "role": "manager"},
        {"by": official, "role": "reviewer", "organisation": school.organisation},
    ):
        with pytest.raises(IntegrityError, match="look_by_an_organisation_says_which"), transaction.atomic():
            Look.objects.create(**told, **wrong)
