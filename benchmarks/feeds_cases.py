"""Workbooks of made-up certificates for benchmarks/feeds.py; the same for the same size."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from lib import idcard
from lib.workbook import write

TITLES = ("操作", "姓名", "证件类型", "证件号码", "证书编号", "职业编码", "工种", "等级", "核发日期", "发证机构")
LEVELS = {5: "五级", 4: "四级", 3: "三级"}
BAD = 200  # one row in so many is wrong
GIVEN = "安宁和平春秋晴雨山川林泉松柏梅兰竹菊云星月晨明亮文书知行思远致新"
FIRST, DAYS = date(2023, 1, 1), 900
SEED = 20220616

Row = list[Any]


def certificates(size: int) -> list[Row]:
    """A certificate each for so many persons, nearly all sound."""
    chance = Random(SEED)
    rows = [_certificate(at, chance) for at in range(size)]
    for place, row in enumerate(rows[BAD // 2 :: BAD]):
        _spoil(row, place)
    return rows


def _certificate(at: int, chance: Random) -> Row:
    level, issued = chance.choice((5, 4, 3)), FIRST + timedelta(chance.randrange(DAYS))
    site = chance.randrange(1, 60)
    name = chance.choice("示例演试") + chance.choice(GIVEN) + chance.choice(["", *GIVEN])
    number = idcard.make("990101", date(1965, 1, 1) + timedelta(at % 14_000), at // 14_000)
    certificate = f"S{9900 + site}11{site:06d}{issued:%y}{level}{at:06d}"
    code = f"4-{chance.randrange(1, 13):02d}-01-{chance.randrange(1, 9):02d}"
    return ["增", name, "居民身份证", number, certificate, code, "", LEVELS[level], issued, f"示例评价机构{site:02d}号"]


def _spoil(row: Row, place: int) -> None:
    """Six kinds of mistakes in turn."""
    match place % 6:
        case 0:
            row[3] = row[3][:-1] + ("1" if row[3][-1] != "1" else "2")
        case 1:
            row[7] = "二级"
        case 2:
            row[8] = row[8].replace(year=row[8].year - 1, day=1)
        case 3:
            row[1] = ""
        case 4:
            row[4] = row[4][:-1]
        case 5:
            row[5] = "4-1-1-1"


def half_changed(rows: list[Row]) -> list[Row]:
    """The same, every second one corrected: another issuer."""
    return [["改", *row[1:9], f"{row[9]}（更名）"] if place % 2 else ["改", *row[1:]] for place, row in enumerate(rows)]


def workbook(rows: list[Row], title: str) -> bytes:
    """The same rows under another title of the sheet are another file."""
    return write(TITLES, _cells(rows), sheet=title)


def _cells(rows: list[Row]) -> Iterator[Row]:
    yield from rows
