"""The rows above and below the one that is shown."""

import pytest

from lib.beside import beside


@pytest.mark.parametrize(
    ("keys", "here", "found"),
    [
        ([], None, (None, None)),
        ([], 1, (None, None)),
        ([1, 2, 3], None, (None, 1)),
        ([1, 2, 3], 9, (None, 1)),
        ([1, 2, 3], 1, (None, 2)),
        ([1, 2, 3], 2, (1, 3)),
        ([1, 2, 3], 3, (2, None)),
        ([0, 1], 1, (0, None)),
    ],
)
def test_the_rows_beside_the_shown_one(keys, here, found):
    assert beside(keys, here) == found
