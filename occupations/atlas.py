"""The classification and the catalogue in memory: a snapshot that never changes, made by `queries.atlas()`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from occupations.crosswalk import Change, Stood, settle
from occupations.search import Hit, Index, Named, Word


@dataclass(frozen=True)
class Edition:
    """A catalogue edition; `urgent`: ids of the occupations that it calls urgent; `said`: by id, all it says."""

    label: str
    demonstration: bool
    effective_from: date
    effective_to: date | None
    urgent: frozenset[int]
    said: Mapping[int, "Listed"] = field(default_factory=dict)
    slug: str = ""

    @property
    def status(self) -> str:
        return "illustrative" if self.demonstration else "official"


class Listed(NamedTuple):
    """What an edition says of an occupation: scarcity in its own words, pay in yuan a month (None: nothing said)."""

    urgent: bool
    levels: frozenset[int]
    grade: str = ""
    pay_from: int | None = None
    pay_to: int | None = None


class Atlas:
    """Answers about any code of any edition. A bare code means what the latest edition prints under it.

    Made from plain rows: `occupations` by id; `words` carry an occupation's id as their row.
    """

    def __init__(
        self,
        occupations: Mapping[int, Named],
        stood: Sequence[Stood],
        changes: Sequence[Change],
        words: Iterable[Word],
        editions: Sequence[Edition],
    ):
        settled = settle({pk: occupation.key for pk, occupation in occupations.items()}, stood, changes)
        self._canonical = settled.by_code
        self._known = {each.code for each in stood}
        self._known |= {code for change in changes for code in (change.old_code, change.new_code)}
        # Of occupations joined under one key, the one in the latest edition is the face of all.
        ordered = sorted(occupations.items(), key=lambda item: item[1].edition)
        face = {settled.by_occupation[pk]: occupation for pk, occupation in ordered}
        self._row = {key: row for row, key in enumerate(dict.fromkeys([*face, *self._canonical.values()]))}
        self._names = {code: face[key].name for code, key in self._canonical.items() if key in face}
        self._names |= {key: occupation.name for key, occupation in face.items() if key not in self._names}
        self._draw_editions(editions, {pk: self._row[key] for pk, key in settled.by_occupation.items()})
        self._listed = [_listed(edition, settled.by_occupation) for edition in editions]
        self._editions = list(editions)
        self._by_occupation, self._face = settled.by_occupation, face
        # Offered is what a code leads to: an occupation withdrawn from its only edition keeps its rights, unseen.
        leading = set(self._canonical.values())
        offered = {key: row for row, key in enumerate(key for key in face if key in leading)}
        codes = [(offered[key], code) for code, key in self._canonical.items() if key in offered]
        rows = {pk: offered.get(key) for pk, key in settled.by_occupation.items()}
        said = (word._replace(row=row) for word in words if (row := rows[word.row]) is not None)
        self.index = Index([face[key] for key in offered], said, codes)
        self.offered = [(key, face[key]) for key in offered]  # (key, face), in the rows of the index

    def canonical(self, code: str) -> str:
        """The key rights are kept on: one for all codes of an occupation through time; an unknown code is its own.

        Feed it codes: a key is a code only until an edition gives that code to somebody else.
        """
        return self._canonical.get(code, code)

    def known(self, code: str) -> bool:
        """An edition of the classification or the crosswalk has the code."""
        return code in self._known

    def name(self, code: str) -> str | None:
        """Today's name of the occupation the code means."""
        return self._names.get(code)

    def columns(self, codes: np.ndarray, on: np.ndarray) -> dict[str, np.ndarray]:
        """For each row a code (str; None or "" where there is none) and a day (M8[D]; NaT where there is none).

        canonical: str, object array · code_known: bool · urgent: bool, in the edition in force that day · edition:
        its label, "" where none was in force · edition_status: official, illustrative, "" where none.
        """
        where, unique = pd.factorize(np.asarray(codes, dtype=object))
        distinct = [*unique.tolist(), ""]  # factorize says -1 where there is no code: the last
        canonical = [self.canonical(code) for code in distinct]
        rows = np.array([self._row.get(key, -1) for key in canonical])[where]
        days = np.asarray(on).astype("M8[D]").view("i8")  # as numbers NaT comes before every day
        edition = self._in_force[np.searchsorted(self._breaks, days, side="right")]
        return {
            "canonical": _objects(canonical)[where],
            "code_known": np.array([self.known(code) for code in distinct])[where],
            "urgent": self._urgent[edition, rows],
            "edition": self._labels[edition],
            "edition_status": self._statuses[edition],
        }

    def listed(self, on: date) -> tuple[Edition | None, Mapping[str, Listed]]:
        """The edition in force that day, and what it says of each occupation, by key."""
        number = _in_force(self._editions, on)
        return (self._editions[number], self._listed[number]) if number >= 0 else (None, {})

    def face(self, key: str) -> Named | None:
        """The present face of the occupation under a key."""
        return self._face.get(key)

    def ids(self, key: str) -> list[int]:
        """Ids of the occupations joined under a key."""
        return [pk for pk, each in self._by_occupation.items() if each == key]

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """See `queries.search`."""
        return self.index.search(text, limit)

    def near(self, text: str, limit: int = 5) -> list[Hit]:
        """See `queries.near`."""
        return self.index.near(text, limit)

    def _draw_editions(self, editions: Sequence[Edition], row_of: Mapping[int, int]) -> None:
        """The calendar cut where the edition in force changes, and a table edition x occupation; -1 is none."""
        begins = {edition.effective_from for edition in editions}
        ends = {edition.effective_to + timedelta(days=1) for edition in editions if edition.effective_to}
        breaks = sorted(begins | ends)
        self._breaks = np.array(breaks, dtype="M8[D]").view("i8")
        self._in_force = np.array([-1, *(_in_force(editions, day) for day in breaks)])
        self._urgent = np.zeros((len(editions) + 1, len(self._row) + 1), dtype=bool)
        for number, edition in enumerate(editions):
            self._urgent[number, [row_of[pk] for pk in edition.urgent]] = True
        self._labels = _objects([*(edition.label for edition in editions), ""])
        self._statuses = _objects([*(edition.status for edition in editions), ""])


def _in_force(editions: Sequence[Edition], day: date) -> int:
    """The one that began last, if it has not ended: one that was replaced does not come back. -1: none.

    A demonstration never stands over a real edition that is in force.
    """
    for demonstration in (False, True):
        begun = [
            (edition.effective_from, number)
            for number, edition in enumerate(editions)
            if edition.demonstration is demonstration and edition.effective_from <= day
        ]
        if begun:
            last = max(begun)[1]
            if day <= (editions[last].effective_to or day):
                return last
    return -1


def _listed(edition: Edition, keys: Mapping[int, str]) -> dict[str, Listed]:
    """By key: occupations that were joined under one share what is said of either, as the urgent table has it."""
    said: dict[str, Listed] = {}
    for pk, own in edition.said.items():
        before = said.get(keys[pk], own)
        levels = before.levels | own.levels
        said[keys[pk]] = before._replace(urgent=before.urgent or own.urgent, levels=levels)
    return said


def _objects(texts: Sequence[str]) -> np.ndarray:
    return np.array(texts, dtype=object)
