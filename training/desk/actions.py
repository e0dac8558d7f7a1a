"""What a reviewer of the district answers: each in one transaction with its event, or Refused in words."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lib.refused import Refused
from people.actor import Actor
from people.roles import REVIEWER
from records import events
from subsidies import timetable
from subsidies.actions.claims import day_of
from training.filing import changes, judge
from training.filing.actions import chain, settle, take_up
from training.models import Enrolment, SessionChange, TrainingClass
from training.results import actions as results
from training.scheme import TRAINING

State = TrainingClass.State
WORDS = "请写明原因和怎么补，4到300个字；机构看得到。"


def accept(*, pk: int, actor: Actor, at: datetime) -> TrainingClass:
    """The class may be held as it is filed, if nothing blocks it by now. Raises Refused."""
    with transaction.atomic():
        one = _waiting(pk, actor)
        judged = judge.a_class(one, one.filed_on or day_of(at))
        if judged.blocks:
            first = judged.blocks[0]
            raise Refused("blocks", f"现在不能准予备案：{first.title}，{first.found}。请退回补正。")
        _answer(one, State.ACCEPTED, actor, at)
        take_up(one)
        events.add(chain(pk), "accept", by=actor, at=at)
        return one


def give_back(*, pk: int, words: str, actor: Actor, at: datetime) -> TrainingClass:
    """To be mended and filed again; the day it was first filed stands. Raises Refused."""
    return _turned_down(pk, State.RETURNED, "give-back", words, actor, at)


def refuse(*, pk: int, words: str, actor: Actor, at: datetime) -> TrainingClass:
    """It will not be accepted. Raises Refused."""
    return _turned_down(pk, State.REFUSED, "refuse", words, actor, at)


def agree_to_change(*, pk: int, actor: Actor, at: datetime) -> SessionChange:
    """A change beyond what a class may change by itself. Raises Refused."""
    with transaction.atomic():
        change = _change(pk, actor)
        changes.make(change)
        change.state, change.answered_at, change.answered_by_id = SessionChange.State.DONE, at, actor.account
        change.save(update_fields=["state", "answered_at", "answered_by"])
        settle(change.session.of)
        events.add(chain(change.session.of_id), "agree-change", by=actor, at=at, data={"change": pk})
        return change


def refuse_change(*, pk: int, words: str, actor: Actor, at: datetime) -> SessionChange:
    """Raises Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", WORDS)
    with transaction.atomic():
        change = _change(pk, actor)
        change.state, change.answer = SessionChange.State.REFUSED, words.strip()
        change.answered_at, change.answered_by_id = at, actor.account
        change.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        events.add(chain(change.session.of_id), "refuse-change", by=actor, at=at, data={"change": pk})
        return change


def answer_denial(*, pk: int, true: bool, words: str, actor: Actor, at: datetime) -> Enrolment:
    """What came of looking into a line that its person denies: ``true``, it goes; else it stands. Raises Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明核查的情况，4到300个字；本人和机构看得到。")
    with transaction.atomic():
        row = Enrolment.objects.select_for_update(of=("self",)).select_related("of__organisation").filter(pk=pk).first()
        if row is None or row.denied_at is None:
            raise Refused("answered", "没有办成：这一项已经答复了。请刷新后核对。")
        _reviews(row.of, actor)
        if actor.is_oneself(row.person_id):
            raise Refused("own", "这是您本人提出的，要换一位审核员核查。")
        row.denied_at = row.denial_due = None
        if true:
            if row.state != Enrolment.State.LEFT:
                row.state, row.left_on, row.left_why = Enrolment.State.LEFT, day_of(at), Enrolment.NOT_THEM
            timetable.take_out(scheme=TRAINING.code, owner=row.of_id, person=row.person_id)
            results.disown(row, why=Enrolment.NOT_THEM, at=at)
        elif row.of.state in judge.STANDING:
            take_up(row.of)
        row.save(update_fields=["denied_at", "denial_due", "state", "left_on", "left_why"])
        verb = "denial-true" if true else "denial-false"
        events.add(chain(row.of_id), verb, by=actor, at=at, note=words.strip(), data={"enrolment": pk})
        return row


def _turned_down(pk: int, state: str, verb: str, words: str, actor: Actor, at: datetime) -> TrainingClass:
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", WORDS)
    with transaction.atomic():
        one = _waiting(pk, actor)
        _answer(one, state, actor, at)
        timetable.take_out(scheme=TRAINING.code, owner=pk)
        settle(one)
        events.add(chain(pk), verb, by=actor, at=at, note=words.strip())
        return one


def _answer(one: TrainingClass, state: str, actor: Actor, at: datetime) -> None:
    one.state, one.answered_at, one.answered_by_id, one.due_on = state, at, actor.account, None
    one.save(update_fields=["state", "answered_at", "answered_by", "due_on"])


def _waiting(pk: int, actor: Actor) -> TrainingClass:
    """Until the transaction ends, where it still waits. Raises Refused."""
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related("organisation", "course")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Refused("not-there", "没有找到这个班。")
    _reviews(one, actor)
    if one.state != State.FILED:
        raise Refused("answered", "没有办成：这份备案已经答复或者撤回了。请刷新后核对。")
    if one.sessions.filter(teacher__person=actor.own).exists() if actor.own else False:
        raise Refused("own", "您是这个班的教师，要换一位审核员。")
    return one


def _change(pk: int, actor: Actor) -> SessionChange:
    rows = SessionChange.objects.select_for_update(of=("self",)).select_related("session__of__organisation")
    change = rows.filter(pk=pk).first()
    if change is None or change.state != SessionChange.State.WAITING:
        raise Refused("answered", "没有办成：这项变更已经答复了。请刷新后核对。")
    one: Any = TrainingClass.objects.select_for_update(of=("self",)).get(pk=change.session.of_id)
    _reviews(change.session.of, actor)
    change.session.of = one
    return change


def _reviews(one: TrainingClass, actor: Actor) -> None:
    """Raises Refused where the actor is no reviewer of the class's district."""
    district = one.organisation.district_id
    if not actor.has(REVIEWER) or (district is not None and district not in actor.districts):
        raise Refused("not-yours", "由机构注册地的区级审核员办理。")
