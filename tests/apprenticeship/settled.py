"""Plans that are accepted, held and paid, for tests."""

from datetime import UTC, date, datetime, timedelta

from apprenticeship.desk import actions as desk
from apprenticeship.facts import last_day
from apprenticeship.models import Apprentice, Lesson, Plan
from apprenticeship.plans import actions as plans
from apprenticeship.settling import actions
from certificates.models import Certificate
from people import banking
from people.models import InsuranceSpan, TrueTo
from subsidies.actions import notices, review
from subsidies.models import Application
from subsidies.paying import draw, runs
from subsidies.paying.owed import fund_of
from tests.apprenticeship import partners as two
from tests.subsidies import paying
from tests.training.settled import finance, official
from treasury import appropriations
from treasury.models import Batch

ACCEPTED = datetime(2026, 9, 2, 2, tzinfo=UTC)
OVER = datetime(2027, 9, 13, 2, tzinfo=UTC)  # the Monday after the last day
LAST = last_day(two.FIRST, two.MONTHS)


def accepted(both: two.Partners, many: int = 2, **other) -> Plan:
    return filed_and_accepted(both, two.agreed(both, many, **other))


def filed_and_accepted(both: two.Partners, plan: Plan) -> Plan:
    """Of a plan that both have agreed to."""
    filed, judged = plans.file(pk=plan.pk, actor=both.enterprise.actor, at=two.AT, on=two.ON)
    assert filed.state == "filed", [(one.code, one.found) for one in judged.blocks]
    reviewer = official("reviewer", both.enterprise.organisation.district_id)
    plan = desk.accept(pk=plan.pk, actor=reviewer, at=ACCEPTED, on=ACCEPTED.date())
    account(both)
    return plan


def account(both: two.Partners) -> None:
    made = both.enterprise.organisation
    if not made.bank_accounts.exists():
        banking.keep_corporate(
            organisation=made, bank="ICBC", number=f"11000000{made.pk:04d}"[-12:], holder=made.name, by=None, at=two.AT
        )  # fmt: skip


def rows(plan: Plan) -> list[Apprentice]:
    return list(Apprentice.objects.filter(plan=plan).select_related("person", "plan__enterprise").order_by("pk"))


def asked(both: two.Partners, plan: Plan, at: datetime = ACCEPTED) -> Application | None:
    plan = Plan.objects.select_related("enterprise", "school").get(pk=plan.pk)
    return actions.ask(plan=plan, actor=both.enterprise.actor, at=at)


def granted(made: Application, at: datetime = ACCEPTED) -> Application:
    review.advise(pk=made.pk, actor=official("reviewer", made.district_id), at=at)
    return review.approve(pk=made.pk, actor=official("city"), at=at)


def payable(at: datetime) -> datetime:
    """Everything granted is on notice and over it; the time when it may be paid."""
    notice = notices.post(scheme="AP", actor=official("city"), at=at)
    pay = datetime.combine(notice.ends_on + timedelta(days=1), at.timetz())
    notices.close(pk=notice.pk, at=pay)
    return pay


def funded(*years: int, amount: int = 1_000_000_000, at: datetime = two.AT) -> None:
    a, b = finance("giver-a"), finance("giver-b")
    for year in years or (2026, 2027):
        made = appropriations.enter(
            fund=fund_of("AP"), year=year, amount=amount, paper=f"示例〔{year}〕3号", actor=a, at=at
        )  # fmt: skip
        appropriations.agree(pk=made.pk, actor=b, at=at)


def batched(at: datetime) -> Batch:
    batch = draw.ask(scheme="AP", actor=finance("finance-a"), on=at.date(), at=at, tell=False)
    paying.driven(draw.VERB, batch.pk)
    batch.refresh_from_db()
    if batch.state != Batch.State.DRAWN:
        return batch
    batch = runs.agree(pk=batch.pk, actor=finance("finance-b"), on=at.date(), at=at, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    return batch


def paid(made: Application, at: datetime = ACCEPTED) -> Application:
    """From its approval to the bank's answer."""
    pay = payable(at)
    batch = batched(pay)
    if batch.state == Batch.State.SENT:
        paying.answered(batch, finance("finance-c"), at=pay + timedelta(days=1))
    made.refresh_from_db()
    return made


def advanced(both: two.Partners, plan: Plan) -> Application:
    made = asked(both, plan)
    assert made is not None
    return paid(granted(made))


def taught(both: two.Partners, row: Apprentice, share: int = 100) -> None:
    """So many per cent of every module, written down whatever a day holds."""
    for area in ("general", "theory", "practice"):
        left = getattr(row.plan, area) * share // 100
        while left:
            hours = min(left, 8)
            left -= hours
            lesson = Lesson(
                plan=row.plan, area=area, on=two.FIRST, hours=hours, guide=both.school.guide, topic="示例",
                entered_at=OVER, entered_by=both.school.user,
            )  # fmt: skip
            lesson.save()
            lesson.apprentices.add(row)


def insured(both: two.Partners, row: Apprentice, until: date = LAST) -> None:
    """From the first month on."""
    TrueTo.objects.update_or_create(kind="insurance", run=1, defaults={"day": date(2027, 9, 30)})
    InsuranceSpan.objects.filter(person=row.person).update(last_month=until.year * 12 + until.month - 1)


def certified(row: Apprentice, on: date = LAST, level: int | None = None) -> Certificate:
    return Certificate.objects.create(
        entry=900_000 + row.pk, person=row.person, number=f"S{row.pk:012d}", kind="L", occupation=row.plan.occupation,
        level=level or row.plan.level, issued_on=on, issuer="示例评价机构", since_run=1,
    )  # fmt: skip


def finished(both: two.Partners, plan: Plan, certificates: int | None = None) -> list[Apprentice]:
    """Everybody was taught and insured to the end; so many of them have the certificate, all where None."""
    there = rows(plan)
    for place, row in enumerate(there):
        taught(both, row)
        insured(both, row)
        if certificates is None or place < certificates:
            certified(row)
    return there
