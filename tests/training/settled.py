"""Classes that are over and what they are paid, for tests."""

from datetime import UTC, datetime, timedelta

from people import banking
from people.actor import actor_of
from people.models import Organisation, Person
from subsidies.actions import notices, review
from subsidies.bundles import actions as bundles
from subsidies.models import Application
from subsidies.paying import draw, runs
from subsidies.paying.owed import fund_of
from tests.people import cast
from tests.subsidies import claiming, paying
from tests.training import schools
from training.models import Attendance, ClassSession, Enrolment, ExamResult, TrainingClass
from training.settling import handling
from treasury import appropriations
from treasury.models import Batch

LAST = schools.FIRST + timedelta(days=6)
AFTER = datetime(2026, 9, 21, 2, tzinfo=UTC)  # the Monday after the week after the last day
ON = AFTER.date()


def over(school: schools.School, people: list[Person], **other) -> TrainingClass:
    """A class all of whose lessons were held, these people in it from the first to the last, all passed."""
    one = schools.filed(school, **other)
    lines = [Enrolment.objects.create(of=one, person=person, joined_on=schools.FIRST) for person in people]
    for session in ClassSession.objects.filter(of=one):
        attended(session, lines, school)
    for line in lines:
        passed(line, school)
    return one


def attended(session: ClassSession, lines: list[Enrolment], school: schools.School) -> None:
    hours = (session.ends - session.begins) * 100 // 45
    Attendance.objects.bulk_create(
        Attendance(session=session, enrolment=line, hours=hours, how="screen", at=AFTER, by=school.user)
        for line in lines
    )


def passed(line: Enrolment, school: schools.School, yes: bool = True) -> ExamResult:
    return ExamResult.objects.create(
        enrolment=line, held_on=LAST, passed=yes, entered_at=AFTER, entered_by=school.user
    )  # fmt: skip


def account(organisation: Organisation, number: str = "110000000001") -> int:
    made = banking.keep_corporate(
        organisation=organisation, bank="ICBC", number=number, holder=organisation.name, by=None, at=AFTER
    )  # fmt: skip
    return made.pk


def asked_for(school: schools.School, one: TrainingClass, at: datetime = AFTER) -> Application:
    if not school.organisation.bank_accounts.exists():
        account(school.organisation)
    [asked] = handling.asked([one.pk])
    return bundles.hand_in(scheme="TR", asked=asked, actor=school.actor, at=at)


def granted(made: Application, at: datetime = AFTER) -> Application:
    """Through district and city."""
    review.advise(pk=made.pk, actor=official("reviewer", made.district_id), at=at)
    return review.approve(pk=made.pk, actor=official("city"), at=at)


def official(role: str, district: str | None = None):
    from people.models import User

    name = f"{role}-{district or claiming.HERE}"
    there = User.objects.filter(username=name).first()
    return actor_of(there) if there else claiming.official(role, name, district or claiming.HERE)


def payable(made: Application, at: datetime = AFTER) -> datetime:
    """On notice and over it; the time when it may be paid."""
    notice = notices.post(scheme="TR", actor=official("city"), at=at)
    pay = datetime.combine(notice.ends_on + timedelta(days=1), at.timetz())
    notices.close(pk=notice.pk, at=pay)
    return pay


def funded(year: int = 2026, amount: int = 100_000_000) -> None:
    a, b = paying.finance("giver-a"), paying.finance("giver-b")
    made = appropriations.enter(
        fund=fund_of("TR"), year=year, amount=amount, paper=f"示例〔{year}〕2号", actor=a, at=AFTER
    )  # fmt: skip
    appropriations.agree(pk=made.pk, actor=b, at=AFTER)


def finance(username: str):
    there = cast.User.objects.filter(username=username).first()
    return actor_of(there or cast.official("finance", username))


def batched(at: datetime) -> Batch:
    """Drawn and, where anything passed, agreed to and sent."""
    batch = draw.ask(scheme="TR", actor=finance("finance-a"), on=at.date(), at=at, tell=False)
    paying.driven(draw.VERB, batch.pk)
    batch.refresh_from_db()
    if batch.state != Batch.State.DRAWN:
        return batch
    batch = runs.agree(pk=batch.pk, actor=finance("finance-b"), on=at.date(), at=at, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    return batch


def paid(made: Application, at: datetime = AFTER) -> Application:
    """From its approval to the bank's answer."""
    pay = payable(made, at)
    paying.answered(batched(pay), finance("finance-c"), at=pay + timedelta(days=1))
    made.refresh_from_db()
    return made
