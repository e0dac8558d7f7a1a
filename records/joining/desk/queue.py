"""The steward's list: what waits, soonest due first, and what was answered lately."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lib.beside import beside
from lib.due import Due
from people.actor import Actor
from people.models import Organisation
from records.joining.models import Registration

PAGE, COUNTED = 30, 10_000
State = Registration.State


@dataclass(frozen=True)
class Queue:
    """``items``: (registration, due). ``up``, ``down``: the keys beside the one that is shown."""

    items: list[tuple[Registration, Due]]
    waiting: int
    answered: bool
    here: int | None
    next_key: str
    up: int | None
    down: int | None


@dataclass(frozen=True)
class Compared:
    """One thing both sides say. ``known``: of the register; empty where it says nothing."""

    what: str
    said: str
    known: str

    @property
    def differs(self) -> bool:
        return bool(self.known) and self.said != self.known


def waiting(actor: Actor, on: date) -> int:
    """How many wait, up to one above COUNTED."""
    return Registration.objects.visible_to(actor).filter(state=State.SENT).order_by()[: COUNTED + 1].count()


def of(actor: Actor, on: date, *, answered: bool = False, after: str = "", here: int | None = None) -> Queue:
    """``after``: a key as ``next_key`` gave it; anything else is the first page."""
    rows = Registration.objects.visible_to(actor)
    place = int(after) if after.isdecimal() and len(after) < 19 else 0
    if answered:
        rows = rows.filter(state__in=[State.ACCEPTED, State.REFUSED]).order_by("-pk")
        rows = rows.filter(pk__lt=place) if place else rows
    else:  # in the order they came is in the order they are due
        rows = rows.filter(state=State.SENT, pk__gt=place).order_by("pk")
    page = list(rows[: PAGE + 1])
    keys = [one.pk for one in page[:PAGE]]
    return Queue(
        [(one, Due(one.due_on, on)) for one in page[:PAGE]], waiting(actor, on), answered, here,
        str(keys[-1]) if len(page) > PAGE else "", *beside(keys, here),
    )  # fmt: skip


def compared(row: Registration, actor: Actor) -> tuple[bool, list[Compared]]:
    """Whether the register knows the organisation, and both sides line by line."""
    known: Any = Organisation.objects.visible_to(actor).select_related("district").filter(code=row.code).first()
    lines = [
        ("单位名称", row.name, known.name if known else ""),
        ("类型", row.get_kind_display(), known.get_kind_display() if known else ""),
        ("法定代表人", row.legal_head, known.legal_head if known else ""),
        ("注册地所在区", str(row.district), str(known.district or "") if known else ""),
    ]
    return known is not None, [Compared(*line) for line in lines]
