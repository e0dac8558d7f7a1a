"""What the tests of signing in share."""

from collections.abc import Iterator

import pytest
import time_machine

from people.models import Person
from tests.people.cast import AT, PHONE, WHO, a_person


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at AT and moves by ``clock.shift``."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(db) -> Person:
    """WHO, with a registered phone."""
    return a_person(WHO["name"], phone=PHONE, nth=700)
