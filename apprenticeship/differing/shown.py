"""Differences as both parties and the city read them: one code, both values, what each would come to."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from apprenticeship.differing.codes import ABOUT, About
from apprenticeship.during.counting import away_of, brings
from apprenticeship.models import Apprentice, Difference, Guide
from lib.due import Due


@dataclass(frozen=True)
class Shown:
    """``enterprise``, ``school``: what each says, in words. ``recorded``, ``claimed``: fen that the apprentice would
    come to at the end with the certificate under either value; None where no money hangs on it."""

    row: Difference
    about: About
    enterprise: str
    school: str
    due: Due
    recorded: int | None
    claimed: int | None

    @property
    def late(self) -> bool:
        return self.due.left < 0


def shown(rows: Sequence[Difference], on: date) -> list[Shown]:
    """``rows`` with their apprentice, person and plan at hand. A few queries for each: there are never many."""
    guides = _guides(rows)
    return [_one(row, guides, on) for row in rows]


def of(rows: Any) -> Any:
    """With what :func:`shown` needs."""
    return rows.select_related(
        "apprentice__person", "apprentice__plan__enterprise", "apprentice__plan__school", "apprentice__mentor",
        "apprentice__teacher", "opened_by",
    )  # fmt: skip


def open_in(plans: Iterable[int]) -> set[int]:
    """Of these plans those in which a correction waits for its answer."""
    codes = [code for code, about in ABOUT.items() if not about.change]
    rows = Difference.objects.open().filter(apprentice__plan__in=list(plans), code__in=codes)
    return set(rows.values_list("apprentice__plan", flat=True))


def _one(row: Difference, guides: dict[int, str], on: date) -> Shown:
    about = ABOUT[row.code]
    stands, says = about.words(row.recorded, guides), about.words(row.claimed, guides)
    mine = row.said_by == Difference.Party.ENTERPRISE
    recorded, claimed = (None, None) if row.state != Difference.State.OPEN else _amounts(row, about, on)
    return Shown(
        row, about, says if mine else stands, stands if mine else says, Due(row.due_on, on), recorded, claimed
    )  # fmt: skip


def _amounts(row: Difference, about: About, on: date) -> tuple[int | None, int | None]:
    if about.change or row.apprentice.state == Apprentice.State.GONE:
        return None, None
    found = [_brings(row.apprentice, about, text, on) for text in (row.recorded, row.claimed)]
    return (found[0], found[1]) if found[0] != found[1] else (None, None)


def _brings(row: Apprentice, about: About, text: str, on: date) -> int:
    one = copy(row)
    setattr(one, about.name, about.read(text))
    return brings(one, away_of(row, on)).full


def _guides(rows: Sequence[Difference]) -> dict[int, str]:
    ids = {int(text) for row in rows if ABOUT[row.code].change for text in (row.recorded, row.claimed) if text}
    return dict(Guide.objects.filter(pk__in=ids).values_list("pk", "person__name")) if ids else {}
