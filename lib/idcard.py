"""Identity numbers of 18 characters (GB 11643-1999, and the residence permits that share its shape): what they say.

An unknown area code is information, never a refusal: old and special codes are real.
"""

import re
from datetime import date

import numpy as np

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
SHAPE = re.compile(r"\d{17}[\dX]")


def check_sign(first17: str) -> str:
    """The last character that belongs to 17 digits (ISO 7064, MOD 11-2)."""
    return _SIGNS[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]


def check_signs(numbers: list[str]) -> np.ndarray:
    """For numbers that all have the SHAPE: bool, the last character belongs to the rest."""
    if not numbers:
        return np.zeros(0, dtype=bool)
    signs = np.frombuffer("".join(numbers).encode("ascii"), dtype="S1").reshape(-1, 18)
    digits = signs[:, :17].view(np.uint8).astype(np.int64) - ord("0")
    wanted = np.frombuffer(_SIGNS.encode(), dtype="S1")[(digits @ np.array(_WEIGHTS)) % 11]
    return wanted == signs[:, 17]


def births(numbers: list[str]) -> np.ndarray:
    """For numbers that all have the SHAPE: ``datetime64[D]``, NaT where one names no day."""
    if not numbers:
        return np.zeros(0, dtype="M8[D]")
    signs = np.frombuffer("".join(numbers).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    digits = signs[:, 6:14].astype(np.int64) - ord("0")
    year, month = digits[:, :4] @ (1000, 100, 10, 1), digits[:, 4:6] @ (10, 1)
    day = digits[:, 6:] @ (10, 1)
    real = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    first = np.where(real, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    found = first.astype("M8[D]") + np.where(real, day - 1, 0)
    return np.where(real & (found.astype("M8[M]") == first), found, np.datetime64("NaT", "D"))


def born(number: str) -> date | None:
    """The birth date in it; None where it names no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def fault(number: str) -> str:
    """What is wrong with a resident's number, in words; empty where nothing is."""
    if not SHAPE.fullmatch(number):
        return f"应是18位，前17位是数字，最后一位是数字或X；这里有{len(number)}位"
    if born(number) is None:
        return "第7到14位不是一个真实的出生日期"
    if number[17] != check_sign(number[:17]):
        return "校验位对不上，可能有一位写错了"
    return ""


def make(area: str, birth: date, serial: int) -> str:
    """A number with a valid check sign. ``area`` six digits, ``serial`` 0 to 999 (odd: male)."""
    first17 = f"{area}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_sign(first17)
