"""A city day, and a steward: for what stands on a person's own page and at the desk."""

import pytest
import time_machine

from tests.certificates.holding import AT, certificate, fed, insured, month, worker
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


@pytest.fixture
def owed():
    """Somebody who is owed 1,500 yuan on certificate 1."""
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 7))
    return person, user, certificate(person).entry


@pytest.fixture
def signed_in(client, owed):
    client.force_login(owed[1])
    return client
