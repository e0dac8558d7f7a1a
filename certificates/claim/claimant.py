"""Who claims, through whose hands: oneself, or somebody who stands at a counter."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from certificates.my.reasons import in_short
from certificates.my.words import certificate_name, posted_month
from certificates.queries import Standing, standings
from certificates.scheme import SKILL_UPGRADE
from lib.money import yuan
from lib.months import chinese
from occupations.queries import Atlas
from people.actor import Actor
from people.models import BankAccount, Person
from subsidies.applicant import accounts, cases
from subsidies.models import Application, Invitation

CODE = SKILL_UPGRADE.code


@dataclass(frozen=True)
class Claimant:
    """``at_counter``: a clerk fills in for the person, whom he has found by his document."""

    person: Person
    actor: Actor
    at_counter: bool

    def url(self, name: str, *args: int) -> str:
        """The address of a page of this claim, on the clerk's side or on the person's."""
        if self.at_counter:
            return reverse(f"claim:for-{name}", args=[self.person.pk, *args])
        return reverse(f"claim:{name}", args=args)

    def alive(self, subject: int) -> Application | None:
        """What is asked for already for this certificate, where it is this actor's to see."""
        rows = cases.own(self.actor).filter(scheme=CODE, person=self.person, subject=subject)
        closed = (Application.State.REFUSED, Application.State.WITHDRAWN)
        return rows.exclude(state__in=closed).select_related("account", "person").first()

    def standings(self, on: date) -> list[Standing]:
        """The certificates, what pays first, then the newest."""
        found = standings(self.person.pk, on=on)
        return sorted(
            found, key=lambda one: (one.explanation.accepted, one.live, one.certificate.issued_on), reverse=True
        )

    def standing(self, subject: int, on: date) -> Standing | None:
        return next((one for one in self.standings(on) if one.certificate.entry == subject), None)

    def accounts(self) -> list[BankAccount]:
        return accounts.of(self.person)

    def invited(self, subject: int) -> bool:
        """The city itself found that this is owed."""
        rows = Invitation.objects.filter(scheme=CODE, person=self.person, subject=subject)
        return rows.filter(state=Invitation.State.OPEN).exists()


def seen(standing: Standing) -> str:
    """What was shown of a certificate, to be compared when it is handed in: its amount, or that there is none."""
    return str(standing.explanation.amount) if standing.explanation.accepted else "no"


def says(standing: Standing) -> str:
    """可以领 ¥1,500.00, or why not, in a line."""
    if standing.explanation.accepted:
        return f"可以领 {yuan(standing.explanation.amount)}"
    if not standing.live:
        return "发证机构已经撤回这本证书"
    return f"现在还不能领：{in_short(standing.explanation, standing.case)}"


def name(standing: Standing, book: Atlas | None = None) -> str:
    """``book``: the atlas, where the caller has it in hand for many."""
    return certificate_name(standing.certificate, book)


def true_to() -> str:
    """The month up to which insurance is known, in words; empty where nothing was fed."""
    month = posted_month()
    return "" if month is None else chinese(month)
