"""Reads of this room: what a person is owed and why, as of a day, and what the last scan came to."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from policy import Check, Explanation, Scheme, decide, scheme_of
from subsidies import sources, stored_facts
from subsidies.models import Invitation, Scan


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one subject: ``facts`` as the estimate API takes them, with what was looked up."""

    subject: int
    facts: dict[str, Any]
    explanation: Explanation
    last_day: date


@dataclass(frozen=True)
class Reason:
    """How many subjects a check refused in a scan; ``alone`` where nothing else did."""

    check: Check
    refused: int
    alone: int


def verdicts(code: str, person: int, *, on: date, run: int | None = None) -> list[Verdict]:
    """All subjects of one person, decided as if claimed on ``on``, by what is known now or what run ``run`` knew.

    The very road of `subsidies.scan`, with nothing written.
    """
    scheme = scheme_of(code)
    batch = sources.gather(scheme, person, person, on, sources.known_now() if run is None else run)
    if not len(batch):
        return []
    sheet = decide(scheme, batch.raw, batch.lists)
    days = sources.everybody_of(scheme).last_days(sheet.facts).tolist()
    cases = [json.loads(text) for text in stored_facts.told(scheme, batch)]
    return [
        Verdict(int(subject), case, sheet.explain(row), day)
        for row, (subject, case, day) in enumerate(zip(batch.subject, cases, days, strict=True))
    ]


def explain(code: str, person: int, subject: int, *, on: date, run: int | None = None) -> Explanation:
    """Why one subject is or is not owed. Raises LookupError where the person has no such subject."""
    for verdict in verdicts(code, person, on=on, run=run):
        if verdict.subject == subject:
            return verdict.explanation
    raise LookupError(f"{code}: person {person} has no subject {subject}")


def invitations_of(person: int) -> QuerySet[Invitation]:
    """What the person is invited to confirm, the soonest last day first."""
    return Invitation.objects.filter(person=person, state=Invitation.State.OPEN).select_related("determination")


def last_scan(code: str) -> Scan | None:
    """The last pass that went through."""
    return Scan.objects.filter(scheme=code, finished_at__isnull=False, said="").first()


def reasons(scan: Scan) -> list[Reason]:
    """Why subjects were refused in a scan, the most frequent first."""
    scheme: Scheme = scheme_of(scan.scheme)
    refused, alone = scan.counts.get("reasons", {}), scan.counts.get("only_reason", {})
    found = [Reason(c, refused[c.code], alone.get(c.code, 0)) for c in scheme.checks if c.code in refused]
    return sorted(found, key=lambda reason: -reason.refused)
