"""What became of the trainees of classes that are over, counted class by class.

Who and what is counted (docs/decisions/0028-outcomes.md):

- whoever began: subsidised, in class on the first day or later; who left is among them; a line that its person denies
  is not, and where that proved true never is. Somebody who left and came back is one;
- `sat` and `passed`: a final exam that is not voided, from EXAM_DAYS after the last day on, when all could have sat;
- `certified`: the register has a certificate of that occupation and level, issued on the last day or later, as for the
  settlement; of a class for founders the completion certificate. From CERTIFICATE_MONTHS after the last day on;
- `worked_6`, `worked_12`: insured, paid or deferred, in the month so many after the last day's, by an employer that is
  not the institution (灵活就业 has none). Once that month is over and the insurance data reach its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lib.days import add_months
from lib.months import months_of
from lib.spans import Spans
from occupations.queries import atlas
from people import bulk
from people.models import TrueTo
from training.models import Enrolment

MEASURES = ("stayed", "sat", "passed", "certified", "worked_6", "worked_12")
EXAM_DAYS, CERTIFICATE_MONTHS = 60, 6  # 示意: no text sets them
WORK = {"worked_6": 6, "worked_12": 12}  # months
CHUNK = 500  # classes
DAY = np.timedelta64(1, "D")
LEVELS = 10  # more than there are: skill and level as one number

CLASSES = """
    SELECT c.id, c.last_day, c.occupation, c.level, c.startup <> '' AS founders, o.code AS school
    FROM training_trainingclass c JOIN people_organisation o ON o.id = c.organisation_id
    WHERE c.state = 'accepted' AND c.last_day < %(on)s ORDER BY c.id
"""
CLASS_KINDS = {"id": "id", "last_day": "day", "occupation": "10", "level": "small", "founders": "flag", "school": "18"}
# Of each person of a class the last line: who left may have come back.
MEMBERS = """
    SELECT n.of_id, n.person_id, n.state = 'enrolled' OR n.left_on >= c.last_day AS stayed,
        COALESCE(r.voided_at IS NULL AND r.id IS NOT NULL, FALSE) AS sat,
        COALESCE(r.voided_at IS NULL AND r.passed, FALSE) AS passed, k.id IS NOT NULL AS completed
    FROM training_enrolment n JOIN training_trainingclass c ON c.id = n.of_id
    LEFT JOIN training_examresult r ON r.enrolment_id = n.id
    LEFT JOIN training_completioncertificate k ON k.enrolment_id = n.id AND k.voided_at IS NULL
    WHERE n.id IN (
        SELECT MAX(m.id) FROM training_enrolment m
        WHERE m.subsidised AND m.state IN ('enrolled', 'left') AND {among} GROUP BY m.of_id, m.person_id
    ) AND n.denied_at IS NULL AND n.left_why <> %(not_them)s AND (n.left_on IS NULL OR n.left_on >= c.first_day)
"""
MEMBER_KINDS = {"of_id": "id", "person_id": "id"} | dict.fromkeys(("stayed", "sat", "passed", "completed"), "flag")
CERTIFICATES = """
    SELECT c.person_id, c.occupation, c.level, c.issued_on FROM certificates_certificate c
    WHERE c.until_run IS NULL AND c.person_id IN (SELECT n.person_id FROM training_enrolment n WHERE {among})
"""
INSURED = """
    SELECT s.person_id, s.employer_code, s.first_month, s.last_month FROM people_insurancespan s
    WHERE s.until_run IS NULL AND s.employer_kind <> 'F'
        AND s.person_id IN (SELECT n.person_id FROM training_enrolment n WHERE {among})
"""
INSURED_KINDS = {"person_id": "id", "employer_code": "18", "first_month": "whole", "last_month": "whole"}

Columns = dict[str, np.ndarray]
Counts = tuple[int | None, ...]  # began, then MEASURES


@dataclass(frozen=True)
class Reach:
    """The day that is counted on, and the days up to which the registers are true; None: nothing was fed yet."""

    on: date
    insurance_to: date | None
    certificates_to: date | None

    def until(self, fed: date | None) -> np.datetime64:
        """The last day of which all is known. A register can be fed ahead of the day, but nobody knows tomorrow."""
        return np.datetime64("NaT", "D") if fed is None else np.datetime64(min(fed, self.on), "D")


def reach(on: date) -> Reach:
    """One query."""
    days = dict(
        TrueTo.objects.filter(kind__in=["insurance", "certificates"]).order_by("run").values_list("kind", "day")
    )
    return Reach(on, days.get("insurance"), days.get("certificates"))


def measured(to: Reach) -> Iterator[tuple[int, Counts]]:
    """(class, counts) of every class that is over and that somebody began. Three queries for CHUNK classes."""
    every = bulk.read(CLASSES, CLASS_KINDS, {"on": to.on.isoformat()})
    for start in range(0, len(every["id"]), CHUNK):
        yield from _counted({name: column[start : start + CHUNK] for name, column in every.items()}, to)


def _counted(classes: Columns, to: Reach) -> Iterator[tuple[int, Counts]]:
    members = _read(MEMBERS, MEMBER_KINDS, classes, "m.of_id", not_them=Enrolment.NOT_THEM)
    of = np.searchsorted(classes["id"], members["of_id"])
    told = {name: members[name] for name in ("stayed", "sat", "passed")}
    told["certified"] = np.where(classes["founders"][of], members["completed"], _certified(classes, members, of))
    told |= _in_work(classes, members, of)
    size, due = len(classes["id"]), _due(classes["last_day"], to)
    began = np.bincount(of, minlength=size).tolist()
    sums = {name: np.bincount(of[told[name]], minlength=size).tolist() for name in MEASURES}
    for place, pk in enumerate(classes["id"].tolist()):
        if began[place]:
            yield pk, (began[place], *(sums[name][place] if due[name][place] else None for name in MEASURES))


def _due(last: np.ndarray, to: Reach) -> Columns:
    """Of each measure, whose time has come; with a day that is not known (NaT) nobody's."""
    on, insured_to, certified_to = to.until(to.on), to.until(to.insurance_to), to.until(to.certificates_to)
    exam = last + EXAM_DAYS * DAY <= on
    due: dict[str, Any] = {"stayed": last < on, "sat": exam, "passed": exam}
    due["certified"] = add_months(last, CERTIFICATE_MONTHS) <= certified_to
    for name, months in WORK.items():
        month_after = last.astype("M8[M]") + np.timedelta64(months + 1, "M")
        due[name] = month_after.astype("M8[D]") - DAY <= insured_to
    return due


def _certified(classes: Columns, members: Columns, of: np.ndarray) -> np.ndarray:
    """Who holds a certificate of what was taught, issued on the last day or later."""
    rows = _read(CERTIFICATES, {"person_id": "id", "occupation": "10", "level": "small", "issued_on": "day"}, classes)
    skills = _skills(np.concatenate([classes["occupation"], rows["occupation"]]))
    size = len(classes["id"])
    wanted = _keyed(members["person_id"], skills[:size][of], classes["level"][of])
    held = _keyed(rows["person_id"], skills[size:], rows["level"])
    order = np.lexsort((rows["issued_on"], held))
    held, issued = held[order], rows["issued_on"][order]
    place = np.searchsorted(held, wanted, side="right") - 1  # the newest of them
    if not len(held):
        return np.zeros(len(wanted), dtype=bool)
    return (place >= 0) & (held[place] == wanted) & (issued[place] >= classes["last_day"][of])


def _skills(codes: np.ndarray) -> np.ndarray:
    """A number for each occupation, whatever code it was printed under."""
    book = atlas()
    unique, which = np.unique(codes, return_inverse=True)
    _, skill = np.unique([book.canonical(code.decode()) for code in unique.tolist()], return_inverse=True)
    return skill.reshape(-1)[which.reshape(-1)]


def _keyed(person: np.ndarray, skill: np.ndarray, level: np.ndarray) -> np.ndarray:
    return (person << 20) + skill * LEVELS + level


def _in_work(classes: Columns, members: Columns, of: np.ndarray) -> Columns:
    rows = _read(INSURED, INSURED_KINDS, classes)
    school, persons = classes["school"][of], members["person_id"]
    # hardly anybody is employed by a school: those spans are looked at one by one
    at_schools = np.isin(rows["employer_code"], classes["school"])
    spans = Spans(*(rows[name][~at_schools] for name in ("person_id", "first_month", "last_month")))
    told = {}
    for name, months in WORK.items():
        month = months_of(classes["last_day"])[of] + months
        there = spans.covers(persons, month)
        for row in np.flatnonzero(at_schools).tolist():
            at = (rows["first_month"][row] <= month) & (month <= rows["last_month"][row])
            there |= at & (persons == rows["person_id"][row]) & (school != rows["employer_code"][row])
        told[name] = there
    return told


def _read(
    sql: str, kinds: dict[str, str], classes: Columns, column: str = "n.of_id", **more: str
) -> dict[str, np.ndarray]:
    among, told = bulk.among(column, classes["id"])
    return bulk.read(sql.replace("{among}", among), kinds, {"among": told, **more})
