"""Bringing an increment into a fed table: add, correct, take back; what was known before stays.

`bring` is one call for one chunk of rows inside one transaction. It reads what is known of the persons concerned once,
compares columns, ends the rows that no longer hold and adds those that now do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection

from people import bulk
from people.models import Versioned

ADD, CHANGE, REMOVE = "增", "改", "撤"


@dataclass
class Brought:
    """Counts of rows, and ``refused``: code → positions of rows that cannot be brought as they ask.

    there    增, but a row with this key is known and says something else
    missing  改 or 撤, but no row with this key is known
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Fed:
    """How a fed table takes increments: the columns (of the table) that identify a row, and those it tells."""

    model: type[Versioned]
    key: tuple[str, ...]
    values: tuple[str, ...]
    keeps: tuple[str, ...] = ()  # columns a corrected row inherits from the one it replaces, else its own new id


def compare(fed: Fed, rows: Mapping[str, Any], wishes: Sequence[str]) -> tuple[Brought, pd.DataFrame]:
    """What bringing these rows would do. Keys must be unique among them; ``rows`` has a column ``person_id``."""
    asked = pd.DataFrame({name: rows[name] for name in fed.key + fed.values})
    asked["wish"] = np.asarray(wishes, dtype=object)
    known = _known(fed, asked["person_id"].unique())
    both = asked.merge(known, on=list(fed.key), how="left", suffixes=("", "/known"), sort=False)
    there = both["id/known"].notna().to_numpy()
    same = there.copy()
    for name in fed.values:
        same &= _equal(both[name], both[f"{name}/known"])
    wish = both["wish"].to_numpy()
    refused = {"there": (wish == ADD) & there & ~same, "missing": (wish != ADD) & ~there}
    both["do"] = np.select(
        [refused["there"] | refused["missing"], wish == REMOVE, same, there], ["", "remove", "same", "change"], "add"
    )
    done = both["do"].value_counts()
    brought = Brought(
        added=int(done.get("add", 0)),
        changed=int(done.get("change", 0)),
        removed=int(done.get("remove", 0)),
        unchanged=int(done.get("same", 0)),
        refused={code: np.flatnonzero(mask) for code, mask in refused.items() if mask.any()},
    )
    return brought, both


def bring(fed: Fed, rows: Mapping[str, Any], wishes: Sequence[str], run: int) -> Brought:
    """Bring the rows in, as known from ``run`` on. Inside a transaction."""
    brought, both = compare(fed, rows, wishes)
    do = both["do"].to_numpy()
    _end(fed, both["id/known"][(do == "change") | (do == "remove")].astype(np.int64).tolist(), run)
    coming = both[(do == "add") | (do == "change")]
    if len(coming):
        ids = bulk.reserve(fed.model, len(coming))
        columns: dict[str, Any] = {"id": ids, "since_run": run}
        columns |= {name: _column(coming[name]) for name in fed.key + fed.values}
        for name in fed.keeps:
            before = coming[f"{name}/known"]
            columns[name] = np.where(before.isna(), ids, before.fillna(0)).astype(np.int64)
        bulk.write(fed.model, columns)
    return brought


def _known(fed: Fed, persons: np.ndarray) -> pd.DataFrame:
    names = ("id", *fed.keeps, *fed.key, *fed.values)
    listed = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
    sql = f'SELECT {listed} FROM "{fed.model._meta.db_table}" WHERE until_run IS NULL AND person_id'
    rows = bulk.select_in(sql, persons.tolist())
    known = pd.DataFrame(rows, columns=list(dict.fromkeys(names)), dtype=object)
    renamed = {name: f"{name}/known" for name in ("id", *fed.keeps, *fed.values)}
    known = known.rename(columns=renamed)
    for name in fed.key:
        known[name] = known[name].astype(object)
    return known


def _equal(one: pd.Series, other: pd.Series) -> np.ndarray:
    a, b = one.to_numpy(dtype=object), other.to_numpy(dtype=object)
    return np.array([x == y or (x is None and _none(y)) or (_none(x) and _none(y)) for x, y in zip(a, b, strict=True)])


def _none(value: Any) -> bool:
    return value is None or value is pd.NaT or value != value


def _column(values: pd.Series) -> list:
    return [None if _none(value) else value for value in values.tolist()]


def _end(fed: Fed, ids: list[int], run: int) -> None:
    if not ids:
        return
    table = fed.model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'UPDATE "{table}" SET until_run = %s WHERE id = ANY(%s)', [run, ids])
        else:
            cursor.executemany(f'UPDATE "{table}" SET until_run = %s WHERE id = %s', [(run, each) for each in ids])
