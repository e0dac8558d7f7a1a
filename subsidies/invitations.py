"""免申即享: who is told that something is owed, what for, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from people import bulk
from policy import Scheme
from subsidies.determinations import Circumstances, Decided, place_in
from subsidies.models import Invitation

THERE = """
    SELECT id, person_id, subject, (state = 'open') AS open, last_day, determination_id FROM subsidies_invitation
    WHERE scheme = %s AND person_id BETWEEN %s AND %s
"""
THERE_KINDS = {
    "id": "id", "person_id": "id", "subject": "id", "open": "flag", "last_day": "day", "determination_id": "id",
}  # fmt: skip
ELSEWHERE = "SELECT subject, id FROM subsidies_invitation WHERE scheme = '{scheme}' AND subject"
DEAD = """
    SELECT DISTINCT person_id FROM people_statusspan
    WHERE kind = 'dead' AND person_id BETWEEN %s AND %s AND began <= %s AND (ended IS NULL OR ended >= %s)
    AND since_run <= %s AND (until_run IS NULL OR until_run > %s)
"""
CLAIMED = """
    SELECT person_id, subject FROM subsidies_application
    WHERE scheme = %s AND person_id BETWEEN %s AND %s AND state NOT IN ('draft', 'refused', 'withdrawn')
"""
NEVER_REMINDED = 999


@dataclass(frozen=True)
class Invited:
    """How many invitations were written anew or again, changed, and closed."""

    opened: int
    changed: int
    closed: int


def there(scheme: Scheme, low: int, high: int) -> dict[str, np.ndarray]:
    """The invitations of these persons, open or not."""
    return bulk.read(THERE, THERE_KINDS, [scheme.code, low, high])


def dead(low: int, high: int, on: date, run: int) -> np.ndarray:
    """Ids of these persons who had died by that day."""
    return bulk.read(DEAD, {"person_id": "id"}, [low, high, on, on, run, run])["person_id"]


def claimed(scheme: Scheme, low: int, high: int) -> dict[str, np.ndarray]:
    """What these persons have asked for already, and was neither refused nor taken back."""
    return bulk.read(CLAIMED, {"person_id": "id", "subject": "id"}, [scheme.code, low, high])


def invite(
    decided: Decided,
    determinations: np.ndarray,
    last_days: np.ndarray,
    there: Mapping[str, np.ndarray],
    claimed: Mapping[str, np.ndarray],
    dead: np.ndarray,
    under: Circumstances,
) -> Invited:
    """One open invitation for each row that is owed something, none for any other, for what is asked for, or the dead.

    ``determinations``: the one that stands for each row; ``last_days``: to claim each.
    """
    sheet, batch = decided.sheet, decided.batch
    owed = sheet.accepted & (sheet.payable > 0) & ~np.isin(batch.person, dead) & (place_in(claimed, batch) < 0)
    place = place_in(there, batch)
    known, is_open = place >= 0, np.append(there["open"], False)[place]
    new = np.flatnonzero(owed & ~known)
    again = np.flatnonzero(owed & known & ~is_open)
    other = np.append(there["determination_id"], -1)[place] != determinations
    other |= np.append(there["last_day"], np.datetime64("NaT", "D"))[place] != last_days
    changed = np.flatnonzero(owed & is_open & other)
    closed = np.flatnonzero(~owed & is_open)

    ids = np.append(there["id"], -1)[place]
    ids[new] = _anothers(decided.scheme, batch.subject[new])
    fresh, taken = new[ids[new] < 0], new[ids[new] >= 0]
    again = np.concatenate([taken, again])
    told = {"amount": sheet.payable, "determination_id": determinations, "last_day": last_days}
    whose = {"person_id": batch.person, "subject": batch.subject} | told
    opening = {"state": Invitation.State.OPEN.value, "found_on": under.on, "reminded": NEVER_REMINDED}
    scheme = {"scheme": decided.scheme.code}
    bulk.write(Invitation, scheme | opening | {name: column[fresh] for name, column in whose.items()})
    bulk.update(Invitation, ids[closed], {"state": Invitation.State.CLOSED.value})  # before another takes it over
    bulk.update(Invitation, ids[changed], {name: column[changed] for name, column in told.items()})
    bulk.update(Invitation, ids[again], opening | {name: column[again] for name, column in whose.items()})
    return Invited(len(fresh) + len(again), len(changed), len(closed))


def _anothers(scheme: Scheme, subjects: np.ndarray) -> np.ndarray:
    """Ids of invitations to these subjects that somebody else had, before the register was corrected; −1 for most."""
    found = dict(bulk.select_in(ELSEWHERE.format(scheme=scheme.code), subjects.tolist()))
    return np.array([found.get(subject, -1) for subject in subjects.tolist()], dtype=np.int64)
