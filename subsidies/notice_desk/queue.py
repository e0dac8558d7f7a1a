"""What the desk's list shows: schemes with lines that wait, lists that were posted, objections soonest due first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lib.beside import beside
from lib.due import Due
from lib.money import yuan
from people.actor import Actor
from policy import scheme_of
from subsidies.actions import notices
from subsidies.handling import handled
from subsidies.models import Notice, Objection
from subsidies.public import lists

PAGE, COUNTED = 30, 10_000
WAITING, LISTS, OBJECTIONS = "waiting", "lists", "objections"
State = Objection.State


@dataclass(frozen=True)
class Item:
    """One row of the list. ``key``: what its address is made of; ``stage``: late, soon or far, for CSS; ``sign``: the
    name of its drawn sign, empty while there is time."""

    key: str | int
    what: str
    who: str
    due: str
    stage: str = "far"
    here: bool = False
    sign: str = ""


@dataclass(frozen=True)
class Queue:
    """``tab``: which of the three lists. ``counts``: how many wait in each. ``up``, ``down``: the keys beside the row
    that is shown. ``next_key``: of the page after this one."""

    tab: str
    items: tuple[Item, ...]
    counts: dict[str, int]
    answered: bool = False
    next_key: str = ""
    up: str | int | None = None
    down: str | int | None = None


def of(actor: Actor, on: date, tab: str, *, here: Any = None, after: str = "", answered: bool = False) -> Queue:
    """``after``: a key as ``next_key`` gave it; anything else is the first page."""
    visible = Objection.objects.visible_to(actor)
    waiting = _schemes(actor)
    counts = {
        WAITING: sum(one.count for one in waiting), LISTS: Notice.objects.filter(ends_on__gte=on).count(),
        OBJECTIONS: visible.filter(state=State.OPEN).order_by()[: COUNTED + 1].count(),
    }  # fmt: skip
    if tab == WAITING:
        items, key = [_scheme(one, on, here) for one in waiting if one.count], ""
    elif tab == LISTS:
        items, key = _posted(on, after, here)
    else:
        items, key = _objections(visible, on, after, answered, here)
    return Queue(tab, tuple(items), counts, answered, key, *beside([one.key for one in items], here))


def to_do(actor: Actor, on: date) -> int:
    """Schemes with a list to post, and objections to answer."""
    objections = Objection.objects.visible_to(actor).filter(state=State.OPEN).order_by()
    return sum(one.count > 0 for one in _schemes(actor)) + objections[: COUNTED + 1].count()


@dataclass(frozen=True)
class Waiting:
    """What waits to be posted under a scheme. ``post_by``: the last day of the line that has waited longest."""

    code: str
    count: int
    amount: int
    post_by: date | None


def _schemes(actor: Actor) -> list[Waiting]:
    """Of each scheme that is handled."""
    found = []
    for code in handled():
        lines = notices.waiting(code, actor)
        told = lines.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
        found.append(Waiting(code, told["count"], told["amount"] or 0, notices.first_to_post_by(lines)))
    return found


def _scheme(one: Waiting, on: date, here: Any) -> Item:
    assert one.post_by is not None
    title, due = scheme_of(one.code).title, Due(one.post_by, on)
    told = f"{one.count:,} 笔，{yuan(one.amount)}"
    return Item(one.code, title, told, due.words, due.tone, one.code == here, due.sign)


def _posted(on: date, after: str, here: Any) -> tuple[list[Item], str]:
    rows = Notice.objects.defer("snapshot").order_by("-pk")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    items = [
        Item(
            one.pk, f"第 {one.pk} 号 {lists.title(one)}", f"{one.lines:,} 笔，{yuan(one.amount)}", entry.left_words,
            "soon" if entry.open and entry.left < 2 else "far", one.pk == here,
        )
        for one in page[:PAGE] for entry in [lists.bare_entry(one, on)]
    ]  # fmt: skip
    return items, str(page[PAGE - 1].pk) if len(page) > PAGE else ""


def _objections(
    visible: QuerySet[Objection], on: date, after: str, answered: bool, here: Any
) -> tuple[list[Item], str]:
    rows = _answered(visible, after) if answered else _open(visible, after)
    page = list(rows.select_related("application", "row")[: PAGE + 1])
    shown = page[:PAGE]
    items = [_objection(one, on, here) for one in shown]
    if len(page) <= PAGE:
        return items, ""
    return items, str(shown[-1].pk) if answered else f"{shown[-1].due_on}_{shown[-1].pk}"


def _open(rows: QuerySet[Objection], after: str) -> QuerySet[Objection]:
    rows = rows.filter(state=State.OPEN).order_by("due_on", "pk")
    day, _, pk = after.partition("_")
    try:
        since = date.fromisoformat(day)
    except ValueError:
        return rows
    if not pk.isdecimal() or len(pk) > 18:
        return rows
    return rows.filter(due_on__gte=since).exclude(due_on=since, pk__lte=int(pk))


def _answered(rows: QuerySet[Objection], after: str) -> QuerySet[Objection]:
    rows = rows.exclude(state=State.OPEN).order_by("-pk")
    return rows.filter(pk__lt=int(after)) if after.isdecimal() and len(after) < 19 else rows


def _objection(one: Objection, on: date, here: Any) -> Item:
    where = f"第 {one.row.notice_id} 号第 {one.row.place} 笔" if one.row else str(one.application.number)
    if one.state != State.OPEN:
        return Item(one.pk, one.get_kind_display(), where, one.get_state_display(), here=one.pk == here)
    due = Due(one.due_on, on)
    return Item(one.pk, one.get_kind_display(), where, due.words, due.tone, one.pk == here, due.sign)
