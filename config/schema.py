"""What the published API description holds: our own addresses, not those of Wagtail's admin."""

from typing import Any


def only_ours(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def by_rank(endpoint: tuple[Any, ...]) -> int:
    """Operations in the order in which all schemes are listed; the description's own address is left out later."""
    scheme = getattr(endpoint[3].cls, "scheme", None)
    return scheme.rank if scheme else 0
