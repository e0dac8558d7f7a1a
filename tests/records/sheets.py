"""A month's certificates as a city hands them in: two thousand rows, sound or with a dozen kinds of error."""

import io
from datetime import date, timedelta

from openpyxl import Workbook

from lib import idcard

TITLES = ["操作", "姓名", "证件类型", "证件号码", "证书编号", "职业编码", "等级", "核发日期", "发证机构"]
NAME, DOCUMENT, NUMBER, CERTIFICATE, OCCUPATION, LEVEL, ISSUED, ISSUER = range(1, 9)
EACH = 3  # rows of each kind of error


def sound(count: int = 2000, start: int = 0) -> list[list]:
    """Rows nothing is wrong with, each of another person."""
    rows = []
    for i in range(start, start + count):
        born = date(1975, 1, 1) + timedelta(days=i % 9000)
        issued = date(2024, 1 + i % 9, 1 + i % 28)
        level = 1 + i % 5
        rows.append(
            [
                *("增", "示例" + "甲乙丙丁戊己庚辛壬癸"[i % 10], "居民身份证", idcard.make("990101", born, i % 1000)),
                *(f"S000011000001{issued:%y}{level}{i:06d}", "4-10-01-05", level, issued, "示例技能评价中心"),
            ]
        )
    return rows


def _wrong_sign(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def _no_day(number: str) -> str:
    return number[:10] + "1340" + number[14:]


# What goes wrong: words that tell it on the screen, the column, and what happens to the cell.
ERRORS = [
    ("这一格是必填的，现在是空的", NAME, lambda cell: None),
    ("不是可以填的词", DOCUMENT, lambda cell: "驾驶证"),
    ("校验位对不上", NUMBER, _wrong_sign),
    ("不是一个真实的出生日期", NUMBER, _no_day),
    ("不像证书编号", CERTIFICATE, lambda cell: cell[:-3]),
    ("格式不对", OCCUPATION, lambda cell: "4-10-01"),
    ("认不出是哪个等级", LEVEL, lambda cell: "六级"),
    ("编号说的是", LEVEL, lambda cell: cell % 5 + 1),
    ("日历上没有这一天", ISSUED, lambda cell: "2024-02-30"),
    ("认不出是哪一天", ISSUED, lambda cell: "去年春天"),
    ("这一格是公式", ISSUER, lambda cell: "=1+1"),
    ("超过 100 个字", ISSUER, lambda cell: "示例" * 60),
]


def spoilt(rows: list[list]) -> list[list]:
    """The same rows, `EACH` of them wrong in each way."""
    rows = [list(row) for row in rows]
    for kind, (_, column, spoil) in enumerate(ERRORS):
        for each in range(EACH):
            row = rows[10 + kind * 40 + each * 7]
            row[column] = spoil(row[column])
    return rows


def workbook(rows: list[list]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "技能证书"
    sheet.append(TITLES)
    for row in rows:
        sheet.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()
