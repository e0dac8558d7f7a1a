"""Planted frauds, one at least for each suspicion, and innocent classes that look like them. See `frauds`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks import frauds_world as world
from benchmarks.frauds_world import CARE, FIRST, FOUR, NINE, NOON, Class, Day, a_class, days, people
from lib.months import month_of
from training.models import Attendance, ClassSession, Enrolment, ExamResult, TrainingClass

ON = date(2027, 1, 15)  # the day all are looked at
LAST = FIRST + timedelta(days=6)
PLANTED, INNOCENT = True, False


@dataclass(frozen=True)
class Case:
    """A class whose truth is known. ``code``: the suspicion it is planted for, or looks like."""

    code: str
    name: str
    planted: bool
    subject: int


Told = Iterator[tuple[str, bool, Class]]


def plant() -> list[Case]:
    """Everything into the tables, in one database: no case may disturb another."""
    world.posted(date(2026, 12, 31))
    return [
        Case(code, name, planted, one.of.pk) for code, make in CASES.items() for name, planted, one in make()
    ]  # fmt: skip


def hours() -> Told:
    late = world.moment(LAST + timedelta(days=9), 21 * 60)
    one = a_class(how="screen")
    Attendance.objects.filter(session__of=one.of).update(at=late)
    yield "结课9天后一个晚上补记全部点名", PLANTED, one
    one = a_class(how="screen")
    one.lessons[0].attendance.update(at=late)
    yield "十四课里只有一课点名记晚了", INNOCENT, one
    one = a_class(how="workbook")
    Attendance.objects.filter(session__of=one.of).update(at=late)
    yield "纸质签到，结课以后一并用表格录入", INNOCENT, one
    one = a_class()
    for lesson in one.lessons:
        lesson.attendance.update(at=world.moment(lesson.day, lesson.begins - 25))
    yield "人人提前25分钟扫码", INNOCENT, one
    one = a_class(how="screen")
    for lesson in one.lessons:
        lesson.attendance.update(at=world.moment(lesson.day + timedelta(days=1), 21 * 60))
    yield "教师每天晚上录入前一天的点名", INNOCENT, one


def exam() -> Told:
    yield "七天的课第四天就考核", PLANTED, a_class(exam=FIRST + timedelta(days=3))
    one = a_class()
    later = LAST + timedelta(days=3)
    ClassSession.objects.create(
        of=one.of, day=later, begins=NINE, ends=NOON, mode="practice", room=one.school.room,
        teacher=one.school.teacher, makes_up=one.lessons[0],
    )  # fmt: skip
    TrainingClass.objects.filter(pk=one.of.pk).update(last_day=later)
    yield "按时考核，之后给缺课的人补了一课", INNOCENT, one
    one = a_class()
    ExamResult.objects.filter(enrolment=one.lines[0]).update(
        held_on=FIRST, voided_at=world.moment(LAST, 1000), void_why="日期登记错了"
    )
    yield "日期登记错的一份成绩已经作废", INNOCENT, one
    yield "结课一周以后才考核", INNOCENT, a_class(exam=LAST + timedelta(days=7))


def passing() -> Told:
    yield "20人全部合格，别处四分之一不合格", PLANTED, a_class(_among("4-99-01-01", failing=3), 20)
    yield "10人的小班教得好，全部合格", INNOCENT, a_class(_among("4-99-01-02", failing=5), 10)
    yield "20人全部合格，这个职业本来就几乎都合格", INNOCENT, a_class(_among("4-99-01-03", failing=0), 20)
    yield "20人里有一人不合格", INNOCENT, a_class(_among("4-99-01-04", failing=3), 20, failed=[4])
    yield "新职业，别处只有一个班可比", INNOCENT, a_class(_among("4-99-01-05", failing=3, others=1), 20)
    _among("4-99-01-06", failing=6, first=date(2023, 9, 4))
    yield "三年前难考，近两年别处也都合格", INNOCENT, a_class(_among("4-99-01-06", failing=0), 20)


def _among(occupation: str, failing: int, others: int = 3, first: date = FIRST) -> world.School:
    """A school in a skill that others teach too, where so many of twelve fail."""
    for _ in range(others):
        a_class(world.school(occupation), lessons=days(first=first), failed=range(failing))
    return world.school(occupation)


def same() -> Told:
    one = a_class(size=20, how="screen")
    Attendance.objects.filter(session__of=one.of).update(hours=300)
    yield "20人每课都记3学时，一人不差", PLANTED, one
    yield "20人每课都由本人扫码，全勤", INNOCENT, a_class(size=20)
    yield "8人的小班由教师点名，全勤", INNOCENT, a_class(size=8, how="screen")
    yield "20人由教师点名，3人缺过课", INNOCENT, a_class(size=20, how="screen", missed=[1, 5, 9])
    yield "20人三天的短班由教师点名，全勤", INNOCENT, a_class(size=20, lessons=days(3), how="screen")


def phone() -> Told:
    one, other = a_class(), a_class()
    world.phones([*one.lines[:3], *other.lines[:3]], "12000000001")
    yield "两个班六个人留中介的一个电话", PLANTED, one
    one = a_class()
    world.phones(one.lines[:2], "12000000002")
    yield "姐妹俩同班，留一个电话", INNOCENT, one
    one, other = a_class(), a_class()
    world.phones([*one.lines[:2], *other.lines[:2]], "12000000003")
    yield "一家四口先后上两个班，留一个电话", INNOCENT, one
    one, other = a_class(), a_class(lessons=days(first=date(2023, 9, 4)))
    world.phones([*one.lines[:2], *other.lines[:4]], "12000000005")
    yield "号码换了主人，三年前另有四人用过", INNOCENT, one
    who = people(1)
    classes = [a_class(who=[*who, *people(11)]) for _ in range(6)]
    world.phones([each.lines[0] for each in classes], "12000000004")
    yield "一个人上过六个班，留自己的电话", INNOCENT, classes[-1]


def working() -> Told:
    month = month_of(FIRST)
    one = a_class()
    for line in one.lines[:2]:
        world.insured(line.person, month - 8, month + 3)
    yield "两名登记失业学员上课前后一直由一家企业参保", PLANTED, one
    one = a_class()
    world.insured(one.lines[0].person, month + 1, month + 3, relation_began=date(2026, 10, 8))
    yield "结课以后找到工作", INNOCENT, one
    one = a_class()
    world.insured(one.lines[0].person, month - 8, month)
    yield "开班当月失业，单位缴到当月", INNOCENT, one
    one = a_class()
    world.insured(one.lines[0].person, month - 8, month + 3, "", employer_kind="F")
    yield "灵活就业参保", INNOCENT, one
    evenings = [Day(FIRST + timedelta(days=nth), 18 * 60, 21 * 60) for nth in range(12)]
    one = a_class(lessons=evenings)
    world.insured(one.lines[0].person, month - 8, month + 3)
    yield "白天上班，上的是晚班", INNOCENT, one


def alive() -> Told:
    one = a_class()
    world.status(one.lines[0].person, "pension", date(2026, 8, 1))
    yield "开班前一个月起领养老金，堂堂到课", PLANTED, one
    one = a_class()
    world.status(one.lines[0].person, "dead", FIRST + timedelta(days=1))
    yield "第二天去世，以后仍记到课", PLANTED, one
    one = a_class()
    world.status(one.lines[0].person, "pension", LAST + timedelta(days=1))
    yield "结课第二天起领养老金", INNOCENT, one
    one = a_class()
    world.status(one.lines[0].person, "dead", FIRST + timedelta(days=3))
    Attendance.objects.filter(enrolment=one.lines[0], session__day__gt=FIRST + timedelta(days=3)).update(hours=0)
    yield "班里有人去世，以后都记缺课", INNOCENT, one
    one = a_class()
    world.status(one.lines[0].person, "pension", date(2026, 1, 1), date(2026, 6, 30))
    yield "误登的养老金开班前已经更正", INNOCENT, one


def teacher() -> Told:
    yield "同一位教师同时在两家机构上课", PLANTED, _taught([Day(FIRST, NINE + 60, NOON + 60)])
    yield "一天在两家机构共上12学时", PLANTED, _taught([Day(FIRST, 17 * 60, 20 * 60)])
    yield "下课以后到另一家机构上一课，一天9.3学时", INNOCENT, _taught([Day(FIRST, FOUR, FOUR + 60)])
    yield "另一家机构的课取消了", INNOCENT, _taught([Day(FIRST, NINE, NOON)], state="cancelled")
    yield "两家机构各有一位教师，姓名相同", INNOCENT, _taught([Day(FIRST, NINE, NOON)], namesake=True)
    yield "一堂线上课两个班一起听", INNOCENT, _taught([Day(FIRST, NINE, NOON)], mode="online", room=None)


def _taught(lessons: list[Day], namesake: bool = False, **other: object) -> Class:
    """A class whose teacher gives one more lesson at another institution."""
    one, there = a_class(), world.school()
    person = one.school.teacher.person
    if namesake:
        there.teacher.person.name = person.name
        there.teacher.person.save(update_fields=["name"])
    else:
        there.teacher = world.a_teacher(there.organisation, person)
    extra = a_class(there, lessons=[*lessons, *days(5, FIRST + timedelta(days=14))])
    ClassSession.objects.filter(of=extra.of, day=FIRST).update(**{"mode": "practice"} | other)
    if other.get("mode"):
        ClassSession.objects.filter(of=one.of, day=FIRST, begins=NINE).update(**other)
    return extra if not other and not namesake else one


def roster() -> Told:
    third = FIRST + timedelta(days=2)
    one = a_class()
    _leave(one, one.lines[:4], third)
    Enrolment.objects.bulk_create(Enrolment(of=one.of, person=person, joined_on=third) for person in people(4))
    yield "开班第三天换掉三分之一的人", PLANTED, one
    school = world.school()
    colleague = replace(school, teacher=world.a_teacher(school.organisation))
    one, later = a_class(school), a_class(colleague, lessons=days(first=third + timedelta(days=1)))
    _leave(one, one.lines[:4], third)
    Enrolment.objects.bulk_create(
        Enrolment(of=later.of, person=line.person, joined_on=third + timedelta(days=2)) for line in one.lines[:4]
    )
    yield "四人转到本校同一课程的下一个班", INNOCENT, one
    yield "接收转来四人的那个班", INNOCENT, later
    one = a_class(size=6)
    _leave(one, one.lines[:2], third)
    yield "6人的小班两人因病退班", INNOCENT, one
    one = a_class(size=24)
    _leave(one, one.lines[:4], third)
    yield "24人的大班四人退班", INNOCENT, one
    one = a_class(size=16)
    _leave(one, one.lines[:4], FIRST - timedelta(days=2))
    yield "开班以前四人改了主意", INNOCENT, one


def _leave(of: Class, lines: list[Enrolment], on: date) -> None:
    pks = [line.pk for line in lines]
    Enrolment.objects.filter(pk__in=pks).update(state="left", left_on=on, left_why="本人申请")
    Attendance.objects.filter(enrolment__in=pks, session__day__gt=on).delete()
    ExamResult.objects.filter(enrolment__in=pks).delete()


def burst() -> Told:
    given = LAST + timedelta(days=10)
    lately = [given - timedelta(days=21)]
    yield "开张三周的机构发出112张，其中一天给本班12张", PLANTED, _certified("示例甲评价中心", lately, 100)
    old = [date(2024, 3, 1)]
    yield "老机构一天给全班发证", INNOCENT, _certified("示例乙评价中心", old, 100)
    yield "新机构的第一批只有这个班", INNOCENT, _certified("示例丙评价中心", [], 0)
    spread = [given - timedelta(days=30 * nth) for nth in range(1, 11)]
    yield "新机构一年里陆续发了112张", INNOCENT, _certified("示例丁评价中心", spread, 10)
    yield "新机构发得多，本班只有5人在那里考", INNOCENT, _certified("示例戊评价中心", lately, 100, some=5)


def _certified(issuer: str, before: list[date], each: int, some: int = 12) -> Class:
    """A class of whom so many have their certificates from a body, which gave others so many on each of some days."""
    one = a_class()
    world.certificates([line.person for line in one.lines[:some]], LAST + timedelta(days=10), issuer)
    others = people(1) * each
    for on in before:
        world.certificates(others, on, issuer, CARE, 4)
    return one


def look() -> Told:
    one = a_class()
    world.looked(one, one.lessons[2], one.lines[:3])
    yield "抽查三人不在，三人都签了到", PLANTED, one
    one = a_class()
    world.looked(one, one.lessons[2], one.lines[:1])
    yield "抽查时一人不在教室", INNOCENT, one
    one = a_class()
    Attendance.objects.filter(session=one.lessons[2], enrolment__in=one.lines[:3]).update(hours=0)
    world.looked(one, one.lessons[2], one.lines[:3])
    yield "抽查三人不在，本来就记的缺课", INNOCENT, one


CASES: dict[str, Callable[[], Told]] = {
    "X-HOURS": hours, "X-EXAM": exam, "X-PASS": passing, "X-SAME": same, "X-PHONE": phone, "X-WORKING": working,
    "X-ALIVE": alive, "X-TEACHER": teacher, "X-ROSTER": roster, "X-BURST": burst, "X-LOOK": look,
}  # fmt: skip
