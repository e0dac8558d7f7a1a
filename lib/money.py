"""Money is whole fen, in int64 or int; a float never holds it.

Every function takes one amount or a numpy column of them.
"""

import re

import numpy as np

Fen = int | np.ndarray

_YUAN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def share(fen: Fen, part: Fen, whole: Fen) -> Fen:
    """``fen × part ÷ whole``, rounded half up to the fen (schemes.md, common rules). ``fen``, ``part`` ≥ 0."""
    return (2 * fen * part + whole) // (2 * whole)


def share_down(fen: Fen, part: Fen, whole: Fen) -> Fen:
    """``fen × part ÷ whole``, rounded down: an advance is never above its share."""
    return fen * part // whole


def parse_yuan(text: str) -> int:
    """``"2500.00"`` → 250000 fen. Raises ValueError for a sign, a third decimal or anything that is no amount."""
    match = _YUAN.fullmatch(text)
    if not match:
        raise ValueError(f"金额应写成“2500.00”这样的数字，收到的是“{text[:30]}”")
    whole, cents = match.groups()
    return int(whole) * 100 + int((cents or "").ljust(2, "0"))


def plain_yuan(fen: int) -> str:
    """150000 → ``"1500.00"``: for programs."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(int(fen)) // 100}.{abs(int(fen)) % 100:02d}"


def yuan(fen: int) -> str:
    """150000 → ``"¥1,500.00"``, −75000 → ``"−¥750.00"``: for people."""
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{abs(int(fen)) // 100:,}.{abs(int(fen)) % 100:02d}"
