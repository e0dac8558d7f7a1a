"""Where a scheme's facts come from, so that this floor can decide without naming one: a scheme registers, we ask."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd
from django.apps import apps
from django.db.models import Max

from occupations.facts import look_up
from people.models import Versioned
from policy import Facts, Raw, Scheme, registered
from policy.facts import length_of
from records.runs import last_known


@dataclass(frozen=True)
class Batch:
    """Raw facts, one row a subject. ``person``, ``subject``: int64 ids; ``raw``, ``lists``: as for `policy.decide`."""

    person: np.ndarray
    subject: np.ndarray
    raw: Raw
    lists: dict[str, Raw]

    def __len__(self) -> int:
        return len(self.subject)

    def with_fact(self, name: str, column: np.ndarray) -> "Batch":
        """With one raw fact more."""
        return replace(self, raw=dict(self.raw) | {name: column})

    def part(self, rows: np.ndarray) -> "Batch":
        """The given rows, in their order, each at most once."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        lists: dict[str, Raw] = {}
        for name, table in self.lists.items():
            to = place[np.asarray(table["row"])] if length_of(table) else np.zeros(0, dtype=np.int64)
            kept = {key: np.asarray(column)[to >= 0] for key, column in dict(table).items()}
            lists[name] = kept | {"row": to[to >= 0]}
        raw = {name: np.asarray(column)[rows] for name, column in dict(self.raw).items()}
        return Batch(self.person[rows], self.subject[rows], raw, lists)


@dataclass(frozen=True)
class Claims:
    """Subjects that were claimed, aligned: ``person``, ``subject`` int64, each as of its own day ``on`` (M8[D])."""

    person: np.ndarray
    subject: np.ndarray
    on: np.ndarray

    def __len__(self) -> int:
        return len(self.subject)

    def days_of(self, person: np.ndarray, subject: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
        """The day of each of these subjects; that of ``otherwise`` where it was not claimed."""
        place = self._index().get_indexer(pd.MultiIndex.from_arrays([person, subject]))
        return np.where(place >= 0, np.append(self.on, np.datetime64("NaT"))[place], otherwise)

    def places_in(self, batch: Batch) -> np.ndarray:
        """Where each claim stands in the batch, in the order of the claims; those it lacks are left out."""
        place = self.rows_of(batch)
        return place[place >= 0]

    def rows_of(self, batch: Batch) -> np.ndarray:
        """The row of the batch that each claim stands in; −1 where it is lacking."""
        return pd.MultiIndex.from_arrays([batch.person, batch.subject]).get_indexer(self._index())

    def _index(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_arrays([self.person, self.subject])


class Source(Protocol):
    """What a scheme registers. A fixed number of queries, however many people."""

    def gather(self, low: int, high: int, on: date, run: int, only: Claims | None = None) -> Batch:
        """The subjects of the persons in the range: what run ``run`` knew, as if claimed on ``on``.

        ``only``: these alone, each as of its own day, in their order; what there is no more is missing.
        """


class Everybody(Source, Protocol):
    """What a scheme registers that looks for whoever may claim. A fixed number of queries each."""

    def ranges(self, after: int, size: int) -> Iterator[tuple[int, int]]:
        """Ranges of person ids above ``after``, both ends counted, with about so many subjects each; all there are."""

    def last_person(self) -> int:
        """The highest person id that has a subject; 0 where there is none."""

    def last_days(self, facts: Facts) -> np.ndarray:
        """The last day to claim each, as `datetime64[D]`."""


_sources: dict[str, Source] = {}
_everybody: dict[str, Everybody] = {}


def register(code: str, source: Source) -> None:
    """Only what is asked for is decided."""
    _sources[code] = source


def register_everybody(code: str, source: Everybody) -> None:
    """What persons may claim is looked for by the city, too."""
    register(code, source)
    _everybody[code] = source


def scanned() -> list[Scheme]:
    """The schemes that are decided for everybody, by rank."""
    return [scheme for scheme in registered() if scheme.code in _everybody]


def everybody_of(scheme: Scheme) -> Everybody:
    """Raises LookupError where the scheme is not decided for everybody."""
    return _everybody[scheme.code]


def gather(scheme: Scheme, low: int, high: int, on: date, run: int, only: Claims | None = None) -> Batch:
    """What `Source.gather` finds, with what the classification and the catalogue say of it.

    Raises LookupError where nobody registered the scheme.
    """
    found = _sources[scheme.code].gather(low, high, on, run, only)
    raw, lists = look_up(found.raw, found.lists, law_date=scheme.law_date)
    return Batch(found.person, found.subject, raw, lists)


def known_now() -> int:
    """The last import run that is wholly in. Before there was any run: the newest that a fed row names."""
    if last := last_known():
        return last
    fed = (model for model in apps.get_models() if issubclass(model, Versioned))
    told = (model._default_manager.aggregate(newest=Max("since_run"))["newest"] for model in fed)
    return max((run for run in told if run is not None), default=0)
