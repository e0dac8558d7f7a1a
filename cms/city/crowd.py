"""Persons and employers, many at once."""

from datetime import date

import numpy as np
import pandas as pd

from lib import idcard

DISTRICTS = (
    *("东城区", "西城区", "朝阳区", "丰台区", "石景山区", "海淀区", "门头沟区", "房山区", "通州区", "顺义区", "昌平区"),
    *("大兴区", "怀柔区", "平谷区", "密云区", "延庆区", "经开区"),
)
SURNAMES = np.array(list("示例演试"), dtype=object)
_GIVEN = "安宁和平春秋晴雨山川林泉松柏梅兰竹菊云星月晨明亮文书知行思远致新子一二三四五六七八九十百千禾谷田园"
GIVEN = np.array(list(_GIVEN), dtype=object)
AREAS = np.array([f"9901{n:02d}" for n in range(1, 18)], dtype=object)
YOUNGEST = np.datetime64("2004-01-01", "D")
DAYS = 16_000  # birth days that the crowd is spread over: some 44 years
KINDS = ("企业", "个体", "机关事业")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def people(
    size: int, chance: np.random.Generator, within: np.ndarray = AREAS, spread: int = DAYS, longer: float = 0.6
) -> pd.DataFrame:
    """name, document, number, district, phone, born (``M8[D]``); numbers unique within these areas, check signs valid.

    spread  over how many birth days
    longer  the share of names of three characters: of thousands, some of two are words
    """
    at = np.arange(size)
    born = YOUNGEST - chance.permutation(size).astype(np.int64) % spread - 1
    order = pd.Series(born).groupby(born).cumcount().to_numpy()  # how many were born that day before: their serial
    areas = within[chance.integers(0, len(within), size)]
    days = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "")
    first17 = [f"{area}{day}{serial:03d}" for area, day, serial in zip(areas, days, order, strict=True)]
    two = chance.random(size) < longer
    name = SURNAMES[chance.integers(0, 4, size)] + GIVEN[chance.integers(0, len(GIVEN), size)]
    name = name + np.where(two, GIVEN[chance.integers(0, len(GIVEN), size)], "")
    return pd.DataFrame(
        {
            "name": name, "document": "居民身份证", "number": [text + idcard.check_sign(text) for text in first17],
            "district": np.array(DISTRICTS, dtype=object)[chance.integers(0, len(DISTRICTS), size)],
            "phone": [f"120{n:08d}" for n in at], "born": born,
        }
    )  # fmt: skip


def employers(size: int, chance: np.random.Generator) -> pd.DataFrame:
    """code, name, kind as insurance tells it, type as the register of organisations does, founded, head, district."""
    kinds = chance.choice(3, size, p=[0.82, 0.1, 0.08])
    prefix = np.array(["91", "92", "12"])[kinds]
    codes = [credit_code(start, n) for n, start in enumerate(prefix, start=1)]
    words = np.array(["科技有限公司", "小店", "事业单位"], dtype=object)[kinds]
    founded = np.datetime64("2000-01-01", "D") + chance.integers(0, 8000, size)
    return pd.DataFrame(
        {
            "code": codes, "name": [f"示例{word}{n:04d}号" for n, word in enumerate(words, start=1)],
            "kind": np.array(KINDS, dtype=object)[kinds],
            "type": np.array(["企业", "个体工商户", "机关事业单位"], dtype=object)[kinds],
            "founded": founded, "head": GIVEN[chance.integers(0, len(GIVEN), size)],
            "district": np.array(DISTRICTS, dtype=object)[chance.integers(0, len(DISTRICTS), size)],
        }
    )  # fmt: skip


def credit_code(start: str, serial: int) -> str:
    """A 统一社会信用代码 (GB 32100-2015) of the impossible area 990100, check sign valid."""
    first17 = f"{start}990100{serial:09d}"
    total = sum(weight * _SIGNS.index(sign) for weight, sign in zip(_WEIGHTS, first17, strict=True))
    return first17 + _SIGNS[(31 - total % 31) % 31]


def aged(born: np.ndarray, on: date) -> np.ndarray:
    """Whole years, near enough for a crowd."""
    return (np.datetime64(on, "D") - born.astype("M8[D]")).astype(np.int64) // 365.25
