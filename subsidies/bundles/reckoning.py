"""What everybody of some subjects is due today, and how much of it stands on lines already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from people import bulk
from policy import Scheme, scheme_of
from policy.decide import WAIVED
from subsidies import determinations, sources
from subsidies.determinations import Circumstances, Decided
from subsidies.handling import handling_of
from subsidies.models.notices import NoticeLine
from subsidies.sources import Claims

NONE = 0
# What lines ask for or were paid, less what is to come back; an open line counts but for those of one application.
STANDING = """
    SELECT e.id AS entitlement, e.person_id AS person, a.subject, SUM(
        CASE WHEN l.state <> 'open' THEN COALESCE(o.owed, 0) + COALESCE(o.paid, 0)
        WHEN l.application_id <> %(without)s THEN l.amount ELSE 0 END
    ) AS amount,
    MAX(CASE WHEN l.application_id = %(without)s OR l.kind = 'advance' THEN 0 ELSE 1 END) AS elsewhere,
    MAX(CASE WHEN l.application_id <> %(without)s AND l.kind = 'advance' THEN 1 ELSE 0 END) AS advanced
    FROM subsidies_line l
    JOIN subsidies_application a ON a.id = l.application_id
    JOIN subsidies_entitlement e ON e.id = l.entitlement_id
    LEFT JOIN treasury_obligation o ON o.line = l.id
    WHERE a.scheme = %(scheme)s AND l.state <> 'closed' AND a.organisation_id IS NOT NULL AND {among}
    GROUP BY e.id, e.person_id, a.subject ORDER BY e.id
"""
KINDS = {"entitlement": "id", "person": "id", "subject": "id", "amount": "fen", "elsewhere": "flag", "advanced": "flag"}
# Rights of the same persons that are alive, whatever they are for.
ALIVE = """
    SELECT id, person_id AS person, family, skill, COALESCE(common, '') AS common FROM subsidies_entitlement
    WHERE alive AND {among}
"""
UPHELD = f"""
    SELECT e.person_id AS person, a.subject FROM subsidies_noticeline n
    JOIN subsidies_line l ON l.id = n.line_id JOIN subsidies_entitlement e ON e.id = l.entitlement_id
    JOIN subsidies_application a ON a.id = l.application_id
    WHERE n.outcome = '{NoticeLine.Outcome.UPHELD}' AND a.scheme = %(scheme)s AND {{among}}
"""


@dataclass(frozen=True)
class Reckoned:
    """A row for each member of each subject that was asked for, aligned.

    person, subject   int64 ids
    due               fen that the rule pays now, whatever was paid before; of a subject that had its advance, and is
                      not to be settled yet, what stands
    final             bool: it is settled; else paid in advance
    standing          fen that lines ask for or that were paid and stay paid
    entitlement       the right that its lines are under; NONE where there is none yet
    elsewhere         bool: it was settled in another application than the one that is being decided
    clashes           bool: what it is for is had, or asked for, under another right
    upheld            bool: an objection to a line of it was found right
    """

    scheme: Scheme
    decided: Decided
    person: np.ndarray
    subject: np.ndarray
    due: np.ndarray
    final: np.ndarray
    standing: np.ndarray
    entitlement: np.ndarray
    elsewhere: np.ndarray
    clashes: np.ndarray
    upheld: np.ndarray
    skill: np.ndarray
    common: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    @property
    def owed(self) -> np.ndarray:
        """Fen to ask for: what is due and does not stand yet. Below zero: what is to come back."""
        more = self.due - self.standing
        return np.where((more > 0) & (self.clashes | self.upheld), 0, more)

    def written(self, rows: np.ndarray, under: Circumstances) -> np.ndarray:
        """A determination of each of the rows; their ids. In a transaction."""
        determinations.keep_terms(self.scheme)
        return determinations.add(self.decided, rows, under)


def reckon(
    code: str, subjects: Sequence[int], on: date, *, without: int = NONE, waived: Sequence[str] = ()
) -> Reckoned | None:
    """Everybody of these subjects decided as of a day by all that is known now; None where there is nobody.

    without  an application whose own open lines do not count as standing
    waived   the checks that are let pass
    """
    scheme, handling = scheme_of(code), handling_of(code)
    person, subject = handling.members(np.unique(np.array(subjects, dtype=np.int64)))
    if not len(person):
        return None
    claims = Claims(person, subject, np.full(len(person), on, dtype="M8[D]"))
    batch = sources.gather(scheme, int(person.min()), int(person.max()), on, sources.known_now(), claims)
    if waived:
        batch = batch.with_fact(WAIVED, np.full(len(batch), " ".join(waived), dtype=object))
    decided = Decided(scheme, batch)
    skill, common = handling.keys(batch)
    told = _Stood(scheme, batch.person, batch.subject, without)
    entitlement, standing, elsewhere, advanced = told.standing()
    if handling.nets:  # it is the subject that is settled
        elsewhere = np.isin(batch.subject, batch.subject[elsewhere])
    entitlement = np.where(entitlement == NONE, handling.rights(batch.person, batch.subject), entitlement)
    due, final = handling.due(decided)
    due = np.where(~final & np.isin(batch.subject, batch.subject[advanced]), standing, due)
    return Reckoned(
        scheme, decided, batch.person, batch.subject, due, final, standing, entitlement, elsewhere,
        told.clashing(entitlement, handling.family, skill, common), told.upheld(), skill, common,
    )  # fmt: skip


class _Stood:
    """What the lines and the rights of these persons say."""

    def __init__(self, scheme: Scheme, person: np.ndarray, subject: np.ndarray, without: int):
        self._person, self._subject = person, subject
        among, told = bulk.among("a.subject", np.unique(subject))
        self._told: dict[str, Any] = {"scheme": scheme.code, "without": without, "among": told}
        self._rows = self._read(STANDING, KINDS, among)
        self._among = among

    def _read(self, sql: str, kinds: dict[str, str], among: str) -> dict[str, np.ndarray]:
        return bulk.read(sql.replace("{among}", among), kinds, self._told)

    def standing(self) -> tuple[np.ndarray, ...]:
        """The right of each row, what stands on its lines, and whether it was settled, and paid in advance, in other
        applications."""
        place = _place(self._rows, self._person, self._subject)
        return tuple(
            np.append(self._rows[name], nothing)[place]
            for name, nothing in (("entitlement", NONE), ("amount", 0), ("elsewhere", False), ("advanced", False))
        )

    def clashing(self, own: np.ndarray, family: str, skill: np.ndarray, common: np.ndarray) -> np.ndarray:
        """Is what each row is for had under a right that is not its own?"""
        among, told = bulk.among("person_id", np.unique(self._person))
        kinds = {"id": "id", "person": "id", "family": "10", "skill": "40", "common": "40"}
        rows = bulk.read(ALIVE.replace("{among}", among), kinds, {"among": told})
        taken: dict[tuple[int, bytes, str], set[int]] = {}
        for pk, person, of, key, shared in zip(*(rows[name].tolist() for name in kinds), strict=True):
            taken.setdefault((person, of, key.decode()), set()).add(pk)
            if shared:
                taken.setdefault((person, b"", shared.decode()), set()).add(pk)
        mine = family.encode()
        return np.array(
            [
                bool((taken.get((person, mine, key), NOBODY) | taken.get((person, b"", shared), NOBODY)) - {right})
                for person, key, shared, right in zip(
                    self._person.tolist(), skill.tolist(), common.tolist(), own.tolist(), strict=True
                )
            ],
            dtype=bool,
        )

    def upheld(self) -> np.ndarray:
        rows = self._read(UPHELD, {"person": "id", "subject": "id"}, self._among)
        found = set(zip(rows["person"].tolist(), rows["subject"].tolist(), strict=True))
        pairs = zip(self._person.tolist(), self._subject.tolist(), strict=True)
        return np.array([pair in found for pair in pairs], dtype=bool)


NOBODY: frozenset[int] = frozenset()


def _place(rows: dict[str, np.ndarray], person: np.ndarray, subject: np.ndarray) -> np.ndarray:
    """Where each (person, subject) stands among the rows; −1: nowhere."""
    there = {
        pair: place for place, pair in enumerate(zip(rows["person"].tolist(), rows["subject"].tolist(), strict=True))
    }
    pairs = zip(person.tolist(), subject.tolist(), strict=True)
    return np.array([there.get(pair, -1) for pair in pairs], dtype=np.int64)


def circumstances(on: date, at: datetime, trigger: str) -> Circumstances:
    """As of a day, by all that is known now."""
    return Circumstances(on, sources.known_now(), str(trigger), at)
