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


def look_up(documents: Texts, numbers: Texts) -> Known:
    """Who is known, for columns of document kinds and numbers."""
    place, unique = _unique(documents, numbers)
    found = _find(unique)
    ids = np.array([found.get(text, (0, ""))[0] for text in unique], dtype=np.int64)
    names = np.array([found.get(text, (0, ""))[1] for text in unique], dtype=object)
    return Known(ids[place], names[place])


def ensure(documents: Texts, numbers: Texts, names: Texts, run: int) -> np.ndarray:
    """Ids of all rows; whoever is not known is added under the name of their first row. In a transaction.

    A number that is known keeps the name on record: a caller who minds asks :func:`look_up` first.
    """
    hold()
    ids = look_up(documents, numbers).ids
    new = np.flatnonzero(ids == 0)
    if len(new):
        given = [[column[at] for at in new.tolist()] for column in (documents, numbers, names)]
        ids[new] = add(given[0], given[1], given[2], run)
    return ids


def hold() -> int:
    """From here to the end of the transaction nobody else adds a person: what :func:`look_up` says, stays so.

    Returns the version of the key in force.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("persons are added inside a transaction")
    keys.in_force()  # makes the row where there is none yet
    return int(KeyInForce.objects.select_for_update().get(pk=1).version)


def add(
    documents: Texts,
    numbers: Texts,
    names: Texts,
    run: int,
    more: Mapping[str, Sequence[Any] | np.ndarray] | None = None,
) -> np.ndarray:
    """Ids of new persons, one for each different number, under the name of its first row.

    For whoever holds (:func:`hold`) and has looked them up: a number that is known breaks the unique index.
    more  further columns of the table, a value for each row
    """  # fmt: skip
    place, texts = _unique(documents, numbers)
    first = np.full(len(texts), len(place), dtype=np.int64)
    np.minimum.at(first, place, np.arange(len(place)))
    version, ring = hold(), keys.ring()
    ids = bulk.reserve(Person, len(texts))
    bulk.write(
        Person,
        {
            "id": ids, "name": [names[at] for at in first.tolist()], "document": [text[:2] for text in texts],
            "born": _births(texts), "key_version": version, "since_run": run,
            "number_sealed": ring.seal_many(keys.NUMBER, texts, version),
            "number_index": ring.index_many(keys.NUMBER, texts, version),
        }
        | {column: [values[at] for at in first.tolist()] for column, values in (more or {}).items()},
    )  # fmt: skip
    return ids[place]


def find(document: str, number: str) -> Person | None:
    """The person with this document, if known."""
    return Person.objects.filter(number_index__in=keys.indexes(keys.NUMBER, _text(document, number))).first()


def number_of(person: Person) -> str:
    """The number in clear. For `people.looks` and for matching; never for a page by itself."""
    return keys.unseal(keys.NUMBER, bytes(person.number_sealed)).partition(":")[2]


def _text(document: str, number: str) -> str:
    return f"{document}:{number.strip().upper()}"


def _unique(documents: Texts, numbers: Texts) -> tuple[np.ndarray, list[str]]:
    texts = [_text(document, number) for document, number in zip(documents, numbers, strict=True)]
    place, unique = pd.factorize(np.array(texts, dtype=object))
    return place, list(unique)


def _find(texts: Sequence[str]) -> dict[str, tuple[int, str]]:
    ring = keys.ring()
    asked: dict[bytes, str] = {}
    for version in ring.versions:
        asked.update(zip(ring.index_many(keys.NUMBER, texts, version), texts, strict=True))
    rows = bulk.select_in("SELECT id, name, number_index FROM people_person WHERE number_index", list(asked))
    return {asked[bytes(index)]: (int(pk), name) for pk, name, index in rows}


def _births(texts: list[str]) -> np.ndarray:
    """``datetime64[D]``, NaT where the number tells no day."""
    shaped = [text[3:] if text[:2] in BORN_IN_NUMBER and idcard.SHAPE.fullmatch(text[3:]) else "" for text in texts]
    found = np.full(len(texts), np.datetime64("NaT", "D"))
    told = np.array([bool(number) for number in shaped])
    found[told] = idcard.births([number for number in shaped if number])
    return found
