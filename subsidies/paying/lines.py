"""Lines moved from where they stand to where their money is, many at once, each with its case's event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from lib.refused import Refused
from people import bulk
from people.actor import Actor
from records import events
from subsidies import lifecycle
from subsidies.models import Line


def move(
    ids: np.ndarray | list[int], source: str, to: str, verb: str, *, by: Actor | None, at: datetime,
    data: Mapping[str, Any],
) -> list[int]:  # fmt: skip
    """In the caller's transaction, which holds the cases. Gives the cases, each once. Raises Refused where a line is
    not where it was, or is frozen."""
    wanted = np.asarray(ids, dtype=np.int64)
    if not len(wanted):
        return []
    rows = bulk.those(Line.objects.all(), wanted).filter(state=source, frozen=False)
    cases = sorted(set(rows.values_list("application", flat=True)))
    if rows.order_by().update(state=to) != len(wanted):
        raise Refused("faster", lifecycle.FASTER)
    events.add_many([lifecycle.chain_of(pk) for pk in cases], verb, by=by, at=at, data=data)
    return cases
