"""How far a share can be trusted: Wilson's score interval (E. B. Wilson, JASA 22, 1927), 95 %."""

from math import sqrt

Z = 1.959963984540054  # two-sided 95 % of the normal distribution


def wilson(count: int, base: int) -> tuple[float, float]:
    """Low and high end of the interval of ``count`` of ``base``, from 0 to 1. Raises ValueError where none can be."""
    if base < 1 or not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is no share")
    share, square = count / base, Z * Z
    middle = (share + square / (2 * base)) / (1 + square / base)
    half = Z / (1 + square / base) * sqrt(share * (1 - share) / base + square / (4 * base * base))
    # at the very ends rounding would step over by a hair
    return (0.0 if count == 0 else middle - half), (1.0 if count == base else middle + half)
