"""What either party writes down while a plan is held: lessons, pauses, who stops. Each in one transaction with its
event."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Sum

from apprenticeship.derive import AREAS
from apprenticeship.facts import own_days
from apprenticeship.models import Apprentice, Guide, Lesson, Pause, Plan
from apprenticeship.plans import rules
from apprenticeship.plans.actions import chain, held
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from lib.days import chinese
from lib.refused import Refused
from people import bulk
from people.actor import Actor
from records import events
from subsidies import timetable

State = Apprentice.State
NAMED = 5  # who is named where something is wrong with many


def teach(
    *, plan: int, area: str, on: date, hours: int, guide: Guide, topic: str, which: Sequence[int], actor: Actor,
    at: datetime, today: date,
) -> Lesson:  # fmt: skip
    """A lesson for some apprentices. As many queries however many they are. Raises Refused."""
    most = rules.figure("a_day", on)
    if area not in AREAS or not 1 <= hours <= most:
        raise Refused("hours", f"一次填 1 到 {most} 学时。")
    with transaction.atomic():
        of = _standing(plan, actor)
        if guide.organisation_id not in actor.organisations:
            raise Refused("guide", "请从本单位的导师或教师里选。")
        late = rules.figure("entered", on)
        if not of.first_day <= on <= today or (today - on).days > late:
            raise Refused("on", rules.LATE.found.format(most=late))
        there = of.apprentices.filter(state=State.CONFIRMED, denied_at__isnull=True).select_related("person")
        there = there.only("plan", "first_day", "months", "person__name")
        rows = list(bulk.those(there, np.array(sorted(set(which)), dtype=np.int64)))
        if not rows or len(rows) != len(set(which)):
            raise Refused("which", "请勾选上课的学徒；已经退出的、说不是本人的不能再记。")
        _all_there(of, rows, on)
        _not_too_much(rows, on, hours, most)
        lesson = Lesson.objects.create(
            plan=of, area=area, on=on, hours=hours, guide=guide, topic=topic.strip(), entered_at=at,
            entered_by_id=actor.account,
        )  # fmt: skip
        bulk.write(Lesson.apprentices.through, {"lesson_id": lesson.pk, "apprentice_id": [row.pk for row in rows]})
        events.add(chain(plan), "teach", by=actor, at=at, data={"lesson": lesson.pk, "apprentices": len(rows)})
        return lesson


def void(*, pk: int, words: str, actor: Actor, at: datetime) -> Lesson:
    """It was not so. Raises Refused."""
    if not 4 <= len(words.strip()) <= 200:
        raise Refused("words", "请写明为什么作废，4到200个字；对方看得到。")
    with transaction.atomic():
        lesson = Lesson.objects.visible_to(actor).select_related("guide").filter(pk=pk).first()
        if lesson is None or lesson.guide.organisation_id not in actor.organisations:
            raise Refused("not-yours", "由录入的一方作废。")
        _standing(lesson.plan_id, actor)
        done = Lesson.objects.held().filter(pk=pk).update(
            voided_at=at, voided_by=actor.account, void_why=words.strip()
        )  # fmt: skip
        if done:
            events.add(chain(lesson.plan_id), "void", by=actor, at=at, note=words.strip(), data={"lesson": pk})
        lesson.refresh_from_db()
        return lesson


def pause(*, pk: int, since: date, words: str, actor: Actor, at: datetime, today: date) -> Pause:
    """Away from a day on; the record stays. Raises Refused."""
    _said(words)
    with transaction.atomic():
        row = _there(pk, actor)
        first, last = own_days(row)
        if not first <= since <= min(last, today):
            raise Refused("since", f"中断从培养开始（{chinese(first)}）以后、今天以前的一天算起。")
        if Pause.objects.filter(apprentice=row, until__gte=since).exists():
            raise Refused("since", "这一天已经在另一段中断里。")
        try:
            with transaction.atomic():
                made = Pause.objects.create(apprentice=row, since=since, why=words.strip(), made_at=at)
        except IntegrityError as error:
            raise Refused("twice", "这名学徒已经在中断中。") from error
        events.add(chain(row.plan_id), "pause", by=actor, at=at, note=words.strip(), data={"apprentice": pk})
        return made


def resume(*, pk: int, on: date, actor: Actor, at: datetime, today: date) -> Pause:
    """Back from a day on. Raises Refused."""
    with transaction.atomic():
        row = _there(pk, actor)
        made = Pause.objects.select_for_update().filter(apprentice=row, until__isnull=True).first()
        if made is None:
            raise Refused("state", "这名学徒没有在中断中。请刷新页面看看。")
        if not made.since < on <= today:
            raise Refused("on", f"恢复的那天要在{chinese(made.since)}以后、今天以前。")
        made.until = on - timedelta(days=1)
        made.save(update_fields=["until"])
        events.add(chain(row.plan_id), "resume", by=actor, at=at, data={"apprentice": pk})
        return made


def stop(*, pk: int, on: date, words: str, actor: Actor, at: datetime, today: date) -> Apprentice:
    """Not trained any more after a day; nothing will be paid for this one. Raises Refused."""
    _said(words)
    with transaction.atomic():
        row = _there(pk, actor)
        first, last = own_days(row)
        if not first <= on <= min(last, today):
            raise Refused("on", f"离开的那天要在培养开始（{chinese(first)}）以后、今天以前。")
        Pause.objects.filter(apprentice=row, until__isnull=True, since__gt=on).delete()
        Pause.objects.filter(apprentice=row, until__isnull=True).update(until=on)
        row.state, row.left_on, row.left_why = State.GONE, on, words.strip()
        row.save(update_fields=["state", "left_on", "left_why"])
        timetable.take_out(scheme=APPRENTICESHIP.code, owner=row.plan_id, person=row.person_id, after=on)
        rights.let_go(row, actor=actor, at=at)
        events.add(chain(row.plan_id), "stop", by=actor, at=at, note=words.strip(), data={"apprentice": pk})
        return row


def _said(words: str) -> None:
    if not 2 <= len(words.strip()) <= 100:
        raise Refused("words", "请写明原因，2到100个字；对方和本人看得到。")


def _standing(pk: int, actor: Actor) -> Plan:
    plan = held(pk, actor, "")
    if plan.state != Plan.State.ACCEPTED:
        raise Refused("state", f"这份计划现在是“{plan.get_state_display()}”，备案以后才能记。")
    return plan


def _there(pk: int, actor: Actor) -> Apprentice:
    row = Apprentice.objects.visible_to(actor).select_related("person").filter(pk=pk, state=State.CONFIRMED).first()
    if row is None:
        raise Refused("not-there", "没有找到这名学徒，或者已经离开。")
    row.plan = _standing(row.plan_id, actor)
    return row


def _all_there(plan: Plan, rows: Sequence[Apprentice], on: date) -> None:
    """Raises Refused where some are not trained that day."""
    away = set(
        Pause.objects.filter(apprentice__plan=plan, since__lte=on)
        .exclude(until__lt=on)
        .values_list("apprentice", flat=True)
    )
    for row in rows:
        row.plan = plan
    absent = [row.person.name for row in rows if row.pk in away or not own_days(row)[0] <= on <= own_days(row)[1]]
    if absent:
        raise Refused("which", f"{_names(absent)}{rules.ABSENT.found}")


def _not_too_much(rows: Sequence[Apprentice], on: date, hours: int, most: int) -> None:
    """Raises Refused where some would have more than a day holds."""
    same_day = Lesson.objects.held().filter(on=on, plan__in={row.plan_id for row in rows})
    sums = same_day.values("apprentices").annotate(sum=Sum("hours"))
    had = dict(sums.order_by().values_list("apprentices", "sum"))
    over = [row.person.name for row in rows if had.get(row.pk, 0) + hours > most]
    if over:
        raise Refused("hours", f"{_names(over)}{rules.TOO_MUCH.found.format(most=most)}")


def _names(names: Sequence[str]) -> str:
    told = "、".join(names[:NAMED])
    return told if len(names) <= NAMED else f"{told}等{len(names)}人"
