"""What a person does to a line in the own name: each in one transaction with its event, or Refused in words."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from lib.working_days import add_working_days
from people.actor import Actor
from policy import CheckLine
from records import events
from subsidies import timetable
from subsidies.actions.measures import WHERE_TO_ASK, until
from training.facts import SAID_ONLY
from training.filing import rules, stops
from training.filing.actions import chain
from training.filing.rules import figure
from training.models import Enrolment, TrainingClass
from training.roster import actions as roster
from training.scheme import TRAINING
from training.signup.queries import open_now

State = Enrolment.State
MOST_ASKED = 5  # sign-ups of one person that nobody has answered


def looked_at(one: TrainingClass, person: int, group: str, on: date) -> list[CheckLine]:
    """What the subsidy's rule says of this person in this class, as far as it can be asked today."""
    line = Enrolment(of=one, person_id=person, group=group)
    return roster.checks_of(line, on)


def stopped(one: TrainingClass, person: int | None, on: date) -> Refused | None:
    """Why nobody signs up for this class today, or this person not; to be raised, or shown before it comes to that."""
    if stops.of_school(one.organisation_id, on) is not None:
        return Refused(rules.PAUSED.code, "暂停招生。这个班现在不收新学员，可以看看别的班。")
    if person is not None and (stop := stops.of_person(person, on)) is not None:
        return Refused(rules.OFFICE.code, f"{until(stop)}您{stop.get_stops_display()}，也不能报名。{WHERE_TO_ASK}")
    return None


def sign_up(*, pk: int, group: str, actor: Actor, at: datetime, on: date) -> Enrolment:
    """A seat asked for, or a place on the waiting list. Again is the same one. Raises Refused.

    Only what nobody may do refuses here (too young, at the same hour elsewhere); whether a subsidy is asked for is
    the institution's to say when it admits.
    """
    person = actor.person_id
    if person is None:
        raise Refused("worker", "请以本人身份登录再报名。")
    with transaction.atomic():
        one = (
            TrainingClass.objects.select_for_update(of=("self",))
            .select_related("organisation", "course")
            .filter(pk=pk)
            .first()
        )
        if one is None or not open_now(on).filter(pk=pk).exists():
            raise Refused("closed", "这个班现在不能报名：已经开班、取消，或者不公开报名。")
        there = one.enrolments.filter(person=person, state__in=Enrolment.ALIVE).first()
        if there is not None:
            return there
        if refusal := stopped(one, person, on):
            raise refusal
        if Enrolment.objects.filter(person=person, state__in=[State.APPLIED, State.WAITING]).count() >= MOST_ASKED:
            raise Refused("many", f"您有 {MOST_ASKED} 份报名还没有答复。请先退掉不去的，再报这个班。")
        wrong = [line for line in looked_at(one, person, group, on) if line.refuses and line.code in roster.ALWAYS]
        if wrong:
            raise Refused(wrong[0].code, f"{wrong[0].message}{wrong[0].remedy}")
        waited_for = one.enrolments.filter(state=State.WAITING).exists()  # whoever waits comes first
        full = waited_for or roster.taken_seats(one) >= one.seats
        try:
            with transaction.atomic():
                row = Enrolment.objects.create(
                    of=one, person_id=person, group=group if group in SAID_ONLY else "", source=Enrolment.Source.SELF,
                    state=State.WAITING if full else State.APPLIED, joined_on=on,
                )  # fmt: skip
        except IntegrityError:
            return one.enrolments.get(person=person, state__in=Enrolment.ALIVE)
        return row


def withdraw(*, pk: int, actor: Actor, at: datetime, on: date) -> Enrolment | None:
    """A person gives the own seat or the sign-up up. Gives who moves up. Raises Refused."""
    with transaction.atomic():
        row = _own(pk, actor)
        if row.state not in Enrolment.ALIVE:
            raise Refused("state", "您已经不在这个班里了。")
        if row.of.last_day is not None and row.of.last_day < on:
            raise Refused("over", "课已经上完，不能退出。")
        if row.denied_at is not None:
            raise Refused("denied", "您说没有参加，区里正在核查，不用再退出。")
        return roster.end(row, State.LEFT, "本人退出", on, by=actor, at=at)


def deny(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> Enrolment:
    """This is not me: the line is held, and the district looks into it by a day. Raises Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写几句：您有没有报过名、去上过课，4到300个字。")
    with transaction.atomic():
        row = _own(pk, actor)
        if row.source == Enrolment.Source.SELF:
            raise Refused("self", "这是您自己报的名。不想上了，请选“退出”。")
        if row.denied_at is not None:
            return row
        if row.state not in (State.ENROLLED, State.LEFT):
            raise Refused("state", "这一条现在不在班里。")
        if row.state == State.LEFT:
            raise Refused("left", "这一条已经退出，不会再用来申请补贴。仍觉得不对的，请拨打12333。")
        row.denied_at, row.denial_due = at, add_working_days(on, figure("denial", on))
        row.save(update_fields=["denied_at", "denial_due"])
        timetable.take_out(scheme=TRAINING.code, owner=row.of_id, person=row.person_id)
        events.add(chain(row.of_id), "deny", by=actor, at=at, note=words.strip(), data={"enrolment": row.pk})
        return row


def _own(pk: int, actor: Actor) -> Enrolment:
    """A line in the actor's own name and its class, until the transaction ends. Raises Refused."""
    rows = Enrolment.objects.select_related("of__organisation", "of__course", "person")
    row = rows.filter(pk=pk, person=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise Refused("not-there", "没有找到这个班。")
    roster.hold(row)
    return row
