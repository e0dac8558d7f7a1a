"""What two parties do to a plan until it is accepted: each in one transaction with its event, or Refused.

The enterprise drafts and files; what it is about both agree to. Once it is offered, a change of its terms asks the
school anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from apprenticeship.facts import last_day, own_days
from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.plans import judge
from apprenticeship.plans.judge import Judged
from apprenticeship.scheme import APPRENTICESHIP
from lib.refused import Refused
from people import identities
from people.actor import Actor
from people.models import Organisation
from people.roles import CLERK, MANAGER
from records import events
from subsidies import clocks, timetable

State = Plan.State
TERMS = (
    "school", "occupation", "level", "first_day", "months", "general", "theory", "practice", "agreement", "agreed_on",
    "agreed_until", "content", "leave_why",
)  # fmt: skip
MOST_DRAFTS = 50


def chain(pk: int) -> str:
    """The name of a plan's chain of events."""
    return f"plan:{pk}"


def works_for(organisation: int, actor: Actor) -> None:
    """Raises Refused where the actor does not do this party's work."""
    if not actor.has(MANAGER, CLERK) or organisation not in actor.organisations:
        raise Refused("not-yours", "由本单位的管理员或经办人办理。")


def draft(*, enterprise: Organisation, given: Mapping[str, Any], actor: Actor, at: datetime) -> Plan:
    """A new plan. ``given``: TERMS, the school as an Organisation. Raises Refused."""
    works_for(enterprise.pk, actor)
    _parties(enterprise, given["school"])
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=enterprise.pk)
        if Plan.objects.filter(enterprise=enterprise, state=State.DRAFT).count() >= MOST_DRAFTS:
            raise Refused("many", f"草稿最多 {MOST_DRAFTS} 个。不用的先取消。")
        plan = Plan.objects.create(enterprise=enterprise, made_at=at, **{name: given[name] for name in TERMS})
        plan.number = f"{at:%y}{plan.pk:06d}"
        plan.save(update_fields=["number"])
        events.add(chain(plan.pk), "draft", by=actor, at=at)
        return plan


def clone(*, pk: int, first_day: date, actor: Actor, at: datetime) -> Plan:
    """Last year's plan as a new draft from another day on; nobody is in it yet. Raises Refused."""
    old = _mine(pk, actor, "enterprise")
    given = {name: getattr(old, name) for name in TERMS} | {"first_day": first_day, "leave_why": ""}
    return draft(enterprise=old.enterprise, given=given, actor=actor, at=at)


def edit(*, pk: int, given: Mapping[str, Any], actor: Actor, at: datetime) -> Plan:
    """Other terms. What the school had agreed to is offered anew. Raises Refused."""
    with transaction.atomic():
        plan = _open(pk, actor, "enterprise")
        _parties(plan.enterprise, given["school"])
        changed = [name for name in TERMS if getattr(plan, name) != given[name]]
        if not changed:
            return plan
        for name in changed:
            setattr(plan, name, given[name])
        if {"months", "leave_why"} & set(changed):
            plan.leave_on = plan.leave_by = None
        if plan.state != State.DRAFT:
            plan.state, plan.school_at, plan.school_by = State.OFFERED, None, None
        plan.save()
        events.add(chain(pk), "edit", by=actor, at=at, data={"changed": changed})
        return plan


def offer(*, pk: int, actor: Actor, at: datetime) -> Plan:
    """To the school, which sees it from now on. Raises Refused."""
    return _moved(pk, actor, "enterprise", (State.DRAFT,), State.OFFERED, "offer", at)


def agree(*, pk: int, actor: Actor, at: datetime) -> Plan:
    """The school agrees to the terms as they stand. Raises Refused."""
    with transaction.atomic():
        plan = _held(pk, actor, "school")
        _in(plan, (State.OFFERED,))
        plan.state, plan.school_at, plan.school_by_id = State.AGREED, at, actor.user_id
        plan.save(update_fields=["state", "school_at", "school_by"])
        events.add(chain(pk), "agree", by=actor, at=at)
        return plan


def decline(*, pk: int, words: str, actor: Actor, at: datetime) -> Plan:
    """The school does not agree, and says why; the enterprise has it as a draft again. Raises Refused."""
    _said(words)
    return _moved(
        pk, actor, "school", (State.OFFERED, State.AGREED), State.DRAFT, "decline", at, note=words.strip()
    )  # fmt: skip


def file(*, pk: int, actor: Actor, at: datetime, on: date) -> tuple[Plan, Judged]:
    """Hand it in: blocked, it stays as it is; else it waits for the district. Raises Refused."""
    with transaction.atomic():
        plan = _held(pk, actor, "enterprise")
        _in(plan, (State.AGREED, State.RETURNED))
        if plan.school_at is None:
            raise Refused("school", "院校还没有确认。请院校先确认，再提交备案。")
        judged = judge.a_plan(plan, on)
        if judged.blocks:
            return plan, judged
        plan.state, plan.filed_at, plan.filed_on = State.FILED, at, plan.filed_on or on
        plan.due_on, plan.answered_at, plan.answered_by = clocks.due("district", on), None, None
        plan.review = sorted({found.code for found in judged.reviews})
        plan.save()
        take_up(plan)
        events.add(chain(pk), "file", by=actor, at=at, data={"review": plan.review, "apprentices": judged.good})
        return plan, judged


def take_back(*, pk: int, actor: Actor, at: datetime) -> Plan:
    """What waits for the district is the parties' again. Raises Refused."""
    with transaction.atomic():
        plan = _held(pk, actor, "enterprise")
        _in(plan, (State.FILED,))
        plan.state, plan.due_on = State.AGREED, None
        plan.save(update_fields=["state", "due_on"])
        timetable.take_out(scheme=APPRENTICESHIP.code, owner=pk)
        events.add(chain(pk), "take-back", by=actor, at=at)
        return plan


def cancel(*, pk: int, words: str, actor: Actor, at: datetime) -> Plan:
    """It will not be held. Raises Refused where it is accepted: then its apprentices end one by one."""
    _said(words)
    with transaction.atomic():
        plan = _held(pk, actor, "enterprise")
        _in(plan, (*Plan.OPEN, State.FILED))
        plan.state, plan.due_on = State.CANCELLED, None
        plan.save(update_fields=["state", "due_on"])
        timetable.take_out(scheme=APPRENTICESHIP.code, owner=pk)
        events.add(chain(pk), "cancel", by=actor, at=at, note=words.strip())
        return plan


def trust(*, pk: int, yes: bool, actor: Actor, at: datetime) -> Plan:
    """This party lets the other's word about an apprentice be its own from now on, or no more. Raises Refused."""
    with transaction.atomic():
        plan = _held(pk, actor, "")
        _in(plan, (*Plan.OPEN, State.ACCEPTED))
        name = "enterprise_trusts" if plan.enterprise_id in actor.organisations else "school_trusts"
        if getattr(plan, name) != yes:
            setattr(plan, name, yes)
            plan.save(update_fields=[name])
            events.add(chain(pk), "trust" if yes else "distrust", by=actor, at=at, data={"party": name.split("_")[0]})
        return plan


def add_guide(
    *, organisation: Organisation, name: str, document: str, number: str, qualification: str, actor: Actor
) -> Guide:
    """A mentor or a teacher, found or registered by the document. Raises Refused."""
    works_for(organisation.pk, actor)
    with transaction.atomic():
        known = identities.find(document, number)
        if known is not None and known.name != name.strip():
            raise Refused("name", "姓名与登记的不一致。请对照身份证核对姓名和号码。")
        [pk] = identities.ensure([document], [number], [name.strip()], 0)
        guide, _ = Guide.objects.update_or_create(
            organisation=organisation, person_id=int(pk),
            defaults={"qualification": qualification.strip(), "active": True},
        )  # fmt: skip
        return guide


def retire(*, guide: Guide, actor: Actor) -> None:
    """Not for new apprentices any more. Raises Refused."""
    works_for(guide.organisation_id, actor)
    guide.active = False
    guide.save(update_fields=["active"])


def take_up(plan: Plan, rows: Iterable[Apprentice] | None = None) -> None:
    """Whom both have confirmed is taken up by the plan, each from the own first day; or these of them."""
    days = timetable.Days(plan.first_day, last_day(plan.first_day, plan.months))
    timetable.plan(scheme=APPRENTICESHIP.code, owner=plan.pk, slots=[days])
    by_day: dict[date, list[int]] = {}
    for row in plan.apprentices.filter(state=Apprentice.State.CONFIRMED) if rows is None else rows:
        row.plan = plan
        by_day.setdefault(own_days(row)[0], []).append(row.person_id)
    for since, persons in by_day.items():
        ids = np.array(persons, dtype=np.int64)
        timetable.take(scheme=APPRENTICESHIP.code, owners=np.full(len(ids), plan.pk), persons=ids, since=since)


def _parties(enterprise: Organisation, school: Organisation) -> None:
    if enterprise.kind not in (Organisation.Kind.ENTERPRISE, Organisation.Kind.INDIVIDUAL):
        raise Refused("enterprise", "学徒由企业招用和备案。本单位不是企业。")
    if school.kind != Organisation.Kind.INSTITUTION or school.pk == enterprise.pk:
        raise Refused("school", "请从培训院校里选合作院校。")


def _said(words: str) -> None:
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明为什么，4到300个字；对方看得到。")


def _moved(
    pk: int, actor: Actor, party: str, before: tuple[str, ...], after: str, verb: str, at: datetime, note: str = ""
) -> Plan:
    with transaction.atomic():
        plan = _held(pk, actor, party)
        _in(plan, before)
        plan.state = after
        if after == State.DRAFT:
            plan.school_at = plan.school_by = None
        plan.save(update_fields=["state", "school_at", "school_by"])
        events.add(chain(pk), verb, by=actor, at=at, note=note)
        return plan


def _in(plan: Plan, states: tuple[str, ...]) -> None:
    if plan.state not in states:
        raise Refused("state", f"这份计划现在是“{plan.get_state_display()}”，不能这样办。请刷新页面看看。")


def _open(pk: int, actor: Actor, party: str) -> Plan:
    plan = _held(pk, actor, party)
    _in(plan, Plan.OPEN)
    return plan


def _mine(pk: int, actor: Actor, party: str) -> Plan:
    plan = Plan.objects.visible_to(actor).select_related("enterprise", "school").filter(pk=pk).first()
    return _ours(plan, actor, party)


def _held(pk: int, actor: Actor, party: str) -> Plan:
    """Until the transaction ends; ``party``: which side the actor must be of, "" for either. Raises Refused."""
    rows = Plan.objects.visible_to(actor).select_for_update(of=("self",)).select_related("enterprise", "school")
    return _ours(rows.filter(pk=pk).first(), actor, party)


def _ours(plan: Plan | None, actor: Actor, party: str) -> Plan:
    if plan is None:
        raise Refused("not-there", "没有找到这份计划。")
    sides = {"enterprise": plan.enterprise_id, "school": plan.school_id}
    mine = [sides[party]] if party else [*sides.values()]
    if not actor.has(MANAGER, CLERK) or not set(mine) & set(actor.organisations):
        raise Refused(
            "not-yours", "由企业办理。" if party == "enterprise" else "由院校办理。" if party else "由双方办理。"
        )
    return plan


held = _held
