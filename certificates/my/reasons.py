"""Why a certificate pays nothing now, in one line; and in one sentence, what would change that."""

from collections.abc import Mapping
from typing import Any

from certificates.my.deadlines import Deadline
from certificates.my.futures import Future, last_day, months_short, terms_on
from certificates.rules import CAP, LEVEL, MONTHS, STATUS, TERMS, VERIFIED, WINDOW
from lib.days import chinese as day
from lib.money import yuan
from lib.months import chinese, month_of
from policy import BLOCK, CheckLine, Explanation

# What ends every hope first, then what one cannot hurry, then what one can do something about.
_WEIGHT = (WINDOW.code, VERIFIED.code, STATUS.code, MONTHS.code, CAP.code)
_EMPLOYED = "employee"
_NOT_INSURED = {  # employed on the certificate's day, employed now
    (True, False): "现在没有在北京的企业参保",
    (False, True): "核发证书那天没有在北京的企业参保",
    (False, False): "核发证书那天和现在，都没有在北京的企业参保",
}


def decisive(explanation: Explanation) -> CheckLine:
    """The one condition that a person should read first. The explanation is a refusal's."""
    refusing = [check for check in explanation.failed if check.severity == BLOCK]
    return min(refusing, key=lambda check: (not check.final, _weight(check)))


def hopeless(explanation: Explanation) -> bool:
    """Nothing that can still happen makes this certificate pay."""
    return decisive(explanation).final or decisive(explanation).code == WINDOW.code


def in_short(explanation: Explanation, case: Mapping[str, Any]) -> str:
    """还差 3 个月, or what else decides; how many more conditions failed is added."""
    words = _in_words(decisive(explanation), case)
    more = sum(one.severity == BLOCK for one in explanation.failed) - 1
    return f"{words}；另外还有 {more} 条没有通过" if more else words


def _in_words(check: CheckLine, case: Mapping[str, Any]) -> str:
    """The rule speaks of any case; this one is told what it is about itself."""
    until = last_day(case["issued_on"])
    if check.code == MONTHS.code:
        return f"参保月数还差 {months_short(case)} 个月"
    if check.code == STATUS.code:
        return _NOT_INSURED[case["status_at_issue"] == _EMPLOYED, case["status_at_application"] == _EMPLOYED]
    if check.code == WINDOW.code and until and until < case["applied_on"]:
        return f"{day(until)}是申请的最后一天，已经过了"
    return check.message.rstrip("。")


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
    if check.code == STATUS.code and deadline:
        return _what_insures(case, deadline)
    if check.code == WINDOW.code:
        return "这本证书不能再申请了。核发日期登记错了的，可以申请更正。"
    return check.remedy


def _what_insures(case: Mapping[str, Any], deadline: Deadline) -> str:
    if case["status_at_issue"] == _EMPLOYED:
        return "要先到北京的企业上班并参保，别的条件也都符合了，才能领。"
    terms = terms_on(case["issued_on"])
    still = (
        f"在{deadline.day}以前开始领失业保险金的，还可以申请。"
        if terms and terms.benefit and deadline.left >= 0
        else ""
    )
    wrong = "机关事业单位和灵活就业参保的，不算；那天其实在企业参保的，可以申请更正。"
    return f"那天的情况已经定了，现在再到企业上班也不够。{still}{wrong}"


def disputed(explanation: Explanation) -> str:
    """What the person may say is registered wrongly, where that decides: "month", "certificate", or nothing."""
    return _DISPUTED.get(decisive(explanation).code, "")


_DISPUTED = dict.fromkeys((MONTHS.code, STATUS.code), "month") | dict.fromkeys(
    (LEVEL.code, WINDOW.code, VERIFIED.code, TERMS.code), "certificate"
)


def _weight(check: CheckLine) -> int:
    return _WEIGHT.index(check.code) if check.code in _WEIGHT else -1
