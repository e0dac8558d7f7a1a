"""The steward's queue: what waits, soonest due first, and what was answered lately."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lib.beside import beside
from lib.due import Due
from lib.months import chinese as month_name
from people.actor import Actor
from records.corrections.models import Correction

PAGE = 30
COUNTED = 10_000
State = Correction.State


@dataclass(frozen=True)
class Item:
    """One request in the list."""

    pk: int
    about: str
    name: str
    state: str
    word: str
    due: Due
    here: bool


@dataclass(frozen=True)
class Queue:
    """A page of the list. ``waiting``: how many wait, up to one above COUNTED. ``before``, ``after``: keys of the
    pages beside it; ``up``, ``down``: the requests beside the one that is shown."""

    items: tuple[Item, ...]
    waiting: int
    answered: bool
    next_key: str
    up: int | None
    down: int | None


def waiting(actor: Actor, on: date) -> int:
    """How many wait for an answer, up to one above COUNTED."""
    return Correction.objects.visible_to(actor).filter(state=State.SENT).order_by()[: COUNTED + 1].count()


def of(actor: Actor, on: date, *, answered: bool = False, after: str = "", here: int | None = None) -> Queue:
    """``after``: a key as ``next_key`` gave it; anything else is the first page."""
    visible = Correction.objects.visible_to(actor)
    rows = _answered(visible, after) if answered else _waiting(visible.filter(state=State.SENT), after)
    page = list(rows.select_related("person")[: PAGE + 1])
    shown = page[:PAGE]
    up, down = beside([one.pk for one in shown], here)
    return Queue(
        items=tuple(_item(one, on, here) for one in shown),
        waiting=waiting(actor, on),
        answered=answered,
        next_key=_key(shown[-1], answered) if len(page) > PAGE else "",
        up=up,
        down=down,
    )


def _waiting(rows: QuerySet[Correction], after: str) -> QuerySet[Correction]:
    rows = rows.order_by("due_on", "pk")
    day, _, pk = after.partition("_")
    try:
        since = date.fromisoformat(day)
    except ValueError:
        return rows
    if not pk.isdecimal() or len(pk) > 18:
        return rows
    return rows.filter(due_on__gte=since).exclude(due_on=since, pk__lte=int(pk))


def _answered(rows: QuerySet[Correction], after: str) -> QuerySet[Correction]:
    rows = rows.filter(state__in=[State.GRANTED, State.REFUSED]).order_by("-pk")
    return rows.filter(pk__lt=int(after)) if after.isdecimal() and len(after) < 19 else rows


def _key(last: Correction, answered: bool) -> str:
    return str(last.pk) if answered else f"{last.due_on}_{last.pk}"


def _item(one: Correction, on: date, here: int | None) -> Item:
    what = month_name(one.month) if one.month else ""
    return Item(
        one.pk, f"{one.get_about_display()}{f' {what}' if what else ''}", one.person.name, one.state,
        one.get_state_display(), Due(one.due_on or on, on), one.pk == here,
    )  # fmt: skip
