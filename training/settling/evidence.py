"""What is known of a class that asks to be paid: every trainee with what was decided and why, for its reviewers."""

from dataclasses import dataclass
from datetime import date

from policy import Explanation
from subsidies import deciding
from subsidies.models import Application, Determination, Line
from training.models import Enrolment, TrainingClass
from training.suspicions import finding
from training.suspicions.declared import SUSPICIONS


@dataclass(frozen=True)
class Trainee:
    """``line`` None: nothing is asked for this one; ``explanation`` says why, or None where it was never decided."""

    name: str
    enrolment: Enrolment
    line: Line | None
    explanation: Explanation | None


@dataclass(frozen=True)
class Told:
    """``asked``: those the application asks for; ``left``: those it does not; ``suspected``: as found today;
    ``cleared``: what the application was flagged by and is not found any more."""

    of: TrainingClass
    asked: list[Trainee]
    left: list[Trainee]
    suspected: list[finding.Told]
    cleared: list[str]


def told(application: Application, on: date) -> Told:
    of = TrainingClass.objects.select_related("organisation", "course").get(pk=application.subject)
    lines = {line.entitlement.person_id: line for line in application.lines.select_related("entitlement")}
    decided = latest(application.scheme, of.pk)
    rows = Enrolment.objects.filter(of=of, subsidised=True, state__in=["enrolled", "left"]).select_related("person")
    trainees = [
        Trainee(one.person.name, one, lines.get(one.person_id), _explained(decided.get(one.person_id)))
        for one in rows.order_by("pk")
    ]
    asked, left = [one for one in trainees if one.line], [one for one in trainees if not one.line]
    suspected = finding.told(of.pk, on)
    known = {one.suspicion.code for one in suspected}
    gone = [SUSPICIONS[code].title for code in application.flags.split() if code in SUSPICIONS and code not in known]
    return Told(of, asked, left, suspected, gone)


def latest(scheme: str, subject: int) -> dict[int, Determination]:
    """The last determination of everybody of a subject, by person."""
    rows = Determination.objects.filter(scheme=scheme, subject=subject).select_related("terms").order_by("pk")
    return {row.person_id: row for row in rows}


def _explained(row: Determination | None) -> Explanation | None:
    try:
        return deciding.explained(row) if row else None
    except LookupError:
        return None
