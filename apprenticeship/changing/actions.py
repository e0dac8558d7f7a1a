"""What the enterprise proposes, the schools agree to and the district answers: each in one transaction with its
event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from apprenticeship.desk.actions import OWN, takes_part
from apprenticeship.differing import actions as differing
from apprenticeship.facts import last_day
from apprenticeship.models import Guide, Plan, PlanChange
from apprenticeship.plans import judge
from apprenticeship.plans.actions import chain, held
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from lib.refused import Refused
from people.actor import Actor
from people.models import Organisation
from people.roles import CLERK, MANAGER, REVIEWER
from records import events
from subsidies import clocks
from subsidies.models import Application

Kind, State = PlanChange.Kind, PlanChange.State
MONEY = "已经申请过预拨或结算，等级不能再改：金额和享受资格都按它定了。"
LATE = "没有办成：已经办结，或者过了期限。请刷新后核对。"


def propose(
    *, plan: int, kind: str, given: Mapping[str, Any], words: str, actor: Actor, at: datetime, on: date
) -> PlanChange:
    """By the enterprise. ``given``: level; or school, agreement, agreed_on, agreed_until. Raises Refused."""
    _said(words)
    with transaction.atomic():
        of = held(plan, actor, "enterprise")
        _may_be(of, kind, given, on)
        try:
            with transaction.atomic():
                made = PlanChange.objects.create(
                    plan=of, kind=kind, old_school_id=of.school_id, why=words.strip(), made_at=at,
                    made_by_id=actor.account, due_on=clocks.due("difference", on), **given,
                )  # fmt: skip
        except IntegrityError as error:
            raise Refused("twice", "这份计划已经有一项变更在办。请先办完那一项。") from error
        _note(made, "change", actor, at, words.strip())
        return made


def agree(*, pk: int, actor: Actor, at: datetime, on: date, teacher: Guide | None = None) -> PlanChange:
    """By a school that it concerns; once all have, it is the district's. ``teacher``: whom a new school gives to all
    apprentices. Raises Refused."""
    with transaction.atomic():
        found = _open(pk, actor, on)
        sides = _sides(found, actor)
        if not sides:
            raise Refused("not-yours", "由有关的院校答复，或者已经答复过了。")
        if "new" in sides:
            if teacher is None or teacher.organisation_id != found.school_id or not teacher.active:
                raise Refused("teacher", "请选一位在用的院校教师，变更以后带这份计划的学徒；以后可以逐个换。")
            found.teacher = teacher
        for side in sides:
            setattr(found, f"{side}_at", at)
        if not found.waits_for:
            found.state, found.due_on = State.FILED, clocks.due("district", on)
        found.save(update_fields=["old_at", "new_at", "teacher", "state", "due_on"])
        _note(found, "change-agree", actor, at, "")
        return found


def decline(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> PlanChange:
    """By a school that it concerns. Raises Refused."""
    _said(words)
    with transaction.atomic():
        found = _open(pk, actor, on)
        if not _sides(found, actor):
            raise Refused("not-yours", "由有关的院校答复，或者已经答复过了。")
        return _end(found, State.DECLINED, actor, at, words.strip())


def withdraw(*, pk: int, actor: Actor, at: datetime) -> PlanChange:
    """By the enterprise, until it is answered. Raises Refused."""
    with transaction.atomic():
        found = _held(pk, actor)
        if found.plan.enterprise_id not in actor.organisations or not actor.has(MANAGER, CLERK):
            raise Refused("not-yours", "由企业收回。")
        if found.state not in PlanChange.ALIVE:
            raise Refused("state", LATE)
        return _end(found, State.WITHDRAWN, actor, at, "")


def accept(*, pk: int, actor: Actor, at: datetime, on: date) -> PlanChange:
    """By the district: the plan is so from now on. Raises Refused."""
    with transaction.atomic():
        found = _filed(pk, actor)
        plan = found.plan
        _may_be(plan, found.kind, _given(found), on)
        if found.kind == Kind.SCHOOL:
            for name, value in _given(found).items():
                setattr(plan, name, value)
            plan.enterprise_trusts = plan.school_trusts = False
            plan.save(update_fields=[
                "school", "agreement", "agreed_on", "agreed_until", "enterprise_trusts", "school_trusts",
            ])  # fmt: skip
            plan.apprentices.there().update(teacher=found.teacher)
            differing.teachers_left(plan, at)
        else:
            plan.level = found.level or plan.level
            plan.save(update_fields=["level"])
            rights.promise_anew(plan, judge.a_plan(plan, plan.filed_on or on).fit)
        return _end(found, State.DONE, actor, at, "")


def refuse(*, pk: int, words: str, actor: Actor, at: datetime) -> PlanChange:
    """By the district. Raises Refused."""
    _said(words)
    with transaction.atomic():
        return _end(_filed(pk, actor), State.REFUSED, actor, at, words.strip())


def lapse(on: date, at: datetime) -> int:
    """What the schools did not answer in time is over; how many. May run twice without harm."""
    late, done = PlanChange.objects.filter(state=State.OPEN, due_on__lt=on), 0
    for pk in late.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            if late.filter(pk=pk).update(state=State.LAPSED, ended_at=at):
                _note(PlanChange.objects.get(pk=pk), "change-lapsed", None, at, "")
                done += 1
    return done


def money_asked(plan: Plan) -> bool:
    """Was anything asked for, and is on its way or granted?"""
    asked = Application.objects.filter(scheme=APPRENTICESHIP.code, subject=plan.pk, organisation__isnull=False)
    return bool(asked.filter(state__in=[*Application.WAITING, Application.State.APPROVED]).exists())


def _may_be(plan: Plan, kind: str, given: Mapping[str, Any], on: date) -> None:
    """Raises Refused where a plan cannot be so."""
    if plan.state != Plan.State.ACCEPTED:
        raise Refused("state", "备案以后才用变更；备案以前可以直接改。")
    if on > last_day(plan.first_day, plan.months):
        raise Refused("over", "培养已经期满，不能再变更。")
    if kind == Kind.LEVEL:
        if money_asked(plan):
            raise Refused("level", MONEY)
        if given["level"] == plan.level:
            raise Refused("level", "和现在的等级一样。")
        return
    if given["school"].pk == plan.school_id:
        raise Refused("school", "和现在的院校一样。")
    if given["school"].kind != Organisation.Kind.INSTITUTION:
        raise Refused("school", "请从培训院校里选。")
    if given["agreed_on"] > on or given["agreed_until"] < last_day(plan.first_day, plan.months):
        raise Refused("agreed_until", "新的合作协议要已经签订，到期日不早于培养的最后一天。")


def _given(found: PlanChange) -> dict[str, Any]:
    names = ("level",) if found.kind == Kind.LEVEL else ("school", "agreement", "agreed_on", "agreed_until")
    return {name: getattr(found, name) for name in names}


def _sides(found: PlanChange, actor: Actor) -> list[str]:
    """The words that this actor's schools have still to give: "old", "new"."""
    if not actor.has(MANAGER, CLERK):
        return []
    sides = [("old", found.old_school_id, found.old_at), ("new", found.school_id, found.new_at)]
    return [side for side, school, said in sides if school in actor.organisations and said is None]


def _end(found: PlanChange, state: str, actor: Actor, at: datetime, words: str) -> PlanChange:
    found.state, found.ended_at, found.ended_by_id, found.words = state, at, actor.user_id, words
    found.save(update_fields=["state", "ended_at", "ended_by", "words"])
    _note(found, f"change-{state}", actor, at, words)
    return found


def _note(found: PlanChange, verb: str, actor: Actor | None, at: datetime, words: str) -> None:
    events.add(chain(found.plan_id), verb, by=actor, at=at, note=words, data={"change": found.pk, "kind": found.kind})


def _said(words: str) -> None:
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明理由，4到300个字；各方看得到。")


def _open(pk: int, actor: Actor, on: date) -> PlanChange:
    found = _held(pk, actor)
    if found.state != State.OPEN or on > found.due_on:
        raise Refused("state", LATE)
    return found


def _filed(pk: int, actor: Actor) -> PlanChange:
    found = _held(pk, actor)
    if not actor.has(REVIEWER) or found.plan.enterprise.district_id not in actor.districts:
        raise Refused("not-yours", "由企业注册地的区级审核员办理。")
    if found.state != State.FILED:
        raise Refused("state", LATE)
    if takes_part(found.plan, actor):
        raise Refused("own", OWN)
    return found


def _held(pk: int, actor: Actor) -> PlanChange:
    """Until the transaction ends, with its plan. Raises Refused."""
    seen = PlanChange.objects.visible_to(actor).filter(pk=pk).values("pk")
    rows = PlanChange.objects.select_for_update(of=("self",)).select_related("school", "old_school")
    found = rows.filter(pk__in=seen).first()
    if found is None:
        raise Refused("not-there", "没有找到这项变更。")
    found.plan = Plan.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=found.plan_id)
    return found
