"""Looking for every suspicion in classes: what `training.settling` flags an application by and shows beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from people import bulk
from people.models import Person
from training.suspicions import exams, lessons, trainees
from training.suspicions.asked import Asked, Row
from training.suspicions.declared import SUSPICIONS, Suspicion

SHOWN = 30  # rows of one suspicion that are shown
FIND: dict[str, Callable[[Asked], Iterator[Row]]] = {
    "X-HOURS": lessons.hours, "X-EXAM": exams.exam, "X-PASS": exams.passing, "X-SAME": lessons.same,
    "X-PHONE": trainees.phone, "X-WORKING": trainees.working, "X-ALIVE": trainees.alive, "X-TEACHER": lessons.teacher,
    "X-ROSTER": trainees.roster, "X-BURST": exams.burst, "X-LOOK": lessons.look,
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A suspicion about one class. ``rows``: whose it is ("" for nobody's) and in words; ``more``: rows not shown."""

    suspicion: Suspicion
    rows: list[tuple[str, str]]
    more: int


def found(subjects: Sequence[int], on: date) -> dict[int, dict[str, list[Row]]]:
    """Class → code → the rows it rests on, only where there are any. As many queries however many classes."""
    asked = Asked(subjects, on)
    rows: dict[int, dict[str, list[Row]]] = {}
    if len(asked.ids):
        for code, find in FIND.items():
            for row in find(asked):
                rows.setdefault(row.subject, {}).setdefault(code, []).append(row)
    return rows


def flagged(subjects: Sequence[int], on: date) -> dict[int, list[str]]:
    """Class → codes, in the order they are declared."""
    return {subject: [code for code in SUSPICIONS if code in codes] for subject, codes in found(subjects, on).items()}


def told(subject: int, on: date) -> list[Told]:
    """What is suspected of one class, in words for whoever reviews it."""
    codes = found([subject], on).get(subject, {})
    persons = np.unique([row.person for rows in codes.values() for row in rows if row.person]).astype(np.int64)
    names = dict(bulk.those(Person.objects.all(), persons).values_list("pk", "name"))
    return [
        Told(SUSPICIONS[code], [(names.get(row.person, ""), row.words) for row in codes[code][:SHOWN]],
             max(len(codes[code]) - SHOWN, 0))
        for code in SUSPICIONS if code in codes
    ]  # fmt: skip
