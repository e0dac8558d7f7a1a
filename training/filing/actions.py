"""What an institution does to a class until it is accepted: each in one transaction with its event, or Refused.

A lesson that stands in the way of another is refused before it is kept; the rest is told at once when it is filed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
from django.db import transaction

from lib.refused import Refused
from lib.working_days import add_working_days
from people import identities
from people.actor import Actor
from people.models import Organisation, Person
from people.roles import CLERK, MANAGER
from records import events
from subsidies import timetable
from subsidies.entry import Found
from training.filing import judge
from training.filing.hours import totals, when
from training.filing.judge import Judged
from training.filing.rules import figure
from training.models import ClassSession, Course, Enrolment, Room, Teacher, TrainingClass
from training.scheme import TRAINING

State = TrainingClass.State
MOST_SESSIONS = 400
MOST_DRAFTS = 200


def chain(pk: int) -> str:
    """The name of a class's chain of events."""
    return f"class:{pk}"


def works_for(organisation: int, actor: Actor) -> None:
    """Raises Refused where the actor does not do this institution's work."""
    if not actor.has(MANAGER, CLERK) or organisation not in actor.organisations:
        raise Refused("not-yours", "由本机构的管理员或经办人办理。")


def draft(
    *, organisation: Organisation, course: Course, given: Mapping[str, Any], actor: Actor, at: datetime
) -> TrainingClass:
    """A new class. ``given``: name, seats, public, plan. Raises Refused."""
    works_for(organisation.pk, actor)
    if organisation.kind != Organisation.Kind.INSTITUTION or course.organisation_id != organisation.pk:
        raise Refused("course", "请从本机构目录里的课程选。")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if TrainingClass.objects.filter(organisation=organisation, state=State.DRAFT).count() >= MOST_DRAFTS:
            raise Refused("many", f"草稿最多 {MOST_DRAFTS} 个。不用的先取消。")
        one = TrainingClass.objects.create(
            organisation=organisation, course=course, kind=course.kind, occupation=course.occupation,
            level=course.level, startup=course.course, made_at=at, **{name: given[name] for name in FIELDS},
        )  # fmt: skip
        one.number = f"{at:%y}{one.pk:06d}"
        one.save(update_fields=["number"])
        events.add(chain(one.pk), "draft", by=actor, at=at)
        return one


FIELDS = ("name", "seats", "public", "plan")


def edit(*, pk: int, given: Mapping[str, Any], actor: Actor, at: datetime) -> TrainingClass:
    """Name, seats, public, plan of a class that is still its institution's. Raises Refused."""
    with transaction.atomic():
        one = _open(pk, actor)
        for name in FIELDS:
            setattr(one, name, given[name])
        one.save(update_fields=list(FIELDS))
        events.add(chain(pk), "edit", by=actor, at=at)
        return one


@dataclass(frozen=True)
class Lesson:
    """A lesson as it is asked for; minutes of the day."""

    day: date
    begins: int
    ends: int
    mode: str
    teacher: int
    room: int | None
    topic: str = ""


def candidates(one: TrainingClass, asked: Sequence[Lesson]) -> list[ClassSession]:
    """Lessons not kept yet, with their own institution's teachers and rooms. Raises Refused."""
    teachers = Teacher.objects.filter(organisation=one.organisation_id).select_related("person").in_bulk(
        {each.teacher for each in asked}
    )  # fmt: skip
    rooms = Room.objects.filter(organisation=one.organisation_id).in_bulk({each.room for each in asked if each.room})
    made = []
    for each in asked:
        room = rooms.get(each.room) if each.room and each.mode != ClassSession.Mode.ONLINE else None
        if each.teacher not in teachers or (room is None and each.mode != ClassSession.Mode.ONLINE):
            raise Refused("room", "请选择本机构的教师和教室。线上课不用选教室。")
        if each.ends <= each.begins or each.ends > 24 * 60:
            raise Refused("ends", "下课时间要晚于上课时间。")
        made.append(ClassSession(
            of=one, day=each.day, begins=each.begins, ends=each.ends, mode=each.mode,
            teacher=teachers[each.teacher], room=room, topic=each.topic,
        ))  # fmt: skip
    return made


def try_lessons(*, pk: int, asked: Sequence[Lesson], actor: Actor, on: date) -> Judged:
    """What would be wrong with these lessons beside those that are kept; nothing is saved. Raises Refused."""
    one = TrainingClass.objects.get(pk=pk)
    works_for(one.organisation_id, actor)
    made = candidates(one, asked)
    return Judged(_concerning(made, judge.lessons(one, [*judge.planned(one), *made], on)))


def add_lessons(*, pk: int, asked: Sequence[Lesson], actor: Actor, at: datetime, on: date) -> Judged:
    """Keep lessons, unless one of them blocks; what is found of them. Raises Refused where the class is not open."""
    with transaction.atomic():
        one = _open(pk, actor)
        kept = list(judge.planned(one))
        made = candidates(one, asked)
        if len(kept) + len(made) > MOST_SESSIONS:
            raise Refused("many", f"一个班最多排 {MOST_SESSIONS} 课。")
        judged = Judged(_concerning(made, judge.lessons(one, [*kept, *made], on)))
        if judged.blocks:
            return judged
        ClassSession.objects.bulk_create(made)
        settle(one)
        events.add(chain(pk), "lessons", by=actor, at=at, data={"added": len(made)})
        return judged


def remove_lessons(*, pk: int, which: Sequence[int], actor: Actor, at: datetime) -> int:
    """How many were removed. Raises Refused."""
    with transaction.atomic():
        one = _open(pk, actor)
        gone, _ = ClassSession.objects.filter(of=one, pk__in=which).delete()
        settle(one)
        events.add(chain(pk), "lessons", by=actor, at=at, data={"removed": gone})
        return gone


def file(*, pk: int, actor: Actor, at: datetime, on: date) -> tuple[TrainingClass, Judged]:
    """Hand the filing in: blocked, it stays as it is; with something for a person to look at, it waits; else it is
    accepted at once. Raises Refused where it is not open."""
    with transaction.atomic():
        one = _open(pk, actor)
        _hold_what_is_shared(one)
        judged = judge.a_class(one, on)
        if judged.blocks:
            return one, judged
        one.filed_on, one.filed_at = one.filed_on or on, at
        one.review = sorted({found.code for found in judged.reviews})
        if one.review:
            one.state, one.due_on = State.FILED, add_working_days(on, figure("answer", on))
            one.answered_at = one.answered_by = None
        else:
            one.state, one.answered_at = State.ACCEPTED, at
        one.save()
        take_up(one)
        events.add(chain(pk), "file", by=actor, at=at, data={"state": one.state, "review": one.review})
        return one, judged


def take_back(*, pk: int, actor: Actor, at: datetime) -> None:
    """A filing that waits is a draft again. Raises Refused."""
    with transaction.atomic():
        one = _held(pk, actor)
        if one.state != State.FILED:
            raise Refused("state", f"这个班现在是“{one.get_state_display()}”，不能撤回。请刷新页面看看。")
        one.state, one.due_on = State.DRAFT, None
        one.filed_on = one.filed_on if one.answered_at else None
        one.save(update_fields=["state", "due_on", "filed_on"])
        timetable.take_out(scheme=TRAINING.code, owner=pk)
        settle(one)
        events.add(chain(pk), "take-back", by=actor, at=at)


def cancel(*, pk: int, reason: str, actor: Actor, at: datetime, on: date) -> list[Enrolment]:
    """The class will not be held, or not to its end; who was in it. Raises Refused."""
    if not 4 <= len(reason.strip()) <= 200:
        raise Refused("reason", "请写明为什么取消，4到200个字；学员看得到。")
    with transaction.atomic():
        one = _held(pk, actor)
        if one.state not in TrainingClass.ALIVE:
            raise Refused("state", f"这个班现在是“{one.get_state_display()}”，不用再取消。")
        if one.last_day and one.last_day < on and one.state == State.ACCEPTED:
            raise Refused("over", "课已经全部上完，不能取消。")
        told = list(one.enrolments.filter(state__in=Enrolment.ALIVE).select_related("person", "of__organisation"))
        one.state, one.due_on = State.CANCELLED, None
        one.save(update_fields=["state", "due_on"])
        one.enrolments.filter(state__in=Enrolment.ALIVE).update(
            state=Enrolment.State.LEFT, left_on=on, left_why="班次取消"
        )
        timetable.take_out(scheme=TRAINING.code, owner=pk)
        events.add(chain(pk), "cancel", by=actor, at=at, note=reason.strip())
        return told


def settle(one: TrainingClass) -> None:
    """What follows from the lessons, and when the class is held; for whoever holds it and changed them."""
    kept = list(judge.planned(one))
    one.first_day, one.last_day, _, one.longest_day = totals(kept)
    one.hours = totals(each for each in kept if each.makes_up_id is None)[2]  # what is made up for was planned already
    one.save(update_fields=["first_day", "last_day", "hours", "longest_day"])
    timetable.plan(scheme=TRAINING.code, owner=one.pk, slots=[
        timetable.Session(each.day, _time(each.begins), _time(each.ends)) for each in kept
    ])  # fmt: skip


def take_up(one: TrainingClass) -> None:
    """Who is in the class is taken up by it from now on."""
    persons = np.array(list(one.enrolments.inside().values_list("person_id", flat=True)), dtype=np.int64)
    timetable.take(scheme=TRAINING.code, owners=np.full(len(persons), one.pk), persons=persons)


def add_teacher(
    *, organisation: Organisation, name: str, document: str, number: str, qualification: str, actor: Actor,
) -> Teacher:  # fmt: skip
    """Somebody who teaches here, found or registered by the document. Raises Refused."""
    works_for(organisation.pk, actor)
    with transaction.atomic():
        known = identities.find(document, number)
        if known is not None and known.name != name.strip():
            raise Refused("name", "姓名与登记的不一致。请对照身份证核对姓名和号码。")
        [pk] = identities.ensure([document], [number], [name.strip()], 0)
        teacher, made = Teacher.objects.get_or_create(
            organisation=organisation, person_id=int(pk), defaults={"qualification": qualification.strip()}
        )
        if not made:
            teacher.active, teacher.qualification = True, qualification.strip()
            teacher.save(update_fields=["active", "qualification"])
        return teacher


def add_room(
    *, organisation: Organisation, name: str, address: str, district: Any, seats: int, actor: Actor
) -> Room:  # fmt: skip
    """A room, or the one of that name as it is now. Raises Refused."""
    works_for(organisation.pk, actor)
    room, _ = Room.objects.update_or_create(
        organisation=organisation, name=name.strip(),
        defaults={"address": address.strip(), "district": district, "seats": seats, "active": True},
    )  # fmt: skip
    return room


def retire(*, row: Teacher | Room, actor: Actor) -> None:
    """A teacher or a room is not used for new lessons any more. Raises Refused."""
    works_for(row.organisation_id, actor)
    row.active = False
    row.save(update_fields=["active"])


def _concerning(made: Sequence[ClassSession], found: Sequence[Found]) -> list[Found]:
    """What was found of the lessons in hand, and not of those kept before."""
    whats = {when(each) for each in made}
    return [one for one in found if one.what in whats]


def _hold_what_is_shared(one: TrainingClass) -> None:
    """Teachers and rooms until the transaction ends: of two classes that want one, the second sees the first."""
    sessions = list(judge.planned(one))
    people = {each.teacher.person_id for each in sessions}
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    rooms = {each.room_id for each in sessions if each.room_id}
    list(Room.objects.select_for_update().filter(pk__in=rooms).order_by("pk").values_list("pk"))


def _open(pk: int, actor: Actor) -> TrainingClass:
    one = _held(pk, actor)
    if one.state not in TrainingClass.OPEN:
        raise Refused("state", f"这个班现在是“{one.get_state_display()}”，不能这样改。请刷新页面看看。")
    return one


def _held(pk: int, actor: Actor) -> TrainingClass:
    """Until the transaction ends. Raises Refused."""
    row = TrainingClass.objects.select_for_update(of=("self",)).select_related("organisation", "course")
    one = row.filter(pk=pk).first()
    if one is None:
        raise Refused("not-there", "没有找到这个班。")
    works_for(one.organisation_id, actor)
    return one


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else time(23, 59)
