"""What the district answers about a filing, and the city about a longer term: one transaction with its event each."""

from datetime import date, datetime

from django.db import transaction

from apprenticeship.models import Plan
from apprenticeship.plans import judge
from apprenticeship.plans.actions import chain, take_up
from apprenticeship.scheme import APPRENTICESHIP
from lib.refused import Refused
from people.actor import Actor
from people.roles import CITY, REVIEWER
from records import events
from subsidies import timetable

State = Plan.State
WORDS = "请写明原因和怎么补，4到300个字；企业和院校看得到。"


def accept(*, pk: int, actor: Actor, at: datetime, on: date) -> Plan:
    """It may be held as it is filed, if nothing blocks it by now. Raises Refused."""
    with transaction.atomic():
        plan = _waiting(pk, actor)
        judged = judge.a_plan(plan, plan.filed_on or on)
        if judged.blocks:
            first = judged.blocks[0]
            raise Refused("blocks", f"现在不能准予备案：{first.title}，{first.found}请退回补正。")
        _answer(plan, State.ACCEPTED, actor, at)
        take_up(plan)
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
        if plan.state not in Plan.OPEN or not plan.leave_why or plan.leave_on:
            raise Refused("state", "没有办成：这份计划没有在等市级同意延长。请刷新后核对。")
        plan.leave_on, plan.leave_by_id = on, actor.user_id
        plan.save(update_fields=["leave_on", "leave_by"])
        events.add(chain(pk), "leave", by=actor, at=at, data={"months": plan.months})
        return plan


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
    if plan.enterprise.district_id is not None and plan.enterprise.district_id not in actor.districts:
        raise Refused("not-yours", "由企业注册地的区级审核员办理。")
    if plan.state != State.FILED:
        raise Refused("answered", "没有办成：这份备案已经答复或者撤回了。请刷新后核对。")
    if actor.own and plan.apprentices.there().filter(person=actor.own).exists():
        raise Refused("own", "您是这份计划里的学徒，要换一位审核员。")
    return plan


def _held(pk: int, actor: Actor) -> Plan:
    rows = Plan.objects.visible_to(actor).select_for_update(of=("self",)).select_related("enterprise", "school")
    plan = rows.filter(pk=pk).first()
    if plan is None:
        raise Refused("not-there", "没有找到这份计划。")
    return plan
