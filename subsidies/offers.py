"""What an occupation brings today: every scheme's typical cases, put to the same rules that decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from occupations.facts import look_up
from policy import Explanation, Scheme, Sheet, decide, for_each, registered

LEVELS = (5, 4, 3, 2, 1)
Case = tuple[str, int, str]  # a scheme's code, a level, and the words that tell apart what it pays differently


@dataclass(frozen=True)
class Offer:
    """What one who meets every condition gets at one level. `words` tell apart what a scheme pays differently."""

    scheme: Scheme
    level: int
    words: str
    told: Explanation

    @property
    def amount(self) -> int:
        """In fen; 0 where this is not subsidised."""
        return self.told.amount


def offers(occupation: str, on: date, urgent: bool | None = None, levels: Sequence[int] = LEVELS) -> list[Offer]:
    """By scheme, then level, low to high; a case that gets nothing is left out.

    ``urgent``: as the catalogue has it that day, unless told outright: so one asks what a list would change.
    """
    found = []
    for scheme, cases, sheet in _decided([occupation], on, urgent, levels):
        told = (sheet.explain(row) for row in range(len(cases)))
        found += [Offer(scheme, *case[1:], one) for case, one in zip(cases, told, strict=True) if one.accepted]
    return found


def amounts(occupations: Sequence[str], on: date, urgent: bool) -> dict[str, dict[Case, int]]:
    """What :func:`offers` has for each of many occupations, in fen and not in words: occupation → case → amount."""
    found: dict[str, dict[Case, int]] = {occupation: {} for occupation in occupations}
    for scheme, cases, sheet in _decided(occupations, on, urgent, LEVELS) if occupations else ():
        for row in np.flatnonzero(sheet.accepted).tolist():
            occupation, level, words = cases[row]
            found[occupation][scheme.code, level, words] = int(sheet.payable[row])
    return found


def _decided(
    occupations: Sequence[str], on: date, urgent: bool | None, levels: Sequence[int]
) -> Iterator[tuple[Scheme, list[tuple[str, int, str]], Sheet]]:
    """Each scheme that has such cases, (occupation, level, words) of each, and the decision: a case is one row."""
    for scheme in registered():
        one = {
            (level, words): {**case, "urgent": urgent}
            for level in levels
            for words, case in scheme.typical_cases(occupations[0], level, on).items()
        }
        if not one:
            continue
        raw, lists = for_each(*scheme.unfold(iter(one.values())), "occupation", occupations)
        cases = [(occupation, *which) for occupation in occupations for which in one]
        yield scheme, cases, decide(scheme, *look_up(raw, lists, law_date=scheme.law_date))
