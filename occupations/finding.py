"""The catalogue as the public looks through it: found by text, narrowed down, and counted by what narrows it.

A facet counts what there would be with its own choice left open and every other choice kept, so each number says what
a press of it shows.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from occupations.atlas import Atlas, Edition, Listed
from occupations.search import Hit, Named
from policy.words import level

LEVELS = (5, 4, 3, 2, 1)
GUESSES = 10
_UNSAID = Listed(False, frozenset())


class Narrowed(NamedTuple):
    """`field`: a 大类 as 4, a 中类 as 4-10 or a 小类 as 4-10-01; `level`: 5 to 1; empty, 0 and False narrow nothing."""

    field: str = ""
    level: int = 0
    urgent: bool = False
    digital: bool = False
    green: bool = False


class Card(NamedTuple):
    """A found occupation. `matched`: the name, word or older code that answered; `said`: by today's edition."""

    key: str
    code: str
    name: str
    matched: str
    edition: str
    major: str
    middle: str
    minor: str
    said: Listed
    levels: list[int]
    digital: bool
    green: bool

    @property
    def urgent(self) -> bool:
        return self.said.urgent

    @property
    def by_code(self) -> bool:
        """It was found by a code it no longer has."""
        return Hit(self.code, self.name, self.matched, self.edition).by_code


@dataclass
class Facet:
    """One choice: `value` is what narrows to it, `words` its name; `inside`: the 中类 of a 大类."""

    value: str
    words: str
    count: int
    chosen: bool = False
    inside: list["Facet"] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """`cards`: those of this page, best first or, without text, the urgent ones and then the
    others, in the order of codes. `total`: of all pages.

    `after`: what the next page begins after; None on the last. `guessed`: nothing answers the text, and these are
    what it was probably meant to be. `fields`: 大类, each with its 中类; these and `levels`, `urgent`, `digital`,
    `green` count what each choice would leave. `edition`: of the catalogue in force that day, which says what is
    urgent; None where none is.
    """

    text: str
    cards: list[Card]
    total: int
    after: int | None
    guessed: bool
    fields: list[Facet]
    levels: list[Facet]
    urgent: Facet
    digital: Facet
    green: Facet
    edition: Edition | None


def find(
    book: Atlas,
    text: str,
    on: date,
    narrowed: Narrowed,
    limit: int,
    after: int,
    certified: Mapping[str, Collection[int]],
) -> Found:
    """See `queries.find`."""
    text = text.strip()
    answers, guessed = _answers(book, text)
    edition, listed = book.listed(on)
    counts, kept = _Counts(narrowed), []
    for row, matched in answers:
        key, named = book.offered[row]
        said = listed.get(key, _UNSAID)
        levels = said.levels | set(certified[key]) if key in certified else said.levels
        if counts.take(named, said.urgent, levels):
            kept.append((key, named, matched, said, levels))
    if not text:
        kept.sort(key=lambda each: not each[3].urgent)
    start = max(after, 0)
    shown, end = kept[start : start + max(limit, 0)], start + max(limit, 0)
    return Found(
        text=text,
        cards=[_card(*each) for each in shown],
        total=len(kept),
        after=end if end < len(kept) else None,
        guessed=guessed,
        fields=counts.fields(),
        levels=[Facet(str(n), level(n), counts.level[n], narrowed.level == n) for n in LEVELS],
        urgent=Facet("1", "急需紧缺", counts.other["urgent"], narrowed.urgent),
        digital=Facet("1", "数字职业", counts.other["digital"], narrowed.digital),
        green=Facet("1", "绿色职业", counts.other["green"], narrowed.green),
        edition=edition,
    )


def _answers(book: Atlas, text: str) -> tuple[list[tuple[int, str]], bool]:
    """(row, what answered) of everything found; and whether that is a guess."""
    if not text:
        rows = sorted(range(len(book.offered)), key=lambda row: (book.offered[row][1].code, row))
        return [(row, book.offered[row][1].name) for row in rows], False
    if found := book.index.match(text):
        return found, False
    return book.index.guess(text, GUESSES), True


class _Counts:
    """Counts while rows go by: each under every choice that would still show it."""

    def __init__(self, narrowed: Narrowed):
        self._narrowed = narrowed
        self.middle: Counter[str] = Counter()
        self.level: Counter[int] = Counter()
        self.other: Counter[str] = Counter()
        self._names: dict[str, str] = {}

    def take(self, named: Named, urgent: bool, levels: Collection[int]) -> bool:
        """Count one; True where it passes every choice."""
        narrowed = self._narrowed
        missed = []
        if narrowed.field and narrowed.field not in (named.code[:1], named.code[:4], named.code[:7]):
            missed.append("field")
        if narrowed.level and narrowed.level not in levels:
            missed.append("level")
        has = {"urgent": urgent, "digital": named.digital, "green": named.green}
        missed += [choice for choice, true in has.items() if getattr(narrowed, choice) and not true]
        if len(missed) > 1:
            return False
        only = missed[0] if missed else None
        if only in (None, "field"):
            middle = named.code[:4]
            self.middle[middle] += 1
            if middle not in self._names:
                self._names[middle] = named.middle
                self._names.setdefault(middle[:1], named.major)
        if only in (None, "level"):
            self.level.update(levels)
        self.other.update(choice for choice, true in has.items() if true and only in (None, choice))
        return only is None

    def fields(self) -> list[Facet]:
        """大类 that would leave something, each with its 中类."""
        chosen = self._narrowed.field
        majors: dict[str, Facet] = {}
        for middle in sorted(self.middle):
            major = majors.setdefault(middle[:1], Facet(middle[:1], self._names[middle[:1]], 0, chosen == middle[:1]))
            major.inside.append(Facet(middle, self._names[middle], self.middle[middle], chosen == middle))
            major.count += self.middle[middle]
        return list(majors.values())


def _card(key: str, named: Named, matched: str, said: Listed, levels: Collection[int]) -> Card:
    return Card(
        key=key, code=named.code, name=named.name, matched=matched, edition=named.edition,
        major=named.major, middle=named.middle, minor=named.minor, said=said, levels=sorted(levels, reverse=True),
        digital=named.digital, green=named.green,
    )  # fmt: skip
