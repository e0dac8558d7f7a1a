"""What else waits for a steward, told on the home page. A room above this floor registers what it has."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from people.actor import Actor
from records.corrections.models import Correction
from records.models import Job
from records.screens import stalled


class Waiting(NamedTuple):
    """``words`` say how many and since when; ``verb`` is the link's. ``pressing``: somebody has to do something."""

    title: str
    words: str
    url: str = ""
    verb: str = ""
    pressing: bool = False


Tell = Callable[[Actor], Waiting | None]
COUNTED = 1000
LATELY = timedelta(days=7)
_told: list[Tell] = []


def register(tell: Tell) -> None:
    _told.append(tell)


def parts(actor: Actor, at: datetime) -> list[Waiting]:
    return [part for part in (_corrections(actor), *(tell(actor) for tell in _told), _jobs(at)) if part]


def desk() -> str:
    """Where correction requests are answered; empty where this site has no such desk."""
    try:
        return reverse("desk:corrections")
    except NoReverseMatch:
        return ""


def _jobs(at: datetime) -> Waiting:
    """What is being done in the background, what broke off lately, and whether anybody is there to do it."""
    url, lately = reverse("admin:records_job_changelist"), Q(ended_at__gt=at - LATELY)
    broken = Job.objects.filter(lately, state=Job.State.FAILED).count()
    if broken:
        words = f"最近 {LATELY.days} 天有 {broken} 个没有做完。"
        return Waiting("后台任务", words, f"{url}?state__exact=failed", "去看看", pressing=True)
    live = Job.objects.exclude(state__in=[Job.State.DONE, Job.State.FAILED])
    if stuck := stalled(live.order_by("pk").first(), at):
        return Waiting("后台任务", stuck, url, "去看看", pressing=True)
    many = live.count()
    return Waiting("后台任务", f"{many} 个在做或者排队。" if many else "没有在做的。", url, "看全部")


def _corrections(actor: Actor) -> Waiting:
    sent = Correction.objects.visible_to(actor).filter(state=Correction.State.SENT).order_by("due_on")
    many = sent.order_by()[: COUNTED + 1].count()
    if not many:
        return Waiting("更正申请", "没有等着答复的。", desk(), "看已答复的")
    soonest = sent.values_list("due_on", flat=True).first()
    until = f"，最早的要在{soonest.month}月{soonest.day}日前答复" if soonest else ""
    return Waiting(
        "更正申请", f"{many if many <= COUNTED else f'{COUNTED}+'} 份等着答复{until}。", desk(), "去答复", True
    )
