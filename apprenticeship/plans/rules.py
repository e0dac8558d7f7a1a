"""What is asked of a plan at entry beside the rule of the subsidy: declared once. AP-… are asked through the rule."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from policy import BLOCK, INFO, REVIEW, Terms
from subsidies import rulebook
from subsidies.entry import Rule

RULES: dict[str, Rule] = {}


@lru_cache(maxsize=1)
def figures() -> Terms:
    return Terms.load(Path(__file__).with_name("figures.yaml"))


def figure(name: str, on: date) -> int:
    """A figure in force on a day; before the first, the first."""
    return rulebook.figure(figures(), name, on)


def _rule(
    code: str, severity: str, title: str, rule: str, found: str, remedy: str, who: str = "企业", figure: str = ""
) -> Rule:
    RULES[code] = made = Rule(code, severity, title, rule, found, remedy, figure, who)
    return made


NOBODY = _rule(
    "L-APPRENTICES", BLOCK, "有学徒", "备案时至少有一名双方都确认了的学徒。", "还没有双方都确认了的学徒。",
    "录入学徒，请另一方确认；或者互相委托，一方录入就算双方确认。", "企业、培训院校",
)  # fmt: skip
ALL_REFUSED = _rule(
    "L-REFUSED", BLOCK, "有符合条件的学徒", "备案时至少有一名学徒符合补贴的条件。", "现在的学徒没有一名符合条件。",
    "下面列出每名学徒差什么；改好或者换人以后再提交。", "企业、培训院校",
)  # fmt: skip
UNCONFIRMED = _rule(
    "L-CONFIRMED", INFO, "双方确认", "每名学徒由企业和院校都确认才算数。", "有{many}名学徒只有一方确认，现在不算在内。",
    "请另一方到计划里确认。", "企业、培训院校",
)  # fmt: skip
AGREEMENT = _rule(
    "L-AGREEMENT", BLOCK, "合作协议在有效期内", "企校合作协议在备案时已经签订，到期日不早于培养的最后一天。",
    "合作协议{signed}签订，{until}到期；培养到{last}为止。", "续签或者更正合作协议的日期，再请院校确认。", "企业、培训院校",
)  # fmt: skip
CONTENT = _rule(
    "L-CONTENT", BLOCK, "有培养方案", "写明培养什么、在岗和在校怎么安排、怎样考核。", "培养方案没有写，或者不到10个字。",
    "写明培养什么、在岗和在校怎么安排、怎样考核。",
)  # fmt: skip
HOURS = _rule(
    "L-HOURS", BLOCK, "三项都有学时", "通用素质、专业理论、技能实训都有计划学时。", "{areas}没有计划学时。", "三项都填计划学时。",
)  # fmt: skip
PAST = _rule(
    "L-PAST", REVIEW, "培养还没有开始", "备案不晚于培养的第一天；晚了的由区里看一看。", "培养从{first}开始，已经过去。",
    "可以提交，由区里核对。",
)  # fmt: skip
UNFIT = _rule(
    "L-UNFIT", INFO, "有学徒不符合条件", "不符合条件的学徒没有补贴，不影响别人。", "有{many}名学徒现在不符合条件，不影响别人备案。",
    "下面写着每人差什么。", "企业、培训院校",
)  # fmt: skip
SOON = _rule(
    "L-CONTRACT", INFO, "合同管到培养结束", "劳动合同的期限最好管到培养的最后一天。", "有{many}名学徒的劳动合同在培养结束以前到期。",
    "到期以前续签。",
)  # fmt: skip

JOINED = _rule(
    "L-JOIN", BLOCK, "后来的学徒从哪天开始", "备案以后来的学徒写明本人开始日期：在计划期内，不早于录入以前规定的天数。",
    "本人开始日期要在{earliest}到{last}之间。", "来了就录入；月数按计划剩下的整月算，预拨以后来的期满结算时付。",
    figure="joined", who="企业、培训院校",
)  # fmt: skip

TOO_MUCH = _rule(
    "L-DAY", BLOCK, "一天的学时", "一名学徒一天的学时不超过规定的数。", "那天合计会超过{most}学时。", "分到几天记。",
    figure="a_day", who="企业、培训院校",
)  # fmt: skip
LATE = _rule(
    "L-LATE", BLOCK, "按时记学时", "学时在培养期内、课后规定的天数以内录入。", "日期要在培养开始以后、今天以前，最晚在课后{most}天录入。",
    "过了期限的，不能再记；有签到和录像的，请区里核实。", figure="entered", who="企业、培训院校",
)  # fmt: skip
ABSENT = _rule(
    "L-THERE", BLOCK, "那天在培养", "记学时的人那天在培养期内，不在中断中。", "那天在中断中，或者不在培养期内。", "取消勾选，或者先记恢复。",
    who="企业、培训院校",
)  # fmt: skip
