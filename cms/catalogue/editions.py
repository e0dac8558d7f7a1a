"""The pages of an edition: part one as a tree, part two by field, and what changed since another edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from occupations.comparing import Difference, before, compare
from occupations.models import CatalogueEdition, CatalogueEntry, Post
from occupations.queries import atlas

PUBLISHED = CatalogueEdition.State.PUBLISHED


@dataclass(frozen=True)
class Industry:
    """A 产业类别 of part one: its 核心领域, each with its 重点方向, each with its posts."""

    name: str
    areas: list[tuple[str, list[tuple[str, list[Post]]]]]

    @property
    def count(self) -> int:
        return sum(len(posts) for _, directions in self.areas for _, posts in directions)


@dataclass(frozen=True)
class Group:
    """The entries of part two in one 大类."""

    name: str
    entries: list[CatalogueEntry]


@dataclass(frozen=True)
class Page:
    edition: CatalogueEdition
    current: bool
    industries: list[Industry]
    urgent: list[Group]
    others: list[CatalogueEntry]
    previous: CatalogueEdition | None

    @property
    def urgent_count(self) -> int:
        return sum(len(group.entries) for group in self.urgent)

    @property
    def post_count(self) -> int:
        return sum(industry.count for industry in self.industries)


def published() -> list[CatalogueEdition]:
    """Editions the public may read, real ones first, newest first."""
    return list(CatalogueEdition.objects.filter(state=PUBLISHED).order_by("demonstration", "-effective_from"))


def published_called(slug: str) -> CatalogueEdition | None:
    return CatalogueEdition.objects.filter(state=PUBLISHED, slug=slug).first()


def current(on: date) -> CatalogueEdition | None:
    """The edition in force that day."""
    edition, _ = atlas().listed(on)
    return published_called(edition.slug) if edition else None


def page(edition: CatalogueEdition, on: date) -> Page:
    entries = list(edition.entries.select_related("occupation").order_by("code", "occupation__code"))
    return Page(
        edition=edition,
        current=edition == current(on),
        industries=tree(list(edition.posts.select_related("occupation").order_by("place", "pk"))),
        urgent=_by_major([entry for entry in entries if entry.urgent]),
        others=[entry for entry in entries if not entry.urgent],
        previous=before(edition),
    )


def changes(edition: CatalogueEdition, against: CatalogueEdition | None) -> Difference:
    """What changed since ``against``, or since the edition before it."""
    return compare(against or before(edition), edition)


def tree(posts: Sequence[Post]) -> list[Industry]:
    """Part one in the edition's own order; a group that is taken up again later is one group."""
    return [
        Industry(name, [(area, list(_grouped(own, "direction"))) for area, own in _grouped(posts_of, "area")])
        for name, posts_of in _grouped(posts, "industry")
    ]


def _grouped(posts: Sequence[Post], by: str) -> list[tuple[str, list[Post]]]:
    groups: dict[str, list[Post]] = {}
    for post in posts:
        groups.setdefault(getattr(post, by), []).append(post)
    return list(groups.items())


def _by_major(entries: Sequence[CatalogueEntry]) -> list[Group]:
    groups: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.occupation.major, []).append(entry)
    return [Group(major, own) for major, own in groups.items()]
