"""How values are put into the words of a Chinese sentence."""

from collections.abc import Callable

import numpy as np

from lib.days import chinese

LEVELS = {5: "初级工（五级）", 4: "中级工（四级）", 3: "高级工（三级）", 2: "技师（二级）", 1: "高级技师（一级）"}

Words = str | Callable[..., str]
"""Either a template with ``{}`` or a function: both take the values a rule handed over, as plain Python."""


def level(number: int) -> str:
    return LEVELS.get(number, "无等级")


def levels(numbers: list[int]) -> str:
    return "、".join(level(n) for n in sorted(numbers, reverse=True))


def yes(flag: bool) -> str:
    return "是" if flag else "否"


def hours(hundredths: int) -> str:
    """7250 → ``72.5``: class hours are kept in hundredths so that they stay whole numbers."""
    return f"{hundredths / 100:g}"


def say(words: Words, values: tuple) -> str:
    """The sentence for ``values``. In a template, days read 2022年6月16日 and yes/no reads 是/否."""
    if callable(words):
        return words(*values)
    return words.format(*(_in_a_sentence(v) for v in values))


def _in_a_sentence(value: object) -> object:
    if isinstance(value, np.datetime64):
        return chinese(value)
    if isinstance(value, bool):
        return yes(value)
    return value
