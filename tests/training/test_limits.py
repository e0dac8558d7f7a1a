"""A restriction stops who would come in anew and nobody who is in; once it has ended all goes on by itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.actor import Actor, actor_of
from people.models import Person, TextMessage
from people.signin import account_of
from records import runs
from subsidies.actions import measures
from subsidies.models import Restriction
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.records.making import codes, counts, found, hand
from tests.training import schools
from tests.training.schools import AT, ON, a_class, a_school, filed, refused, row, trainee
from training.filing import changes
from training.lessons import actions as lessons
from training.models import Enrolment
from training.roster import actions
from training.signup import actions as signup
from training.tasks import move_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

TOMORROW = ON + timedelta(days=1)


@pytest.fixture
def school():
    return a_school()


def stop(whom, **other):
    """On an institution or a person, to the end of the day."""
    on = {"organisation": whom.organisation} if isinstance(whom, schools.School) else {"person": whom}
    told = on | {"stops": "apply", "since": ON, "until": ON} | other
    by = cast.official("city", f"city{Restriction.objects.count()}")
    return Restriction.objects.create(reason_sealed=b"x", placed_by=by, placed_at=AT, **told)


def send(school, rows, one, at=AT, **more):
    return hand("roster", rows, at=at, scope=f"class:{one.pk}", by=school.user, **more)


def worker(person):
    return signed_in(account_of(person))


def asks(one, person, on=ON):
    actor = Actor(user_id=account_of(person).pk, person_id=person.pk)
    return signup.sign_up(pk=one.pk, group="", actor=actor, at=AT, on=on)


# --- an institution
def test_a_school_that_is_stopped_adds_nobody_and_mends_and_takes_out(school):
    one = a_class(school)
    for nth in range(5):
        trainee(nth)
    send(school, [row(0), row(1), row(2)], one)
    line = {"行号（请勿改动）": str(one.enrolments.get(person__name=schools.named(2)).pk), "操作": "改"}
    asked = Enrolment.objects.create(of=one, person=trainee(7), state="applied", source="self", joined_on=ON)
    stop(school)
    changed = [row(0, 操作="改", 联系电话="12000000001"), row(1, 操作="撤"), row(3), row(4, **line), row(7, 操作="改")]
    run = send(school, changed, one)
    assert codes(run) == [(4, "P-PAUSED"), (5, "P-PAUSED"), (6, "P-PAUSED")], "new, in another's place, signed up"
    assert "到2026年9月1日为止暂停招生" in found(run)[0][2]
    assert counts(run) == {"read": 5, "good": 2, "parked": 3, "changed": 1, "removed": 1}
    asked.refresh_from_db()
    assert asked.state == "applied"
    assert counts(send(school, changed[2:], one, at=AT + timedelta(days=1))) == {
        "read": 3, "good": 3, "added": 1, "changed": 2,
    }, "the day after"  # fmt: skip


@pytest.mark.parametrize("other", [{"stops": "pay"}, {"stops": "decide"}, {"since": TOMORROW, "until": None}])
def test_what_stops_something_else_or_not_yet_stops_nobody(school, other):
    one, person = filed(school), trainee(1)
    stop(school, **other), stop(person, **other)
    assert counts(send(school, [row(1)], one))["added"] == 1
    assert asks(one, trainee(2)).state == "applied" and asks(filed(a_school(3), days=6), trainee(3)).state == "applied"


def test_another_school_goes_on(school):
    stop(school)
    other = filed(a_school(2))
    trainee(1)
    assert counts(hand("roster", [row(1)], at=AT, scope=f"class:{other.pk}"))["added"] == 1
    assert asks(other, trainee(2)).state == "applied"


def test_a_workbook_confirmed_after_the_restriction_began_is_written_by_it(school):
    one = a_class(school)
    trainee(1)
    waits = send(school, [row(1)], one, confirm=False)
    stop(school, since=TOMORROW, until=None)
    runs.confirm(run=waits, by=school.user, at=AT + timedelta(days=1), agreed=True)
    runs.drive(waits)
    waits.refresh_from_db()
    assert not one.enrolments.exists() and codes(waits) == [(2, "P-PAUSED")]


def test_nobody_is_admitted_and_nobody_moves_up_until_it_is_lifted(school):
    one = filed(school, seats=1)
    first, second, third = (asks(one, trainee(nth)) for nth in range(3))
    cast.phones.register(second.person, "12000000009")
    assert [each.state for each in (first, second, third)] == ["applied", "waiting", "waiting"]
    placed = stop(school, until=None)
    with refused("暂停招生，不能加新的学员"):
        actions.admit(pk=first.pk, subsidised=False, actor=school.actor, at=AT, on=ON)
    assert actions.decline(pk=first.pk, reason="没有通过面试", actor=school.actor, at=AT, on=ON) is None
    assert actions.move_up(ON, AT) == [], "the seat is kept"
    city = actor_of(cast.official("city", "lifter"))
    measures.lift(pk=placed.pk, actor=city, at=AT)
    assert asks(one, trainee(4)).state == "waiting", "whoever waited comes first"
    assert [row.pk for row in actions.move_up(ON, AT)] == [second.pk] and actions.move_up(ON, AT) == []
    assert actions.admit(pk=second.pk, subsidised=True, actor=school.actor, at=AT, on=ON).state == "enrolled"


def test_who_moves_up_by_the_clock_is_told(school, time_machine):
    time_machine.move_to(AT, tick=False)
    one = filed(school, seats=1)
    cast.phones.register(trainee(2), "12000000009")
    send(school, [row(1, 申请补贴="否")], one)
    waits = asks(one, Person.objects.get(name=schools.named(2)))
    move_up()
    assert not TextMessage.objects.exists()
    send(school, [row(1, 操作="撤")], one)
    move_up(), move_up()
    waits.refresh_from_db()
    assert waits.state == "applied" and TextMessage.objects.filter(person=waits.person).count() == 1


def test_a_class_that_stands_runs_on(school):
    one = filed(school, seats=5)
    trainee(1), trainee(2)
    send(school, [row(1), row(2)], one)
    stop(school, until=None)
    lesson, later = one.sessions.first(), one.sessions.last()
    began = AT + timedelta(days=6)
    rows = list(one.enrolments.order_by("pk"))
    assert lessons.mark(pk=lesson.pk, hours={rows[0].pk: 400}, actor=school.actor, at=began) == 1
    moved = school.lesson(later.day + timedelta(days=3), later.begins, later.ends)
    done = changes.change(pk=later.pk, to=moved, reason="教师临时有事", actor=school.actor, at=AT, on=ON)
    assert done.state == "done"
    actions.leave(
        pk=rows[1].pk, reason="本人不来了", last_day=began.date(), actor=school.actor, at=began, on=began.date()
    )
    assert one.enrolments.inside().get() == rows[0]


@pytest.mark.one_database("words of pages")
def test_the_pages_say_that_it_is_paused_and_accuse_nobody(school, time_machine):
    time_machine.move_to(AT, tick=False)
    one, person = filed(school), trainee(1)
    page, roster, public = f"/courses/classes/{one.pk}/", f"/classes/{one.pk}/roster/", Client()
    line = asks(one, trainee(2))
    placed = stop(school, until=None)
    for client in (public, worker(person)):
        told = text(client.get(page))
        assert "暂停招生" in told and "登录后报名" not in told and "限制" not in told
    assert "暂停招生" in text(worker(person).post(page)) and not Enrolment.objects.filter(person=person).exists()
    assert "看我的这个班" in text(worker(line.person).get(page)), "who has signed up has signed up"
    assert one.name not in text(public.get("/courses/classes/"))
    mine = signed_in(school.user)
    assert "暂停招生" in text(mine.get(roster)) and "录取，不申请补贴" not in text(mine.get(roster))
    Restriction.objects.filter(pk=placed.pk).update(lifted_at=AT, lifted_by=placed.placed_by)
    assert "登录后报名" in text(public.get(page)) and one.name in text(public.get("/courses/classes/"))
    assert "暂停招生" not in text(mine.get(roster)) and "录取，不申请补贴" in text(mine.get(roster))


# --- a person
def test_a_person_who_is_stopped_comes_in_without_a_subsidy_alone(school):
    one = a_class(school)
    for nth in range(3):
        trainee(nth)
    send(school, [row(0)], one)
    for name in (schools.named(0), schools.named(1)):
        stop(Person.objects.get(name=name))
    run = send(school, [row(0, 操作="改", 联系电话="12000000001"), row(1), row(2)], one)
    assert codes(run) == [(3, "P-OFFICE")] and counts(run)["added"] == counts(run)["changed"] == 1
    told = found(run)[0]
    assert not any("限制" in str(part) for part in told), "what it is about is the person's own"
    assert counts(send(school, [row(1, 申请补贴="否")], one))["added"] == 1
    assert codes(send(school, [row(1, 申请补贴="是", 操作="改")], one)) == [(2, "P-OFFICE")]
    again = send(school, [row(1, 申请补贴="是", 操作="改")], one, at=AT + timedelta(days=1))
    assert counts(again)["changed"] == 1, "the day after"


def test_a_line_is_not_made_that_of_a_person_who_is_stopped(school):
    one = a_class(school)
    trainee(1)
    send(school, [row(1)], one)
    stop(trainee(2))
    line = {"行号（请勿改动）": str(one.enrolments.get().pk), "操作": "改"}
    assert codes(send(school, [row(2, **line)], one)) == [(2, "P-OFFICE")]
    assert one.enrolments.get().person.name == schools.named(1)


def test_a_sign_up_of_a_person_who_is_stopped_is_admitted_without_a_subsidy(school):
    one, person = filed(school), trainee(1)
    line = asks(one, person)
    stop(person)
    with refused("录取，不申请补贴"):
        actions.admit(pk=line.pk, subsidised=True, actor=school.actor, at=AT, on=ON)
    assert actions.admit(pk=line.pk, subsidised=False, actor=school.actor, at=AT, on=ON).state == "enrolled"


@pytest.mark.one_database("words of pages")
def test_a_person_who_is_stopped_reads_the_fact_and_where_to_ask(school, time_machine):
    time_machine.move_to(AT, tick=False)
    one, person, other = filed(school), trainee(1), trainee(2)
    city = actor_of(cast.official("city"))
    measures.restrict(person=person, stops="apply", reason="骗取补贴待查", since=ON, until=None, actor=city, at=AT)
    page = f"/courses/classes/{one.pk}/"
    for told in (text(worker(person).get(page)), text(worker(person).post(page))):
        assert "解除以前您不能提交新的申请，也不能报名" in told and "12333" in told and "骗取" not in told
    assert not Enrolment.objects.exists()
    assert "12333" not in text(worker(other).get(page)).split("课表")[0] and asks(one, other).state == "applied"
    time_machine.move_to(AT + timedelta(days=1), tick=False)
    measures.lift(pk=Restriction.objects.get().pk, actor=city, at=AT)
    worker(person).post(page)
    assert Enrolment.objects.get(person=person).state == "applied"


def test_restrictions_are_read_once_for_a_file_of_any_size(school):
    other = a_school(2)
    small, large = a_class(school), a_class(other)
    for nth in range(22):
        if trainee(nth) and nth % 2:
            stop(Person.objects.get(name=schools.named(nth)))

    def asked(of, one, nths):
        with CaptureQueriesContext(connection) as told:
            run = hand("roster", [row(nth) for nth in nths], at=AT, scope=f"class:{one.pk}", by=of.user, confirm=False)
        return len(codes(run)), sum("subsidies_restriction" in each["sql"] for each in told.captured_queries)

    assert asked(school, small, range(2)) == (1, 2)
    assert asked(other, large, range(2, 22)) == (10, 2)
