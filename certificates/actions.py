"""Writes of this room."""

from datetime import date, datetime

from subsidies import scan
from subsidies.models import Determination
from subsidies.scan import Counts


def decide_again(
    person_id: int, *, on: date, at: datetime, trigger: str = Determination.Trigger.CORRECTION
) -> Counts:  # fmt: skip
    """Decide every certificate of one person again, after what is known of the person changed."""
    return scan.decide_again(person_id, on=on, at=at, trigger=trigger)
