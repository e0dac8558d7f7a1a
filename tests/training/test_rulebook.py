"""Every rule of the public list, from both sides: found where it is broken, and not where it is just kept."""

from datetime import date, timedelta

import pytest
from django.test import Client

from records import runs
from records.joining.models import Registration
from subsidies.models import Restriction
from tests.people import cast
from tests.records.joining import handed_in
from tests.records.making import hand
from tests.training import schools
from tests.training.schools import AT, FIRST, ON, PLAN, a_class, a_school, filed, row, trainee
from training.filing import actions, judge, rulebook
from training.filing.rules import RULES, figure, figures
from training.models import ClassSession, Course, Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school():
    return a_school()


def codes(one, on=ON):
    one.refresh_from_db()
    return {found.code for found in judge.a_class(one, on).found}


def more(school, one, *lessons):
    return {found.code for found in actions.add_lessons(
        pk=one.pk, asked=lessons, actor=school.actor, at=AT, on=ON
    ).found}  # fmt: skip


def change(one, **values):
    type(one).objects.filter(pk=one.pk).update(**values)


# --- a class
def test_what_a_class_needs(school):
    one = a_class(school)
    assert codes(one) == {"C-ACCOUNT"}, "a sound class is told only what is no hindrance"
    change(one, plan="不到十个字")
    assert "C-PLAN" in codes(one)
    change(one, plan=PLAN[:10], public=False)
    assert codes(one) == {"C-ACCOUNT", "C-TRAINEES"}
    Enrolment.objects.create(of=one, person=trainee(1), joined_on=ON)
    assert codes(one) == {"C-ACCOUNT"}
    Enrolment.objects.create(of=one, person=trainee(2), joined_on=ON)
    change(one, seats=2)
    assert "C-SEATS" not in codes(one)
    change(one, seats=1)
    assert "C-SEATS" in codes(one)


def test_a_licence_lasts_to_the_last_lesson(school):
    one = a_class(school)
    row_ = handed_in(cast.a_person("示经办"), nth=7)
    Registration.objects.filter(pk=row_.pk).update(
        organisation=school.organisation, state="accepted", answered_at=AT, answered_by=school.user,
        account=school.user, licence_until=date(2026, 9, 13),
    )  # fmt: skip
    assert "C-LICENCE" not in codes(one), "to the last lesson"
    Registration.objects.update(licence_until=date(2026, 9, 12))
    assert "C-LICENCE" in codes(one)


def test_a_restriction_stops_a_filing(school):
    one = a_class(school)
    made = Restriction.objects.create(
        organisation=school.organisation, stops="apply", reason_sealed=b"x", since=ON, placed_by=school.user,
        placed_at=AT, until=ON,
    )  # fmt: skip
    assert "C-RESTRICTED" in codes(one) and "C-RESTRICTED" not in codes(one, ON + timedelta(days=1))
    Restriction.objects.filter(pk=made.pk).update(stops="pay")
    assert "C-RESTRICTED" not in codes(one)


def test_the_city_places_it_by_the_code_of_the_school(school, time_machine):
    time_machine.move_to(AT)
    one, city = a_class(school), Client()
    city.force_login(cast.official("city"))
    told = {
        "number": school.organisation.code,
        "stops": "apply",
        "reason": "抽查多次发现人不在",
        "since": ON.isoformat(),
    }
    assert city.post("/desk/cases/restrictions/", told | {"number": "52990101MJ000000XX"}).status_code == 200
    assert city.post("/desk/cases/restrictions/", told).status_code == 302
    assert school.organisation.name in city.get("/desk/cases/restrictions/").content.decode()
    assert "C-RESTRICTED" in codes(one)


@pytest.mark.parametrize(("days", "found"), [(364, set()), (365, {"C-PERIOD"})])
def test_a_class_lasts_a_year_at_most(school, days, found):
    one = a_class(school)
    more(school, one, school.lesson(FIRST + timedelta(days=days)))
    assert {"C-PERIOD"} & codes(one) == found


@pytest.mark.parametrize(("gap", "found"), [(21, set()), (22, {"C-GAP"})])
def test_lessons_do_not_lie_far_apart(school, gap, found):
    one = a_class(school)
    more(school, one, school.lesson(FIRST + timedelta(days=6 + gap + 1)))
    assert {"C-GAP"} & codes(one) == found


@pytest.mark.parametrize(("online", "found"), [(4, set()), (5, {"C-ONLINE"})])
def test_not_too_much_is_online(school, online, found):
    """Of 14 lessons of 4 学时: 4 are 28.6 %, 5 are 35.7 %."""
    one = a_class(school)
    ids = list(one.sessions.values_list("pk", flat=True))[:online]
    ClassSession.objects.filter(pk__in=ids).update(mode="online", room=None)
    assert {"C-ONLINE"} & codes(one) == found


def test_a_skill_is_practised(school):
    one = a_class(school)
    one.sessions.update(mode="theory")
    assert "C-PRACTICE" in codes(one)
    ClassSession.objects.filter(pk=one.sessions.first().pk).update(mode="practice")
    assert "C-PRACTICE" not in codes(one)


# --- a lesson
def test_a_holiday_is_told(school):
    one = a_class(school, name="国庆班")
    assert more(school, one, school.lesson(date(2026, 9, 30))) == set()
    told = more(school, one, school.lesson(date(2025, 10, 1)))
    assert told == {"S-HOLIDAY"}, "of the years that are published"


@pytest.mark.parametrize(("begins", "ends", "found"), [(420, 540, set()), (419, 540, {"S-HOURS"})])
def test_hours_of_the_day(school, begins, ends, found):
    one = a_class(school)
    assert more(school, one, school.lesson(FIRST + timedelta(days=10), begins, ends)) == found


def test_a_room_just_large_enough(school):
    one = a_class(school, seats=50)
    day = FIRST + timedelta(days=10)
    assert more(school, one, school.lesson(day)) == set()
    change(one, seats=51)
    assert more(school, one, school.lesson(day + timedelta(days=1))) == {"S-CAPACITY"}


# --- a roster
def send(school, rows, one, **more_of_it):
    return hand("roster", rows, at=more_of_it.pop("at", AT), scope=f"class:{one.pk}", by=school.user, **more_of_it)


def test_a_phone_of_three_is_told_and_of_two_is_not(school):
    one = a_class(school)
    for nth in range(5):
        trainee(nth)
    two = send(school, [row(nth, 联系电话="12000000009") for nth in range(2)], one)
    assert not any("同一个电话" in words for words, _ in two.notes)
    three = send(school, [row(nth, 联系电话="12000000008") for nth in range(2, 5)], one)
    assert ["同一个电话有3人以上共用（不影响导入，区里会看一看）：3 行", 0] in three.notes
    assert three.parked == 0 and one.enrolments.inside().count() == 5 and "P-SHARED" in codes(one)
    one.enrolments.last().delete()
    assert "P-SHARED" not in codes(one)


def test_what_no_register_knows_goes_to_a_person():
    school = a_school()
    school.course = Course.objects.create(
        organisation=school.organisation, kind="startup", course="SYB", minimum_hours=10, since=date(2026, 1, 1),
        since_run=1,
    )  # fmt: skip
    one = a_class(school, days=9, seats=30)
    trainee(1, status=""), trainee(2), trainee(3, status="")
    run = send(school, [row(1, 人员类别="成立三年内企业的负责人"), row(2), row(3)], one)
    assert [problem.code for problem in runs.preview(run).problems] == ["TR-GROUP"] and run.added == 2
    assert any("登记查不到这个人员类别" in words and many == 1 for words, many in run.notes)
    assert {"P-PROOF"} == {found.code for found in judge.a_class(one, ON).reviews}


# --- attendance
@pytest.mark.parametrize(("days", "found"), [(14, []), (15, ["A-LATE"])])
def test_attendance_is_written_within_days(school, days, found):
    one = filed(school)
    Enrolment.objects.create(of=one, person=trainee(1), joined_on=ON)
    line = row(1) | {"日期": "2026-09-07", "上课": "9:00", "实到学时": "4"}
    at = AT + timedelta(days=6 + days)
    run = hand("attendance", [line], at=at, scope=f"class:{one.pk}", by=school.user)
    assert [problem.code for problem in runs.preview(run).problems] == found


# --- a file
def handed(school, content, name="名册.csv"):
    one = a_class(school)
    return runs.hand_in(
        kind="roster", content=content, filename=name, by=school.user, at=AT, scope=f"class:{one.pk}", tell=False
    ).run  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04 no workbook", "x.xlsx", "已经损坏"),
        ("姓名,证件类型\n示甲,居民身份证\n".encode(), "x.csv", "缺少列"),
        ("姓名,姓名,证件类型,证件号码,联系电话,人员类别\n".encode(), "x.csv", "列名重复|没有数据"),
        ("姓名,证件类型,证件号码,联系电话,人员类别\n".encode(), "x.csv", "没有数据|一行"),
    ],
)
def test_a_file_that_is_no_roster(school, content, name, words):
    run = handed(school, content, name)
    runs.drive(run)
    run.refresh_from_db()
    assert run.state == "refused" and any(part in run.message for part in words.split("|")), run.message


def test_a_file_may_have_more_columns_and_not_more_cells(school):
    trainee(1)
    head = "姓名,证件类型,证件号码,联系电话,人员类别,备注\n"
    number = row(1)["证件号码"]
    run = handed(school, f"{head}{schools.named(1)},居民身份证,{number},,,看看\n".encode())
    runs.drive(run)
    run.refresh_from_db()
    assert run.state == "waiting" and any("备注" in words for words, _ in run.notes)
    wide = handed(a_school(2), f"{head}{schools.named(1)},居民身份证,{number},,,看看,多一格\n".encode())
    runs.drive(wide)
    wide.refresh_from_db()
    assert "wrong-width" in {problem.code for problem in runs.preview(wide).problems}


def test_the_list_has_every_declared_rule_once_with_a_figure_that_is_there():
    told = [line.rule.code for chapter in rulebook.chapters(ON) for line in chapter.lines]
    assert len(told) == len(set(told)) and set(RULES) <= set(told)
    assert all(rule.figure in figures().values for rule in RULES.values() if rule.figure)
    assert figure("gap", date(2000, 1, 1)) == 21, "before the first figure, the first"
