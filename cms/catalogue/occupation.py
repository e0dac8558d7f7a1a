"""One occupation's page: what it is, how scarce, how one becomes it, and what it brings today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from certificates.counts import Certified, certified
from lib.money import yuan
from occupations.atlas import Atlas, Edition, Listed
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Post, Standing
from occupations.queries import atlas
from occupations.search import Named
from policy import Scheme, scheme_of
from policy.words import level as level_name
from subsidies.offers import LEVELS, Offer, offers
from training.outcomes import queries as outcomes
from training.outcomes.queries import Row
from training.queries import Taught, taught

RELATED = 8


@dataclass(frozen=True)
class Column:
    """What one kind of course, or one way, pays at each level."""

    words: str
    amounts: dict[int, int]  # level → fen


@dataclass(frozen=True)
class Brings:
    """What one scheme pays for the occupation today, and the slip of one case of it."""

    scheme: Scheme
    to: str  # to whom it goes
    levels: list[int]
    columns: list[Column]
    example: Offer

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(level in words, (column, amount) of each column)."""
        return [
            (
                level_name(level),
                [(one.words, yuan(one.amounts[level]) if level in one.amounts else "—") for one in self.columns],
            )
            for level in self.levels
        ]

    @property
    def most(self) -> str:
        """最高 ¥3,360.00."""
        return f"最高 {yuan(max(amount for column in self.columns for amount in column.amounts.values()))}"


@dataclass(frozen=True)
class Claiming:
    """What the terms in force say of claiming: within how many months, and how often a year (None: no limit)."""

    window: int
    often: int | None


@dataclass(frozen=True)
class Stood:
    """What one published edition says of the occupation; `entry` is None where it does not list it."""

    edition: CatalogueEdition
    entry: CatalogueEntry | None


@dataclass(frozen=True)
class Occupation:
    """Everything its page shows as of a day."""

    named: Named
    on: date
    aliases: list[str]
    jobs: list[str]
    standings: list[Standing]
    changes: list[CodeChange]
    edition: Edition | None
    told: Listed | None
    history: list[Stood]
    posts: list[Post]
    brings: list[Brings]
    claiming: Claiming | None
    certified: Certified | None
    related: list[Named]
    taught: list[Taught]
    learnt: list[Row]  # what became of trainees: by kind and level, and the same by institution
    learnt_at: list[Row]

    @property
    def urgent(self) -> bool:
        return self.told is not None and self.told.urgent

    @property
    def urgent_since(self) -> CatalogueEdition | None:
        """The edition since which it has been urgent without a break."""
        since = None
        for stood in self.history:  # newest first
            if stood.entry is None or not stood.entry.urgent:
                break
            since = stood.edition
        return since

    @property
    def entry(self) -> CatalogueEntry | None:
        """What the edition in force says, as its row."""
        return next(
            (stood.entry for stood in self.history if self.edition and stood.edition.slug == self.edition.slug), None
        )

    @property
    def levels(self) -> list[tuple[int, str]]:
        """The levels it can be certified at, low to high: those the edition names, else all five."""
        named = sorted(self.told.levels, reverse=True) if self.told and self.told.levels else LEVELS
        return [(number, level_name(number)) for number in named]


# To whom each scheme pays. The page speaks to a learner, a school and an employer.
TO = {"SU": "取得证书后本人领", "TR": "培训机构领", "AP": "带徒弟的企业领"}


def occupation(code: str, on: date, level: int = 0) -> Occupation | None:
    """The occupation a code means today; None where no page stands under it. `level`: whose slip is shown."""
    book = atlas()
    key = book.canonical(code)
    named = book.face(key)
    if named is None or not book.known(code):
        return None
    ids = book.ids(key)
    names = list(Alias.objects.filter(occupation__in=ids).order_by("text"))
    codes = [*Standing.objects.filter(occupation__in=ids).order_by("edition", "code")]
    edition, listed = book.listed(on)
    told = listed.get(key)
    learnt, learnt_at = outcomes.occupation(key)
    return Occupation(
        named=named,
        on=on,
        aliases=list(dict.fromkeys(each.text for each in names if each.kind != Alias.Kind.JOB)),
        jobs=list(dict.fromkeys(each.text for each in names if each.kind == Alias.Kind.JOB)),
        standings=codes,
        changes=list(CodeChange.objects.filter(new_code__in={each.code for each in codes})),
        edition=edition,
        told=told,
        history=_history(ids, on, edition),
        posts=_posts(ids, edition),
        brings=brings(named.code, on, level),
        claiming=_claiming(on, urgent=told is not None and told.urgent),
        certified=certified(key, on),
        related=_related(book, named),
        taught=taught([each.code for each in codes], on),
        learnt=learnt,
        learnt_at=learnt_at,
    )


def brings(code: str, on: date, level: int = 0) -> list[Brings]:
    """What each scheme pays that day; a scheme that pays nothing for it is left out."""
    found = offers(code, on)
    told = []
    for scheme in dict.fromkeys(offer.scheme.code for offer in found):
        own = [offer for offer in found if offer.scheme.code == scheme]
        columns = [
            Column(words, {offer.level: offer.amount for offer in own if offer.words == words})
            for words in dict.fromkeys(offer.words for offer in own)
        ]
        levels = list(dict.fromkeys(offer.level for offer in own))
        example = next((offer for offer in own if offer.level == level), own[0])
        told.append(Brings(own[0].scheme, TO.get(scheme, ""), levels, columns, example))
    return told


def _claiming(on: date, urgent: bool) -> Claiming | None:
    """Of 个人技能提升补贴; None before there were terms."""
    terms, day = scheme_of("SU").terms, np.datetime64(on, "D")
    if day < terms.starts[0]:
        return None
    cap = "cap_urgent" if urgent else "cap"
    window, often = (terms.values[name].on(day).plain for name in ("window", cap))
    return Claiming(window, often)


def _history(ids: Sequence[int], on: date, current: Edition | None) -> list[Stood]:
    """Newest first, among the like of the edition in force: a 示例版 has no place among real ones."""
    if current is None:
        return []
    editions = CatalogueEdition.objects.filter(
        state=CatalogueEdition.State.PUBLISHED, demonstration=current.demonstration, effective_from__lte=on
    ).order_by("-effective_from")
    entries: dict[int, Any] = {}
    for entry in CatalogueEntry.objects.filter(occupation__in=ids, edition__in=editions):
        if entry.edition_id not in entries or entry.urgent:
            entries[entry.edition_id] = entry
    return [Stood(edition, entries.get(edition.pk)) for edition in editions]


def _posts(ids: Sequence[int], edition: Edition | None) -> list[Post]:
    if edition is None:
        return []
    return list(Post.objects.filter(edition__slug=edition.slug, occupation__in=ids).order_by("place"))


def _related(book: Atlas, named: Named) -> list[Named]:
    """Neighbours of its 小类, then of its 中类: who works beside whom."""
    others = sorted((each for _, each in book.offered if each.key != named.key), key=lambda each: each.code)
    near = [each for each in others if each.code[:7] == named.code[:7]]
    near += [each for each in others if each.code[:4] == named.code[:4] and each.code[:7] != named.code[:7]]
    return near[:RELATED]
