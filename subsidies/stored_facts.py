"""Raw facts as a determination keeps them: JSON of one case, as the estimate API takes it, with what was looked up.

Built column by column: each different value of a column is put into words once.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from policy import Fact, Raw, Scheme
from policy.catalogue import LOOKED_UP
from policy.decide import WAIVED
from policy.facts import length_of
from subsidies.sources import Batch

NAMED: Mapping[str, str] = {}
WAIVED_CHECKS = Fact(WAIVED, "text", "经批准放行的条件", default="")


def told(scheme: Scheme, batch: Batch) -> list[str]:
    """The facts of each row as JSON text."""
    lists = [
        _listed(name, batch.lists.get(name, {}), facts, len(batch)) for name, facts in scheme.lists.items()
    ]  # fmt: skip
    case = _members(batch.raw, (*scheme.facts, *scheme.kept, *LOOKED_UP, WAIVED_CHECKS))
    if scheme.members:  # a case of one member
        own = _objects(_members(batch.raw, scheme.member_facts, scheme.columns) + lists)
        return _objects([*case, [f'"{scheme.members}": [{member}]' for member in own]])
    return _objects(case + lists)


def _objects(columns: Sequence[Sequence[str]]) -> list[str]:
    return ["{" + text + "}" for text in map(", ".join, zip(*columns, strict=True))]


def _members(table: Raw, facts: Sequence[Fact], columns: Mapping[str, str] = NAMED) -> list[list[str]]:
    """One column of ``"name": value`` for each fact that the table has, under its name or as ``columns`` says."""
    there = [(fact, columns.get(fact.name, fact.name)) for fact in facts]
    return [_spoken(fact, np.asarray(table[column])) for fact, column in there if column in table]


def _spoken(fact: Fact, column: np.ndarray) -> list[str]:
    where, unique = pd.factorize(column, use_na_sentinel=False)
    texts = [f'"{fact.name}": {json.dumps(_plain(fact, value), ensure_ascii=False)}' for value in unique]
    return np.array(texts, dtype=object)[where].tolist()


def _plain(fact: Fact, value: Any) -> Any:
    """A value of a raw column as the estimate API would be told it."""
    if pd.isna(value):
        return None
    if fact.kind == "word" and not isinstance(value, str):
        return list(fact.words)[int(value)]
    if fact.kind == "day":
        return str(np.datetime64(value, "D"))
    return value.item() if isinstance(value, np.generic) else value


def _listed(name: str, table: Raw, facts: Sequence[Fact], size: int) -> list[str]:
    """One column of ``"name": [...]``, the items of a row in the table's order."""
    lists: dict[int, list[str]] = {}
    if length_of(table):
        for row, item in zip(np.asarray(table["row"]).tolist(), zip(*_members(table, facts), strict=True), strict=True):
            lists.setdefault(row, []).append("{" + ", ".join(item) + "}")
    texts = [f'"{name}": []'] * size
    for row, items in lists.items():
        texts[row] = f'"{name}": [{", ".join(items)}]'
    return texts
