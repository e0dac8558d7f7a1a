"""What the published API description holds: our own addresses, not those of Wagtail's admin."""

from typing import Any


def only_ours(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
