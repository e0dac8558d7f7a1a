"""Wilson's interval against values worked out elsewhere, and what must hold for any share."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.wilson import Z, wilson


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_it_gives_the_published_values(count, base, low, high):
    assert wilson(count, base) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(1, 100_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_its_ends_are_where_the_share_is_just_not_too_far_off(told):
    """The defining equation, (p - x)² = z² x (1 - x) / n, in whole fractions."""
    count, base = told
    share = Fraction(count, base)
    for end in wilson(count, base):
        x = Fraction(end)
        assert float((share - x) ** 2 - Fraction(Z) ** 2 * x * (1 - x) / base) == pytest.approx(0, abs=1e-9)
    low, high = wilson(count, base)
    assert 0 <= low <= share <= high <= 1


@pytest.mark.parametrize(("count", "base"), [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_none(count, base):
    with pytest.raises(ValueError):
        wilson(count, base)
