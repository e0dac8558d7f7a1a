"""这不是我: somebody denies a record in his name, and the district looks into it. Each in one transaction with its
event."""

from datetime import date, datetime

from django.db import transaction

from apprenticeship.facts import own_days
from apprenticeship.models import Apprentice, Pause, Plan
from apprenticeship.plans.actions import chain
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from lib.refused import Refused
from people.actor import Actor
from people.roles import REVIEWER
from records import events
from subsidies import clocks, timetable

State = Apprentice.State
NOT_THEM = "经核查不是本人参加"


def deny(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> Apprentice:
    """This is not me: nothing is asked for it until the district has answered. Raises Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写几句：您有没有在这家企业工作、跟师学过，4到300个字。")
    with transaction.atomic():
        row = Apprentice.objects.select_for_update(of=("self",)).filter(pk=pk, person=actor.person_id or 0).first()
        if row is None:
            raise Refused("not-there", "没有找到这份学徒培养。")
        if row.denied_at is not None:
            return row
        if row.state == State.GONE:
            raise Refused("gone", "这一条已经退出，不会再用来申请补贴。仍觉得不对的，请拨打12333。")
        row.denied_at, row.denial_due = at, clocks.due("denial", on)
        row.save(update_fields=["denied_at", "denial_due"])
        events.add(chain(row.plan_id), "deny", by=actor, at=at, note=words.strip(), data={"apprentice": pk})
        return row


def answer(*, pk: int, true: bool, words: str, actor: Actor, at: datetime, on: date) -> Apprentice:
    """What came of looking into it: ``true``, the record ends as if it had never been; else it stands. Raises
    Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明核查的情况，4到300个字；本人、企业和院校看得到。")
    with transaction.atomic():
        rows = Apprentice.objects.visible_to(actor).filter(pk=pk, plan__enterprise__district__in=actor.districts)
        seen = rows.select_related("plan").first() if actor.has(REVIEWER) else None
        if seen is None:
            raise Refused("not-yours", "由企业注册地的区级审核员核查。")
        Plan.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=seen.plan_id)
        row = Apprentice.objects.visible_to(actor).select_related("plan").get(pk=pk)
        if row.denied_at is None:
            raise Refused("answered", "没有办成：这一项已经答复了。请刷新后核对。")
        if actor.is_oneself(row.person_id):
            raise Refused("own", "这是您本人提出的，要换一位审核员核查。")
        row.denied_at = row.denial_due = None
        if true and row.state != State.GONE:
            _end(row, on)
        row.save(update_fields=["denied_at", "denial_due", "state", "left_on", "left_why"])
        if true:
            rights.let_go(row, actor=actor, at=at)
        verb = "denial-true" if true else "denial-false"
        events.add(chain(row.plan_id), verb, by=actor, at=at, note=words.strip(), data={"apprentice": pk})
        return row


def _end(row: Apprentice, on: date) -> None:
    first, _ = own_days(row)
    Pause.objects.filter(apprentice=row, until__isnull=True).delete()
    row.state, row.left_on, row.left_why = State.GONE, min(first, on), NOT_THEM
    timetable.take_out(scheme=APPRENTICESHIP.code, owner=row.plan_id, person=row.person_id)
