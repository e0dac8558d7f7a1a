"""Trainees of classes as they are settled: what :mod:`training.facts` gathers, and what is proved by that day.

What stands for what, where the texts are silent:

- the certificate is the earliest of that occupation and level that stands in the register, from the last day on; of a
  class for founders the completion certificate that the class itself issued;
- in work is the first day of a relation with an employer that is not the institution (灵活就业 has none), after the
  last day; where the relation tells no day, the first of its first month. For founders it is the day their firm was
  founded: they are insured with a firm whose head has their name;
- a trainee who left counts with what was attended until then; a line that its person denies counts nothing until it is
  looked into.
"""

from datetime import date
from typing import Any

import numpy as np

from occupations.queries import atlas
from people import bulk
from subsidies import timetable
from subsidies.sources import Batch, Claims
from training.facts import classes_facts, trainees
from training.lessons.attended import attended_in
from training.models import TrainingClass
from training.results.queries import passed_of
from training.scheme import TRAINING

NEVER = np.datetime64("NaT", "D")
MONTH_ZERO = np.datetime64("0000-01", "M")
# Of each person of a class the last line: who left may have come back.
MEMBERS = """
    SELECT n.id, n.person_id, n.of_id AS subject, n."group" AS said,
        (n.denied_at IS NULL) AS stands
    FROM training_enrolment n
    WHERE n.id IN (
        SELECT MAX(m.id) FROM training_enrolment m
        WHERE m.subsidised AND m.state IN ('enrolled', 'left') AND m.person_id BETWEEN %(low)s AND %(high)s AND {among}
        GROUP BY m.of_id, m.person_id
    )
    ORDER BY n.of_id, n.id
"""
SIZES = """
    SELECT n.of_id AS subject, COUNT(*) AS size FROM training_enrolment n
    WHERE n.state = 'enrolled' AND n.denied_at IS NULL AND {among} GROUP BY n.of_id
"""
CERTIFICATES = """
    SELECT c.person_id, c.occupation, c.level, c.issued_on FROM certificates_certificate c
    WHERE c.until_run IS NULL AND c.person_id IN (SELECT n.person_id FROM training_enrolment n WHERE {among})
"""
EMPLOYED = """
    SELECT s.person_id, s.employer_code, s.relation_began AS began, s.first_month FROM people_insurancespan s
    WHERE s.until_run IS NULL AND s.employer_kind <> 'F'
        AND s.person_id IN (SELECT n.person_id FROM training_enrolment n WHERE {among})
"""
FOUNDED = """
    SELECT s.person_id, o.founded AS day FROM people_insurancespan s
    JOIN people_organisation o ON o.code = s.employer_code AND o.founded IS NOT NULL
    JOIN people_person p ON p.id = s.person_id AND p.name = o.legal_head
    WHERE s.until_run IS NULL AND s.person_id IN (SELECT n.person_id FROM training_enrolment n WHERE {among})
"""
SCHOOLS = """
    SELECT c.id, o.code FROM training_trainingclass c JOIN people_organisation o ON o.id = c.organisation_id
    WHERE {among}
"""


class _Classes:
    """The classes asked for, and how their rows are read."""

    def __init__(self, ids: np.ndarray):
        self.ids = np.unique(ids)

    def read(self, sql: str, kinds: dict[str, str], column: str = "n.of_id", **more: Any) -> dict[str, np.ndarray]:
        among, told = bulk.among(column, self.ids)
        return bulk.read(sql.replace("{among}", among), kinds, {"among": told, **more})

    def facts(self, on: date) -> list[dict[str, Any]]:
        rows = bulk.those(TrainingClass.objects.select_related("course"), self.ids).order_by("pk")
        return classes_facts(list(rows), on)


def gather(low: int, high: int, on: date, run: int, only: Claims | None = None) -> Batch:
    """See `subsidies.sources.Source`: ``subject`` is the class. Each is settled as of its own day."""
    assert only is not None, "nobody is looked for: institutions settle"
    classes = _Classes(only.subject)
    members = classes.read(
        MEMBERS, {"id": "id", "person_id": "id", "subject": "id", "said": "12", "stands": "flag"}, "m.of_id",
        low=low, high=high,
    )  # fmt: skip
    persons, subjects = members["person_id"], members["subject"]
    of = np.searchsorted(classes.ids, subjects)
    facts = classes.facts(on)
    said = np.array([text.decode() for text in members["said"].tolist()], dtype=object)
    raw, lists = trainees(persons, said, of, facts, _overlaps(classes, persons, subjects), subjects)
    days = np.full(len(persons), on, dtype="M8[D]")
    settled = only.days_of(persons, subjects, days)
    batch = Batch(persons, subjects, dict(raw) | _proved(classes, members, raw) | {"settled_on": settled}, lists)
    return batch.part(only.places_in(batch))


def _proved(classes: _Classes, members: dict[str, np.ndarray], raw: Any) -> dict[str, np.ndarray]:
    enrolment, hours = attended_in(classes.ids)
    attended = np.where(members["stands"], _beside(enrolment, hours, members["id"], 0), 0)
    ends = passed_of(classes.ids)
    passed = _beside(ends["enrolment"], ends["passed"], members["id"], False) & members["stands"]
    completed = _beside(ends["enrolment"], ends["issued_on"], members["id"], NEVER)
    sizes = classes.read(SIZES, {"subject": "id", "size": "whole"})
    return {
        "attended_hours": attended / 100, "passed": passed,
        "size": _beside(sizes["subject"], sizes["size"].astype(np.int64), members["subject"], 0),
        "certificate_on": _certified(classes, members, raw, completed), "in_work_on": _in_work(classes, members, raw),
    }  # fmt: skip


def _overlaps(classes: _Classes, persons: np.ndarray, subjects: np.ndarray) -> np.ndarray:
    found = {(one.person, one.owner) for one in timetable.clashes(TRAINING.code, classes.ids.tolist()) if one.hours}
    return np.array([pair in found for pair in zip(persons.tolist(), subjects.tolist(), strict=True)], dtype=bool)


def _startup(raw: Any) -> np.ndarray:
    return np.array([course is not None for course in raw["course"]], dtype=bool)


def _certified(classes: _Classes, members: dict[str, np.ndarray], raw: Any, completed: np.ndarray) -> np.ndarray:
    """The day of the certificate that proves the class, from its last day on; NaT where there is none yet."""
    rows = classes.read(CERTIFICATES, {"person_id": "id", "occupation": "10", "level": "small", "issued_on": "day"})
    book = atlas()
    codes, which = np.unique(rows["occupation"], return_inverse=True)
    skill = np.array([book.canonical(code.decode()) for code in codes], dtype=object)[which.reshape(-1)]
    held = [*zip(rows["person_id"].tolist(), skill.tolist(), rows["level"].tolist(), strict=True)]
    taught = [
        (person, book.canonical(code) if code else "", level or 0)
        for person, code, level in zip(members["person_id"].tolist(), raw["occupation"], raw["level"], strict=True)
    ]
    last = raw["last_day"].astype("M8[D]")
    return np.where(_startup(raw), completed, _first_from(held, rows["issued_on"], taught, last))


def _in_work(classes: _Classes, members: dict[str, np.ndarray], raw: Any) -> np.ndarray:
    """The first day in work, or of the own firm, after the last day; NaT where there is none yet."""
    kinds = {"person_id": "id", "employer_code": "18", "began": "day", "first_month": "whole"}
    rows = classes.read(EMPLOYED, kinds)
    months = (MONTH_ZERO + rows["first_month"].astype("m8[M]")).astype("M8[D]")
    began = np.where(np.isnat(rows["began"]), months, rows["began"])
    schools = classes.read(SCHOOLS, {"id": "id", "code": "18"}, "c.id")
    school = _beside(schools["id"], schools["code"], members["subject"], b"")
    founded = classes.read(FOUNDED, {"person_id": "id", "day": "day"})
    after = raw["last_day"].astype("M8[D]") + np.timedelta64(1, "D")
    persons = members["person_id"]
    # an employer that is some trainee's school is left out row by row: hardly anybody is employed by one
    at_schools = np.isin(rows["employer_code"], schools["code"])
    work = _first_from(rows["person_id"][~at_schools].tolist(), began[~at_schools], persons.tolist(), after)
    for row in np.flatnonzero(at_schools).tolist():
        here = (persons == rows["person_id"][row]) & (school != rows["employer_code"][row]) & (began[row] >= after)
        work[here] = np.fmin(work[here], began[row])
    own = _first_from(founded["person_id"].tolist(), founded["day"], persons.tolist(), after)
    return np.where(_startup(raw), own, work)


def _beside(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray, otherwise: Any) -> np.ndarray:
    """The value of each wanted key; ``otherwise`` where there is none. Keys stand once."""
    order = np.argsort(keys)
    place = np.clip(np.searchsorted(keys[order], wanted), 0, max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(wanted), otherwise, dtype=values.dtype)
    there = keys[order][place] == wanted
    return np.where(there, values[order][place], np.array(otherwise, dtype=values.dtype))


def _first_from(keys: list[Any], days: np.ndarray, wanted: list[Any], since: np.ndarray) -> np.ndarray:
    """Of the days under each wanted key the first that is not before its ``since``; NaT where there is none."""
    under: dict[Any, list[Any]] = {}
    asked = set(wanted)
    for key, day in zip(keys, days, strict=True):
        if key in asked:
            under.setdefault(key, []).append(day)
    first = np.full(len(wanted), NEVER)
    for row, key in enumerate(wanted):
        later = [day for day in under.get(key, ()) if day >= since[row]]
        if later:
            first[row] = min(later)
    return first
