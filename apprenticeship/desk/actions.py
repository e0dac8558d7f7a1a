"""What the district answers about a filing, and the city about a longer term: one transaction with its event each."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from apprenticeship.models import Plan
from apprenticeship.plans import judge
from apprenticeship.plans.actions import chain, take_up
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from lib.refused import Refused
from people.actor import Actor
from people.roles import CITY, REVIEWER
from records import events
from subsidies import timetable

State = Plan.State
OWN = "您是这份计划里的学徒、导师或教师，要换一位审核员。"
WORDS = "请写明原因和怎么补，4到300个字；企业和院校看得到。"


def accept(*, pk: int, actor: Actor, at: datetime, on: date) -> Plan:
    """It may be held as it is filed, if nothing blocks it by now. Raises Refused."""
    with transaction.atomic():
        plan = _waiting(pk, actor)
        judged = judge.a_plan(plan, plan.filed_on or on)
        if judged.blocks:
            first = judged.blocks[0]
            raise Refused("blocks", f"现在不能准予备案：{first.title}，{first.found.rstrip('。')}。请退回补正。")
        _answer(plan, State.ACCEPTED, actor, at)
        take_up(plan)
        rights.promise(judged.fit)
        events.add(chain(pk), "accept", by=actor, at=at, data={"apprentices": judged.good, "advance": judged.advance})
        return plan


def give_back(*, pk: int, words: str, actor: Actor, at: datetime) -> Plan:
    """To be mended and filed again; the day it was first filed stands. Raises Refused."""
    return _turned_down(pk, State.RETURNED, "give-back", words, actor, at)


def refuse(*, pk: int, words: str, actor: Actor, at: datetime) -> Plan:
    """It will not be accepted. Raises Refused."""
    return _turned_down(pk, State.REFUSED, "refuse", words, actor, at)


def grant_leave(*, pk: int, actor: Actor, at: datetime, on: date) -> Plan:
    """The city lets a plan have more months than two years. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "由市级经办人办理。")
    with transaction.atomic():
        plan = _held(pk, actor)
        if not plan.asks_leave:
            raise Refused("state", "没有办成：这份计划没有在等市级同意延长。请刷新后核对。")
        plan.leave_on, plan.leave_by_id = on, actor.user_id
        plan.save(update_fields=["leave_on", "leave_by"])
        events.add(chain(pk), "leave", by=actor, at=at, data={"months": plan.months})
        return plan


def refuse_leave(*, pk: int, words: str, actor: Actor, at: datetime) -> Plan:
    """The city does not, and says why; the enterprise may ask anew with another reason. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "由市级经办人办理。")
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", WORDS)
    with transaction.atomic():
        plan = _held(pk, actor)
        if not plan.asks_leave:
            raise Refused("state", "没有办成：这份计划没有在等市级同意延长。请刷新后核对。")
        plan.leave_why = ""
        plan.save(update_fields=["leave_why"])
        events.add(chain(pk), "no-leave", by=actor, at=at, note=words.strip())
        return plan


def turn(plan: Plan, actor: Actor) -> str:
    """What this actor may answer now, "filing" or "leave"; "own" where that is somebody else's to answer because the
    actor learns or teaches in it; empty where there is nothing."""
    if plan.state == State.FILED and _reviews(plan, actor):
        return "own" if takes_part(plan, actor) else "filing"
    return "leave" if plan.asks_leave and actor.has(CITY) else ""


def _reviews(plan: Plan, actor: Actor) -> bool:
    return actor.has(REVIEWER) and plan.enterprise.district_id in (None, *actor.districts)


def takes_part(plan: Plan, actor: Actor) -> bool:
    """Does the actor learn or teach in it, or did until leaving it?"""
    own = actor.own
    if own is None:
        return False
    theirs = Q(person=own) | Q(mentor__person=own) | Q(teacher__person=own)
    return bool(plan.apprentices.filter(theirs).exists())


def _turned_down(pk: int, state: str, verb: str, words: str, actor: Actor, at: datetime) -> Plan:
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", WORDS)
    with transaction.atomic():
        plan = _waiting(pk, actor)
        _answer(plan, state, actor, at)
        timetable.take_out(scheme=APPRENTICESHIP.code, owner=pk)
        events.add(chain(pk), verb, by=actor, at=at, note=words.strip())
        return plan


def _answer(plan: Plan, state: str, actor: Actor, at: datetime) -> None:
    plan.state, plan.answered_at, plan.answered_by_id, plan.due_on = state, at, actor.account, None
    plan.save(update_fields=["state", "answered_at", "answered_by", "due_on"])


def _waiting(pk: int, actor: Actor) -> Plan:
    if not actor.has(REVIEWER):
        raise Refused("not-yours", "由企业注册地的区级审核员办理。")
    plan = _held(pk, actor)
    if not _reviews(plan, actor):
        raise Refused("not-yours", "由企业注册地的区级审核员办理。")
    if plan.state != State.FILED:
        raise Refused("answered", "没有办成：这份备案已经答复或者撤回了。请刷新后核对。")
    if takes_part(plan, actor):
        raise Refused("own", OWN)
    return plan


def _held(pk: int, actor: Actor) -> Plan:
    rows = Plan.objects.visible_to(actor).select_for_update(of=("self",)).select_related("enterprise", "school")
    plan = rows.filter(pk=pk).first()
    if plan is None:
        raise Refused("not-there", "没有找到这份计划。")
    return plan
