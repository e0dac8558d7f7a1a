"""Who may see which applications, and what hangs on them. The models' ``visible_to`` ask here.

Oneself; for a reviewer the own districts; for who entered it at a counter that one; for the city, finance and the
auditor all. A draft is nobody else's business. Data stewards see none.
"""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from people.actor import Actor
from people.roles import AUDITOR, CITY, CLERK, COUNTER, FINANCE, MANAGER, REVIEWER

T = TypeVar("T", bound=Model)
EVERYTHING = (CITY, FINANCE, AUDITOR)


def applications(rows: QuerySet[T], actor: Actor) -> QuerySet[T]:
    return rows.filter(_in_sight(actor, ""))


def of_applications(rows: QuerySet[T], actor: Actor, at: str = "application") -> QuerySet[T]:
    """Of these rows, each of which belongs to an application (its foreign key is named ``at``), those in sight."""
    return rows.filter(_in_sight(actor, f"{at}__"))


def _in_sight(actor: Actor, to: str) -> Q:
    def q(**told: Any) -> Q:
        return Q(**{f"{to}{name}": value for name, value in told.items()})

    if actor.person_id is not None:
        return q(person=actor.person_id)
    seen = Q(pk__in=[])
    if actor.has(MANAGER, CLERK):
        seen |= q(organisation__in=actor.organisations)
    if actor.has(COUNTER):
        seen |= q(entered_by=actor.user_id)
    if actor.has(*EVERYTHING):
        seen |= ~q(state="draft")
    elif actor.has(REVIEWER):
        seen |= q(district__in=actor.districts) & ~q(state="draft")
    return seen
