"""What people were paid before, by other systems and by this one, as every scheme's facts list it.

- A payment by another system counts in the year it was paid, because the day of what it was for is not known.
- What we pay ourselves counts once for each right, in the year of the law date it was decided by; a right that is
  decided again is not refused for one that was taken up after it.
"""

from typing import Any

import numpy as np

from certificates.payments import SCHEMES
from people import bulk

PAYMENTS = """
    SELECT person_id, scheme, occupation, level, paid_on FROM subsidies_earlierpayment
    WHERE until_run IS NULL AND {among} ORDER BY id
"""
OURS = """
    SELECT e.id AS entitlement, e.person_id, MIN(a.scheme) AS scheme, MIN(a.subject) AS subject, e.skill,
        MIN(d."on") AS "on", MIN(d.law_date) AS law_date,
        MAX(CASE WHEN l.state IN ('batched', 'paid', 'failed') THEN 1 ELSE 0 END) AS counts
    FROM (SELECT id, person_id, skill FROM subsidies_entitlement WHERE alive AND {among}) e
    JOIN subsidies_line l ON l.entitlement_id = e.id AND l.state <> 'closed'
    JOIN subsidies_application a ON a.id = l.application_id
    JOIN subsidies_determination d ON d.id = l.determination_id
    GROUP BY e.id, e.person_id, e.skill ORDER BY e.id
"""
OURS_KINDS = {
    "entitlement": "id", "person_id": "id", "scheme": "2", "subject": "id", "skill": "40", "on": "day",
    "law_date": "day", "counts": "flag",
}  # fmt: skip
PAYMENTS_KINDS = {"person_id": "id", "scheme": "2", "occupation": "10", "level": "small", "paid_on": "day"}


def _read(sql: str, kinds: dict[str, str], ids: np.ndarray) -> dict[str, np.ndarray]:
    among, told = bulk.among("person_id", ids)
    return bulk.read(sql.replace("{among}", among), kinds, {"among": told})


def beside(
    scheme: str, persons: np.ndarray, subjects: np.ndarray | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Earlier payments of persons (ids; 0 for somebody unknown), theirs and ours: as columns of PAID, the day whose
    year each counts in, and the row each stands beside. Two queries.

    subjects  id of what each row is decided for under ``scheme``, where that may have been paid for already
    """
    subjects = np.zeros(len(persons), dtype=np.int64) if subjects is None else subjects
    ids = np.unique(persons[persons > 0])
    theirs, ours = _read(PAYMENTS, PAYMENTS_KINDS, ids), _read(OURS, OURS_KINDS, ids)
    skills = [skill.decode().partition("/") for skill in ours["skill"].tolist()]
    occupation = [code.decode() for code in theirs["occupation"].tolist()] + [code for code, _, _ in skills]
    level = [*theirs["level"].tolist(), *(int(level) if level.isdecimal() else 0 for _, _, level in skills)]
    schemes = [list(SCHEMES).index(code.decode()) for code in (*theirs["scheme"].tolist(), *ours["scheme"].tolist())]
    item, row = _rows_of(np.concatenate([theirs["person_id"], ours["person_id"]]), persons)
    told = _counted(scheme, item - len(theirs["person_id"]), row, ours, subjects)
    item, row = item[told], row[told]
    table: dict[str, tuple[Any, Any]] = {
        "scheme": (schemes, np.int8), "occupation": (occupation, object), "level": (level, np.int8),
        "paid_on": (np.concatenate([theirs["paid_on"], ours["on"]]), "M8[D]"),
    }  # fmt: skip
    paid = {name: np.array(values, dtype=kind)[item] for name, (values, kind) in table.items()}
    return paid, np.concatenate([theirs["paid_on"], ours["law_date"]])[item], row


def _rows_of(owner: np.ndarray, persons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each item as often as its owner stands among the persons: its place, and the row it stands beside."""
    order = np.argsort(persons, kind="stable")
    in_order = persons[order]
    begin = np.searchsorted(in_order, owner, side="left")
    times = np.searchsorted(in_order, owner, side="right") - begin
    item = np.repeat(np.arange(len(owner)), times)
    place = np.repeat(begin - (np.cumsum(times) - times), times) + np.arange(len(item))
    return item, order[place]


def _counted(
    scheme: str, nth: np.ndarray, row: np.ndarray, ours: dict[str, np.ndarray], subjects: np.ndarray
) -> np.ndarray:
    """Which items count for the row they stand beside. ``nth``: of ours; below zero theirs, which all do.

    Of ours those that money was given out for, but not the row's own right, nor one that was taken up after it.
    """
    if not len(ours["entitlement"]):
        return np.ones(len(nth), dtype=bool)
    mine = nth >= 0
    at = np.maximum(nth, 0)
    entitlement = ours["entitlement"][at]
    own = mine & (ours["scheme"] == scheme.encode())[at] & (ours["subject"][at] == subjects[row])
    taken_up = np.full(len(subjects), np.iinfo(np.int64).max)
    np.minimum.at(taken_up, row[own], entitlement[own])
    return ~mine | (ours["counts"][at] & (entitlement < taken_up[row]))
