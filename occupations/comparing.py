"""What changed from one edition of the catalogue to another, row by row and in words."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from occupations.models import CatalogueEdition, CatalogueEntry, Post
from policy.words import level

# The kinds of change, in the order they are read.
KINDS = {"added": "新增", "raised": "调高", "lowered": "调低", "restated": "改写", "removed": "删去"}


@dataclass(frozen=True)
class Pair:
    """A row of either edition, or of both; `words` say what changed: 较为紧缺 → 非常紧缺."""

    old: Any
    new: Any
    words: list[str] = field(default_factory=list)

    @property
    def row(self) -> Any:
        """The row as the newer edition has it, or as the older had it last."""
        return self.new or self.old


@dataclass(frozen=True)
class Changes:
    """Changes of one part, kind → pairs in the rows' own order; every kind of `KINDS` is there."""

    by_kind: dict[str, list[Pair]]
    same: int

    @property
    def told(self) -> list[tuple[str, str, list[Pair]]]:
        """(kind, 新增, pairs) of the kinds that occur."""
        return [(kind, words, self.by_kind[kind]) for kind, words in KINDS.items() if self.by_kind[kind]]

    @property
    def any(self) -> bool:
        return any(self.by_kind.values())


@dataclass(frozen=True)
class Difference:
    old: CatalogueEdition | None
    new: CatalogueEdition
    entries: Changes
    posts: Changes

    @property
    def now_urgent(self) -> list[CatalogueEntry]:
        """Occupations that become urgent: not so, or not there, in the older edition."""
        pairs = (pair for pairs in self.entries.by_kind.values() for pair in pairs)
        return [pair.new for pair in pairs if _urgent(pair.new) and not _urgent(pair.old)]

    @property
    def no_longer_urgent(self) -> list[CatalogueEntry]:
        pairs = (pair for pairs in self.entries.by_kind.values() for pair in pairs)
        return [pair.old for pair in pairs if _urgent(pair.old) and not _urgent(pair.new)]


def compare(old: CatalogueEdition | None, new: CatalogueEdition) -> Difference:
    """Both parts of two editions; `old` is None where there is none before: then all is added."""
    scale = new.scale if old is not None and old.scale == new.scale else []
    entries, posts = [_entries(edition) for edition in (old, new)], [_posts(edition) for edition in (old, new)]
    return Difference(
        old,
        new,
        _changes(entries[0], entries[1], lambda row: row.occupation_id, scale, _entry_words),
        _changes(posts[0], posts[1], lambda row: (row.industry, row.area, row.direction, row.name), scale, _post_words),
    )


def before(edition: CatalogueEdition) -> CatalogueEdition | None:
    """The published edition that this one follows, among its like (示例版 follow 示例版)."""
    published = CatalogueEdition.objects.filter(
        state=CatalogueEdition.State.PUBLISHED,
        demonstration=edition.demonstration,
        effective_from__lt=edition.effective_from,
    )
    return published.order_by("-effective_from").first()


def _entries(edition: CatalogueEdition | None) -> list[CatalogueEntry]:
    if edition is None:
        return []
    return list(edition.entries.select_related("occupation").order_by("occupation__code"))


def _posts(edition: CatalogueEdition | None) -> list[Post]:
    return list(edition.posts.select_related("occupation").order_by("place", "pk")) if edition is not None else []


def _changes(
    olds: Sequence[Any],
    news: Sequence[Any],
    identity: Callable[[Any], Hashable],
    scale: Sequence[str],
    words: Callable[[Any, Any], list[str]],
) -> Changes:
    was = {identity(row): row for row in olds}
    there = {identity(row) for row in news}
    by_kind: dict[str, list[Pair]] = {kind: [] for kind in KINDS}
    same = 0
    for row in news:
        old = was.get(identity(row))
        if old is None:
            by_kind["added"].append(Pair(None, row))
        elif told := words(old, row):
            by_kind[_direction(old, row, scale)].append(Pair(old, row, told))
        else:
            same += 1
    by_kind["removed"] = [Pair(row, None) for key, row in was.items() if key not in there]
    return Changes(by_kind, same)


def _direction(old: Any, new: Any, scale: Sequence[str]) -> str:
    """Urgency first, then the grade where both editions grade on one scale."""
    before, after = ((_urgent(row), _rank(row, scale)) for row in (old, new))
    if before == after:
        return "restated"
    return "raised" if after > before else "lowered"


def _urgent(row: Any) -> bool:
    return bool(getattr(row, "urgent", False))


def _rank(row: Any, scale: Sequence[str]) -> int:
    return scale.index(row.grade) if row.grade in scale else -1


def _scarcity_words(old: Any, new: Any) -> list[str]:
    return list(_turned([("", old.grade, new.grade), ("月薪", old.pay, new.pay)]))


def _entry_words(old: CatalogueEntry, new: CatalogueEntry) -> list[str]:
    was, now = ("急需紧缺" if row.urgent else "不在急需紧缺之列" for row in (old, new))
    levels = _levels(old.levels), _levels(new.levels)
    urgency = list(_turned([("", was, now)]))
    return urgency + _scarcity_words(old, new) + list(_turned([("等级", *levels), ("工种", old.jobs, new.jobs)]))


def _post_words(old: Post, new: Post) -> list[str]:
    words = _scarcity_words(old, new) + list(_turned([("职业", _name(old), _name(new))]))
    for sign, mine, others in (("不再要求", old.abilities, new.abilities), ("新要求", new.abilities, old.abilities)):
        words += [f"{sign}：{ability}" for ability in mine if ability not in others]
    return words


def _name(post: Post) -> str:
    return post.occupation.name if post.occupation else ""


def _levels(text: str) -> str:
    return "、".join(level(int(number)) for number in text.split(",")) if text else ""


def _turned(told: Iterable[tuple[str, str, str]]) -> Iterable[str]:
    for title, old, new in told:
        if old != new:
            yield f"{title}{'：' if title else ''}{old or '未写'} → {new or '未写'}"
