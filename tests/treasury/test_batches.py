"""What a batch is called."""

import pytest

from people.actor import actor_of
from tests.people import cast
from tests.treasury.test_ledger import AT, ON, fund  # noqa: F401 (fixture)
from treasury import batches
from treasury.models import Batch

pytestmark = pytest.mark.django_db


def test_batches_of_a_day_go_on_after_the_ninety_ninth(fund):  # noqa: F811
    user = cast.official("finance", "finance-1")
    for nth in range(98, 102):
        batch = batches.begin(scheme="SU", fund=fund, on=ON, actor=actor_of(user), at=AT)
        Batch.objects.filter(pk=batch.pk).update(number=f"SU{ON:%y%m%d}{nth}", state="cancelled", said="示例")
    batch = batches.begin(scheme="SU", fund=fund, on=ON, actor=actor_of(user), at=AT)
    assert batch.number == f"SU{ON:%y%m%d}102"
