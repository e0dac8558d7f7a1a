"""Who may see which persons, spans and organisations. The models' ``visible_to`` ask here.

Seeing a person is not seeing the number or the phone: those stay masked, and a look at them is written down
(`people.looks`). A counter clerk sees nobody by listing, only whom `people.looks.find_at_counter` found.
"""

from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from people.actor import Actor
from people.roles import AUDITOR, CITY, REVIEWER, STEWARD

T = TypeVar("T", bound=Model)
EVERYONE = (STEWARD, AUDITOR, CITY)


def persons(everybody: QuerySet[T], actor: Actor) -> QuerySet[T]:
    """Of these persons: oneself; for a reviewer those of the own districts, by household or by the last insurance."""
    if actor.has(*EVERYONE):
        return everybody
    if actor.person_id is not None:
        return everybody.filter(pk=actor.person_id)
    if not actor.has(REVIEWER):
        return everybody.none()
    spans = apps.get_model("people", "InsuranceSpan")
    last = spans.objects.filter(person=OuterRef("pk"), until_run__isnull=True).order_by("-last_month", "-pk")
    rows: Any = everybody.alias(insured_in=Subquery(last.values("district")[:1]))
    return rows.filter(Q(household__in=actor.districts) | Q(insured_in__in=actor.districts))


def of_persons(rows: QuerySet[T], actor: Actor) -> QuerySet[T]:
    """Of these rows, each of which has a ``person``: those of persons in sight."""
    if actor.has(*EVERYONE):
        return rows
    if actor.person_id is not None:
        return rows.filter(person=actor.person_id)
    if not actor.has(REVIEWER):
        return rows.none()
    everybody = apps.get_model("people", "Person").objects.all()
    return rows.filter(person__in=persons(everybody, actor).values("pk"))


def organisations(all_of_them: QuerySet[T], actor: Actor) -> QuerySet[T]:
    """Of these organisations: the own ones; for a reviewer those of the own districts."""
    if actor.has(*EVERYONE):
        return all_of_them
    own = Q(pk__in=actor.organisations)
    return all_of_them.filter(own | Q(district__in=actor.districts) if actor.has(REVIEWER) else own)
