"""The kinds of file that may be fed in. Each room registers its own; those below this floor are named in apps.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Report(Protocol):
    """What an importer hands back. `complete`: every row of the file went in."""

    @property
    def complete(self) -> bool: ...

    def lines(self) -> list[str]: ...


Importer = Callable[[Path], Report]
_importers: dict[str, Importer] = {}


def register(kind: str, importer: Importer) -> None:
    """`importer` brings one file in, in one transaction, or raises occupations.table.Unreadable and writes nothing."""
    if kind in _importers:
        raise ValueError(f"the kind {kind!r} has an importer already")
    _importers[kind] = importer


def importer_of(kind: str) -> Importer | None:
    return _importers.get(kind)


def names() -> list[str]:
    return sorted(_importers)
