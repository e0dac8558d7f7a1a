"""Who acts in the demonstration's claims, on which day, and the steps that many of them share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count

from stdnum import luhn

from certificates.models import Certificate
from lib.working_days import is_working_day
from people.actor import Actor, actor_of
from people.models import Person, User
from people.signin import account_of
from subsidies.actions import claims, notices, review
from subsidies.models import Application, Line

SCHEME, BANK = "SU", "ICBC"
NOON = timedelta(hours=3)


@dataclass(frozen=True)
class Scene:
    """``on``, ``at``: today and now. ``persons``: by name."""

    on: date
    at: datetime
    persons: dict[str, Person]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cards", count(1))

    @cached_property
    def reviewer(self) -> Actor:
        return _official("shenhe")

    @cached_property
    def colleague(self) -> Actor:
        """The second reviewer of the same district."""
        return _official("shenhe2")

    @cached_property
    def city(self) -> Actor:
        return _official("shiji")

    @cached_property
    def other_city(self) -> Actor:
        return _official("shiji2")

    @cached_property
    def counter(self) -> Actor:
        return _official("chuangkou")

    @cached_property
    def finance(self) -> Actor:
        return _official("caiwu")

    @cached_property
    def other_finance(self) -> Actor:
        """The second person on batches and appropriations."""
        return _official("caiwu2")

    def ago(self, days: int) -> datetime:
        """So many days back, at the same hour."""
        return self.at - timedelta(days=days)

    def back(self, days: int) -> datetime:
        """So many working days back: what began then has used up so many of its clock."""
        day = self.on
        while days:
            days -= is_working_day(day)
            day -= timedelta(days=1)
        return self.ago((self.on - day).days)

    def worker(self, name: str) -> Actor:
        return actor_of(account_of(self.persons[name]))

    def draft(self, name: str, at: datetime, actor: Actor | None = None, card: str = "") -> Application:
        person, actor = self.persons[name], actor or self.worker(name)
        subject = Certificate.objects.current().filter(person=person).values_list("entry", flat=True).get()
        made = claims.start(scheme=SCHEME, person=person.pk, subject=subject, actor=actor, at=at)
        return claims.set_account(
            pk=made.pk, actor=actor, kind="card", bank=BANK, number=card or self.card(), holder=person.name, at=at
        )

    def card(self) -> str:
        """A number of no bank there is, with a check digit that is right."""
        first15 = f"600000{next(self._cards):09d}"  # type: ignore[attr-defined]
        return first15 + luhn.calc_check_digit(first15)

    def handed_in(self, name: str, at: datetime, actor: Actor | None = None, card: str = "") -> Application:
        return claims.submit(pk=self.draft(name, at, actor, card).pk, actor=actor or self.worker(name), at=at)

    def approved(self, name: str, handed_in: datetime, approved: datetime, card: str = "") -> Application:
        return review.approve(pk=self.handed_in(name, handed_in, card=card).pk, actor=self.city, at=approved)

    def returned(self, name: str, handed_in: datetime, returned: datetime) -> Application:
        return review.ask_for_more(
            pk=self.handed_in(name, handed_in).pk, reason="evidence", actor=self.reviewer, at=returned,
            note="请补交缓缴期间的工资条，证明一直在这家单位工作。",
        )  # fmt: skip

    def refused(self, name: str, first: int) -> Application:
        """Refused for want of months; ``first``: so many days ago it was handed in, the rest followed."""
        made, note = self.handed_in(name, self.ago(first)), "参保月数不够，见小票。"
        review.advise_against(
            pk=made.pk, reason="conditions", actor=self.reviewer, at=self.ago(first - 2), note=note
        )  # fmt: skip
        return review.refuse(pk=made.pk, reason="conditions", actor=self.city, at=self.ago(first - 4), note=note)

    def post(self, applications: list[Application], at: datetime) -> int:
        """Put these on one notice; gives its id."""
        lines = Line.objects.filter(application__in=applications).values_list("pk", flat=True)
        return notices.post(scheme=SCHEME, actor=self.city, at=at, only=lines).pk


def _official(username: str) -> Actor:
    return actor_of(User.objects.get(username=username))
