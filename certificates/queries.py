"""Reads of this room: a person's certificates, each with what the rule says of it."""

from dataclasses import dataclass
from datetime import date

from certificates.models import Certificate
from certificates.scheme import SKILL_UPGRADE
from subsidies.queries import Verdict, verdicts


@dataclass(frozen=True)
class Standing:
    """A certificate of the register and what the rule says of it. ``verdict.facts`` are the facts it was asked with."""

    certificate: Certificate
    verdict: Verdict


def standings(person_id: int, *, on: date) -> list[Standing]:
    """The person's certificates that stand in the register, decided as if claimed on ``on``; by entry."""
    rows = Certificate.objects.current().filter(person=person_id)
    there = {certificate.entry: certificate for certificate in rows}
    told = verdicts(SKILL_UPGRADE.code, person_id, on=on)
    return [Standing(there[verdict.subject], verdict) for verdict in told if verdict.subject in there]
