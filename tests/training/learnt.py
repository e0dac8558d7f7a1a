"""Classes that are over, written straight to the tables, with what became of their trainees, for tests of outcomes."""

from datetime import UTC, date, datetime, timedelta

from certificates.models import Certificate
from lib.months import month_of
from people.models import InsuranceSpan, Person, TrueTo
from tests.people import cast
from tests.training.schools import CARE, PLAN, School
from training.models import CompletionCertificate, Enrolment, ExamResult, TrainingClass
from training.outcomes.actions import refresh
from training.outcomes.measuring import reach

AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
LAST = date(2026, 1, 20)  # of a class, unless said otherwise
FED = date(2027, 3, 31)
ON = date(2027, 4, 5)
EMPLOYER = "91990101MA00000001"


def people(many: int, begin: int = 500) -> list[Person]:
    return [cast.a_person(f"示学{nth}", nth=begin + nth) for nth in range(many)]


def fed(insurance: date | None = FED, certificates: date | None = FED, run: int = 1) -> None:
    """How far the registers reach."""
    for nth, (kind, day) in enumerate((("insurance", insurance), ("certificates", certificates))):
        if day is not None:
            TrueTo.objects.create(kind=kind, run=run * 10 + nth, day=day)


def over(school: School, who: list[Person], last: date = LAST, **other) -> TrainingClass:
    """A class of a week up to ``last``, these people in it to its end."""
    first = last - timedelta(days=6)
    told = {
        "organisation": school.organisation, "course": school.course, "kind": school.course.kind,
        "occupation": CARE, "level": 5, "name": "示例班", "seats": 48, "plan": PLAN, "first_day": first,
        "last_day": last, "hours": 5600, "longest_day": 800, "state": "accepted", "made_at": AT, "filed_at": AT,
        "filed_on": first, "answered_at": AT,
    } | other  # fmt: skip
    one = TrainingClass.objects.create(**told)
    Enrolment.objects.bulk_create(Enrolment(of=one, person=each, joined_on=first) for each in who)
    return one


def lines(one: TrainingClass) -> list[Enrolment]:
    return list(one.enrolments.order_by("pk"))


def left(line: Enrolment, day: date, why: str = "找到工作") -> None:
    Enrolment.objects.filter(pk=line.pk).update(state="left", left_on=day, left_why=why)


def sat(line: Enrolment, by: School, passed: bool = True, voided: bool = False) -> None:
    void = {"voided_at": AT, "void_why": "示例作废"} if voided else {}
    ExamResult.objects.create(
        enrolment=line, held_on=line.of.last_day, passed=passed, entered_at=AT, entered_by=by.user, **void
    )


def completed(line: Enrolment, by: School) -> None:
    CompletionCertificate.objects.create(
        enrolment=line, number=f"示{line.pk}", issued_on=line.of.last_day, issued_by=by.user
    )


def certified(person: Person, on: date, occupation: str = CARE, level: int = 5, **other) -> Certificate:
    entry = Certificate.objects.count() + 1
    return Certificate.objects.create(
        entry=entry, person=person, number=f"S{entry:021d}", kind="L", occupation=occupation, level=level, issued_on=on,
        since_run=1, **other,
    )  # fmt: skip


def employed(person: Person, first: date, last: date, code: str = EMPLOYER, kind: str = "E", **other) -> None:
    InsuranceSpan.objects.create(
        person=person, employer_code=code, employer_kind=kind, first_month=month_of(first), last_month=month_of(last),
        since_run=1, **other,
    )  # fmt: skip


def counted(on: date = ON) -> int:
    return refresh(to=reach(on))
