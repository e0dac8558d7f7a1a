"""Brings the sound rows of a roster in: in the transaction of the run, with an event for each class."""

from collections import Counter
from datetime import date

import numpy as np

from lib.feed import Part
from people import bulk, identities, keys, named
from people.actor import actor_of
from records import events
from records.models import ImportRun
from subsidies import timetable
from training.filing.actions import chain
from training.filing.judge import STANDING
from training.models import Enrolment
from training.roster.judging import Judged
from training.scheme import TRAINING


def write(part: Part, judged: Judged, run: int) -> None:
    """Persons nobody knew, new lines, changed lines, lines that end; and who is taken up by it."""
    asked = part.asked
    assert asked is not None
    coming, changing = judged.do == "add", judged.do == "change"
    new = (coming | changing) & (judged.person <= 0)
    if new.any():
        judged.person[new] = identities.add(named.numbers_of(part), new, part["name"], 0)
    owners = np.array([one.pk for one in judged.classes], dtype=np.int64)[np.maximum(judged.place, 0)]
    _add(judged, coming, owners, asked.on)
    _change(judged, changing)
    leaving = judged.do == "withdraw"
    bulk.update(
        Enrolment, judged.line[leaving], {"state": "left", "left_on": asked.on, "left_why": "名册里撤去"}
    )  # fmt: skip
    _take(judged, coming | changing, leaving, owners)
    _tell(judged, owners, run)


def _add(judged: Judged, which: np.ndarray, owners: np.ndarray, on: date) -> None:
    if not which.any():
        return
    bulk.write(Enrolment, {
        "of_id": owners[which], "person_id": judged.person[which], "group": judged.group[which],
        "subsidised": judged.subsidised[which], "phone_sealed": _sealed(judged.phone[which]),
        "phone_index": judged.index[which].tolist(), "source": "roster", "state": "enrolled", "joined_on": on,
        "left_why": "",
    })  # fmt: skip


def _change(judged: Judged, which: np.ndarray) -> None:
    if which.any():
        bulk.update(Enrolment, judged.line[which], {
            "person_id": judged.person[which], "group": judged.group[which].tolist(),
            "subsidised": judged.subsidised[which].tolist(), "phone_sealed": _sealed(judged.phone[which]),
            "phone_index": judged.index[which].tolist(), "state": ["enrolled"] * int(which.sum()),
        })  # fmt: skip


def _sealed(phone: np.ndarray) -> list[bytes | None]:
    ring, version = keys.ring(), keys.in_force()
    sealed = iter(ring.seal_many(keys.PHONE, [text for text in phone.tolist() if text], version))
    return [next(sealed) if text else None for text in phone.tolist()]


def _take(judged: Judged, coming: np.ndarray, leaving: np.ndarray, owners: np.ndarray) -> None:
    """Who comes into a class that stands is taken up by it; who leaves it, or whose line is another's now, no more."""
    standing = np.array([one.state in STANDING for one in judged.classes], dtype=bool)[np.maximum(judged.place, 0)]
    swapped = (judged.do == "change") & (judged.was != judged.person)
    gone = np.flatnonzero((leaving | swapped) & standing)
    timetable.drop(scheme=TRAINING.code, owners=owners[gone], persons=judged.was[gone])
    here = np.flatnonzero(coming & standing)
    timetable.take(scheme=TRAINING.code, owners=owners[here], persons=judged.person[here])


def _tell(judged: Judged, owners: np.ndarray, run: int) -> None:
    """An event for each class that was changed: how many, by which file."""
    kept = ImportRun.objects.get(pk=run)
    counted = Counter(
        (owner, do) for owner, do in zip(owners.tolist(), judged.do.tolist(), strict=True) if do not in ("", "same")
    )
    by_what: dict[tuple, list[str]] = {}
    for owner in sorted({owner for owner, _ in counted}):
        what = tuple(counted.get((owner, do), 0) for do in ("add", "change", "withdraw"))
        by_what.setdefault(what, []).append(chain(owner))
    actor = actor_of(kept.started_by) if kept.started_by else None
    for (added, changed, withdrawn), chains in by_what.items():
        events.add_many(
            chains, "roster", by=actor, at=kept.confirmed_at or kept.created_at,
            data={"run": run, "added": added, "changed": changed, "withdrawn": withdrawn},
        )  # fmt: skip
