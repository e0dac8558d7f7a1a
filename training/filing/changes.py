"""A lesson changed after the class was accepted: moved, given to another, cancelled or made up for.

Small changes hold at once and the trainees are told; beyond the share of the hours that a class may change by itself,
the district answers first.
"""

from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.timezone import get_default_timezone

from lib.refused import Refused
from lib.working_days import add_working_days
from people.actor import Actor
from records import events
from training.filing import judge
from training.filing.actions import Lesson, candidates, chain, settle, works_for
from training.filing.hours import hours_of, when
from training.filing.rules import figure
from training.models import ClassSession, SessionChange, TrainingClass
from training.scheme import TRAINING

State = ClassSession.State


def change(
    *, pk: int, to: Lesson | None, reason: str, actor: Actor, at: datetime, on: date
) -> SessionChange:  # fmt: skip
    """Another time, room or teacher for a lesson; ``to`` None: it is not held. Raises Refused."""
    if not 4 <= len(reason.strip()) <= 200:
        raise Refused("reason", "请写明为什么变更，4到200个字；学员看得到。")
    with transaction.atomic():
        session = _changeable(pk, actor, at)
        one = session.of
        if to is not None:
            _fits(one, session, to, on)
        hours = hours_of(session)
        alone = _may_alone(one, hours, on)
        row = SessionChange.objects.create(
            session=session, to=_kept(to), reason=reason.strip(), hours=hours, asked_at=at, asked_by_id=actor.account,
            state=SessionChange.State.DONE if alone else SessionChange.State.WAITING,
            due_on=None if alone else add_working_days(on, figure("answer", on)),
        )  # fmt: skip
        if alone:
            make(row)
            settle(one)
        events.add(chain(one.pk), "change", by=actor, at=at, data={"change": row.pk, "state": row.state})
        return row


def make(row: SessionChange) -> None:
    """The change holds; for whoever holds the class. Raises Refused where something came in the way meanwhile."""
    session = row.session
    if not row.to:
        session.state = State.CANCELLED
        session.save(update_fields=["state"])
        return
    to = _lesson(row.to)
    _fits(session.of, session, to, to.day)
    [made] = candidates(session.of, [to])
    made.makes_up_id = session.makes_up_id
    try:
        with transaction.atomic():
            same_hour = made.day == session.day and made.begins == session.begins
            if same_hour:  # another teacher or room at the same hour: the old one gives way first
                ClassSession.objects.filter(pk=session.pk).update(state=State.CANCELLED)
            made.save()
            ClassSession.objects.filter(pk=session.pk).update(state=State.MOVED, replaced_by=made)
    except IntegrityError as error:
        raise Refused("hour", "本班这个时间已经有一课。请换一个时间。") from error


def make_up(*, pk: int, lesson: Lesson, reason: str, actor: Actor, at: datetime, on: date) -> ClassSession:
    """A lesson more, for those who missed one. Raises Refused."""
    if not 4 <= len(reason.strip()) <= 200:
        raise Refused("reason", "请写明为什么补课，4到200个字。")
    with transaction.atomic():
        missed = ClassSession.objects.select_related("of__organisation").filter(pk=pk).first()
        if missed is None:
            raise Refused("not-there", "没有找到这一课。")
        one = _standing(missed.of_id, actor)
        most = figure("makeup", missed.day)
        if missed.state != State.PLANNED or missed.makes_up_id:
            raise Refused("state", "只能给照常上的课补课。")
        if not missed.day < lesson.day or (lesson.day - missed.day).days > most:
            raise Refused("day", f"补课要在原来那一课之后，{most}天以内。")
        if lesson.day < on:
            raise Refused("day", "补课要排在今天或以后。")
        _fits(one, None, lesson, on)
        [made] = candidates(one, [lesson])
        made.makes_up = missed
        if hours_of(made) > hours_of(missed):
            raise Refused("ends", "补课的学时不能多于原来那一课。")
        made.save()
        settle(one)
        events.add(chain(one.pk), "make-up", by=actor, at=at, note=reason.strip(), data={"session": made.pk})
        return made


def changed_share(one: TrainingClass) -> int:
    """Per cent of the hours that were changed since the class was accepted."""
    done = SessionChange.objects.filter(session__of=one).exclude(state=SessionChange.State.REFUSED)
    return round((done.aggregate(all=Sum("hours"))["all"] or 0) * 100 / max(one.hours, 1))


def wanted(row: SessionChange) -> Lesson | None:
    """What the lesson is to be; None where it is not to be held."""
    return _lesson(row.to) if row.to else None


def words(to: Lesson) -> str:
    """2027年1月4日 9:00–12:00."""
    return when(ClassSession(day=to.day, begins=to.begins, ends=to.ends))


def _may_alone(one: TrainingClass, hours: int, on: date) -> bool:
    done = SessionChange.objects.filter(session__of=one, state=SessionChange.State.DONE, answered_at__isnull=True)
    so_far = done.aggregate(all=Sum("hours"))["all"] or 0
    return (so_far + hours) * 100 <= one.hours * figure("changed", on)


def _changeable(pk: int, actor: Actor, at: datetime) -> ClassSession:
    session = ClassSession.objects.select_related("of", "teacher", "room").filter(pk=pk).first()
    if session is None:
        raise Refused("not-there", "没有找到这一课。")
    session.of = _standing(session.of_id, actor)
    session.refresh_from_db(fields=["state", "closed_at"])
    if session.state != State.PLANNED:
        raise Refused("state", f"这一课{session.get_state_display()}，不用再变更。")
    local = at.astimezone(get_default_timezone())
    if (session.day, session.begins) <= (local.date(), local.hour * 60 + local.minute):
        raise Refused("begun", "已经开始或上完的课不能变更。没有上成的，考勤里全部记未到，再安排补课。")
    if session.changes.filter(state=SessionChange.State.WAITING).exists():
        raise Refused("waiting", "这一课已经有一项变更在等区里答复。")
    return session


def _standing(pk: int, actor: Actor) -> TrainingClass:
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related("organisation", "course")
    one = rows.get(pk=pk)
    works_for(one.organisation_id, actor)
    if one.state != TrainingClass.State.ACCEPTED:
        raise Refused("state", f"这个班现在是“{one.get_state_display()}”。只有已备案的班才这样变更。")
    return one


def _fits(one: TrainingClass, without: ClassSession | None, to: Lesson, on: date) -> None:
    """Raises Refused where the lesson would stand in the way of another."""
    kept = [each for each in judge.planned(one) if without is None or each.pk != without.pk]
    [made] = candidates(one, [to])
    what = when(made)
    for found in judge.lessons(one, [*kept, made], on):
        if found.severity == "block" and found.what == what:
            raise Refused("day", f"{found.title}：{found.found}{found.remedy}")
    most = daily(one)
    if sum(hours_of(each) for each in (*kept, made) if each.day == to.day) > most * 100:
        raise Refused("day", f"这一天的学时会超过{most}学时。请换一天。")


def daily(one: TrainingClass) -> int:
    """学时 that a day may have at most, by the terms of the class's first day."""
    return int(TRAINING.terms.values["daily"].on(np.datetime64(one.first_day)).value)


def _kept(to: Lesson | None) -> dict[str, Any]:
    if to is None:
        return {}
    return {
        "day": to.day.isoformat(), "begins": to.begins, "ends": to.ends, "mode": to.mode, "teacher": to.teacher,
        "room": to.room, "topic": to.topic,
    }  # fmt: skip


def _lesson(kept: dict[str, Any]) -> Lesson:
    return Lesson(**{**kept, "day": date.fromisoformat(kept["day"])})
