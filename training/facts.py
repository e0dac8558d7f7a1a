"""From the database to the raw facts of 机构培训补贴: classes, and as many of their trainees as are asked for.

What stands for what, where the texts are silent:

- a trainee may be of several groups: the first that the kind of training takes stands, where a register proves it;
  创业培训 alone also takes what the institution says (a graduate of earlier years, the head of a young firm): no
  register here knows it: a person looks at these (`P-PROOF`);
- 本市参保 is any insurance in the month of the first day; a month not posted yet is read as the last that is;
- what a class has not proved yet (attendance, the exam) is taken to come: the line says so where it is shown;
- of earlier payments: see `certificates.earlier`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from certificates import earlier
from certificates.payments import SCHEMES
from lib.months import months_of
from lib.spans import OPEN_END, Spans
from people import bulk
from people.models import StatusSpan
from policy import Raw
from training import queries
from training.derive import GROUPS, KINDS
from training.models import TrainingClass
from training.scheme import TRAINING

_PLACES = {group: place for place, group in enumerate(GROUPS)}
PROVED_BY = {
    StatusSpan.Kind.UNEMPLOYED: "unemployed", StatusSpan.Kind.RURAL: "rural", StatusSpan.Kind.GRADUATE: "graduate",
    StatusSpan.Kind.HARDSHIP: "hardship",
}  # fmt: skip
SAID_ONLY = ("graduate", "startup-head")  # what 创业培训 takes on the institution's word, and a person looks at
NOT_YET = ("TR-ATTEND", "TR-PASS")  # what a class that has not ended cannot have proved

KNOWN = "until_run IS NULL"
BORN = "SELECT id, born FROM people_person WHERE {among}"
INSURANCE = f"SELECT person_id, first_month, last_month FROM people_insurancespan WHERE {KNOWN} AND {{among}}"
STATUSES = f"SELECT person_id, kind, began, ended FROM people_statusspan WHERE {KNOWN} AND {{among}}"
POSTED = "SELECT day FROM people_trueto WHERE kind = 'insurance' ORDER BY run DESC LIMIT 1"


def class_facts(one: TrainingClass, on: date) -> dict[str, Any]:
    """The facts of one class; see :func:`classes_facts`."""
    return classes_facts([one], on)[0]


def classes_facts(classes: Sequence[TrainingClass], on: date) -> list[dict[str, Any]]:
    """The facts of classes, as the estimate API takes them, with their ``course`` at hand. One query.

    The published list is read as it stood on each class's first day. ``on`` stands for a day there is not yet.
    """
    on_list = queries.Listed({one.organisation_id for one in classes})
    return [_of_class(one, on_list, on) for one in classes]


def _of_class(one: TrainingClass, on_list: queries.Listed, on: date) -> dict[str, Any]:
    first = one.first_day or on
    row = on_list.row(one.organisation_id, one.kind, first, one.occupation, one.level, one.startup)
    return {
        "kind": one.kind, "occupation": one.occupation or None, "level": one.level or None,
        "category": (row or one.course).category or None, "course": one.startup or None, "urgent": None,
        "filed_on": one.filed_on or on, "first_day": first, "last_day": one.last_day or first, "settled_on": None,
        "listed": row is not None, "planned_hours": one.hours / 100,
        "minimum_hours": (row or one.course).minimum_hours, "longest_day_hours": one.longest_day / 100,
    }  # fmt: skip


def trainees(
    persons: np.ndarray,
    said: np.ndarray,
    of: np.ndarray,
    classes: Sequence[dict[str, Any]],
    overlaps: np.ndarray,
    subjects: np.ndarray | None = None,
) -> tuple[Raw, dict[str, Raw]]:
    """Raw facts of people in classes, a row each.

    persons   ids; 0 for somebody no register knows
    said      what the institution says each is: words of GROUPS, "" for nothing
    of        place of each row's class in ``classes``, which are as :func:`class_facts` gives them
    overlaps  bool: known to be elsewhere at the same hour
    subjects  id of each row's class, where it may have been settled already
    """
    raw: dict[str, Any] = {
        name: np.array([one[name] for one in classes], dtype=object)[of] for name in (classes[0] if classes else ())
    }
    first = np.array([one["first_day"] for one in classes], dtype="M8[D]")[of]
    kind = np.array([list(KINDS).index(one["kind"]) for one in classes], dtype=np.int64)[of]
    asked = _Asked(persons)
    groups = _groups(asked, persons, first, kind, said)
    paid, years, row = earlier.beside(TRAINING.code, persons, subjects)
    raw |= {
        "group": of, "trainee_group": groups["group"], "birth_date": _births(asked, persons, first),
        "draws_pension": groups["pension"], "attended_hours": raw["planned_hours"],
        "passed": np.ones(len(persons), dtype=bool), "certificate_on": None, "in_work_on": None,
        "subsidised_this_year": _this_year(paid, years, row, first), "overlaps": overlaps,
    }  # fmt: skip
    raw |= {name: np.full(len(persons), np.datetime64("NaT", "D")) for name in ("certificate_on", "in_work_on")}
    return raw, {"paid": {"row": row, **paid}}


class _Asked:
    """The persons asked for, each once."""

    def __init__(self, persons: np.ndarray):
        self.ids = np.unique(persons[persons > 0])

    def read(self, sql: str, kinds: dict[str, str], column: str = "person_id") -> dict[str, np.ndarray]:
        condition, told = bulk.among(column, self.ids)
        return bulk.read(sql.replace("{among}", condition), kinds, {"among": told})


def _births(asked: _Asked, persons: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Whose number tells no birthday (a passport) is taken to be old enough; whoever is unknown, too."""
    rows = asked.read(BORN, {"id": "id", "born": "day"}, "id")
    order = np.argsort(rows["id"])
    ids, born = rows["id"][order], rows["born"][order]
    place = np.minimum(np.searchsorted(ids, persons), max(len(ids) - 1, 0))
    known = (ids[place] == persons) if len(ids) else np.zeros(len(persons), dtype=bool)
    found = np.full(len(persons), np.datetime64("NaT", "D"))
    found[known] = born[place[known]]
    return np.where(np.isnat(found), first - np.timedelta64(30 * 365, "D"), found)


def _groups(
    asked: _Asked, persons: np.ndarray, first: np.ndarray, kind: np.ndarray, said: np.ndarray
) -> dict[str, np.ndarray]:
    rows = asked.read(STATUSES, {"person_id": "id", "kind": "10", "began": "day", "ended": "day"})
    day = first.astype(np.int64)
    holds: dict[str, np.ndarray] = {}
    for status in (*PROVED_BY, StatusSpan.Kind.PENSION):
        of_it = rows["kind"] == str(status.value).encode()
        ended = np.where(np.isnat(rows["ended"]), OPEN_END, rows["ended"].astype(np.int64))
        spans = Spans(rows["person_id"][of_it], rows["began"].astype(np.int64)[of_it], ended[of_it])
        holds[PROVED_BY.get(status, "pension")] = spans.covers(persons, day)
    insured = asked.read(INSURANCE, {"person_id": "id", "first_month": "whole", "last_month": "whole"})
    order = np.argsort(insured["person_id"], kind="stable")
    spans = Spans(*(insured[name][order] for name in ("person_id", "first_month", "last_month")))
    holds["insured"] = spans.covers(persons, np.minimum(months_of(first), _posted()))
    group = np.full(len(persons), _PLACES["other"], dtype=np.int8)
    for number, name in enumerate(KINDS):
        mine = kind == number
        if name == "startup":
            for word in SAID_ONLY:
                group[mine & (said == word)] = _PLACES[word]
        for word in reversed(_allowed(name)):  # the first stands
            if word in holds:
                group[mine & holds[word]] = _PLACES[word]
    return {"group": group, "pension": holds["pension"]}


def _allowed(kind: str) -> list[str]:
    """The groups some terms let in; whether those of the day do, the rule says."""
    return [
        word for place, word in enumerate(GROUPS)
        if any(period.groups[np.array([list(KINDS).index(kind)]), np.array([place])][0]
               for period in TRAINING.terms.periods)
    ]  # fmt: skip


def _posted() -> int:
    day = bulk.read(POSTED, {"day": "day"})["day"]
    return int(months_of(day + np.timedelta64(1, "D"))[0]) - 1 if len(day) else OPEN_END


def _this_year(
    paid: dict[str, np.ndarray], years: np.ndarray, row: np.ndarray, first: np.ndarray
) -> np.ndarray:  # fmt: skip
    training = paid["scheme"] == list(SCHEMES).index(TRAINING.code)
    same_year = years.astype("M8[Y]") == first[row].astype("M8[Y]")
    return np.bincount(row[training & same_year], minlength=len(first))
