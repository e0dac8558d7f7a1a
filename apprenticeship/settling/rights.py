"""享受资格: once a plan is accepted, what it trains for is promised to each of its apprentices and to nobody else, and
the same person cannot be promised it elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from apprenticeship.models import Apprentice, Plan
from apprenticeship.scheme import APPRENTICESHIP
from occupations.queries import atlas
from people import bulk
from people.actor import Actor
from people.models import Person
from subsidies.actions import undoing
from subsidies.models import Application, Entitlement, Line

FAMILY = "training"  # with 机构培训补贴: a skill is trained for at public cost once, by whichever way
UNPAID = (Line.State.CLEARED, Line.State.NOTICED, Line.State.PAYABLE)


def keys(occupation: Sequence[str], level: Sequence[int], filed_on: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each is had once as, and the same again where the terms of its filing exclude 技能提升补贴; else ""."""
    book = atlas()
    skill = np.array(
        [f"{book.canonical(code)}/{each}" for code, each in zip(occupation, level, strict=True)], dtype=object
    )
    exclusive = np.array([*(period.exclusive for period in APPRENTICESHIP.terms.periods), False])
    return skill, np.where(exclusive[APPRENTICESHIP.terms.index(filed_on.astype("M8[D]"))], skill, "")


def promise(rows: Iterable[Apprentice]) -> None:
    """To those who have none yet; who is promised it already, here or elsewhere, is left out: AP-ONCE will say so.

    In the transaction that accepts them. As many queries however many.
    """
    without = [row for row in rows if row.right_id is None]
    persons = np.array([row.person_id for row in without], dtype=np.int64)
    held: Any = Person.objects.order_by("pk").select_for_update(of=("self",))
    list(bulk.those(held, np.unique(persons)).values_list("pk", flat=True))
    taken = _taken(persons)
    plans = [row.plan for row in without]
    skill, common = keys(
        [plan.occupation for plan in plans], [plan.level for plan in plans],
        np.array([plan.filed_on for plan in plans], dtype="M8[D]"),
    )  # fmt: skip
    new = []
    for row, own, shared in zip(without, skill, common, strict=True):
        wanted = {(row.person_id, FAMILY, own)} | ({(row.person_id, "", shared)} if shared else set())
        if not wanted & taken:
            taken |= wanted
            right = Entitlement(
                scheme=APPRENTICESHIP.code, family=FAMILY, person_id=row.person_id, skill=own, common=shared or None
            )  # fmt: skip
            new.append((row, right))
    Entitlement.objects.bulk_create([right for _, right in new], batch_size=500)
    for row, right in new:
        row.right = right
    Apprentice.objects.bulk_update([row for row, _ in new], ["right"], batch_size=500)


def promise_anew(plan: Plan, fit: Iterable[Apprentice]) -> None:
    """The plan trains for something else now, and nothing was asked for yet: the old promises are over, those who fit
    get new ones. In the transaction that changes it."""
    old = plan.apprentices.filter(right__isnull=False)
    Entitlement.objects.filter(pk__in=list(old.values_list("right", flat=True))).update(alive=False)
    old.update(right=None)
    rows = list(fit)
    for row in rows:
        row.right, row.plan = None, plan
    promise(rows)


def _taken(persons: np.ndarray) -> set[tuple[int, str, str]]:
    """(person, family, skill) of the rights of these persons that are alive; with an empty family, what they share."""
    sql = """SELECT person_id, family, skill, COALESCE(common, '') FROM subsidies_entitlement
        WHERE alive AND person_id"""
    found: set[tuple[int, str, str]] = set()
    for person, family, skill, common in bulk.select_in(sql, persons.tolist()):
        found |= {(person, family, skill)} | ({(person, "", common)} if common else set())
    return found


def let_go(row: Apprentice, *, actor: Actor | None, at: datetime) -> None:
    """Who stops gets nothing that was not paid yet; with nothing paid, the right is over. In the transaction."""
    lines = Line.objects.filter(
        application__scheme=APPRENTICESHIP.code, application__subject=row.plan_id, entitlement__person=row.person_id,
        application__organisation__isnull=False,
    )  # fmt: skip
    cases = Application.objects.filter(pk__in=lines.values("application")).order_by("pk").select_for_update()
    for case in list(cases):
        list(Person.objects.filter(pk=row.person_id).select_for_update())
        unpaid = list(lines.filter(application=case, state__in=UNPAID).values_list("pk", flat=True))
        if unpaid:
            undoing.fell_out(case, unpaid, by=actor, at=at)
    if not lines.exclude(state=Line.State.CLOSED).exists():
        Entitlement.objects.filter(pk=row.right_id or 0).update(alive=False)
