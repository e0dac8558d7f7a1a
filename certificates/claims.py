"""What the spine asks of this scheme about its claims: see `subsidies.handling.Handling`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.urls import reverse

from certificates.desk.evidence import beside
from certificates.my.words import occupation_name
from certificates.queries import standings
from certificates.scheme import SKILL_UPGRADE
from people.models import InsuranceSpan, Person
from policy.words import level
from subsidies.handling import Again, Evidence, Key
from subsidies.models import Application

family, machine_first, once, excluded = "SU", True, "SU-ONCE", "SU-TRAINING"
confirmed: tuple[str, ...] = ("SU-VERIFIED",)


def key(case: Mapping[str, Any]) -> Key:
    """Occupation and level; shared with training where the terms of the certificate's day let nobody have both."""
    skill = f"{case['occupation']}/{case['level']}"
    terms = SKILL_UPGRADE.terms
    place = int(terms.index(np.array([case["issued_on"]], dtype="M8[D]"))[0])
    return Key(skill, skill if place >= 0 and terms.periods[place].exclusive else None)


def title(case: Mapping[str, Any]) -> str:
    return f"{occupation_name(case['occupation'])} · {level(case['level'])}"


def form(application: Application, at_counter: bool) -> str:
    """Where its next open question is asked."""
    page = "check" if application.account_id else "account"
    if at_counter:
        return reverse(f"claim:for-{page}", args=[application.person_id, application.subject])
    return reverse(f"claim:{page}", args=[application.subject])


def again(application: Application, on: date) -> Again | None:
    """While the certificate stands and its last day to claim has not passed."""
    assert application.person_id is not None
    found = (one for one in standings(application.person_id, on=on) if one.certificate.entry == application.subject)
    one = next(found, None)
    if one is None or not one.live or on > one.last_day:
        return None
    return Again(reverse("claim:facts", args=[application.subject]), one.last_day, one.explanation.accepted)


def district_of(person: Person, on: date) -> str:
    """That of the latest insuring employer, else of the household register."""
    spans = InsuranceSpan.objects.current().filter(person=person, district__isnull=False)
    last = spans.order_by("-last_month", "-pk").values_list("district", flat=True).first()
    return last or person.household_id or ""


def evidence(person: Person, subject: int, on: date) -> Evidence:
    return Evidence("certificates/desk/_evidence.html", beside(person, subject, on))
