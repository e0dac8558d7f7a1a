"""Who raises an overlap, who answers it, and what ends: each in one transaction with its events.

Raising it is an enterprise's own answer; a reviewer may raise one, too, and then both have to.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from apprenticeship.desk.actions import takes_part
from apprenticeship.facts import own_days
from apprenticeship.models import Apprentice, Overlap, Pause, Plan
from apprenticeship.plans.actions import chain
from apprenticeship.plans.rules import figure
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from lib.refused import Refused
from people.actor import Actor
from people.roles import CITY, CLERK, MANAGER, REVIEWER
from records import events
from subsidies import timetable

State = Overlap.State
ENDED = "同一时间另有学徒培养，这一份结束"
APART = "没有办成：两份登记已经不重叠了，哪一份都不用结束，夜里自动办结。"
# A plan that its own school has not agreed to yet claims nobody's time.
RAISING = (Plan.State.AGREED, Plan.State.RETURNED, *Plan.STANDING)
SIDES = {"first": "second", "second": "first"}


def other_of(row: Apprentice) -> Apprentice | None:
    """The record of the same person in another plan that stands, at the same time; the oldest where there are more."""
    first, last = own_days(row)
    there = Apprentice.objects.there().filter(person=row.person_id, plan__state__in=Plan.STANDING)
    for one in there.exclude(plan=row.plan_id).select_related("plan__enterprise").order_by("pk"):
        begins, ends = own_days(one)
        if begins <= last and ends >= first:
            return one
    return None


def raise_one(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> Overlap:
    """Ask the other enterprise about the same person. The same twice is one. Raises Refused."""
    _said(words)
    with transaction.atomic():
        rows = Apprentice.objects.visible_to(actor).there().filter(pk=pk).select_related("plan")
        row = rows.first()
        enterprise = row is not None and row.plan.enterprise_id in actor.organisations and actor.has(MANAGER, CLERK)
        if row is None or not (enterprise or actor.has(REVIEWER)):
            raise Refused("not-yours", "由企业或者区级审核员提出。")
        if row.plan.state not in RAISING:
            raise Refused("early", "双方都确认了计划以后才能请对方核对。")
        other = other_of(row)
        if other is None:
            raise Refused("none", "现在没有和别的培养计划重叠。")
        pair = sorted((row, other), key=lambda one: (one.plan.filed_at is None, one.plan.filed_at or at, one.pk))
        told = {"first": pair[0], "second": pair[1]}
        if found := Overlap.objects.filter(**told, state__in=Overlap.ALIVE).first():
            return found
        says = {f"{'first' if pair[0].pk == row.pk else 'second'}_says": words.strip()} if enterprise else {}
        try:
            with transaction.atomic():
                made = Overlap.objects.create(
                    **told, **says, raised_at=at, raised_by_id=actor.account,
                    due_on=on + timedelta(days=figure("overlap", on)),
                )  # fmt: skip
        except IntegrityError:
            return Overlap.objects.get(**told, state__in=Overlap.ALIVE)
        _note(made, "overlap", actor, at, words.strip())
        return made


def keep(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> Overlap:
    """Our record is true. Raises Refused."""
    _said(words)
    with transaction.atomic():
        found, side = _ours(pk, actor, on)
        setattr(found, f"{side}_says", words.strip())
        found.save(update_fields=[f"{side}_says"])
        _note(found, "overlap-keep", actor, at, words.strip())
        return found


def give_up(*, pk: int, actor: Actor, at: datetime, on: date) -> Overlap:
    """Our record was a mistake: it ends. Raises Refused."""
    with transaction.atomic():
        found, side = _ours(pk, actor, on)
        if not _still(found):
            raise Refused("apart", APART)
        return _end(found, SIDES[side], actor, at, on, "")


def decide(*, pk: int, keeps: str, words: str, actor: Actor, at: datetime, on: date) -> Overlap:
    """The city says which stays, "first" or "second", where both have answered. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "由市级经办人决定。")
    if keeps not in SIDES:
        raise Refused("keeps", "请选保留哪一份。")
    _said(words)
    with transaction.atomic():
        found = _held(pk, actor)
        if found.state != State.CITY:
            raise Refused("state", "没有办成：这一件现在不等市级决定。请刷新后核对。")
        if takes_part(found.first.plan, actor) or takes_part(found.second.plan, actor):
            raise Refused("own", "您是这两份计划里的学徒、导师或教师，要换一位经办人。")
        if not _still(found):
            raise Refused("apart", APART)
        return _end(found, keeps, actor, at, on, words.strip())


def settle(on: date, at: datetime) -> int:
    """Whatever was not answered in time, by the rule, and what is no overlap any more; how many. May run twice without
    harm."""
    done = 0
    for pk in Overlap.objects.filter(state__in=Overlap.ALIVE).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            found = _rows().select_for_update(of=("self",)).get(pk=pk)
            apart = found.state in Overlap.ALIVE and not _still(found)
            if not apart and (found.state != State.OPEN or on <= found.due_on):
                continue
            done += 1
            if apart:
                found.state, found.ended_at = State.APART, at
                found.save(update_fields=["state", "ended_at"])
                _note(found, "overlap-apart", None, at, "")
            elif found.first_says and found.second_says:
                found.state = State.CITY
                found.save(update_fields=["state"])
                _note(found, "overlap-city", None, at, "")
            else:
                _end(found, "second" if found.second_says and not found.first_says else "first", None, at, on, "")
    return done


def _still(found: Overlap) -> bool:
    """Do both records stand, on the same days? Holds both plans until the transaction ends, so that neither is left
    while the other one ends."""
    rows = [found.first, found.second]
    held = Plan.objects.select_for_update().filter(pk__in=[row.plan_id for row in rows])
    plans = {plan.pk: plan for plan in held.order_by("pk")}
    for row in rows:
        row.refresh_from_db()
        row.plan = plans[row.plan_id]
        if row.state == Apprentice.State.GONE or row.plan.state in (Plan.State.REFUSED, Plan.State.CANCELLED):
            return False
    (begins, ends), (other_begins, other_ends) = (own_days(row) for row in rows)
    return begins <= other_ends and other_begins <= ends


def _end(found: Overlap, keeps: str, actor: Actor | None, at: datetime, on: date, words: str) -> Overlap:
    row: Apprentice = getattr(found, SIDES[keeps])
    found.state, found.ended_at, found.words = keeps, at, words
    found.ended_by_id = actor.user_id if actor else None
    found.save(update_fields=["state", "ended_at", "ended_by", "words"])
    Plan.objects.select_for_update().get(pk=row.plan_id)
    row.refresh_from_db(fields=["state"])
    if row.state != Apprentice.State.GONE:
        first, last = own_days(row)
        day = max(first, min(on, last))
        Pause.objects.filter(apprentice=row, until__isnull=True, since__gt=day).delete()
        Pause.objects.filter(apprentice=row, until__isnull=True).update(until=day)
        row.state, row.left_on, row.left_why = Apprentice.State.GONE, day, ENDED
        row.save(update_fields=["state", "left_on", "left_why"])
        timetable.take_out(scheme=APPRENTICESHIP.code, owner=row.plan_id, person=row.person_id, after=day)
        rights.let_go(row, actor=actor, at=at)
    _note(found, "overlap-end", actor, at, words)
    return found


def _note(found: Overlap, verb: str, actor: Actor | None, at: datetime, words: str) -> None:
    for row in (found.first, found.second):
        events.add(
            chain(row.plan_id), verb, by=actor, at=at, note=words, data={"apprentice": row.pk, "overlap": found.pk}
        )  # fmt: skip


def _said(words: str) -> None:
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明情况，4到300个字；另一家企业看得到。")


def _ours(pk: int, actor: Actor, on: date) -> tuple[Overlap, str]:
    """An open one in which the actor's enterprise holds a side, and which. Raises Refused."""
    found = _held(pk, actor)
    sides = [side for side in SIDES if getattr(found, side).plan.enterprise_id in actor.organisations]
    if not actor.has(MANAGER, CLERK) or not sides:
        raise Refused("not-yours", "由两家企业答复。")
    if found.state != State.OPEN or on > found.due_on:
        raise Refused("late", "没有办成：已经办结，或者过了答复期限。请刷新后核对。")
    return found, next((side for side in sides if not getattr(found, f"{side}_says")), sides[0])


def _held(pk: int, actor: Actor) -> Overlap:
    seen = Overlap.objects.visible_to(actor).filter(pk=pk).values("pk")
    found = _rows().select_for_update(of=("self",)).filter(pk__in=seen).first()
    if found is None:
        raise Refused("not-there", "没有找到这一件。")
    return found


def _rows() -> Any:
    return Overlap.objects.select_related("first__plan", "second__plan")
