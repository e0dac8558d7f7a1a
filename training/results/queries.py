"""How classes ended: read for the pages, for whoever checks a certificate, and by columns for the settlement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib import mask, names
from people import bulk, identities
from policy.terms import Period
from subsidies.planning import in_force
from training import queries as courses
from training.filing import rules
from training.filing.hours import words
from training.lessons.attended import attended
from training.models import ClassSession, CompletionCertificate, Enrolment, ExamResult, TrainingClass
from training.results.judging import Known, Wrong, wrong
from training.scheme import TRAINING

PASSED = """
    SELECT e.of_id, e.id AS enrolment, COALESCE(r.passed AND r.voided_at IS NULL, FALSE) AS passed, c.issued_on
    FROM training_enrolment e
    LEFT JOIN training_examresult r ON r.enrolment_id = e.id
    LEFT JOIN training_completioncertificate c ON c.enrolment_id = e.id AND c.voided_at IS NULL
    WHERE {among} ORDER BY e.id
"""


def passed_of(classes: Sequence[int] | np.ndarray) -> dict[str, np.ndarray]:
    """Of every enrolment of these classes, in order of their ids, what counts now. One query.

    of, enrolment  ids
    passed         bool: a final exam that is passed and not voided
    issued_on      datetime64[D] of the completion certificate that is not withdrawn; NaT where there is none

    Who is no longer in class, or denies it, is among them: whether a line counts is not asked here.
    """
    condition, told = bulk.among("e.of_id", np.asarray(classes, dtype=np.int64))
    kinds = {"of_id": "id", "enrolment": "id", "passed": "flag", "issued_on": "day"}
    found = bulk.read(PASSED.replace("{among}", condition), kinds, {"among": told})
    return {"of": found.pop("of_id"), **found}


@dataclass(frozen=True)
class Standing:
    """A trainee at the end of a class. ``hours`` attended, ``least`` needed, both in hundredths.

    ``lacks``: what a certificate still wants; None where there is one or it can be issued.
    """

    row: Enrolment
    hours: int
    least: int
    result: ExamResult | None
    certificate: CompletionCertificate | None
    lacks: Wrong | None

    @property
    def ready(self) -> bool:
        return self.certificate is None and self.lacks is None


def standing(one: TrainingClass, known: Known | None = None) -> list[Standing]:
    """Everybody who was in class on its last day. Seven queries."""
    known = known or Known([one])
    hours, least = attended(one), least_hours(one)
    told = []
    for pk, row in known.lines.items():
        kept, certificate, lacks = known.kept.get(pk), known.holds.get(pk), None
        if certificate is None:
            if kept is None or kept.voided_at is not None or not kept.passed:
                lacks = wrong(rules.NOT_PASSED)
            elif hours.get(pk, 0) < least:
                lacks = wrong(rules.TOO_FEW, hours=words(hours.get(pk, 0)), least=words(least))
        told.append(Standing(row, hours.get(pk, 0), least, kept, certificate, lacks))
    return told


def least_hours(one: TrainingClass) -> int:
    """Hundredths of a 学时 that TR-ATTEND asks for, by the terms of the class's first day."""
    terms: Period = in_force(TRAINING, np.datetime64(one.first_day, "D")) or TRAINING.terms.periods[0]
    return -(-one.hours * int(terms.attendance) // 100)


def unconfirmed(one: TrainingClass) -> int:
    """Lessons whose attendance nobody has confirmed."""
    return one.sessions.filter(state=ClassSession.State.PLANNED, closed_at__isnull=True).count()


def withdrawn(one: TrainingClass) -> list[CompletionCertificate]:
    """Certificates of a class that hold no longer, newest first."""
    rows = CompletionCertificate.objects.filter(enrolment__of=one, voided_at__isnull=False)
    return list(rows.select_related("enrolment__person").order_by("-voided_at", "-pk"))


def of_line(row: Enrolment) -> dict[str, Any]:
    """What a trainee sees of the own line: ``result``, ``certificates`` newest first. Two queries."""
    return {
        "result": ExamResult.objects.filter(enrolment=row).first(),
        "certificates": list(row.completions.order_by("-pk")),
    }


@dataclass(frozen=True)
class Confirmed:
    """A certificate as whoever knows number and name may read it. ``state``: holds, withdrawn, held (looked into)."""

    certificate: CompletionCertificate
    one: TrainingClass
    title: str
    name: str
    document: str
    state: str


def confirmed(number: str, name: str) -> Confirmed | None:
    """None where no certificate has this number, or it is of somebody of another name."""
    rows = CompletionCertificate.objects.select_related("enrolment__person", "enrolment__of__organisation")
    row = rows.filter(number=number).first()
    if row is None or not names.same(name, row.enrolment.person.name):
        return None
    person, one = row.enrolment.person, row.enrolment.of
    state = "withdrawn" if row.voided_at else "held" if row.enrolment.denied_at else "holds"
    document = mask.number(identities.number_of(person))
    return Confirmed(row, one, courses.title(one), mask.name(person.name), document, state)
