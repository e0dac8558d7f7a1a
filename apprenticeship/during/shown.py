"""One apprentice while the plan is held: how far, what is paused, and what each button would do in yuan."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from apprenticeship.derive import AREAS
from apprenticeship.during.counting import Brings, away_of, brings, done, planned
from apprenticeship.facts import own_days
from apprenticeship.models import Apprentice, Pause
from apprenticeship.scheme import APPRENTICESHIP
from subsidies.planning import in_force


@dataclass(frozen=True)
class During:
    """``areas``: (module, 学时 done, 学时 planned). ``goes_on``, ``pauses``, ``stops``: what would come at the end if
    nothing more happened, if a pause of one day began today, and if this one stopped today.
    ``share``: per cent of each area that has to be done."""

    first: date
    last: date
    areas: list[tuple[str, int, int]]
    pauses_so_far: list[Pause]
    paused: bool
    goes_on: Brings
    pauses: Brings
    stops: Brings
    share: int

    @property
    def pause_costs(self) -> int:
        """The least that a pause from today on takes away, with the certificate."""
        return self.goes_on.full - self.pauses.full

    @property
    def stop_costs(self) -> int:
        return self.goes_on.full - self.stops.full


def of_apprentice(row: Apprentice, on: date) -> During:
    """As of a day."""
    first, last = own_days(row)
    told, whole = done([row.plan_id]).get(row.pk, {}), planned(row.plan)
    pauses, away = list(Pause.objects.filter(apprentice=row)), away_of(row, on)
    day = min(max(on, first), last)
    return During(
        first, last, [(title, told.get(area, 0), whole[area]) for area, title in AREAS.items()], pauses,
        any(one.until is None for one in pauses), brings(row, away), brings(row, [*away, (day, day)]),
        brings(row, away, gone=day),
        in_force(APPRENTICESHIP, np.datetime64(row.plan.filed_on or row.plan.first_day)).hours_share,
    )  # fmt: skip
