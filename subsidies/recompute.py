"""Every determination made again from what it kept: its facts, its terms, its version of the rule."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Max

from policy import Problem, Scheme, Sheet, decide, scheme_of
from subsidies.determinations import digest, failed_codes
from subsidies.models import Determination, TermsSnapshot

AT_ONCE = 20_000
OUTCOME = ("accepted", "amount", "failed", "review", "law_date")
Progress = Callable[[int, int], None]
"""Told up to which id all are done, and the last id."""


@dataclass(frozen=True)
class Difference:
    """``kept`` is what the row says, ``again`` what comes out now; where it cannot be decided again, why."""

    determination: int
    what: str
    kept: Any
    again: Any


Row = dict[str, Any]


def differences(code: str = "", progress: Progress | None = None) -> Iterator[Difference]:
    """Replay the determinations of one scheme or of all, in order of their ids. Memory does not grow with them."""
    every = Determination.objects.filter(scheme=code) if code else Determination.objects.all()
    last = every.aggregate(last=Max("id"))["last"] or 0
    after = 0
    remembered = _Schemes()
    while rows := list(every.filter(id__gt=after, id__lte=last).order_by("id").values(*_FIELDS)[:AT_ONCE]):
        found = [difference for group in _groups(rows) for difference in _replay(group, remembered)]
        yield from sorted(found, key=lambda difference: difference.determination)
        after = rows[-1]["id"]
        if progress:
            progress(after, last)


def of(pks: Sequence[int]) -> Iterator[Difference]:
    """Replay these determinations."""
    remembered = _Schemes()
    rows = list(Determination.objects.filter(pk__in=pks).order_by("id").values(*_FIELDS))
    for group in _groups(rows):
        yield from _replay(group, remembered)


_FIELDS = ("id", "scheme", "terms", "rule_version", "facts", *OUTCOME)


class _Schemes:
    """The schemes as they were under a snapshot and a version, each built once."""

    def __init__(self) -> None:
        self._built: dict[tuple[str, str, str], Scheme | str] = {}

    def of(self, row: Row) -> Scheme | str:
        """The scheme, or why there is none."""
        key = (row["scheme"], row["terms"], row["rule_version"])
        if key not in self._built:
            self._built[key] = self._build(*key)
        return self._built[key]

    @staticmethod
    def _build(code: str, terms: str, version: str) -> Scheme | str:
        snapshot = TermsSnapshot.objects.get(pk=terms)
        if digest(snapshot.content) != terms:
            return "the snapshot of its terms is not what its name says"
        try:
            return scheme_of(code).as_it_was(version, snapshot.content)
        except LookupError as error:
            return str(error)


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows under the same terms and version, to be decided at once."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["scheme"], row["terms"], row["rule_version"]].append(row)
    return list(groups.values())


def _replay(rows: list[Row], remembered: _Schemes) -> list[Difference]:
    scheme = remembered.of(rows[0])
    if isinstance(scheme, str):
        return [Difference(row["id"], "rule", None, scheme) for row in rows]
    try:
        sheet = decide(scheme, *scheme.unfold([row["facts"] for row in rows]))
    except (Problem, TypeError, KeyError, ValueError, AttributeError) as problem:
        if len(rows) == 1:  # the kind of problem: its text might hold what somebody wrote into the facts
            return [Difference(rows[0]["id"], "facts", None, type(problem).__name__)]
        half = len(rows) // 2
        return _replay(rows[:half], remembered) + _replay(rows[half:], remembered)
    return _compare(rows, sheet)


def _compare(rows: list[Row], sheet: Sheet) -> list[Difference]:
    again = {
        "accepted": sheet.accepted, "amount": sheet.payable, "failed": failed_codes(sheet), "review": sheet.review,
        "law_date": sheet.facts.law_date.astype(object),
    }  # fmt: skip
    found = []
    for name, column in again.items():
        kept = np.array([row[name] for row in rows], dtype=object)
        for at in np.flatnonzero(kept != column):
            found.append(Difference(rows[at]["id"], name, kept[at], column[at]))
    return found
