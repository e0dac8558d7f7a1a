"""A city day, and a steward: for what stands on a person's own page and at the desk."""

import pytest
import time_machine

from tests.certificates.holding import AT, fed
from tests.people import cast


@pytest.fixture
def city(catalogue, settings, tmp_path):
    """It is ten in the morning of a day in August 2026; the registers are true to the end of July."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        fed()
        yield


@pytest.fixture
def steward():
    return cast.official("steward")
