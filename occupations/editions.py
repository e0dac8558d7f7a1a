"""An edition of the catalogue from draft to publication: made by one person, agreed to by a second, published on a day.

    draft --send--> sent --agree--> agreed (its day is to come) --publish_due--> published
      ^--take_back, give_back--'        (or published at once, where its day has come)

The urgent list moves money: only published editions are read by rules (`queries.atlas`). Every move is a conditional
update, so a move made twice is made once; whoever came second is told.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lib.refused import Refused
from occupations.models import CatalogueEdition, CatalogueEntry, EditionStep, Post

DRAFT, SENT, AGREED, PUBLISHED = CatalogueEdition.State
_UNSENT: dict[str, Any] = {"sent_by": None, "sent_at": None, "publish_on": None}


@dataclass(frozen=True)
class EditionFacts:
    """What a catalogue edition says of itself. `demonstration` editions are shown as 示例版 and have no force.

    `scale`: the edition's own words for how scarce, from low to high; () where it grades nothing.
    """

    year: int
    version: str
    title: str
    effective_from: date
    demonstration: bool
    source: str
    effective_to: date | None = None
    scale: tuple[str, ...] = ()

    @property
    def identity(self) -> dict[str, Any]:
        return {"year": self.year, "version": self.version, "demonstration": self.demonstration}

    @property
    def others(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "effective_from": self.effective_from,
            "effective_to": self.effective_to,
            "source": self.source,
            "scale": list(self.scale),
        }


def draft_of(facts: EditionFacts) -> tuple[CatalogueEdition, bool]:
    """The draft with these facts, new or as it stood, and whether anything of it changed. Raises Refused."""
    edition = CatalogueEdition.objects.select_for_update().filter(**facts.identity).first()
    if edition is None:
        _refuse_a_taken_day(facts)
        edition = CatalogueEdition(**facts.identity, **facts.others)
        edition.slug = _free_slug(edition)
        edition.save()
        return edition, True
    differing = {name for name, value in facts.others.items() if getattr(edition, name) != value}
    if differing:
        _expect(edition, DRAFT, f"{edition.label}已送审或公布，名称、日期和来源不能再改。要更正，请另编一版。")
        if "effective_from" in differing:
            _refuse_a_taken_day(facts, besides=edition.pk)
        for name in differing:
            setattr(edition, name, facts.others[name])
        edition.save()
    return edition, bool(differing)


def send(edition: CatalogueEdition, by: Any, at: datetime, publish_on: date) -> None:
    """Send a draft to its second person; from now on its rows stand. Raises Refused."""
    with transaction.atomic():
        edition = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        _expect(edition, DRAFT, "这一版已经送审了。")
        if not edition.entries.exists():
            raise Refused("empty", "第二部分还没有职业，不能送审。请先导入急需紧缺职业。")
        now = {"sent_by": by, "sent_at": at, "publish_on": publish_on, "digest": digest(edition), "returned": ""}
        _move(edition, DRAFT, SENT, "send", by, at, **now)


def take_back(edition: CatalogueEdition, by: Any, at: datetime) -> None:
    """The sender takes it back to go on editing. Raises Refused."""
    with _sent(edition) as edition:
        if edition.sent_by_id != by.pk:
            raise Refused("not-yours", "只有送审的人能撤回。")
        _move(edition, SENT, DRAFT, "take_back", by, at, **_UNSENT)


def give_back(edition: CatalogueEdition, by: Any, at: datetime, note: str) -> None:
    """The second person does not agree and says why. Raises Refused."""
    note = note.strip()[:300]
    with _sent(edition) as edition:
        if edition.sent_by_id == by.pk:
            raise Refused("own", "这一版是您送审的，请由另一位编辑审核；您可以撤回。")
        if not note:
            raise Refused("note", "请写明退回的原因，编制的人要照着改。")
        _move(edition, SENT, DRAFT, "give_back", by, at, note=note, returned=note, **_UNSENT)


def agree(edition: CatalogueEdition, by: Any, at: datetime, today: date) -> CatalogueEdition:
    """The second person agrees to what was sent: published at once, or on its day. Raises Refused."""
    with _sent(edition) as edition:
        if edition.sent_by_id == by.pk:
            raise Refused("own", "这一版是您送审的，要由另一位编辑同意。")
        if edition.digest != digest(edition):
            raise Refused("changed", "内容和送审时不一样，不能同意。请撤回重新送审。")
        _refuse_a_published_day(edition)
        assert edition.publish_on is not None  # it was sent with one
        due = edition.publish_on <= today
        now: dict[str, Any] = {"agreed_by": by, "agreed_at": at}
        now |= {"published_at": at} if due else {}
        _move(edition, SENT, PUBLISHED if due else AGREED, "agree", by, at, **now)
    edition.refresh_from_db()
    return edition


def publish_due(today: date, at: datetime) -> list[CatalogueEdition]:
    """Publish what was agreed to and whose day has come; those published, the oldest day first."""
    done = []
    for edition in CatalogueEdition.objects.filter(state=AGREED, publish_on__lte=today).order_by("publish_on", "pk"):
        with transaction.atomic():
            if CatalogueEdition.objects.filter(pk=edition.pk, state=AGREED).update(state=PUBLISHED, published_at=at):
                EditionStep.objects.create(edition=edition, verb="publish", by=None, at=at)
                done.append(edition)
    return done


def publish_demonstration(edition: CatalogueEdition, at: datetime) -> None:
    """A 示例版 that comes with the software stands without two persons: it has no force."""
    assert edition.demonstration
    now = {"published_at": at, "digest": digest(edition), "state": PUBLISHED}
    CatalogueEdition.objects.filter(pk=edition.pk, state=DRAFT).update(**now)


def discard(edition: CatalogueEdition) -> None:
    """Throw a draft away, rows and all. Raises Refused."""
    with transaction.atomic():
        edition = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        _expect(edition, DRAFT, "已送审或公布的版次不能删除。")
        edition.delete()


def digest(edition: CatalogueEdition) -> str:
    """SHA-256 of everything the edition says, in a spelling that anybody can make again from the open data."""
    said = {
        "edition": [edition.year, edition.version, edition.title, edition.effective_from.isoformat(), edition.source],
        "scale": edition.scale,
        "entries": [list(row) for row in _entries(edition)],
        "posts": [list(row) for row in _posts(edition)],
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _entries(edition: CatalogueEdition) -> Any:
    names = ("occupation__key", "urgent", "grade", "pay_from", "pay_to", "levels", "jobs")
    return CatalogueEntry.objects.filter(edition=edition).order_by("occupation__key").values_list(*names)


def _posts(edition: CatalogueEdition) -> Any:
    names = ("industry", "area", "direction", "name", "occupation__key", "grade", "pay_from", "pay_to", "skills")
    return Post.objects.filter(edition=edition).order_by("place", "pk").values_list(*names)


def _expect(edition: CatalogueEdition, state: str, otherwise: str) -> None:
    if edition.state != state:
        raise Refused("state", otherwise)


@contextmanager
def _sent(edition: CatalogueEdition) -> Iterator[CatalogueEdition]:
    """The edition as it is now, locked, while it waits for its second person. Raises Refused."""
    with transaction.atomic():
        edition = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        _expect(edition, SENT, "这一版不在等待审核，可能已被别人处理。请刷新再看。")
        yield edition


def _move(edition: CatalogueEdition, frm: str, to: str, verb: str, by: Any, at: datetime, note: str = "", **now: Any):
    moved = CatalogueEdition.objects.filter(pk=edition.pk, state=frm).update(state=to, **now)
    if not moved:
        raise Refused("faster", "这一版刚被别人处理过，请刷新再看。")
    EditionStep.objects.create(edition=edition, verb=verb, by=by, at=at, note=note)


def _refuse_a_taken_day(facts: EditionFacts, besides: int | None = None) -> None:
    same = CatalogueEdition.objects.filter(effective_from=facts.effective_from, demonstration=facts.demonstration)
    taken = next((each for each in same if each.pk != besides), None)
    if taken:
        raise Refused("day", f"{taken.label}也从这一天施行，一天只能有一版。请核对施行日期。")


def _refuse_a_published_day(edition: CatalogueEdition) -> None:
    """Nothing is published backwards past another edition: what a later list already decided stays decided."""
    later = CatalogueEdition.objects.filter(
        state=PUBLISHED, demonstration=edition.demonstration, effective_from__gt=edition.effective_from
    ).first()
    if later:
        raise Refused("later", f"{later.label}已公布，而且施行更晚。新的一版要从它之后施行。")


def _free_slug(edition: CatalogueEdition) -> str:
    """2022-3.0-sample: the year, the Latin part of the version, and a number where that is taken."""
    version = re.sub(r"[^0-9a-z.]+", "", edition.version.lower()).strip(".")
    stem = "-".join([str(edition.year), *filter(None, [version]), *(["sample"] if edition.demonstration else [])])[:34]
    taken = set(CatalogueEdition.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    free = (slug for slug in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if slug not in taken)
    return next(free)
