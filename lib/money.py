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


_FIGURES, _PLACES, _GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿", "万亿")


def capitals(fen: int) -> str:
    """150000 → ``"人民币壹仟伍佰元整"``: as a paper says an amount so that nobody adds to it. ``fen`` ≥ 0."""
    whole, jiao, cent = int(fen) // 100, int(fen) // 10 % 10, int(fen) % 10
    text = _whole(whole) + "元" if whole else "" if jiao or cent else "零元"
    if jiao:
        text += ("零" if whole and not whole % 10 else "") + _FIGURES[jiao] + "角"
    if cent:
        text += ("零" if whole and not jiao else "") + _FIGURES[cent] + "分"
    return f"人民币{text}" + ("" if cent else "整")


def _whole(number: int) -> str:
    """123 → 壹佰贰拾叁; one 零 for however many are skipped between two figures."""
    text, skipped = "", False
    groups = [number // 10_000**place % 10_000 for place in range(4)]
    for place in reversed(range(4)):
        group = groups[place]
        for digit in reversed(range(4)):
            figure = group // 10**digit % 10
            if figure:
                text += ("零" if skipped and text else "") + _FIGURES[figure] + _PLACES[digit]
            skipped = not figure
        if group:
            text += _GROUPS[place]
            skipped = not group % 10
    return text
