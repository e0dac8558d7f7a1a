"""What else waits for a steward, told on the home page. A room above this floor registers what it has."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from people.actor import Actor
from records.corrections.models import Correction


class Waiting(NamedTuple):
    """``words`` say how many and since when; ``verb`` is the link's."""

    title: str
    words: str
    url: str = ""
    verb: str = ""


Tell = Callable[[Actor], Waiting | None]
COUNTED = 1000
_told: list[Tell] = []


def register(tell: Tell) -> None:
    _told.append(tell)


def parts(actor: Actor) -> list[Waiting]:
    return [part for tell in (_corrections, *_told) if (part := tell(actor))]


def desk() -> str:
    """Where correction requests are answered; empty where this site has no such desk."""
    try:
        return reverse("desk:corrections")
    except NoReverseMatch:
        return ""


def _corrections(actor: Actor) -> Waiting:
    sent = Correction.objects.visible_to(actor).filter(state=Correction.State.SENT).order_by("due_on")
    many = sent.order_by()[: COUNTED + 1].count()
    if not many:
        return Waiting("更正申请", "没有等着答复的。", desk(), "看已答复的")
    soonest = sent.values_list("due_on", flat=True).first()
    until = f"，最早的要在{soonest.month}月{soonest.day}日前答复" if soonest else ""
    return Waiting("更正申请", f"{many if many <= COUNTED else f'{COUNTED}+'} 份等着答复{until}。", desk(), "去答复")
