"""A desk's queue as it is shown: what waits, which of it is open, what stands above and below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.due import Due


@dataclass(frozen=True)
class Item:
    """One thing to answer. ``due`` None: no day binds, and ``when`` says what to know of days."""

    key: str
    what: str
    who: str
    address: str
    due: Due | None
    when: str = ""


@dataclass(frozen=True)
class Queue:
    """``waiting``: how many there are, shown or not. ``here``: the key of the one that is open. ``up``, ``down``:
    addresses of its neighbours, empty where there is none."""

    items: Sequence[Item]
    waiting: int
    here: str
    up: str
    down: str


def queue(items: Sequence[Item], waiting: int, here: str = "") -> Queue:
    """These in their order. Where the open one waits no more, down is the first."""
    keys = [item.key for item in items]
    at = keys.index(here) if here in keys else None
    up = items[at - 1].address if at else ""
    below = items if at is None else items[at + 1 :]
    return Queue(items, waiting, here, up, below[0].address if below else "")
