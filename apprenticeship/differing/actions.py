"""What either party says and answers, and what the city decides: each in one transaction with its event."""

from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from apprenticeship.desk.actions import takes_part
from apprenticeship.differing.codes import ABOUT, About, open_to
from apprenticeship.facts import last_day, own_days
from apprenticeship.models import Apprentice, Difference, Plan
from apprenticeship.plans.actions import chain, held
from apprenticeship.scheme import APPRENTICESHIP
from lib.refused import Refused
from people.actor import Actor
from people.roles import CITY
from records import events
from subsidies import clocks, timetable
from subsidies.models import Taken

State = Difference.State
OWN = "您是这份计划里的学徒、导师或教师，要换一位经办人。"
OTHER = {"enterprise": "school", "school": "enterprise"}


def say(*, pk: int, code: str, value: Any, words: str, actor: Actor, at: datetime, on: date) -> Difference:
    """A party says that a field of a record is otherwise, or is to be from now on. Raises Refused."""
    if not 4 <= len(words.strip()) <= 200:
        raise Refused("words", "请写明理由，4到200个字；对方看得到。")
    with transaction.atomic():
        row = _record(pk, actor)
        about = next((one for one in open_to(row) if one.code == code), None)
        if about is None:
            raise Refused("code", "请选哪一项。")
        _may_be(about, value, row, on)
        recorded, claimed = about.write(getattr(row, about.name)), about.write(value)
        if recorded == claimed:
            raise Refused("value", "和登记的一样，不用提。")
        party = party_of(row.plan, actor)
        try:
            with transaction.atomic():
                made = Difference.objects.create(
                    apprentice=row, code=code, said_by=party, recorded=recorded, claimed=claimed, why=words.strip(),
                    opened_at=at, opened_by_id=actor.account, due_on=clocks.due("difference", on),
                )  # fmt: skip
        except IntegrityError as error:
            raise Refused("twice", "这一项已经提出过，还在等答复。") from error
        events.add(
            chain(row.plan_id), "differ", by=actor, at=at, note=words.strip(),
            data={"apprentice": pk, "difference": made.pk, "code": code, "party": party},
        )  # fmt: skip
        if about.change and getattr(row.plan, f"{OTHER[party]}_trusts"):
            return _end(made, State.ACCEPTED, actor, at, "委托")
        return made


def accept(*, pk: int, actor: Actor, at: datetime, on: date) -> Difference:
    """The other party: so it is. Raises Refused."""
    return _answer(pk, State.ACCEPTED, actor, at, on)


def decline(*, pk: int, actor: Actor, at: datetime, on: date) -> Difference:
    """The other party wants no such change; a correction it leaves to the city. Raises Refused."""
    return _answer(pk, State.DECLINED, actor, at, on)


def withdraw(*, pk: int, actor: Actor, at: datetime, on: date) -> Difference:
    """The party that said so: the record is right. Raises Refused."""
    return _answer(pk, State.WITHDRAWN, actor, at, on)


def decide(*, pk: int, changed: bool, words: str, actor: Actor, at: datetime, on: date) -> Difference:
    """The city, once the parties had their time. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "由市级经办人决定。")
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明依据，4到300个字；双方看得到。")
    with transaction.atomic():
        found = _held(pk, actor)
        if found.state != State.OPEN:
            raise Refused("answered", "没有办成：这一项已经办结了。请刷新后核对。")
        if ABOUT[found.code].change or on <= found.due_on:
            raise Refused("early", "还在等双方答复，过了期限才由市级决定。")
        if takes_part(found.apprentice.plan, actor):
            raise Refused("own", OWN)
        if changed:
            _still_may_be(found, on)
        return _end(found, State.CHANGED if changed else State.KEPT, actor, at, words.strip())


def lapse(on: date, at: datetime) -> int:
    """Changes that nobody answered in time are over; how many. May run twice without harm."""
    codes = [code for code, about in ABOUT.items() if about.change]
    return _lapsed(Difference.objects.open().filter(code__in=codes, due_on__lt=on), at, "")


def teachers_left(plan: Plan, at: datetime) -> int:
    """The school is another one: teachers proposed before are none of its own; how many. In the transaction that
    changes it."""
    rows = Difference.objects.open().filter(apprentice__in=plan.apprentices.all(), code="B-TEACHER")
    return _lapsed(rows, at, "换了合作院校")


def party_of(plan: Plan, actor: Actor) -> str:
    return "enterprise" if plan.enterprise_id in actor.organisations else "school"


def _answer(pk: int, state: str, actor: Actor, at: datetime, on: date) -> Difference:
    with transaction.atomic():
        found = _held(pk, actor)
        held(found.apprentice.plan_id, actor, "")
        if found.state != State.OPEN:
            raise Refused("answered", "没有办成：这一项已经办结了。请刷新后核对。")
        own = party_of(found.apprentice.plan, actor) == found.said_by
        if own != (state == State.WITHDRAWN):
            raise Refused("not-yours", "由另一方答复。" if own else "由提出的一方收回。")
        change = ABOUT[found.code].change
        if state == State.DECLINED and not change:
            raise Refused("city", "不同意的不用办：过了期限由市级决定。")
        if on > found.due_on:
            raise Refused("late", "过期没有答复，这项变更已经作废。" if change else "过了期限，等市级决定。")
        if state == State.ACCEPTED:
            _still_may_be(found, on)
        return _end(found, state, actor, at, "")


def _lapsed(late: Any, at: datetime, words: str) -> int:
    done = 0
    for pk in list(late.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if late.filter(pk=pk).update(state=State.LAPSED, ended_at=at, words=words):
                _note(Difference.objects.select_related("apprentice").get(pk=pk), None, at, words)
                done += 1
    return done


def _end(found: Difference, state: str, actor: Actor, at: datetime, words: str) -> Difference:
    found.state, found.ended_at, found.ended_by_id, found.words = state, at, actor.user_id, words
    found.save(update_fields=["state", "ended_at", "ended_by", "words"])
    if state in (State.ACCEPTED, State.CHANGED):
        _write(found)
    _note(found, actor, at, words)
    return found


def _note(found: Difference, actor: Actor | None, at: datetime, words: str) -> None:
    events.add(
        chain(found.apprentice.plan_id), f"differ-{found.state}", by=actor, at=at, note=words,
        data={"apprentice": found.apprentice_id, "difference": found.pk, "code": found.code},
    )  # fmt: skip


def _write(found: Difference) -> None:
    """The record says from now on what was claimed."""
    about, row = ABOUT[found.code], found.apprentice
    setattr(row, about.name, about.read(found.claimed))
    row.save(update_fields=[about.name])
    if about.name in ("first_day", "left_on"):
        _retake(row)


def _retake(row: Apprentice) -> None:
    """The timetable says when somebody was there, as the records of the same person in the plan say by now: from the
    first day of all of them to the last, where none is there any more."""
    code, plan, person = APPRENTICESHIP.code, row.plan, row.person_id
    if not Taken.objects.filter(scheme=code, owner=plan.pk, person=person).exists():
        return  # gone before the plan took up anybody
    stays = list(plan.apprentices.filter(person=person).exclude(state=Apprentice.State.PROPOSED))
    for one in stays:
        one.plan = plan
    owners, persons = np.array([plan.pk]), np.array([person])
    timetable.drop(scheme=code, owners=owners, persons=persons)  # whoever is taken anew keeps the first day of before
    timetable.take(scheme=code, owners=owners, persons=persons, since=min(own_days(one)[0] for one in stays))
    left = [one.left_on for one in stays if one.left_on]
    if len(left) == len(stays):
        timetable.take_out(scheme=code, owner=plan.pk, person=person, after=max(left))


def _still_may_be(found: Difference, on: date) -> None:
    """Much may have happened since it was said: the record is read anew. Raises Refused."""
    row, about, plan = found.apprentice, ABOUT[found.code], found.apprentice.plan
    row.refresh_from_db()
    row.plan = plan
    _may_be(about, about.read(found.claimed), row, on)


def _may_be(about: About, value: Any, row: Apprentice, on: date) -> None:
    """Raises Refused where a field cannot say so."""
    plan = row.plan
    last = last_day(plan.first_day, plan.months)
    if value is None:
        if about.may_be_empty:
            return
        raise Refused("value", "请填写。")
    if about.name in ("contract_began", "moved_on") and value > last:
        raise Refused("value", "这一天在培养结束以后，请核对。")
    if about.name == "first_day" and not plan.first_day <= value <= last:
        raise Refused("value", "本人开始日期要在计划的期限以内。")
    if about.name == "left_on" and not (row.first_day or plan.first_day) <= value <= min(last, on):
        raise Refused("value", "离开日期要在培养开始以后、今天以前。")
    if about.kind == "whole" and not 1 <= value <= (plan.months if about.name == "months" else 1200):
        raise Refused("value", "月数不对，请核对。")
    party = {"mentor": plan.enterprise_id, "teacher": plan.school_id}.get(about.kind)
    if party is not None and (value.organisation_id != party or not value.active):
        raise Refused("value", "请从在用的导师、教师里选。")


def _record(pk: int, actor: Actor) -> Apprentice:
    row = Apprentice.objects.visible_to(actor).exclude(state=Apprentice.State.PROPOSED).filter(pk=pk).first()
    if row is None:
        raise Refused("not-there", "没有找到这名学徒。")
    row.plan = held(row.plan_id, actor, "")
    if row.plan.state != Plan.State.ACCEPTED:
        raise Refused("state", "备案以后才用这样提；备案以前可以直接改。")
    return row


def _held(pk: int, actor: Actor) -> Difference:
    """With its plan, which is held first, as everywhere, so that no two wait for each other. Raises Refused."""
    rows = Difference.objects.visible_to(actor)
    plan = rows.filter(pk=pk).values_list("apprentice__plan", flat=True).first()
    if plan is None:
        raise Refused("not-there", "没有找到这一项。")
    whole = Plan.objects.select_for_update(of=("self",)).select_related("enterprise", "school").get(pk=plan)
    found = Difference.objects.select_for_update(of=("self",)).select_related("apprentice").get(pk=pk)
    found.apprentice.plan = whole
    return found
