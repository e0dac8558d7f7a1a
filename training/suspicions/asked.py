"""The classes asked about, and how their rows are read: each statement once, however many classes there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from django.db import connection

from lib.days import chinese
from people import bulk
from training.filing.hours import clock
from training.suspicions import declared

CLASSES = """
    SELECT c.id, c.first_day AS first, c.last_day AS last, c.kind, c.occupation, c.level, c.organisation_id AS school
    FROM training_trainingclass c WHERE c.first_day IS NOT NULL AND c.last_day IS NOT NULL AND {among} ORDER BY c.id
"""
LINES = """
    SELECT n.id, n.of_id AS subject, n.person_id AS person, n.joined_on AS joined, n.left_on AS "left",
        (n.state = 'enrolled') AS here
    FROM training_enrolment n
    WHERE n.subsidised AND n.denied_at IS NULL AND n.state IN ('enrolled', 'left') AND {among} ORDER BY n.of_id, n.id
"""
# What the exam brought a class, by day, by whether it was passed, by whether anything is asked for the trainee.
SAT = """
    SELECT n.of_id AS subject, r.held_on AS day, r.passed, n.subsidised, COUNT(*) AS many
    FROM training_enrolment n JOIN training_examresult r ON r.enrolment_id = n.id AND r.voided_at IS NULL
    WHERE {among} GROUP BY n.of_id, r.held_on, r.passed, n.subsidised ORDER BY n.of_id, r.held_on
"""
SAT_KINDS = {"subject": "id", "day": "day", "passed": "flag", "subsidised": "flag", "many": "whole"}
WRITTEN = """
    SELECT s.of_id AS subject, a.session_id AS session, a.enrolment_id AS line, a.hours, a.how, s.day, s.begins, s.ends,
        {moment} AS moment
    FROM training_attendance a JOIN training_classsession s ON s.id = a.session_id
    WHERE s.state = 'planned' AND a.hours > 0 AND {among} ORDER BY s.of_id, s.day, s.begins, a.enrolment_id
"""
# Of each line: what was written of it, and by whom. A lesson's time is taken by the widest bounds of any class.
TALLY = """
    WITH s AS MATERIALIZED (
        SELECT s.id, s.of_id, {early} AS early, {late} AS late FROM training_classsession s
        WHERE s.state = 'planned' AND {among}
    )
    SELECT s.of_id AS subject, a.enrolment_id AS line, SUM(a.hours) AS hours, COUNT(*) AS many,
        COUNT(*) FILTER (WHERE a.how <> 'qr') AS hand, COUNT(*) FILTER (WHERE a.how <> 'workbook') AS noted,
        COUNT(*) FILTER (WHERE a.how <> 'workbook' AND (a.at < s.early OR a.at > s.late)) AS untimely
    FROM training_attendance a JOIN s ON s.id = a.session_id WHERE a.hours > 0 GROUP BY s.of_id, a.enrolment_id
"""
BEIJING = 8 * 3600  # seconds before Greenwich; no summer time since 1992
DAY = 86_400


@dataclass(frozen=True)
class Row:
    """One thing that a suspicion rests on. ``words``: what and when; ``person``: who, named where it is shown; 0 for
    nobody in particular."""

    subject: int
    words: str
    person: int = 0


@dataclass
class Asked:
    """``on``: the day it is asked, later than which nothing is looked at."""

    subjects: Sequence[int]
    on: date
    ids: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        ids = np.unique(np.array(self.subjects, dtype=np.int64))
        among, told = bulk.among("c.id", ids)
        rows = bulk.read(
            CLASSES.format(among=among),
            {"id": "id", "first": "day", "last": "day", "kind": "12", "occupation": "10", "level": "small",
             "school": "id"},
            {"among": told},
        )  # fmt: skip
        self.ids, self.first, self.last, self.school = rows["id"], rows["first"], rows["last"], rows["school"]
        self.kind, self.occupation, self.level = rows["kind"], rows["occupation"], rows["level"]

    def read(self, sql: str, kinds: dict[str, str], column: str, of: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """The rows of a SELECT whose ``{among}`` says that ``column`` is one of the classes, or of ``of``."""
        among, told = bulk.among(column, self.ids if of is None else of)
        return bulk.read(sql.replace("{among}", among), kinds, {"among": told})

    def place(self, subject: np.ndarray) -> np.ndarray:
        """Where each of these classes stands among those asked about."""
        return np.searchsorted(self.ids, subject)

    def figure(self, name: str) -> np.ndarray:
        """A figure of each class, as it stood on its first day."""
        return declared.figure(name, self.first)

    def sums(self, subject: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Of each class the sum of whole amounts."""
        return np.bincount(self.place(subject), amounts, len(self.ids)).astype(np.int64)

    def count(self, subject: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
        """How many of the rows are of each class."""
        return np.bincount(self.place(subject if rows is None else subject[rows]), minlength=len(self.ids))

    @cached_property
    def lines(self) -> dict[str, np.ndarray]:
        """Those a class is paid for, who left too: id, subject, person, joined, left, here."""
        kinds = {"id": "id", "subject": "id", "person": "id", "joined": "day", "left": "day", "here": "flag"}
        return self.read(LINES, kinds, "n.of_id")

    @cached_property
    def sat(self) -> dict[str, np.ndarray]:
        """What the exam brought: subject, day, passed, subsidised, and of how many."""
        return self.read(SAT, SAT_KINDS, "n.of_id")

    @cached_property
    def tally(self) -> dict[str, np.ndarray]:
        """Of each line what is written of its presence: hours in hundredths; how many lessons, how many of them by
        somebody's hand, how many noted on the spot (no workbook), and how many of these maybe not in their time."""
        kinds = {"subject": "id", "line": "id"}
        kinds |= dict.fromkeys(("hours", "many", "hand", "noted", "untimely"), "whole")
        early, late = (int(self.figure(name).min(initial=0)) for name in ("early", "late"))
        day = moment("s.day")
        sql = TALLY.replace("{early}", instant(f"{day} + s.begins * 60 - {early * 60 + BEIJING}"))
        sql = sql.replace("{late}", instant(f"{day} + s.ends * 60 + {late * DAY - BEIJING}"))
        return self.read(sql, kinds, "s.of_id")

    def written(self, of: np.ndarray) -> dict[str, np.ndarray]:
        """Who is written down as present in which lesson of some of the classes: hours in hundredths; ``moment``: when
        it was written."""
        kinds = {
            "subject": "id", "session": "id", "line": "id", "hours": "whole", "how": "8", "day": "day",
            "begins": "small", "ends": "small", "moment": "id",
        }  # fmt: skip
        return self.read(WRITTEN.replace("{moment}", moment("a.at")), kinds, "s.of_id", of)


def moment(column: str) -> str:
    """SQL for a timestamp as whole seconds since 1970, as :func:`bulk.read` can give it."""
    if connection.vendor == "postgresql":
        return f"EXTRACT(EPOCH FROM {column})::bigint"
    return f"CAST(strftime('%%s', {column}) AS INTEGER)"


def instant(seconds: str) -> str:
    """SQL for whole seconds since 1970 as a timestamp, to compare with one that is stored."""
    return f"to_timestamp({seconds})" if connection.vendor == "postgresql" else f"datetime({seconds}, 'unixepoch')"


def seconds(day: np.ndarray, minute: np.ndarray) -> np.ndarray:
    """A minute of a day here, as seconds since 1970."""
    return day.astype(np.int64) * DAY + minute.astype(np.int64) * 60 - BEIJING


def moment_words(at: int) -> str:
    """2027年1月4日 9:05."""
    day, second = divmod(at + BEIJING, DAY)
    return f"{chinese(np.datetime64(day, 'D'))} {clock(second // 60)}"


def lesson_words(day: np.datetime64, begins: int, ends: int) -> str:
    """2027年1月4日 9:00–11:15."""
    return f"{chinese(day)} {clock(begins)}–{clock(ends)}"


def groups(*keys: np.ndarray) -> Iterator[np.ndarray]:
    """The rows that have all keys the same, in order of the keys."""
    if not len(keys[0]):
        return
    order = np.lexsort(keys[::-1])
    changes = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    yield from np.split(order, np.flatnonzero(changes) + 1)
