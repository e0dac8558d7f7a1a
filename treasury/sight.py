"""Who may see which money. The models' ``visible_to`` ask here.

Finance, the city and the auditor see all; a person and an organisation what is or was theirs; nobody else anything.
"""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from people.actor import Actor
from people.roles import AUDITOR, CITY, CLERK, FINANCE, MANAGER

T = TypeVar("T", bound=Model)
EVERYTHING = (FINANCE, CITY, AUDITOR)


def of_payees(rows: QuerySet[T], actor: Actor, at: str = "") -> QuerySet[T]:
    """Of these rows, each of which has a payee (``person`` or ``organisation``, behind ``at``), those in sight."""
    if actor.has(*EVERYTHING):
        return rows
    to: Any = f"{at}__" if at else ""
    if actor.person_id is not None:
        return rows.filter(**{f"{to}person": actor.person_id})
    if actor.has(MANAGER, CLERK):
        return rows.filter(Q(**{f"{to}organisation__in": actor.organisations}))
    return rows.none()


def of_officials(rows: QuerySet[T], actor: Actor) -> QuerySet[T]:
    """Of these rows, which are about many at once: all, for those who see everything."""
    return rows if actor.has(*EVERYTHING) else rows.none()
