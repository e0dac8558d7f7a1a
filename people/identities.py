"""Who a document number is: found by its keyed index, sealed when new. The only writer of persons' numbers.

A person is one (document kind, number). Whoever adds persons holds the row of the key in force until the transaction
ends, so adding is one at a time and no number enters twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection, transaction

from lib import idcard
from people import bulk, keys
from people.models import KeyInForce, Person

Texts = Sequence[str] | np.ndarray  # a column of texts
BORN_IN_NUMBER = ("01", "02", "03")  # kinds whose 18 signs tell the birth date


@dataclass(frozen=True)
class Known:
    """For each asked row: ``ids`` (0 where nobody is known) and the ``names`` on record ("" where nobody)."""

    ids: np.ndarray
    names: np.ndarray


class Numbers:
    """Columns of document kinds and numbers, each different one once. What is reckoned of them is reckoned once."""

    def __init__(self, documents: Texts, numbers: Texts):
        texts = [_text(document, number) for document, number in zip(documents, numbers, strict=True)]
        place, unique = pd.factorize(np.array(texts, dtype=object))
        self.place: np.ndarray = place  # of each row in `texts`
        self.texts: list[str] = list(unique)
        self._index: dict[int, list[bytes]] = {}
        self._sealed: dict[int, list[bytes]] = {}

    def prepare(self) -> None:
        """Reckon ahead what finding and adding them will need. Asks no database: it may be done in a thread."""
        ring = keys.ring()
        for version in ring.versions:
            self.index(version)
        self._sealed[ring.newest] = ring.seal_many(keys.NUMBER, self.texts, ring.newest)

    def index(self, version: int) -> list[bytes]:
        if version not in self._index:
            self._index[version] = keys.ring().index_many(keys.NUMBER, self.texts, version)
        return self._index[version]

    def sealed(self, places: list[int], version: int) -> list[bytes]:
        if version in self._sealed:
            return [self._sealed[version][place] for place in places]
        return keys.ring().seal_many(keys.NUMBER, [self.texts[place] for place in places], version)


def look_up(documents: Texts, numbers: Texts) -> Known:
    """Who is known, for columns of document kinds and numbers."""
    return known(Numbers(documents, numbers))


def known(numbers: Numbers) -> Known:
    """Who is known."""
    asked: dict[bytes, int] = {}
    for version in keys.ring().versions:
        asked.update(zip(numbers.index(version), range(len(numbers.texts)), strict=True))
    ids = np.zeros(len(numbers.texts), dtype=np.int64)
    names = np.full(len(numbers.texts), "", dtype=object)
    sql = "SELECT id, name, number_index FROM people_person WHERE number_index"
    for pk, name, index in bulk.select_in(sql, list(asked)):
        place = asked[bytes(index)]
        ids[place], names[place] = pk, name
    return Known(ids[numbers.place], names[numbers.place])


def ensure(documents: Texts, numbers: Texts, names: Texts, run: int) -> np.ndarray:
    """Ids of all rows; whoever is not known is added under the name of their first row. In a transaction.

    A number that is known keeps the name on record: a caller who minds asks :func:`look_up` first.
    """
    hold()
    each = Numbers(documents, numbers)
    ids = known(each).ids
    new = ids == 0
    if new.any():
        ids[new] = add(each, new, names, run)
    return ids


def hold() -> int:
    """From here to the end of the transaction nobody else adds a person: what is not known stays so.

    Returns the version of the key in force.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("persons are added inside a transaction")
    row = KeyInForce.objects.select_for_update().filter(pk=1).first()
    if row is None:
        # makes it; only then, because it also shares the row, and two who share it would wait for each other for ever
        keys.in_force()
        row = KeyInForce.objects.select_for_update().get(pk=1)
    return int(row.version)


def add(
    numbers: Numbers, new: np.ndarray, names: Texts, run: int, more: Mapping[str, Sequence[Any]] | None = None
) -> np.ndarray:
    """Add the persons of the rows where ``new``, each under the name of its first row; gives the ids of these rows.

    For whoever holds (:func:`hold`) and has found them unknown: a number that is known breaks the unique index.
    more  further columns of the table, a value for each row
    """
    rows = np.flatnonzero(new)
    places, first, back = np.unique(numbers.place[rows], return_index=True, return_inverse=True)
    wanted, at = places.tolist(), rows[first].tolist()
    texts, version = [numbers.texts[place] for place in wanted], hold()
    index = numbers.index(version)
    ids = bulk.reserve(Person, len(texts))
    bulk.write(
        Person,
        {
            "id": ids, "name": [names[row] for row in at], "document": [text[:2] for text in texts],
            "born": _births(texts), "key_version": version, "since_run": run,
            "number_sealed": numbers.sealed(wanted, version), "number_index": [index[place] for place in wanted],
        }
        | {column: [values[row] for row in at] for column, values in (more or {}).items()},
    )  # fmt: skip
    return ids[back]


def find(document: str, number: str) -> Person | None:
    """The person with this document, if known."""
    return Person.objects.filter(number_index__in=keys.indexes(keys.NUMBER, _text(document, number))).first()


def number_of(person: Person) -> str:
    """The number in clear. For `people.looks` and for matching; never for a page by itself."""
    return keys.unseal(keys.NUMBER, bytes(person.number_sealed)).partition(":")[2]


def births(documents: Texts, numbers: Texts) -> np.ndarray:
    """The birthdays that numbers tell, ``datetime64[D]``; NaT where one tells none."""
    return _births([_text(document, number) for document, number in zip(documents, numbers, strict=True)])


def _text(document: str, number: str) -> str:
    return f"{document}:{number.strip().upper()}"


def _births(texts: list[str]) -> np.ndarray:
    """``datetime64[D]``, NaT where the number tells no day."""
    shaped = [text[3:] if text[:2] in BORN_IN_NUMBER and idcard.SHAPE.fullmatch(text[3:]) else "" for text in texts]
    found = np.full(len(texts), np.datetime64("NaT", "D"))
    told = np.array([bool(number) for number in shaped], dtype=bool)
    found[told] = idcard.births([number for number in shaped if number])
    return found
