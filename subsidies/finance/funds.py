"""How the funds stand, as finance's desk shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from treasury import ledger
from treasury.ledger import Standing

KEPT = 60  # seconds for which a desk that does not pay itself may see a warning late
WARNED = 90  # per cent promised from which on a fund is warned of


@dataclass(frozen=True)
class Shown:
    """``bar``: the width of what is promised and of what is paid, in per cent of what was given, at most 100."""

    row: Standing

    @property
    def bar(self) -> tuple[int, int]:
        given = max(self.row.given, 1)
        promised = min(self.row.committed * 100 // given, 100)
        return promised, min((self.row.committed - self.row.owed) * 100 // given, promised)

    @property
    def over(self) -> bool:
        return self.row.left < 0

    @property
    def warned(self) -> bool:
        return not self.over and self.row.used >= WARNED

    @property
    def short(self) -> int:
        return -self.row.left


def shown(on: date | None) -> list[Shown]:
    """Every fund and year; as of the end of a day, or now."""
    return [Shown(one) for one in ledger.standings(on)]


def of(scheme_fund: str, year: int) -> Shown:
    return Shown(ledger.standing(ledger.fund_called(scheme_fund), year))


def running_out(on: date) -> list[Shown]:
    """The funds of a day's year that are nearly or more than used up, for whoever promises money out of them."""

    def look() -> list[Shown]:
        return [one for one in shown(None) if one.row.year == on.year and (one.over or one.warned)]

    found: Any = cache.get_or_set(f"funds-running-out-{on.year}", look, KEPT)
    return list(found)
