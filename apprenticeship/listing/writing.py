"""Brings the sound rows of a list in, in the transaction of the run: as entering them one by one would."""

from typing import Any

import numpy as np

from apprenticeship.entering import joining
from apprenticeship.entering.actions import FIELDS, confirmed_by
from apprenticeship.listing.judging import Judged
from apprenticeship.models import Apprentice
from apprenticeship.plans.actions import chain
from lib.feed import Part
from people import identities, named
from people.actor import actor_of
from records import events
from records.models import ImportRun

STAMPS = ("enterprise_at", "enterprise_by", "school_at", "school_by", "state")
WITHDRAWN = "学徒名单里撤去"


def write(part: Part, judged: Judged, run: int) -> None:
    """Persons nobody knew, new records, changed ones, those that end; whoever confirmed the file has confirmed them."""
    kept = ImportRun.objects.select_related("started_by", "confirmed_by").get(pk=run)
    user = kept.confirmed_by or kept.started_by
    assert user is not None, "a list is handed in by somebody"
    actor, at = actor_of(user), kept.confirmed_at or kept.created_at
    _persons(part, judged)
    came, changed = [row for _, row in judged.coming], [row for _, row, _ in judged.changing]
    for row in came:
        row.made_at = at
    for row in changed:
        row.enterprise_at = row.school_at = row.enterprise_by = row.school_by = None
    for row in (*came, *changed):
        confirmed_by(row, judged.party, actor, at)
    came = Apprentice.objects.bulk_create(came, batch_size=500)
    Apprentice.objects.bulk_update(changed, [*FIELDS, *STAMPS], batch_size=200)
    for row in judged.leaving:
        row.state, row.left_on, row.left_why = Apprentice.State.GONE, judged.on, WITHDRAWN
    Apprentice.objects.bulk_update(judged.leaving, ["state", "left_on", "left_why"], batch_size=500)
    joining.stand(judged.plan, [*came, *changed], judged.on)
    about = {
        "propose": ([row.pk for row in came], {}),
        "amend": (
            [row.pk for row in changed],
            {"changed": sorted({name for _, _, names in judged.changing for name in names}, key=FIELDS.index)},
        ),
        "take-out": ([row.pk for row in judged.leaving], {}),
    }  # fmt: skip
    for verb, (which, more) in about.items():
        data: dict[str, Any] = {"party": judged.party, "apprentices": which, "run": run, **more}
        if which:
            note = WITHDRAWN if verb == "take-out" else ""
            events.add(chain(judged.plan.pk), verb, by=actor, at=at, data=data, note=note)


def _persons(part: Part, judged: Judged) -> None:
    """Whoever the registers did not know is somebody by now."""
    new = np.zeros(len(part), dtype=bool)
    new[[at for at, row in judged.coming if row.person_id < 0]] = True
    if not new.any():
        return
    ids = dict(zip(np.flatnonzero(new).tolist(), identities.add(named.numbers_of(part), new, part["name"], 0).tolist(),
                   strict=True))  # fmt: skip
    for at, row in judged.coming:
        row.person_id = ids.get(at, row.person_id)
