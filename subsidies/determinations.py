"""What decisions leave behind: the rows that a batch of decisions adds, and what was decided last."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from people import bulk
from policy import Scheme, Sheet, decide
from subsidies import stored_facts
from subsidies.models import Determination, TermsSnapshot
from subsidies.sources import Batch

LAST = """
    SELECT id, person_id, subject, accepted, amount, review, failed, terms_id FROM subsidies_determination
    WHERE id IN (
        SELECT MAX(id) FROM subsidies_determination WHERE scheme = %s AND person_id BETWEEN %s AND %s
        GROUP BY person_id, subject
    )
"""
LAST_KINDS = {
    "id": "id", "person_id": "id", "subject": "id", "accepted": "flag", "amount": "fen", "review": "flag",
    "failed": "200", "terms_id": "64",
}  # fmt: skip
NEVER = 0


@dataclass(frozen=True)
class Circumstances:
    """Under which a determination is made: as of which day, knowing up to which import run, why, and when."""

    on: date
    run: int
    trigger: str
    at: datetime


class Decided:
    """A batch with its sheet; ``failed`` (codes parted by blanks) and ``terms`` (hashes) are object arrays of str."""

    def __init__(self, scheme: Scheme, batch: Batch):
        self.scheme, self.batch = scheme, batch
        self.sheet: Sheet = decide(scheme, batch.raw, batch.lists)
        self.failed = failed_codes(self.sheet)
        self.period = scheme.terms.index(self.sheet.facts.law_date)

    def __len__(self) -> int:
        return len(self.batch)

    @property
    def terms(self) -> np.ndarray:
        """The hash of the terms of each row."""
        hashes = [digest(self.scheme.terms.content(index)) for index in range(len(self.scheme.terms.periods))]
        return np.array([*hashes, hashes[0]], dtype=object)[self.period]


def failed_codes(sheet: Sheet) -> np.ndarray:
    """The codes of the checks that refuse each row, parted by blanks."""
    codes = [check.code for check in sheet.scheme.checks]
    where, unique = pd.factorize(sheet.refused_by)
    texts = [" ".join(code for bit, code in enumerate(codes) if bits >> bit & 1) for bits in unique.tolist()]
    return np.array(texts, dtype=object)[where]


def digest(content: Mapping[str, Any]) -> str:
    """The name of a snapshot: SHA-256 of its JSON with sorted keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def keep_terms(scheme: Scheme) -> None:
    """Store the snapshots of the scheme's terms that are not there yet."""
    contents = [scheme.terms.content(index) for index in range(len(scheme.terms.periods))]
    rows = [TermsSnapshot(hash=digest(content), scheme=scheme.code, content=content) for content in contents]
    known = set(TermsSnapshot.objects.filter(hash__in=[row.hash for row in rows]).values_list("hash", flat=True))
    TermsSnapshot.objects.bulk_create([row for row in rows if row.hash not in known], ignore_conflicts=True)


def last(scheme: Scheme, low: int, high: int) -> dict[str, np.ndarray]:
    """The last determination of each of these persons' subjects."""
    return bulk.read(LAST, LAST_KINDS, [scheme.code, low, high])


@dataclass(frozen=True)
class Noted:
    """``standing``: the id of the determination that stands for each row now, NEVER where there is none."""

    standing: np.ndarray
    written: int


def place_in(rows: Mapping[str, np.ndarray], batch: Batch) -> np.ndarray:
    """Where each subject of the batch stands among rows that have a ``person_id`` and a ``subject``; −1: nowhere."""
    there = pd.MultiIndex.from_arrays([rows["person_id"], rows["subject"]])
    return there.get_indexer(pd.MultiIndex.from_arrays([batch.person, batch.subject]))


def note(decided: Decided, before: Mapping[str, np.ndarray], under: Circumstances) -> Noted:
    """Write what is owed for the first time, and what was decided differently last time."""
    standing, place = _standing(decided, before)
    new = (decided.sheet.accepted & (standing == NEVER)) | _differs(decided, before, place)
    rows = np.flatnonzero(new)
    standing[rows] = add(decided, rows, under)
    return Noted(standing, len(rows))


def _standing(decided: Decided, before: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The last determination of each row: its id, and its place in ``before`` (−1 where there is none)."""
    place = place_in(before, decided.batch)
    return np.append(before["id"], NEVER)[place], place


def _differs(decided: Decided, before: Mapping[str, np.ndarray], place: np.ndarray) -> np.ndarray:
    differs = np.zeros(len(decided), dtype=bool)
    rows = np.flatnonzero(place >= 0)
    if len(rows):
        sheet, was = decided.sheet, {name: column[place[rows]] for name, column in before.items()}
        differs[rows] = (
            (was["accepted"] != sheet.accepted[rows])
            | (was["amount"] != sheet.payable[rows])
            | (was["review"] != sheet.review[rows])
            | (was["failed"] != decided.failed[rows].astype("S200"))
            | (was["terms_id"] != decided.terms[rows].astype("S64"))
        )
    return differs


def add(decided: Decided, rows: np.ndarray, under: Circumstances) -> np.ndarray:
    """Write a determination of each of the rows, whatever was decided last; gives their ids. In a transaction."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    sheet, ids = decided.sheet, bulk.reserve(Determination, len(rows))
    part = decided.batch.part(rows)
    bulk.write(
        Determination,
        {
            "id": ids, "scheme": decided.scheme.code, "person_id": part.person, "subject": part.subject,
            "on": under.on, "law_date": sheet.facts.law_date[rows], "facts": stored_facts.told(decided.scheme, part),
            "terms_id": decided.terms[rows], "rule_version": decided.scheme.version,
            "accepted": sheet.accepted[rows], "amount": sheet.payable[rows], "failed": decided.failed[rows],
            "review": sheet.review[rows], "trigger": under.trigger, "known_run": under.run, "made_at": under.at,
        },
    )  # fmt: skip
    return ids
