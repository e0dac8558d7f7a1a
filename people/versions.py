"""Bringing an increment into a fed table: add, correct, take back; what was known before stays.

`bring` is one call for one chunk of rows inside one transaction. It reads what is known of the rows concerned once,
compares columns, ends the rows that no longer hold and adds those that now do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import models

from lib.feed import Brought
from people import bulk
from people.models import Versioned

ADD, CHANGE, WITHDRAW = "add", "change", "withdraw"


@dataclass(frozen=True)
class Fed:
    """How a fed table takes increments; all names are columns of the table.

    Where ``model`` keeps no versions, a corrected row is written over and none is taken back.

    key      tells a row from others
    values   what it says, by the words that name it where two rows differ; a withdrawn row needs none of them
    found_by the column of the key by which what is known is read: persons' rows by the person
    keeps    columns a corrected row inherits from the one it replaces, else its own new id
    """

    model: type[models.Model]
    key: tuple[str, ...]
    values: Mapping[str, str]
    found_by: str = "person_id"
    keeps: tuple[str, ...] = ()

    @property
    def versioned(self) -> bool:
        return issubclass(self.model, Versioned)


class Known:
    """The rows known now that share a ``found_by`` with those asked for; columns are lists, ``at`` finds by key."""

    def __init__(self, fed: Fed, asked: np.ndarray):
        names = list(dict.fromkeys(("id", *fed.keeps, *fed.key, *fed.values)))
        listed = ", ".join(f'"{name}"' for name in names)
        now = "until_run IS NULL AND " if fed.versioned else ""
        sql = f'SELECT {listed} FROM "{fed.model._meta.db_table}" WHERE {now}"{fed.found_by}"'
        rows = bulk.select_in(sql, list(dict.fromkeys(asked.tolist())))
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        self.columns: dict[str, tuple] = dict(zip(names, columns, strict=True))
        self._places = {key: place for place, key in enumerate(zip(*(self.columns[n] for n in fed.key), strict=True))}

    def __len__(self) -> int:
        return len(self.columns["id"])

    def at(self, *keys: np.ndarray) -> np.ndarray:
        """For each key (a column for each of its parts) the place of the row that has it, -1 for none."""
        if not self._places:
            return np.full(len(keys[0]), -1)
        every = zip(*(column.tolist() for column in keys), strict=True)
        return np.array([self._places.get(key, -1) for key in every], dtype=np.int64)


@dataclass
class Comparison:
    """What bringing rows would do. `do`: object array of add, change, withdraw, same, or "" where refused.

    `places`: of the known row with the same key, -1 for none.
    """

    known: Known
    places: np.ndarray
    do: np.ndarray


def compare(
    fed: Fed, known: Known, rows: Mapping[str, np.ndarray], action: np.ndarray, good: np.ndarray, brought: Brought
) -> Comparison:
    """Compare rows with what is known and refuse those that cannot be brought as they ask.

    rows  by column of the table, days as ``datetime64``; keys must not repeat among the ``good`` ones
    good  bool: the others are refused already and left alone
    """
    places = known.at(*(rows[name] for name in fed.key))
    there = places >= 0
    differing = {name: there & ~_same(rows[name], known.columns[name], places) for name in fed.values}
    differs = np.logical_or.reduce(list(differing.values())) if differing else np.zeros_like(there)
    clash = good & (action == ADD) & differs
    missing = good & (action != ADD) & ~there
    told = [[title for name, title in fed.values.items() if differing[name][at]] for at in np.flatnonzero(clash)]
    brought.refuse(np.flatnonzero(clash), "there", [f"（{'、'.join(titles)}）" for titles in told])
    brought.refuse(np.flatnonzero(missing), "missing")
    do = np.full(len(action), "", dtype=object)
    going = good & ~clash & ~missing
    do[going & ~there] = ADD
    do[going & there] = np.where(differs[going & there], CHANGE, "same")
    do[going & (action == WITHDRAW)] = WITHDRAW
    return Comparison(known, places, do)


def bring(fed: Fed, rows: Mapping[str, np.ndarray], compared: Comparison, run: int | None, brought: Brought) -> None:
    """Count what was compared and, with a run's number, write it: known from that run on. Inside a transaction."""
    do, places = compared.do, compared.places
    brought.added += int((do == ADD).sum())
    brought.changed += int((do == CHANGE).sum())
    brought.removed += int((do == WITHDRAW).sum())
    brought.unchanged += int((do == "same").sum())
    if run is None:
        return
    known = compared.known.columns
    ending = (do == CHANGE) | (do == WITHDRAW)
    ended = [known["id"][place] for place in places[ending]]
    coming = (do == ADD) | (do == CHANGE)
    if fed.versioned:
        bulk.update(fed.model, ended, {"until_run": run})
    else:
        bulk.update(fed.model, ended, {name: rows[name][ending] for name in fed.values})
        coming = do == ADD
    if coming.any():
        ids = bulk.reserve(fed.model, int(coming.sum()))
        columns: dict[str, Any] = {"id": ids, "since_run": run}
        columns |= {name: rows[name][coming] for name in (*fed.key, *fed.values)}
        for name in fed.keeps:
            kept = [known[name][place] if place >= 0 else new for place, new in zip(places[coming], ids, strict=True)]
            columns[name] = np.array(kept, dtype=np.int64)
        bulk.write(fed.model, columns)


def _same(asked: np.ndarray, known: tuple, places: np.ndarray) -> np.ndarray:
    """Whether a row says what the known row at its place says; meaningless where there is none."""
    if not known:
        return np.zeros(len(asked), dtype=bool)
    if asked.dtype.kind == "M":
        days = np.array(known, dtype="M8[D]")[places]
        return asked.astype("M8[D]").view(np.int64) == days.view(np.int64)  # two unknown days are the same
    return asked.astype(object) == np.array(known, dtype=object)[places]
