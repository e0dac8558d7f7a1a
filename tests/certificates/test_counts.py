"""Small numbers stay unsaid, and no sum tells them."""

from hypothesis import given
from hypothesis import strategies as st

from certificates.counts import SMALL, suppressed

COUNTS = st.dictionaries(st.integers(1, 5), st.integers(1, 40), min_size=1)


@given(COUNTS)
def test_no_small_number_is_told_and_none_follows_from_the_total(counts):
    told = suppressed(counts)
    assert all(count is None or count >= SMALL for count in told.levels.values())
    if told.total is None:
        assert sum(counts.values()) < SMALL and set(told.levels.values()) == {None}
        return
    assert told.total == sum(counts.values())
    unsaid = told.total - sum(count for _, count in told.told)
    assert unsaid == 0 or unsaid >= SMALL


@given(COUNTS.filter(lambda counts: min(counts.values()) >= SMALL))
def test_what_is_large_is_told(counts):
    assert dict(suppressed(counts).told) == counts and not suppressed(counts).some_unsaid
