"""What one cell of each kind may say. A parser takes a cell's text and gives its value, or the Fault found."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from lib.money import plain_yuan
from lib.workbook.layout import Column
from lib.workbook.spelling import plain, tidy


class Fault(NamedTuple):
    """What is wrong with a cell, and what to do; sentences without their full stop."""

    code: str
    message: str
    remedy: str


Parser = Callable[[str], Any]  # str -> value, or Fault

NO_DAY = np.iinfo(np.int64).min  # NaT, seen as a whole number
DTYPES: dict[str, tuple[Any, Any]] = {  # how a column is kept, and what stands where there is no value
    "text": (object, ""),
    "code": (object, ""),
    "word": (object, ""),
    "day": (np.int64, NO_DAY),  # days since 1970, turned into datetime64[D] in the end
    "month": (np.int32, -1),
    "whole": (np.int64, 0),
    "money": (np.int64, 0),
    "level": (np.int8, 0),
    "flag": (bool, False),
}

REQUIRED = Fault("required", "这一格是必填的，现在是空的", "补填")
LOST = Fault("lost-digits", "Excel 把它当成了数字，末尾的位数已经丢失", "把这一列设为文本格式，再照原件重新填写")
GARBLED = Fault("garbled", "有乱码", "照原件重新填写")
FORMULA = Fault("formula", "以 =、+、- 或 @ 开头，会被表格软件当成公式", "去掉开头的符号")
NOT_A_DAY = Fault("not-a-day", "认不出是哪一天", "写成 2024-01-05 这样，年份四位")
NO_SUCH_DAY = Fault("no-such-day", "日历上没有这一天", "核对年、月、日")
FAR_DAY = Fault("no-such-day", "年份不在 1900 到 2100 之间", "核对年份")
NOT_A_MONTH = Fault("not-a-month", "认不出是哪个月", "写成 2024-01 这样，年份四位，月份两位")
NO_SUCH_MONTH = Fault("no-such-month", "没有这个月份", "核对年、月")
NOT_A_NUMBER = Fault("not-a-number", "不是整数", "只填数字，如 12")
NOT_MONEY = Fault("not-money", "不是金额", "只填以元为单位的数字，最多两位小数，如 1500.00")
NOT_A_LEVEL = Fault(
    "not-a-level", "认不出是哪个等级", "填 1 到 5，或五级/初级工、四级/中级工、三级/高级工、二级/技师、一级/高级技师"
)
TWO_LEVELS = Fault("not-a-level", "级数和名称不是同一个等级", "核对等级：五级是初级工，一级是高级技师")
NOT_A_FLAG = Fault("not-a-flag", "只能填是或否", "填“是”或“否”")

_LOST = re.compile(r"[+-]?\d(\.\d+)?E\+\d{2,}", re.A | re.I)
_FORMULA = re.compile(r"[=＝@＠]|[+＋\-－](?![\d\s().-]*$)", re.A)
_TIME = re.compile(r"日?[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.A)
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))", re.A)
_SERIAL = re.compile(r"[1-7]\d{4}(\.\d+)?", re.A)
_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2})|\.?(\d{2})|年(\d{1,2})月份?)", re.A)
_WHOLE = re.compile(r"[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.0+)?", re.A)
_MONEY = re.compile(r"([+-]?)[¥]?(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2})0*)?[元圆]?", re.A)
_LEVEL = re.compile(r"(?:([1-5一二三四五])级?)?(高级技师|技师|高级工?|中级工?|初级工?)?(?:([1-5一二三四五])级?)?")
_EPOCH = date(1970, 1, 1).toordinal()
_EXCEL = date(1899, 12, 30).toordinal()  # Excel's day 0, its invented 29 February 1900 being long past
_LEVELS = {"初级": 5, "中级": 4, "高级": 3, "技师": 2, "高级技师": 1}
_DIGITS = dict(zip("12345一二三四五", (1, 2, 3, 4, 5) * 2, strict=True))
_FLAGS = {"是": True, "1": True, "TRUE": True, "Y": True, "否": False, "0": False, "FALSE": False, "N": False}


def parser(column: Column) -> Parser:
    """What reads a cell of this column that is not empty. Raises ValueError where a bound makes no sense."""
    return {
        "text": _text,
        "code": _code,
        "word": _word,
        "day": _day,
        "month": _month,
        "whole": _whole,
        "money": _money,
        "level": _level,
        "flag": _flag,
    }[column.kind](column)


def cleaner(column: Column) -> Callable[[str], str]:
    """What a cell of this column really says; "" where it says nothing."""
    return tidy if column.kind in ("text", "day", "month") else plain


def day_number(value: Any) -> int:
    """Days since 1970 of a date, datetime64 or ISO text."""
    return int(np.datetime64(value, "D").astype(np.int64))


def _text(column: Column) -> Parser:
    pattern = re.compile(column.pattern) if column.pattern else None
    example = f"，如 {column.example}" if column.example else ""
    long = Fault("too-long", f"超过 {column.longest} 个字", "核对是否填错了列，或写短些")
    shape = Fault("wrong-shape", "格式不对", column.hint or f"核对这一格{example}")

    def parse(text: str) -> str | Fault:
        if not text.isalnum():
            if _FORMULA.match(text):
                return FORMULA
            if _LOST.fullmatch(text):
                return LOST
            if "\ufffd" in text:
                return GARBLED
        if len(text) > column.longest:
            return long
        if pattern and not pattern.fullmatch(text):
            return shape
        return text

    return parse


_code = _text


def _word(column: Column) -> Parser:
    known = {}
    for code, words in (column.words or {}).items():
        for word in (code, *([words] if isinstance(words, str) else words)):
            known[plain(word)] = code
    shown = column.choices
    listed = "、".join(shown[:12]) + ("……（见填写说明）" if len(shown) > 12 else "")
    fault = Fault("not-listed", "不是可以填的词", f"从这些里选一个：{listed}")
    return lambda text: known.get(text, fault)


def _day(column: Column) -> Parser:
    bounded = _bounds(column, day_number, lambda number: str(np.datetime64(number, "D")), ("too-early", "too-late"))

    def parse(text: str) -> int | Fault:
        found = _day_of(text)
        return found if isinstance(found, Fault) else bounded(found)

    return parse


def _day_of(text: str) -> int | Fault:
    text = plain(_TIME.sub("", text))
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
        if not 1900 <= year <= 2100:
            return FAR_DAY
        try:
            return date(year, month, day).toordinal() - _EPOCH
        except ValueError:
            return NO_SUCH_DAY
    if _SERIAL.fullmatch(text):
        return int(float(text)) + _EXCEL - _EPOCH
    return NOT_A_DAY


def _month(column: Column) -> Parser:
    bounded = _bounds(column, int, lambda number: f"{number // 12}-{number % 12 + 1:02}", ("too-early", "too-late"))

    def parse(text: str) -> int | Fault:
        if match := _MONTH.fullmatch(plain(text)):
            year, month = (int(part) for part in match.groups() if part)
            if not (1900 <= year <= 2100 and 1 <= month <= 12):
                return NO_SUCH_MONTH
            return bounded(year * 12 + month - 1)
        day = _day_of(text)
        if isinstance(day, Fault):
            return NOT_A_MONTH if day is NOT_A_DAY else day
        found = date.fromordinal(day + _EPOCH)
        return bounded(found.year * 12 + found.month - 1)

    return parse


def _whole(column: Column) -> Parser:
    bounded = _bounds(column, int, str)

    def parse(text: str) -> int | Fault:
        if not _WHOLE.fullmatch(text):
            return LOST if _LOST.fullmatch(text) else NOT_A_NUMBER
        return bounded(int(text.partition(".")[0].replace(",", "")))

    return parse


def _money(column: Column) -> Parser:
    bounded = _bounds(column, int, lambda fen: f"{plain_yuan(fen)} 元", least=0)

    def parse(text: str) -> int | Fault:
        match = _MONEY.fullmatch(text.replace("￥", "¥"))
        if not match:
            return NOT_MONEY
        sign, yuan, cents = match.groups()
        fen = int(yuan.replace(",", "")) * 100 + int((cents or "").ljust(2, "0"))
        return bounded(-fen if sign == "-" else fen)

    return parse


def _level(column: Column) -> Parser:
    bounded = _bounds(column, int, lambda level: f"{level} 级")

    def parse(text: str) -> int | Fault:
        match = _LEVEL.fullmatch(re.sub(r"[/()、—-]|\.0+$", "", text))
        if not match or (match[1] and match[3]):
            return NOT_A_LEVEL
        before, word, after = match.groups()
        said = {_DIGITS[digit] for digit in (before, after) if digit}
        said |= {_LEVELS[word if word in _LEVELS else word[:2]]} if word else set()
        if len(said) != 1:
            return TWO_LEVELS if said else NOT_A_LEVEL
        return bounded(said.pop())

    return parse


def _flag(column: Column) -> Parser:
    return lambda text: _FLAGS.get(text, NOT_A_FLAG)


def _bounds(
    column: Column,
    number: Callable[[Any], int],
    shown: Callable[[int], str],
    codes: tuple[str, str] = ("too-low", "too-high"),
    least: int | None = None,
) -> Callable[[int], int | Fault]:
    """What lets a value through that lies between the column's `least` and `most`, both included."""
    low = number(column.least) if column.least is not None else least
    high = number(column.most) if column.most is not None else None
    day = codes[0] == "too-early"
    too_low = Fault(codes[0], "", "核对这一格")
    too_high = Fault(codes[1], "", "核对这一格")
    if low is not None:
        too_low = too_low._replace(message=f"{'早于' if day else '小于'} {shown(low)}")
    if high is not None:
        too_high = too_high._replace(message=f"{'晚于' if day else '大于'} {shown(high)}")

    def bounded(value: int) -> int | Fault:
        if low is not None and value < low:
            return too_low
        return too_high if high is not None and value > high else value

    return bounded
