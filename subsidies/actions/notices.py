"""公示: post a list, take a line off it, end it when its days are over."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
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
from subsidies.models import Application, Line
from subsidies.models.notices import Notice, NoticeLine
from subsidies.telling import Kind

FIND = "notice-find"  # the purpose of the index by which somebody finds the own line
NAMES_SHOWN = timedelta(days=30)
"""After the last day; then the list is taken down and the counts stay. Illustrative: no published figure was found."""

MOST_ON_ONE = 5_000
State, Outcome = Line.State, NoticeLine.Outcome


def waiting(scheme: str) -> Any:
    """Lines that are approved and stand on no notice yet, in order."""
    lines = Line.objects.filter(state=State.CLEARED, application__scheme=scheme, application__held=False)
    return lines.filter(application__state=Application.State.APPROVED).order_by("id")


def post(*, scheme: str, actor: Actor, at: datetime, only: Iterable[int] | None = None) -> Notice:
    """Put what waits on public notice, masked. ``only``: these lines. Raises Refused."""
    if not actor.has(CITY):
        raise Refused("not-yours", "公示由市级经办人发布。")
    on = at.astimezone(get_current_timezone()).date()
    with transaction.atomic():
        lines = waiting(scheme) if only is None else waiting(scheme).filter(pk__in=list(only))
        held = list(
            lines.select_for_update(of=("self",)).select_related("application__person", "determination")[:MOST_ON_ONE]
        )
        if not held:
            raise Refused("none", "没有等着公示的。批准以后才能公示；暂缓的不公示。")
        rows = [_shown(place, line) for place, line in enumerate(held, 1)]
        ends_on = clocks.notice_ends(scheme_of(scheme), on)
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        notice = Notice.objects.create(
            scheme=scheme, posted_on=on, ends_on=ends_on, shown_until=ends_on + NAMES_SHOWN, posted_by_id=actor.account,
            posted_at=at, snapshot=text, hash=hashlib.sha256(text.encode()).hexdigest(), lines=len(held),
            amount=sum(line.amount for line in held),
        )  # fmt: skip
        NoticeLine.objects.bulk_create([
            NoticeLine(notice=notice, line=line, place=place, found_by=index_of(_person(line)))
            for place, line in enumerate(held, 1)
        ])  # fmt: skip
        if Line.objects.filter(pk__in=[line.pk for line in held], state=State.CLEARED).update(
            state=State.NOTICED
        ) != len(held):
            raise Refused("faster", lifecycle.FASTER)
        for line in held:
            lifecycle.note(line.application, "notice", by=actor, at=at, notice=notice.pk, until=str(ends_on))
            telling.tell(line.application, Kind.NOTICED, at=at, until=str(ends_on))
        return notice


def index_of(person: Person, version: int | None = None) -> bytes:
    """What the person's name and last four signs are found under."""
    number = identities.number_of(person)
    return keys.ring().index(FIND, _asked(person.name, number[-4:]), keys.in_force() if version is None else version)


def reseal(version: int) -> Iterator[int]:
    """For `people.rotation`: find everybody under another key from now on; yields how many so far."""
    rows = NoticeLine.objects.select_related("line__application__person").order_by("pk")
    for done, row in enumerate(rows.iterator(chunk_size=500), 1):
        NoticeLine.objects.filter(pk=row.pk).update(found_by=index_of(_person(row.line), version))
        yield done


def find(name: str, last_four: str, on: date) -> list[NoticeLine]:
    """The lines of whoever has this name and these last four signs, on notices whose names are still shown."""
    indexes = keys.indexes(FIND, _asked(name, last_four.upper()))
    rows = NoticeLine.objects.filter(found_by__in=indexes, notice__shown_until__gte=on)
    return list(rows.select_related("notice", "line__application").order_by("-notice", "place"))


def take_off(application: Application, *, at: datetime, outcome: str = Outcome.TAKEN_OFF) -> None:
    """Its lines leave the notice they stand on; the notice says so. In a transaction."""
    NoticeLine.objects.filter(
        line__application=application, outcome__in=[Outcome.OPEN, Outcome.STOOD, Outcome.DISMISSED]
    ).update(outcome=outcome)


def close(*, pk: int, at: datetime) -> int:
    """The days are over: every line that nobody objects to may be paid. Again later for those that were frozen.

    Gives how many became payable. Raises Refused where the last day is not over.
    """
    on = at.astimezone(get_current_timezone()).date()
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=pk)
        if on <= notice.ends_on:
            raise Refused("early", "公示还没有结束。")
        done = 0
        ready = NoticeLine.objects.filter(
            notice=notice, outcome__in=[Outcome.OPEN, Outcome.DISMISSED], line__state=State.NOTICED, line__frozen=False
        )
        for row in ready.select_related("line__application__person"):
            done += _payable(row, at)
        if notice.closed_at is None:
            Notice.objects.filter(pk=pk).update(closed_at=at)
        return done


def ended(on: date) -> list[int]:
    """Notices whose last day is over and that still have lines waiting on them."""
    rows = NoticeLine.objects.filter(notice__ends_on__lt=on, line__state=State.NOTICED, line__frozen=False)
    open_ones = rows.filter(outcome__in=[Outcome.OPEN, Outcome.DISMISSED]).values_list("notice", flat=True)
    never = Notice.objects.filter(ends_on__lt=on, closed_at__isnull=True).values_list("pk", flat=True)
    return sorted({*open_ones.distinct(), *never})


def _payable(row: NoticeLine, at: datetime) -> int:
    here = Line.objects.filter(pk=row.line_id, state=State.NOTICED, frozen=False)
    if not here.update(state=State.PAYABLE):
        return 0
    if row.outcome == Outcome.OPEN:
        NoticeLine.objects.filter(pk=row.pk).update(outcome=Outcome.STOOD)
    application = row.line.application
    lifecycle.note(application, "notice-over", by=None, at=at, notice=row.notice_id)
    telling.tell(application, Kind.PAYABLE, at=at)
    return 1


def _shown(place: int, line: Line) -> dict[str, Any]:
    """What the public sees of a line: never a phone, an address, an account or a birth date."""
    person, facts = _person(line), line.determination.facts if line.determination else {}
    return {
        "place": place, "name": mask.name(person.name), "number": mask.number(identities.number_of(person)),
        "what": line.application.title, "level": level(facts["level"]) if facts.get("level") else "",
        "standard": line.amount, "amount": line.amount,
    }  # fmt: skip


def _person(line: Line) -> Person:
    assert line.application.person is not None
    return line.application.person


def _asked(name: str, last_four: str) -> str:
    return f"{names.plain(name)}:{last_four}"
