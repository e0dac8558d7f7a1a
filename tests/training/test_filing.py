"""开班备案: what is wrong is found at entry, all at once; what needs a person goes to one; two never share a room."""

from datetime import date, timedelta

import pytest

from people.actor import actor_of
from records import events
from subsidies.models import Slot, Taken
from tests.people import cast
from tests.training import schools
from tests.training.schools import AT, FIRST, FIVE, NINE, NOON, ON, ONE, a_class, a_school, filed, refused
from training.desk import actions as desk
from training.filing import actions, changes, judge
from training.models import ClassSession, Course, Enrolment, TrainingClass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school():
    return a_school()


def codes(found):
    return sorted({one.code for one in found})


def add(school, one, *asked):
    return actions.add_lessons(pk=one.pk, asked=asked, actor=school.actor, at=AT, on=ON)


def hand_in(school, one, on=ON):
    return actions.file(pk=one.pk, actor=school.actor, at=AT, on=on)


def test_a_sound_class_is_accepted_at_once_and_takes_up_its_time(school):
    one = filed(school)
    assert (one.first_day, one.last_day, one.hours, one.longest_day) == (FIRST, date(2026, 9, 13), 5600, 800)
    assert one.filed_on == ON and one.answered_by is None and one.review == []
    assert Slot.objects.filter(scheme="TR", owner=one.pk).count() == 14
    assert [each.verb for each in events.of(actions.chain(one.pk))] == ["draft", "lessons", "file"]


def test_everything_that_is_wrong_is_told_at_once(school):
    one = actions.draft(
        organisation=school.organisation, course=school.course, actor=school.actor, at=AT,
        given={"name": "空班", "seats": 60, "public": False, "plan": ""},
    )  # fmt: skip
    _, judged = hand_in(school, one)
    assert codes(judged.blocks) == ["C-PLAN", "C-SESSIONS", "C-TRAINEES"]
    school.room.seats = 80
    school.room.save()
    add(school, one, school.lesson(FIRST), school.lesson(FIRST, ONE, 20 * 60))
    one.refresh_from_db()
    _, judged = hand_in(school, one)
    assert codes(judged.blocks) == ["C-PLAN", "C-TRAINEES", "TR-DAILY", "TR-HOURS", "TR-SIZE"]
    assert "计划" in next(found.found for found in judged.blocks if found.code == "TR-HOURS")
    assert TrainingClass.objects.get(pk=one.pk).state == "draft", "what is blocked stays as it is"


def test_a_course_is_looked_for_on_the_list_of_the_first_day(school):
    one = a_class(school)
    Course.objects.update(until=FIRST - timedelta(days=1))
    assert codes(hand_in(school, one)[1].blocks) == ["TR-LISTED"]
    Course.objects.update(until=FIRST)
    assert hand_in(school, one)[1].blocks == []


def test_the_first_lesson_may_be_today_and_not_yesterday(school):
    assert codes(hand_in(school, a_class(school), on=FIRST + timedelta(days=1))[1].blocks) == ["C-PAST", "TR-FILED"]
    assert hand_in(school, a_class(school, name="第二班"), on=FIRST)[1].blocks == []


@pytest.mark.parametrize(
    ("lesson", "code"),
    [
        ({"begins": NINE + 30, "ends": NOON}, "S-TWICE"),
        ({"begins": NOON, "ends": ONE}, ""),
        ({"begins": 6 * 60, "ends": 8 * 60}, "S-HOURS"),
        ({"begins": 20 * 60, "ends": 22 * 60}, ""),
        ({"begins": 20 * 60, "ends": 22 * 60 + 15}, "S-HOURS"),
    ],
)
def test_a_lesson_is_looked_at_before_it_is_kept(school, lesson, code):
    one = a_class(school)
    tried = actions.try_lessons(pk=one.pk, asked=[school.lesson(FIRST, **lesson)], actor=school.actor, on=ON)
    assert codes(tried.found) == ([code] if code else [])
    before = ClassSession.objects.count()
    assert codes(add(school, one, school.lesson(FIRST, **lesson)).found) == ([code] if code else [])
    assert ClassSession.objects.count() - before == (0 if code == "S-TWICE" else 1)


def test_a_teacher_is_in_one_place_whatever_school_asks(school):
    filed(school)
    other = a_school(2)
    mine = a_class(other)
    same = other.lesson(FIRST + timedelta(days=3), NOON, ONE)
    his = actions.add_teacher(
        organisation=other.organisation, name="示教师", document="01", number=cast.number(9001), qualification="技师",
        actor=other.actor,
    )  # fmt: skip
    assert his.person_id == school.teacher.person_id
    clash = other.lesson(FIRST + timedelta(days=8), teacher=his.pk)
    assert add(other, mine, clash).found == [], "that day nobody teaches"
    found = add(other, mine, other.lesson(FIRST, 15 * 60, 17 * 60, teacher=his.pk)).blocks
    assert codes(found) == ["S-TEACHER", "S-TWICE"] and "另一家机构" in found[-1].found + found[0].found
    assert same.begins == NOON


def test_a_room_takes_one_class_at_a_time_and_so_many(school):
    filed(school)
    second = a_class(school, first=FIRST + timedelta(days=20), name="二班")
    assert codes(add(school, second, school.lesson(FIRST)).blocks) == ["S-ROOM", "S-TEACHER"]
    small = actions.add_room(
        organisation=school.organisation, name="小教室", address="示例路1号", district=school.room.district, seats=47,
        actor=school.actor,
    )  # fmt: skip
    day = FIRST + timedelta(days=40)
    assert codes(add(school, second, school.lesson(day, room=small.pk)).blocks) == ["S-CAPACITY"]
    actions.retire(row=small, actor=school.actor)
    assert codes(add(school, second, school.lesson(day, room=small.pk)).blocks) == ["S-CAPACITY", "S-GONE"]


def test_two_drafts_of_one_room_both_stand_until_one_is_filed(school):
    first, second = a_class(school), a_class(school, name="二班")
    assert hand_in(school, first)[0].state == "accepted"
    assert {"S-ROOM", "S-TEACHER"} <= set(codes(hand_in(school, second)[1].blocks))


def test_odd_ones_go_to_a_person_who_answers_once(school):
    one = a_class(school, days=7)
    add(school, one, school.lesson(FIRST + timedelta(days=60), mode="online", room=None))
    one, judged = hand_in(school, one)
    assert codes(judged.reviews) == ["C-GAP"] and one.state == "filed" and one.due_on == date(2026, 9, 8)
    reviewer = actor_of(schools.a_reviewer())
    elsewhere = actor_of(schools.a_reviewer("110102", "far"))
    with refused("注册地"):
        desk.accept(pk=one.pk, actor=elsewhere, at=AT)
    assert desk.accept(pk=one.pk, actor=reviewer, at=AT).state == "accepted"
    with refused("已经答复"):
        desk.refuse(pk=one.pk, words="重复答复了", actor=reviewer, at=AT)


def test_what_is_given_back_keeps_the_day_it_was_filed(school):
    one = a_class(school)
    add(school, one, school.lesson(FIRST + timedelta(days=60)))
    hand_in(school, one)
    reviewer = actor_of(schools.a_reviewer())
    desk.give_back(pk=one.pk, words="间隔太久，请排得连续一些", actor=reviewer, at=AT)
    late = [each.pk for each in one.sessions.filter(day__gt=FIRST + timedelta(days=50))]
    assert actions.remove_lessons(pk=one.pk, which=late, actor=school.actor, at=AT) == 1
    one, judged = hand_in(school, one, on=FIRST + timedelta(days=2))
    assert judged.blocks == [] and one.state == "accepted" and one.filed_on == ON


def test_taking_back_and_cancelling_free_what_was_taken_up(school):
    person = schools.trainee(1)
    one = a_class(school)
    Enrolment.objects.create(of=one, person=person, joined_on=ON)
    add(school, one, school.lesson(FIRST + timedelta(days=60)))
    hand_in(school, one)
    assert Taken.objects.filter(owner=one.pk, person=person).exists()
    actions.take_back(pk=one.pk, actor=school.actor, at=AT)
    one.refresh_from_db()
    assert one.state == "draft" and one.filed_on is None and not Taken.objects.exists()
    hand_in(school, one)
    with refused("写明为什么"):
        actions.cancel(pk=one.pk, reason="", actor=school.actor, at=AT, on=ON)
    told = actions.cancel(pk=one.pk, reason="报名人数不够，不开了", actor=school.actor, at=AT, on=ON)
    assert [each.person for each in told] == [person]
    assert Enrolment.objects.get().state == "left" and not Taken.objects.exists() and not Slot.objects.exists()
    with refused("已取消"):
        actions.cancel(pk=one.pk, reason="再取消一次", actor=school.actor, at=AT, on=ON)


def test_nobody_files_for_another_school(school):
    one, stranger = a_class(school), a_school(2).actor
    for act in (
        lambda: actions.file(pk=one.pk, actor=stranger, at=AT, on=ON),
        lambda: actions.edit(pk=one.pk, given={}, actor=stranger, at=AT),
        lambda: actions.cancel(pk=one.pk, reason="别人的班", actor=stranger, at=AT, on=ON),
        lambda: actions.add_lessons(pk=one.pk, asked=[], actor=stranger, at=AT, on=ON),
    ):
        with refused("本机构"):
            act()
    with refused("本机构的教师"):
        add(school, one, school.lesson(FIRST + timedelta(days=30), teacher=a_school(3).teacher.pk))


def test_trainees_who_cannot_be_subsidised_are_named_when_it_is_filed(school):
    one = a_class(school)
    drawing = schools.trainee(2, status="pension")
    Enrolment.objects.create(of=one, person=schools.trainee(1), joined_on=ON)
    bad = Enrolment.objects.create(of=one, person=drawing, joined_on=ON)
    judged = hand_in(school, one)[1]
    assert {(found.code, found.what) for found in judged.blocks} == {
        ("TR-AGE", schools.named(2)),
        ("TR-GROUP", schools.named(2)),
    }
    bad.subsidised = False
    bad.save()
    assert hand_in(school, one)[0].state == "accepted"


# --- after it was accepted
def moved(school, session, **other):
    to = school.lesson(session.day + timedelta(days=20), session.begins, session.ends, **other)
    return changes.change(pk=session.pk, to=to, reason="教师临时出差", actor=school.actor, at=AT, on=ON)


def test_a_small_change_holds_at_once_and_more_of_them_wait(school):
    one = filed(school)
    sessions = list(one.sessions.all())
    states = [moved(school, session).state for session in sessions[:4]]
    assert states == ["done", "done", "waiting", "waiting"], "20 % of 56 学时 are 11.2, a lesson is 4"
    assert ClassSession.objects.filter(of=one, state="planned").count() == 14
    sessions[0].refresh_from_db()
    assert sessions[0].state == "moved" and sessions[0].replaced_by.day == FIRST + timedelta(days=20)
    with refused("在等区里答复"):
        moved(school, sessions[2])
    reviewer = actor_of(schools.a_reviewer())
    waiting = list(sessions[2].changes.all()) + list(sessions[3].changes.all())
    desk.agree_to_change(pk=waiting[0].pk, actor=reviewer, at=AT)
    desk.refuse_change(pk=waiting[1].pk, words="改得太多，请按原课表上", actor=reviewer, at=AT)
    one.refresh_from_db()
    assert one.last_day == FIRST + timedelta(days=21) and one.hours == 5600
    assert ClassSession.objects.get(pk=sessions[3].pk).state == "planned"


def test_a_change_may_not_stand_in_the_way_and_not_reach_back(school):
    one = filed(school)
    first, second = one.sessions.all()[:2]
    with refused("8学时"):
        changes.change(
            pk=first.pk, to=school.lesson(FIRST + timedelta(days=1), FIVE, FIVE + 180), reason="改到第二天晚上",
            actor=school.actor, at=AT, on=ON,
        )  # fmt: skip
    with refused("重叠"):
        changes.change(
            pk=first.pk, to=school.lesson(FIRST, ONE, FIVE), reason="改到同一天下午", actor=school.actor, at=AT, on=ON
        )
    later = AT + timedelta(days=6)
    with refused("已经开始"):
        changes.change(pk=first.pk, to=None, reason="昨天没有上", actor=school.actor, at=later, on=later.date())
    assert second.state == "planned"


def test_another_teacher_at_the_same_hour(school):
    one = filed(school)
    first = one.sessions.first()
    deputy = actions.add_teacher(
        organisation=school.organisation, name="示代课", document="01", number=cast.number(9100), qualification="技师",
        actor=school.actor,
    )  # fmt: skip
    to = school.lesson(first.day, first.begins, first.ends, teacher=deputy.pk)
    changes.change(pk=first.pk, to=to, reason="教师生病，由人代课", actor=school.actor, at=AT, on=ON)
    planned = one.sessions.get(day=first.day, begins=first.begins, state="planned")
    assert planned.teacher == deputy and one.sessions.count() == 15


def test_a_lesson_is_made_up_within_time_and_adds_no_hours(school):
    one = filed(school)
    missed = one.sessions.first()
    after = school.lesson(FIRST + timedelta(days=30))
    made = changes.make_up(
        pk=missed.pk, lesson=after, reason="停电没有上完", actor=school.actor, at=AT, on=ON
    )  # fmt: skip
    one.refresh_from_db()
    assert made.makes_up == missed and one.hours == 5600 and one.last_day == after.day
    for lesson, words in (
        (school.lesson(FIRST + timedelta(days=61)), "60天以内"),
        (school.lesson(FIRST - timedelta(days=1)), "之后"),
        (school.lesson(FIRST + timedelta(days=31), NINE, NOON + 45), "不能多于"),
    ):
        with refused(words):
            changes.make_up(pk=missed.pk, lesson=lesson, reason="再补一次", actor=school.actor, at=AT, on=ON)
    with refused("照常上的课"):
        changes.make_up(
            pk=made.pk,
            lesson=school.lesson(FIRST + timedelta(days=33)),
            reason="补课的补课",
            actor=school.actor,
            at=AT,
            on=ON,
        )
    assert judge.planned(one).count() == 15
