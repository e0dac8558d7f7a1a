"""Money on its way, for tests: a fund that can pay, cases that wait to be paid, a batch carried as far as wanted."""

from datetime import timedelta

from stdnum import luhn

from people.actor import Actor
from people.models import Person
from records import files, jobs
from records.models import Job
from subsidies.actions import notices, review
from subsidies.models import Application
from subsidies.paying import answers, draw, runs
from subsidies.paying.owed import fund_of
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from treasury import appropriations, bank
from treasury.models import BankResult, Batch

PAY = AT + timedelta(days=8)  # the day after the notice is over
ON = PAY.date()


def card(nth: int = 0, failure: str = "") -> str:
    """A card of no bank there is, which the stand-in turns down for this reason."""
    code = {"": "10", "closed": "90", "name": "91", "frozen": "92", "unknown": "93", "busy": "94"}[failure]
    stem = f"600000{nth:07d}{code}"
    return stem + luhn.calc_check_digit(stem)


def finance(username: str = "finance-a") -> Actor:
    return claiming.official("finance", username)


def give(amount: int = 100_000_000, year: int = 2025) -> None:
    """A fund that can pay: entered by one, agreed to by another."""
    a, b = finance("giver-a"), finance("giver-b")
    made = appropriations.enter(
        fund=fund_of("SU"), year=year, amount=amount, paper=f"示例〔{year}〕1号", actor=a, at=AT
    )  # fmt: skip
    appropriations.agree(pk=made.pk, actor=b, at=AT)


def payable(city: Actor, *people: Person, cards: list[str] | None = None) -> list[Application]:
    """The claims of these persons, approved, and their notice over."""
    numbers = cards or [card(nth) for nth in range(len(people))]
    cases = [
        review.approve(pk=claiming.handed_in(person, number=number).pk, actor=city, at=AT)
        for person, number in zip(people, numbers, strict=True)
    ]
    notice = notices.post(scheme="SU", actor=city, at=AT)
    notices.close(pk=notice.pk, at=PAY)
    return cases


def driven(verb: str, subject: int) -> None:
    job = Job.objects.filter(verb=verb, subject=subject).latest("pk")
    if job.state == Job.State.WAITING:
        assert jobs.drive(job.pk)


def drawn(actor: Actor, at=PAY) -> Batch:
    batch = draw.ask(scheme="SU", actor=actor, on=at.date(), at=at, tell=False)
    driven(draw.VERB, batch.pk)
    batch.refresh_from_db()
    return batch


def sent(actor: Actor, other: Actor, at=PAY) -> Batch:
    batch = drawn(actor, at)
    batch = runs.agree(pk=batch.pk, actor=other, on=at.date(), at=at, seen=batch.hash)
    driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.SENT
    return batch


def answered(batch: Batch, actor: Actor, way: str = bank.WHOLE, at=None) -> BankResult:
    at = at or PAY + timedelta(days=1)
    told = bank.answered_by_standin(files.content_of(batch.file), at.date(), way)
    return taken(told, actor, at)


def taken(content: bytes, actor: Actor, at) -> BankResult:
    result = answers.receive(content=content, name="回单.csv", actor=actor, at=at)
    driven(answers.VERB, result.pk)
    result.refresh_from_db()
    return result
