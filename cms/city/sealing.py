"""The days of the demonstration's past are tied into roots last of all: nothing is written into them after that."""

from datetime import date

from records import events
from treasury import verifying


def seal(on: date) -> None:
    """Every day before this one that is not sealed yet."""
    events.seal_days(on)
    verifying.seal_days(on)
