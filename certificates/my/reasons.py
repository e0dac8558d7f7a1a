"""Why a certificate pays nothing now, in one line; and in one sentence, what would change that."""

from collections.abc import Mapping
from typing import Any

from certificates.my.deadlines import Deadline
from certificates.my.futures import Future, months_short
from certificates.rules import CAP, LEVEL, MONTHS, STATUS, TERMS, VERIFIED, WINDOW
from lib.money import yuan
from lib.months import chinese, month_of
from policy import BLOCK, CheckLine, Explanation

# What ends every hope first, then what one cannot hurry, then what one can do something about.
_WEIGHT = (WINDOW.code, VERIFIED.code, STATUS.code, MONTHS.code, CAP.code)


def decisive(explanation: Explanation) -> CheckLine:
    """The one condition that a person should read first. The explanation is a refusal's."""
    refusing = [check for check in explanation.failed if check.severity == BLOCK]
    return min(refusing, key=lambda check: (not check.final, _weight(check)))


def hopeless(explanation: Explanation) -> bool:
    """Nothing that can still happen makes this certificate pay."""
    return decisive(explanation).final or decisive(explanation).code == WINDOW.code


def in_short(explanation: Explanation, case: Mapping[str, Any]) -> str:
    """还差 3 个月, or what else decides; how many more conditions failed is added."""
    check = decisive(explanation)
    words = f"参保月数还差 {months_short(case)} 个月" if check.code == MONTHS.code else check.message.rstrip("。")
    more = sum(one.severity == BLOCK for one in explanation.failed) - 1
    return f"{words}；另外还有 {more} 条没有通过" if more else words


def what_changes_it(
    explanation: Explanation, case: Mapping[str, Any], future: Future | None, deadline: Deadline | None
) -> str:
    """What would have to happen, by when, and what that would pay; or that nothing would."""
    check = decisive(explanation)
    if future and deadline and not hopeless(explanation):
        pays = f"可以领 {yuan(future.amount)}，来得及"
        if {one.code for one in explanation.failed} & {STATUS.code}:
            return f"到北京的企业上班并参保后，最早{chinese(future.month)}{pays}。"
        if check.code == CAP.code:
            return f"今年的次数用完了，最早{chinese(future.month)}{pays}。"
        if future.month <= month_of(deadline.on):
            return f"最近的缴费数据还没有送到；照常缴了的话，数据送到以后就够了，{pays}。"
        return f"接着参保，中间不断，最早{chinese(future.month)}{pays}。"
    if check.code == MONTHS.code and deadline and deadline.left >= 0:
        return f"就算每个月都参保，到最后一天{deadline.day}也满不了。"
    return check.remedy


def disputed(explanation: Explanation) -> str:
    """What the person may say is registered wrongly, where that decides: "month", "certificate", or nothing."""
    return _DISPUTED.get(decisive(explanation).code, "")


_DISPUTED = dict.fromkeys((MONTHS.code, STATUS.code), "month") | dict.fromkeys(
    (LEVEL.code, WINDOW.code, VERIFIED.code, TERMS.code), "certificate"
)


def _weight(check: CheckLine) -> int:
    return _WEIGHT.index(check.code) if check.code in _WEIGHT else -1
