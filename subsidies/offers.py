"""What an occupation brings today: every scheme's typical cases, put to the same rules that decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from occupations.facts import look_up
from policy import Explanation, Scheme, decide, registered

LEVELS = (5, 4, 3, 2, 1)


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
    for scheme in registered():
        cases = [
            (level, words, {**case, "urgent": urgent})
            for level in levels
            for words, case in scheme.typical_cases(occupation, level, on).items()
        ]
        if not cases:
            continue
        raw, lists = scheme.unfold(case for _, _, case in cases)
        sheet = decide(scheme, *look_up(raw, lists, law_date=scheme.law_date))
        told = (sheet.explain(row) for row in range(len(cases)))  # each case has one row, or one person
        found += [Offer(scheme, *case[:2], one) for case, one in zip(cases, told, strict=True) if one.accepted]
    return found
