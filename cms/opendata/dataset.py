"""A set of open data: its columns, each with what it means, and where its rows come from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from occupations.models import CatalogueEdition

Cell = str | int | bool | None | list[str]
Row = tuple[Cell, ...]
TEXT, WHOLE, FLAG, DAY, LIST = "text", "whole", "flag", "day", "list"
KINDS = {
    TEXT: "文字", WHOLE: "整数", FLAG: "是或否", DAY: "日期，如 2025-01-31", LIST: "几个词，CSV 和 xlsx 里用分号隔开",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """`name`: the key in JSON, kept for ever; `title`: the heading of a table; `meaning`: one sentence."""

    name: str
    title: str
    meaning: str
    kind: str = TEXT
    unit: str = ""

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class DataSet:
    """`rows`: of an edition where the set has one for each, else of today. Each row's first cell is its stable id."""

    slug: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[CatalogueEdition | None], Iterable[Row]]
    source: str = ""
    by_edition: bool = False

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.columns]


def flat(row: Row) -> list[Any]:
    """A row of a table: several words in one cell."""
    return ["；".join(cell) if isinstance(cell, list) else cell for cell in row]
