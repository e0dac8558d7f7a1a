"""What an institution's first page shows: what has to be done, soonest first, then its classes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from lib.due import Due
from people.actor import Actor
from subsidies.models import Application
from training.filing.rules import figure
from training.models import ClassSession, Enrolment, TrainingClass
from training.scheme import TRAINING

PAGE = 30
State = TrainingClass.State
IN_CLASS = Count("enrolments", filter=Q(enrolments__state="enrolled", enrolments__denied_at__isnull=True))


@dataclass(frozen=True)
class Todo:
    """One thing to do. ``loses``: what is lost where it is not done in time; empty: nothing but time. ``due`` None:
    no rule sets a last day."""

    one: TrainingClass
    what: str
    loses: str
    address: str
    due: Due | None


@dataclass(frozen=True)
class Shelf:
    """One of the lists a class stands in."""

    key: str
    words: str
    condition: Q


def shelves(on: date) -> list[Shelf]:
    accepted = Q(state=State.ACCEPTED)
    return [
        Shelf("open", "正在上课", accepted & Q(first_day__lte=on, last_day__gte=on)),
        Shelf("coming", "将要开班", accepted & Q(first_day__gt=on)),
        Shelf("draft", "草稿和待审", Q(state__in=[State.DRAFT, State.FILED, State.RETURNED])),
        Shelf("over", "已结束", accepted & Q(last_day__lt=on)),
        Shelf("gone", "取消和不予备案", Q(state__in=[State.CANCELLED, State.REFUSED])),
    ]


def own(actor: Actor) -> Any:
    """The classes of the actor's institutions."""
    rows = TrainingClass.objects.visible_to(actor).filter(organisation__in=actor.organisations)
    return rows.select_related("organisation", "course")


def counted(actor: Actor, on: date) -> dict[str, int]:
    """How many stand on each shelf. One query."""
    told = {shelf.key: Count("pk", filter=shelf.condition) for shelf in shelves(on)}
    found: dict[str, int] = own(actor).order_by().aggregate(**told)
    return found


def page(actor: Actor, on: date, shelf: str, after: int) -> tuple[list[TrainingClass], int | None]:
    """Classes of a shelf with how many are ``inside``, newest first, and where the next page begins."""
    here = next((each for each in shelves(on) if each.key == shelf), shelves(on)[0])
    rows = own(actor).filter(here.condition).annotate(inside=IN_CLASS).order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def todos(actor: Actor, on: date) -> list[Todo]:
    """Soonest first, what has no last day at the end. A handful of queries, however many classes."""
    found = [*_to_file(actor, on), *_to_close(actor, on), *_to_answer(actor, on), *_to_complete(actor, on)]
    return sorted([*found, *_to_settle(actor, on)], key=lambda one: one.due.last_day if one.due else date.max)


def _to_file(actor: Actor, on: date) -> list[Todo]:
    rows = own(actor).filter(state__in=TrainingClass.OPEN, first_day__gte=on, first_day__lte=on + timedelta(days=60))
    return [
        Todo(
            one, "补正以后再提交" if one.state == State.RETURNED else "提交备案", "第一课以后再备案，全班都不能补贴",
            reverse("classes:one", args=[one.pk]), Due(one.first_day or on, on),
        )
        for one in rows.order_by("first_day")[:20]
    ]  # fmt: skip


def _to_close(actor: Actor, on: date) -> list[Todo]:
    """Lessons that are over and whose attendance nobody has confirmed: one line for each class, the oldest lesson."""
    lessons = ClassSession.objects.filter(
        of__in=own(actor).filter(state=State.ACCEPTED), state="planned", closed_at__isnull=True, day__lt=on,
        day__gte=on - timedelta(days=60),
    ).select_related("of").order_by("day", "begins")  # fmt: skip
    first: dict[int, ClassSession] = {}
    many: dict[int, int] = {}
    for each in lessons[:2000]:
        first.setdefault(each.of_id, each)
        many[each.of_id] = many.get(each.of_id, 0) + 1
    return [
        Todo(
            each.of, f"确认考勤，{many[pk]} 课", "过了最晚日，没有记的按未到，出勤学时就少了",
            reverse("lessons:one", args=[each.pk]),
            Due(each.day + timedelta(days=figure("entered", each.day)), on),
        )
        for pk, each in list(first.items())[:20]
    ]  # fmt: skip


def _to_answer(actor: Actor, on: date) -> list[Todo]:
    """People who signed up and wait for a yes or no."""
    rows = own(actor).filter(state=State.ACCEPTED, first_day__gt=on).annotate(
        applied=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.APPLIED))
    )  # fmt: skip
    return [
        Todo(
            one, f"答复报名，{one.applied} 人", "开班以后没有答复的，报名作废", reverse("roster:one", args=[one.pk]),
            Due((one.first_day or on) - timedelta(days=1), on),
        )
        for one in rows.filter(applied__gt=0).order_by("first_day")[:20]
    ]  # fmt: skip


def _to_complete(actor: Actor, on: date) -> list[Todo]:
    """Settlements that were sent back: what is not completed in time counts as taken back."""
    asked = _asked(actor).filter(state=Application.State.RETURNED)
    due = dict(asked.values_list("subject", "due_on"))
    return [
        Todo(
            one,
            "补正结算申请",
            "过了最晚日按撤回处理，要重新申请",
            reverse("settling:one", args=[one.pk]),
            Due(due[one.pk], on),
        )
        for one in own(actor).filter(pk__in=due)[:20]
    ]  # fmt: skip


def _to_settle(actor: Actor, on: date) -> list[Todo]:
    """Classes that are over and somebody passed, for which nothing was asked yet."""
    passed = Q(enrolments__result__passed=True, enrolments__result__voided_at=None, enrolments__subsidised=True)
    rows = own(actor).filter(passed, state=State.ACCEPTED, last_day__lt=on).distinct()
    alive = _asked(actor).exclude(state__in=[Application.State.REFUSED, Application.State.WITHDRAWN])
    return [
        Todo(one, "申请结算", "不申请就不发补贴", reverse("settling:one", args=[one.pk]), None)
        for one in rows.exclude(pk__in=alive.values("subject")).order_by("last_day", "pk")[:20]
    ]


def _asked(actor: Actor) -> Any:
    return Application.objects.visible_to(actor).filter(scheme=TRAINING.code, organisation__in=actor.organisations)
