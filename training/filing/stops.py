"""Who may not come in anew: restrictions on new applications that are in force on a day.

Asked each time and kept nowhere, so that all goes on by itself once one has ended or is lifted.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q

from subsidies.actions import measures
from subsidies.models import Restriction

APPLY = Restriction.Stops.APPLY


def of_school(organisation: int, on: date) -> Restriction | None:
    """What stops an institution."""
    return measures.in_the_way(Q(organisation=organisation), APPLY, on)


def of_person(person: int, on: date) -> Restriction | None:
    """What stops a person."""
    return measures.in_the_way(Q(person=person), APPLY, on)


def paused(on: date) -> Any:
    """The ids of the institutions that are stopped, to filter by."""
    rows = Restriction.objects.in_force(on).filter(stops=APPLY, organisation__isnull=False)
    return rows.values("organisation")


def persons(on: date) -> np.ndarray:
    """The ids of all persons who are stopped: placed one by one by the city, they are few."""
    rows: Iterable[int | None] = Restriction.objects.in_force(on).filter(stops=APPLY, person__isnull=False).values_list(
        "person", flat=True
    )  # fmt: skip
    return np.array(list(rows), dtype=np.int64)
