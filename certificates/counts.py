"""How many people hold a certificate, by occupation and level, as the public may know it: small numbers stay unsaid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count

from certificates.models import Certificate
from occupations.queries import atlas

SMALL = 10  # fewer people than this are not told: in a small place one could guess who
KEPT = 24 * 3600  # seconds; the day is in the key, so a day's figures are one reading


@dataclass(frozen=True)
class Certified:
    """`total` and `levels` (level → persons) have None where the number stays unsaid."""

    total: int | None
    levels: dict[int, int | None]

    @property
    def told(self) -> list[tuple[int, int]]:
        """(level, persons) of the levels that are told."""
        return [(level, count) for level, count in self.levels.items() if count is not None]

    @property
    def some_unsaid(self) -> bool:
        return None in self.levels.values()


def certified(key: str, on: date) -> Certified | None:
    """Persons who hold a certificate of the occupation under a key; None where nobody does."""
    return certified_of([key], on).get(key)


def certified_of(keys: Iterable[str], on: date) -> dict[str, Certified]:
    """The same of many at one reading; without those whose certificate nobody holds."""
    every = _all(on)
    return {key: suppressed(every[key]) for key in keys if every.get(key)}


def suppressed(counts: dict[int, int]) -> Certified:
    """Small numbers unsaid, and where one alone were unsaid the next smallest too: else the total would tell it.

    The total counts certificates' holders level by level, so it is the sum.
    """
    total = sum(counts.values())
    unsaid = {level for level, count in counts.items() if count < SMALL}
    if unsaid and len(counts) > 1 and sum(counts[level] for level in unsaid) < SMALL:
        others = sorted((count, level) for level, count in counts.items() if level not in unsaid)
        unsaid |= {level for _, level in others[:1]}
    if total < SMALL:
        return Certified(None, dict.fromkeys(sorted(counts, reverse=True)))
    return Certified(
        total, {level: None if level in unsaid else counts[level] for level in sorted(counts, reverse=True)}
    )


def _all(on: date) -> dict[str, dict[int, int]]:
    """Key → level → persons, read once a day: it reads every certificate that stands."""
    found: dict[str, dict[int, int]] | None = cache.get(f"certified-{on}")
    if found is None:
        book, sums = atlas(), defaultdict[str, dict[int, int]](dict)
        standing = Certificate.objects.filter(until_run__isnull=True).order_by()
        for code, level, persons in standing.values_list("occupation", "level").annotate(
            Count("person", distinct=True)
        ):
            levels = sums[book.canonical(code)]
            levels[level] = levels.get(level, 0) + persons
        found = dict(sums)
        cache.set(f"certified-{on}", found, KEPT)
    return found
