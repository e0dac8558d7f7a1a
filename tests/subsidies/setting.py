"""Two payments of one person, for tests: one paid and asked back, another approved in the year after that waits."""

from datetime import UTC, date, datetime, timedelta

from people.actor import Actor
from people.models import Person
from subsidies.actions import claims, notices, review
from subsidies.models import Application
from subsidies.paying import recovering
from subsidies.paying.owed import fund_of
from tests.subsidies import claiming, paying, town
from treasury import appropriations
from treasury.models import Appropriation, Obligation, Recovery

AGAIN = datetime(2026, 1, 12, 4, 0, tzinfo=UTC)
READY = AGAIN + timedelta(days=10)  # the notice of the second is over
WHY = "本人书面同意用这一笔抵"


def give(one: Actor, other: Actor) -> None:
    if not Appropriation.objects.filter(year=2026).exists():
        made = appropriations.enter(
            fund=fund_of("SU"), year=2026, amount=100_000_000, paper="示例〔2026〕1号", actor=one, at=claiming.AT
        )  # fmt: skip
        appropriations.agree(pk=made.pk, actor=other, at=claiming.AT)


def paid(city: Actor, two: tuple[Actor, Actor], *people: Person) -> list[Application]:
    """The claim of each was paid in 2025; the fund has money for 2026 too."""
    give(*two)
    cases = paying.payable(city, *people)
    paying.answered(paying.sent(*two), two[0])
    return cases


def waiting(city: Actor, person: Person, card: str = "") -> Application:
    """Another claim, of 1,500 yuan, of somebody paid in 2025; it waits to be paid."""
    entry = 70_000 + person.pk
    town.certificate(person, entry=entry, occupation="6-31-01-01", issued_on=date(2025, 11, 20))
    actor = claiming.worker(person)
    made = claims.start(scheme="SU", person=person.pk, subject=entry, actor=actor, at=AGAIN)
    claims.set_account(
        pk=made.pk, actor=actor, kind="card", bank="ICBC", number=card or paying.card(70), holder=person.name, at=AGAIN
    )
    made = claims.submit(pk=made.pk, actor=actor, at=AGAIN, note="")
    if made.state == Application.State.DISTRICT:
        review.advise(pk=made.pk, actor=claiming.official("reviewer", f"r{made.pk}"), at=AGAIN)
    made = review.approve(pk=made.pk, actor=city, at=AGAIN)
    notices.close(pk=notices.post(scheme="SU", actor=city, at=AGAIN).pk, at=READY)
    return made


def ordered(city: Actor, other: Actor, case: Application, amount: int) -> Recovery:
    """To be paid back, in two parts."""
    plan = [((READY + timedelta(days=30 * n)).date(), amount // 2) for n in (1, 2)]
    row = recovering.ask(
        pk=case.pk, amount=amount, ground="audit", words="审计抽查发现多发", instalments=plan, actor=city, at=AGAIN
    )
    return recovering.answer(pk=row.pk, agree=True, actor=other, at=AGAIN)


def owed(case: Application) -> Obligation:
    return Obligation.objects.get(line=case.lines.get().pk)
