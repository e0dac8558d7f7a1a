"""公示: post a list, take a line off it, end it when its days are over."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.timezone import get_current_timezone

from lib import mask, names
from lib.refused import Refused
from people import identities, keys
from people.actor import Actor
from people.models import Person
from people.roles import CITY
from policy import scheme_of
from policy.words import level
from subsidies import clocks, lifecycle, telling
from subsidies.handling import handling_of
from subsidies.models import Application, Line
from subsidies.models.notices import Notice, NoticeLine
from subsidies.paying import netted
from subsidies.telling import Kind

FIND = "notice-find"  # the purpose of the index by which somebody finds the own line
NAMES_SHOWN = timedelta(days=30)
"""After the last day; then the list is taken down and the counts stay. Illustrative: no published figure was found."""

MOST_ON_ONE = 5_000
SHOWN_WITH = ("application__person", "application__organisation", "entitlement__person", "determination")
State, Outcome = Line.State, NoticeLine.Outcome


def waiting(scheme: str, actor: Actor) -> Any:
    """Lines that are approved and stand on no notice yet, in order; an official's own are left to a colleague."""
    lines = Line.objects.filter(state=State.CLEARED, application__scheme=scheme, application__held=False)
    rows = lines.filter(application__state=Application.State.APPROVED).order_by("id")
    return rows if actor.own is None else rows.exclude(entitlement__person=actor.own)


def to_post_by(application: Application) -> date | None:
    """The last day to post what was approved; None where it was not."""
    return _to_post_by(application.ended_at) if application.ended_at else None


def first_to_post_by(lines: Any) -> date | None:
    """The last day of the line that has waited longest; None where none waits."""
    first: datetime | None = lines.order_by().aggregate(first=Min("application__ended_at"))["first"]
    return _to_post_by(first) if first else None


def _to_post_by(approved_at: datetime) -> date:
    return clocks.due("posting", approved_at.astimezone(get_current_timezone()).date())


@dataclass(frozen=True)
class Drawn:
    """A list as the public will see it. ``text``: its rows as they are archived, ``hash`` of that text.
    ``post_by``: the last day to post the line that has waited longest."""

    lines: list[Line]
    rows: list[dict[str, Any]]
    ends_on: date
    shown_until: date
    text: str
    hash: str
    amount: int
    post_by: date | None


def preview(scheme: str, actor: Actor, on: date) -> Drawn | None:
    """What `post` would put before the public on a day. None where nothing waits."""
    lines = list(waiting(scheme, actor).select_related(*SHOWN_WITH)[:MOST_ON_ONE])
    return _drawn(scheme, lines, on) if lines else None


def post(*, scheme: str, actor: Actor, at: datetime, only: Iterable[int] | None = None, seen: str = "") -> Notice:
    """Put what waits on public notice, masked. ``only``: these lines. ``seen``: the hash of the preview that the
    actor agreed to; a list that has changed since is not posted. Raises Refused.
    """
    if not actor.has(CITY):
        raise Refused("not-yours", "公示由市级经办人发布。")
    on = at.astimezone(get_current_timezone()).date()
    with transaction.atomic():
        lines = waiting(scheme, actor)
        held = _held(lines if only is None else lines.filter(pk__in=list(only)))
        if not held:
            raise Refused("none", "没有等着公示的。批准以后才能公示；暂缓的不公示。")
        drawn = _drawn(scheme, held, on)
        if seen and seen != drawn.hash:
            raise Refused("changed", "没有发布：名单刚刚有了变化，和您看到的不一样了。下面是现在的名单，请再看一遍。")
        notice = Notice.objects.create(
            scheme=scheme, posted_on=on, ends_on=drawn.ends_on, shown_until=drawn.shown_until,
            posted_by_id=actor.account, posted_at=at, snapshot=drawn.text, hash=drawn.hash, lines=len(held),
            amount=drawn.amount,
        )  # fmt: skip
        _stand(notice, held)
        cases, until = [line.application for line in held], str(drawn.ends_on)
        lifecycle.note_many(cases, "notice", by=actor, at=at, notice=notice.pk, until=until)
        telling.tell_many(cases, Kind.NOTICED, at=at, until=until)
        return notice


def _held(lines: Any) -> list[Line]:
    """These lines, at most MOST_ON_ONE, held until the transaction ends: their cases first, as everywhere."""
    wanted = dict(lines.values_list("pk", "application")[:MOST_ON_ONE])
    _hold_cases(wanted.values())
    rows = lines.filter(pk__in=list(wanted)).select_for_update(of=("self",))
    return list(rows.select_related(*SHOWN_WITH))


def _hold_cases(pks: Iterable[int]) -> None:
    cases = Application.objects.select_for_update().filter(pk__in=sorted(set(pks))).order_by("pk")
    list(cases.values_list("pk", flat=True))


def _drawn(scheme: str, lines: list[Line], on: date) -> Drawn:
    results = _results(scheme, lines)
    rows = [_shown(place, line, results.get(line.pk, "")) for place, line in enumerate(lines, 1)]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    ends_on = clocks.notice_ends(scheme_of(scheme), on)
    days = [day for line in lines if (day := to_post_by(line.application))]
    return Drawn(
        lines, rows, ends_on, ends_on + NAMES_SHOWN, text, hashlib.sha256(text.encode()).hexdigest(),
        sum(line.amount for line in lines), min(days, default=None),
    )  # fmt: skip


def _stand(notice: Notice, lines: list[Line]) -> None:
    """The lines are on this notice from now on."""
    version = keys.in_force()
    rows = [
        NoticeLine(notice=notice, line=line, place=place, found_by=index_of(_person(line), version))
        for place, line in enumerate(lines, 1)
    ]
    NoticeLine.objects.bulk_create(rows, batch_size=500)
    standing = Line.objects.filter(pk__in=[line.pk for line in lines], state=State.CLEARED)
    if standing.update(state=State.NOTICED) != len(lines):
        raise Refused("faster", lifecycle.FASTER)


def holds(notice: Notice) -> bool:
    """Is what is archived what was posted?"""
    return hashlib.sha256(notice.snapshot.encode()).hexdigest() == notice.hash


def index_of(person: Person, version: int | None = None) -> bytes:
    """What the person's name and last four signs are found under."""
    number = identities.number_of(person)
    return keys.ring().index(FIND, _asked(person.name, number[-4:]), keys.in_force() if version is None else version)


def reseal(version: int) -> Iterator[int]:
    """For `people.rotation`: find everybody under another key from now on; yields how many were turned so far."""
    rows, done = NoticeLine.objects.select_related("line__entitlement__person").order_by("pk"), 0
    for row in rows.iterator(chunk_size=500):
        found_by = index_of(_person(row.line), version)
        if found_by != bytes(row.found_by):
            done += NoticeLine.objects.filter(pk=row.pk).update(found_by=found_by)
            yield done


def find(name: str, last_four: str, on: date) -> list[NoticeLine]:
    """The lines of whoever has this name and these last four signs, on notices whose names are still shown."""
    indexes = keys.indexes(FIND, _asked(name, last_four.upper()))
    rows = NoticeLine.objects.filter(found_by__in=indexes, notice__shown_until__gte=on)
    return list(rows.select_related("notice", "line__application").order_by("-notice", "place"))


def take_off(application: Application, *, at: datetime, outcome: str = Outcome.TAKEN_OFF) -> None:
    """Its lines leave the notice they stand on; the notice says so. In a transaction."""
    take_lines_off(application.lines.values_list("pk", flat=True), outcome=outcome)


def take_lines_off(lines: Any, *, outcome: str = Outcome.TAKEN_OFF) -> None:
    """The same of some lines, by their ids."""
    NoticeLine.objects.filter(line__in=lines, outcome__in=[Outcome.OPEN, Outcome.STOOD, Outcome.DISMISSED]).update(
        outcome=outcome
    )


def close(*, pk: int, at: datetime) -> int:
    """The days are over: every line that nobody objects to may be paid. Again later for those that were frozen.

    Gives how many became payable. Raises Refused where the last day is not over.
    """
    on = at.astimezone(get_current_timezone()).date()
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=pk)
        if on <= notice.ends_on:
            raise Refused("early", "公示还没有结束。")
        rows = NoticeLine.objects.filter(notice=notice, outcome__in=[Outcome.OPEN, Outcome.DISMISSED])
        rows = rows.filter(line__state=State.NOTICED, line__frozen=False)
        _hold_cases(rows.values_list("line__application", flat=True))
        ready = list(rows.select_related("line__application__person"))
        _payable(notice, ready, at)
        if notice.closed_at is None:
            Notice.objects.filter(pk=pk).update(closed_at=at)
        return len(ready)


def ended(on: date) -> list[int]:
    """Notices whose last day is over and that still have lines waiting on them."""
    rows = NoticeLine.objects.filter(notice__ends_on__lt=on, line__state=State.NOTICED, line__frozen=False)
    open_ones = rows.filter(outcome__in=[Outcome.OPEN, Outcome.DISMISSED]).values_list("notice", flat=True)
    never = Notice.objects.filter(ends_on__lt=on, closed_at__isnull=True).values_list("pk", flat=True)
    return sorted({*open_ones.distinct(), *never})


def _payable(notice: Notice, rows: list[NoticeLine], at: datetime) -> None:
    if not rows:
        return
    lines = Line.objects.filter(pk__in=[row.line_id for row in rows], state=State.NOTICED, frozen=False)
    if lines.update(state=State.PAYABLE) != len(rows):
        raise Refused("faster", lifecycle.FASTER)
    NoticeLine.objects.filter(pk__in=[row.pk for row in rows], outcome=Outcome.OPEN).update(outcome=Outcome.STOOD)
    Line.objects.filter(pk__in=netted.in_full(row.line_id for row in rows)).update(state=State.PAID)
    cases = [row.line.application for row in rows]
    lifecycle.note_many(cases, "notice-over", by=None, at=at, notice=notice.pk)
    telling.tell_many(cases, Kind.PAYABLE, at=at)


def _results(scheme: str, lines: list[Line]) -> dict[int, str]:
    """What came of it, and who is paid, for lines of organisations; the law asks that the public may read that too."""
    of_many = [line for line in lines if line.application.organisation and line.determination]
    results = handling_of(scheme).results([line.determination.facts for line in of_many]) if of_many else []
    return {
        line.pk: f"，{result}，发给{line.application.organisation}"
        for line, result in zip(of_many, results, strict=True)
    }


def _shown(place: int, line: Line, result: str) -> dict[str, Any]:
    """What the public sees of a line: never a phone, an address, an account or a birth date."""
    person, facts = _person(line), line.determination.facts if line.determination else {}
    return {
        "place": place, "name": mask.name(person.name), "number": mask.number(identities.number_of(person)),
        "what": f"{line.application.title}{result}",
        "level": level(facts["level"]) if facts.get("level") else "",
        "standard": line.amount, "amount": line.amount,
    }  # fmt: skip


def _person(line: Line) -> Person:
    return line.entitlement.person


def _asked(name: str, last_four: str) -> str:
    return f"{names.plain(name)}:{last_four}"
