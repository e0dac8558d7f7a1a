"""What stands beside the shown row of a list: where J and K go."""

from collections.abc import Sequence
from typing import TypeVar

K = TypeVar("K")


def beside(keys: Sequence[K], here: K | None) -> tuple[K | None, K | None]:
    """The one above and the one below; beside a row that is not in the list (just answered, say) the first is below."""
    if here is None or here not in keys:
        return None, keys[0] if keys else None
    place = keys.index(here)
    return keys[place - 1] if place else None, keys[place + 1] if place + 1 < len(keys) else None
