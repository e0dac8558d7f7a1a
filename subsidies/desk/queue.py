"""The queue: how many wait, what is due, a page of it by key, and the cases beside the one that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from lib.beside import beside
from lib.due import Due
from people.actor import Actor
from people.models import District
from people.roles import AUDITOR, CITY, REVIEWER
from subsidies.actions import measures
from subsidies.handling import handled
from subsidies.models import Application

PAGE = 30
ABOVE = 12  # rows shown above the open case
COUNTED = 10_000
State = Application.State
ENDED = "ended"
SHOWS = {State.DISTRICT: "区级审核", State.CITY: "市级复核", State.RETURNED: "等待补正", ENDED: "已办结"}
WHOSE = {"": "全部", "mine": "我承办的", "nobody": "还没有人承办", "covered": "我代班的"}
KINDS = {"": "全部", "clear": "机器核对全部通过", "judge": "要人工核对"}
Rows = QuerySet[Application]
Key = tuple[date | None, int]  # where a row stands in its list: the last day, and the id


@dataclass(frozen=True)
class Asked:
    """What list is asked for, as its address says it. Whatever is not known there is left out."""

    show: str = ""
    whose: str = ""
    kind: str = ""
    held: str = ""
    scheme: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], actor: Actor) -> "Asked":
        known = {"show": SHOWS, "whose": WHOSE, "kind": KINDS, "held": ("1",), "scheme": handled()}
        told = {name: value for name in known if (value := given.get(name, "")) and value in known[name]}
        return cls(**({"show": desk_of(actor)} | told))

    @property
    def query(self) -> str:
        """``show=city&kind=clear``: as it stands in an address."""
        return urlencode({field.name: value for field in fields(self) if (value := getattr(self, field.name))})

    def but(self, **other: str) -> str:
        """The query of the same list but for one thing."""
        return replace(self, **other).query

    @property
    def narrowed(self) -> bool:
        return bool(self.whose or self.kind or self.held or self.scheme)


@dataclass(frozen=True)
class Item:
    """One case in the list. ``value``: its id and version, as a bulk form sends them."""

    pk: int
    value: str
    name: str
    title: str
    number: str
    amount: int
    state: str
    word: str  # how it ended; empty while it waits
    due: Due | None
    held: bool
    clear: bool
    holder: str
    here: bool
    own: bool  # the official's own case: others decide it


@dataclass(frozen=True)
class Queue:
    """A page of the list.

    waiting, late, today  how many, up to one above COUNTED; ``waiting`` None where nobody counts
    earlier, later        keys of the pages beside this one; ``earlier`` "" for the first page, None where there is none
    up, down              the cases beside the open one
    """

    asked: Asked
    items: tuple[Item, ...]
    waiting: int | None
    late: int
    today: int
    earlier: str | None
    later: str
    up: int | None
    down: int | None


def desk_of(actor: Actor) -> str:
    """The list where somebody's own turn is."""
    return State.DISTRICT.value if actor.has(REVIEWER) else State.CITY.value


def rows(actor: Actor, asked: Asked, on: date) -> Rows:
    """All that a list has, in no order."""
    seen = Application.objects.visible_to(actor)
    found = seen.filter(state__in=[State.APPROVED, State.REFUSED]) if asked.show == ENDED else seen.filter(
        state=asked.show
    )  # fmt: skip
    if asked.scheme:
        found = found.filter(scheme=asked.scheme)
    if asked.held:
        found = found.filter(held=True)
    if asked.kind:
        found = found.filter(clear=asked.kind == "clear")
    return _whose(found, actor, asked, on)


def _whose(found: Rows, actor: Actor, asked: Asked, on: date) -> Rows:
    me = actor.user_id
    if asked.whose == "mine":
        # whose turn is over is who advised, or who decided
        if asked.show == ENDED:
            return found.filter(second_by=me) if actor.has(CITY) else found.filter(first_by=me)
        return found.filter(Q(holder=me) | Q(first_by=me))
    if asked.whose == "covered":
        return found.filter(holder__in=measures.covered_by(actor.account, on))
    return found.filter(holder=None) if asked.whose == "nobody" else found


def waiting(actor: Actor, on: date) -> int:
    """How many wait for this actor's desk, up to one above COUNTED."""
    return _count(rows(actor, Asked(desk_of(actor)), on))


def of(actor: Actor, asked: Asked, on: date, *, after: str = "", here: Application | None = None) -> Queue:
    """``after``: a key as ``later`` gave it; anything else is the first page. ``here``: the open case, in sight."""
    found = rows(actor, asked, on)
    own = _belongs(here, asked) if here else False
    key = _key_of(here, asked) if here and own else _read(after, asked)
    page = _take(found, asked, key, keep=own)
    above = _take(found, asked, key, back=True, keep=not own) if key else []
    if here:
        above = above[:ABOVE]
    shown = [*reversed(above), *page[:PAGE]] if here else page[:PAGE]
    up, down = beside([one.pk for one in shown], here.pk if here else None)
    counted = asked.show != ENDED  # nobody counts what is over
    return Queue(
        asked=asked,
        items=tuple(_item(one, on, here, actor) for one in shown),
        waiting=_count(found) if counted else None,
        late=_count(found.filter(due_on__lt=on)) if counted else 0,
        today=_count(found.filter(due_on=on)) if counted else 0,
        earlier=None if here or not above else _written(above[PAGE], asked) if len(above) > PAGE else "",
        later=_written(shown[-1], asked) if len(page) > PAGE else "",
        up=up,
        down=down,
    )


def next_of(actor: Actor, asked: Asked, on: date, before: Application) -> int | None:
    """The case that comes after one as it was, else the first of the list; None where nothing is left."""
    found = rows(actor, asked, on).exclude(pk=before.pk)
    below = _take(found, asked, _key_of(before, asked), most=1) if _belongs(before, asked) else []
    return next((one.pk for one in below or _take(found, asked, None, most=1)), None)


def _belongs(here: Application, asked: Asked) -> bool:
    return here.state == asked.show or (asked.show == ENDED and here.state in (State.APPROVED, State.REFUSED))


def _key_of(one: Application, asked: Asked) -> Key:
    return (None if asked.show == ENDED else one.due_on), one.pk


def _written(one: Application, asked: Asked) -> str:
    return "_".join(str(part or "") for part in _key_of(one, asked))


def _read(text: str, asked: Asked) -> Key | None:
    day, _, pk = text.partition("_")
    try:
        return (None if asked.show == ENDED else date.fromisoformat(day)), int(pk[:18])
    except ValueError:
        return None


def _take(
    found: Rows, asked: Asked, key: Key | None, *, back: bool = False, keep: bool = False, most: int | None = None
) -> list[Application]:
    """The first rows behind a key (``keep``: its own too), or, ``back``, those before it, the nearest first.

    ``most``: a page and one more where left out. The rows of the key's own day are asked for by themselves, because an
    index is entered by a day and an id.
    """
    found, most = found.select_related("person", "organisation", "holder"), most or PAGE + 1
    if asked.show == ENDED:
        found = found.order_by("id" if back else "-id")
        told = f"id__{'gt' if back else 'lt'}{'e' if keep else ''}"
        return list((found.filter(**{told: key[1]}) if key else found)[:most])
    found = found.order_by(*(("-due_on", "-id") if back else ("due_on", "id")))
    if key is None:
        return list(found[:most])
    beyond = "lt" if back else "gt"
    same = list(found.filter(**{"due_on": key[0], f"id__{beyond}{'e' if keep else ''}": key[1]})[:most])
    return same + list(found.filter(**{f"due_on__{beyond}": key[0]})[: most - len(same)])


def _count(found: Rows) -> int:
    return found.order_by()[: COUNTED + 1].count()


def _item(one: Application, on: date, here: Application | None, actor: Actor) -> Item:
    applicant: Any = one.person or one.organisation
    return Item(
        pk=one.pk, value=f"{one.pk}.{one.version}", name=applicant.name, title=one.title, number=one.number or "",
        amount=one.amount, state=one.state, word="" if one.due_on else one.get_state_display(),
        due=Due(one.due_on, on) if one.due_on else None, held=one.held, clear=one.clear,
        holder=one.holder.words if one.holder else "", here=here is not None and one.pk == here.pk,
        own=actor.is_oneself(one.person_id),
    )  # fmt: skip


def districts(actor: Actor) -> str:
    """Whose cases these are: 东城区, or 全市."""
    if actor.has(CITY, AUDITOR):
        return "全市"
    return "、".join(str(one) for one in District.objects.filter(pk__in=actor.districts))
