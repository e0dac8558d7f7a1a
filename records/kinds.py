"""The kinds of file that may be fed in. Each room registers its own; those below this floor are named in apps.py."""

from lib.feed import Feed

_feeds: dict[str, Feed] = {}
_scoped: dict[str, Feed] = {}  # what an institution hands in for itself: no steward's business


def register(feed: Feed) -> None:
    kind = feed.template.kind
    if kind in _feeds or kind in _scoped:
        raise ValueError(f"the kind {kind!r} has a feed already")
    (_scoped if feed.scoped else _feeds)[kind] = feed


def feed_of(kind: str) -> Feed | None:
    return _feeds.get(kind) or _scoped.get(kind)


def feeds() -> list[Feed]:
    """Those of the stewards; whoever comes first is needed by those after."""
    return sorted(_feeds.values(), key=lambda feed: feed.rank)


def names() -> list[str]:
    return sorted(_feeds)
