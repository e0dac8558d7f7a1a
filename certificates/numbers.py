"""What the number of a skill certificate says by itself. Knows no database.

Two shapes are national. A 职业技能等级证书 has 22 signs: class of the body (Y employer, S social body), 4 digits of
the body's code (0000: a province filed it first), 2 of the province, 6 of the site, 2 of the year, 1 of the level,
6 serial; that of a 特级技师 has two capitals and 20 digits. A 职业资格证书 has 16 digits: 2 of the year, 2 of the
province or ministry (a table of its own), 2 of the city, 1 of the kind of body (0 to 4), 3 of the body, 1 of the
level, 5 serial; old ones of Shanghai have 13. Other papers (O) have numbers that say nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL, QUALIFICATION, OTHER = "L", "Q", "O"
HERE = "11"  # GB/T 2260: Beijing
MASTER_LEVEL = 1  # a 特级技师 stands above 高级技师, the highest level there is a number for

_LEVEL = re.compile(r"[YS](\d{4})(\d{2})\d{6}(\d{2})([1-5])\d{6}", re.A)
_MASTER = re.compile(r"[A-Z]{2}\d{20}", re.A)
_QUALIFICATION = re.compile(r"(\d{2})\d{4}(\d)\d{3}([1-5])\d{5}", re.A)
_SHANGHAI = re.compile(r"\d{13}", re.A)

ELSEWHERE = "编号的省份代码不是北京（11）"
NO_BODY = "评价机构还没有部里的代码（0000）"
STRANGE_BODY = "鉴定机构类型不在0到4之间"
MASTER = "特级技师证书，按一级登记"
SHANGHAI = "上海旧编号（13位），编号看不出等级和年份"


@dataclass(frozen=True)
class Numbers:
    """For each number: ``kind`` (L, Q, or "" for no national shape), ``level`` (int8, 0 where it does not tell),
    ``year`` (int16, its last two digits, -1 where it does not tell), and ``doubts``: sentence → bool mask; no doubt
    refuses.
    """

    kind: np.ndarray
    level: np.ndarray
    year: np.ndarray
    doubts: dict[str, np.ndarray]


def read(numbers: Sequence[str] | np.ndarray) -> Numbers:
    told = [_read(number) for number in numbers]
    where, doubts = pd.factorize(np.array([one[3] for one in told], dtype=object))
    place = {words: at for at, words in enumerate(doubts)}
    return Numbers(
        np.array([one[0] for one in told], dtype=object),
        np.array([one[1] for one in told], dtype=np.int8),
        np.array([one[2] for one in told], dtype=np.int16),
        {words: where == place.get(words, -1) for words in (ELSEWHERE, NO_BODY, STRANGE_BODY, MASTER, SHANGHAI)},
    )


def _read(number: str) -> tuple[str, int, int, str]:
    """(kind, level, year, doubt)."""
    if match := _LEVEL.fullmatch(number):
        body, province, year, level = match.groups()
        doubt = ELSEWHERE if province != HERE else NO_BODY if body == "0000" else ""
        return LEVEL, int(level), int(year), doubt
    if match := _QUALIFICATION.fullmatch(number):
        year, body, level = match.groups()
        return QUALIFICATION, int(level), int(year), STRANGE_BODY if body > "4" else ""
    if _MASTER.fullmatch(number):
        return LEVEL, MASTER_LEVEL, -1, MASTER
    if _SHANGHAI.fullmatch(number):
        return QUALIFICATION, 0, -1, SHANGHAI
    return "", 0, -1, ""
