"""A claim on its way, for tests: who acts in it, and how far it has come. All made up."""

from datetime import UTC, datetime

from people.actor import Actor, actor_of
from people.models import District, Person
from people.signin import account_of
from subsidies.actions import claims, review
from subsidies.models import Application
from tests.people import cast
from tests.subsidies import town

AT = datetime(2025, 9, 30, 4, 0, tzinfo=UTC)  # a Tuesday noon in Beijing, before a week of holidays
CARD = "6000001234567894"  # of no bank there is
OTHER_CARD = "6000009876543214"
HERE, THERE = "110101", "110105"


def claimant(name: str = "示申请", household: str = HERE, **more) -> Person:
    """Somebody who is owed 1,500 yuan, of the district HERE."""
    person = town.holder(name, **more)
    Person.objects.filter(pk=person.pk).update(household=household)
    person.refresh_from_db()
    return person


def worker(person: Person) -> Actor:
    return actor_of(account_of(person))


def official(role: str, username: str = "", district: str = HERE) -> Actor:
    where = {"district": District.objects.get(code=district)} if role in ("counter", "reviewer") else {}
    return actor_of(cast.official(role, username or f"{role}-{district}", **where))


def draft(person: Person, actor: Actor | None = None, subject: int | None = None, number: str = CARD) -> Application:
    """A draft with an account in it."""
    actor = actor or worker(person)
    made = claims.start(scheme="SU", person=person.pk, subject=subject or person.pk, actor=actor, at=AT)
    return claims.set_account(
        pk=made.pk, actor=actor, kind="card", bank="ICBC", number=number, holder=person.name, at=AT
    )


def handed_in(person: Person, actor: Actor | None = None, note: str = "", **more) -> Application:
    actor = actor or worker(person)
    return claims.submit(pk=draft(person, actor, **more).pk, actor=actor, at=AT, note=note)


def approved(person: Person, city: Actor, reviewer: Actor | None = None) -> Application:
    made = handed_in(person)
    if made.state == Application.State.DISTRICT:
        assert reviewer is not None
        review.advise(pk=made.pk, actor=reviewer, at=AT)
    return review.approve(pk=made.pk, actor=city, at=AT)
