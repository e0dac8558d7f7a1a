"""One workbook of all the trainees of an institution, for benchmarks/roster.py; made up.

The same for the same size. One row in twenty is wrong, in nine ways in turn: those that a row says by itself and those
that only the registers, the timetable or the class can tell.
"""

from datetime import date, timedelta
from typing import Any

from benchmarks.feeds_cases import GIVEN
from lib import idcard
from lib.workbook import write

ON = date(2026, 6, 30)
FIRST = date(2026, 7, 6)
SEATS, INSIDE, LESSONS = 50, 48, 12
BAD = 20
CARE = "4-10-01-05"
TITLES = ("操作", "行号（请勿改动）", "班号", "姓名", "证件类型", "证件号码", "联系电话", "人员类别", "申请补贴")
UNKNOWN, PENSIONED, NOBODY, PAID, ELSEWHERE = range(5)  # what the registers say of whom

Row = list[Any]


def person(at: int) -> tuple[str, str]:
    """Name and number of the at-th person."""
    name = "示例演试"[at % 4] + GIVEN[at // 4 % len(GIVEN)] + GIVEN[at // 7 % len(GIVEN)]
    return name, idcard.make("990101", date(1965, 1, 1) + timedelta(at % 14_000), at // 14_000)


def known_as(at: int) -> int | None:
    """What is wrong with a person by the registers; None for most."""
    place = at - BAD // 2
    return place // BAD % 9 if place >= 0 and place % BAD == 0 and place // BAD % 9 < 5 else None


def rows(size: int, numbers: list[str]) -> list[Row]:
    """A line for each of so many persons, so many to a class."""
    made: list[Row] = []
    for at in range(size):
        name, number = person(at)
        row: Row = ["增", None, numbers[at // INSIDE], name, "居民身份证", number, f"120{at:08d}", "", "是"]
        if (at - BAD // 2) % BAD == 0 and at >= BAD // 2:
            _spoil(row, (at - BAD // 2) // BAD % 9)
        made.append(row)
    return made


def _spoil(row: Row, kind: int) -> None:
    """The four that a row says by itself; of the other five the registers know."""
    match kind:
        case 5:
            row[5] = row[5][:-1] + ("1" if row[5][-1] != "1" else "2")
        case 6:
            row[3] = "示别名"
        case 7:
            row[6] = "123"
        case 8:
            row[2] = "99999999"


def workbook(size: int, numbers: list[str]) -> bytes:
    return write(TITLES, rows(size, numbers), "学员名册")
