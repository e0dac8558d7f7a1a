"""The public list of everything that is asked of plans beside the rule of the subsidy."""

from datetime import date

from apprenticeship.plans.rules import RULES, figures
from apprenticeship.scheme import APPRENTICESHIP
from subsidies.rulebook import Chapter, Rulebook, line

JOINING = ("L-JOIN",)
LESSONS = ("L-DAY", "L-LATE", "L-THERE")


def book(on: date) -> Rulebook:
    """As the page shows it."""
    filed = [line(rule, figures(), on) for code, rule in RULES.items() if code not in (*JOINING, *LESSONS)]
    joined = [line(RULES[code], figures(), on) for code in JOINING]
    taught = [line(RULES[code], figures(), on) for code in LESSONS]
    return Rulebook(
        "学徒培养计划查什么", "企业新型学徒制的培养计划、学徒和学时，逐条查什么，查到了怎么办。",
        "企业和院校录入的时候，当场逐条查，两边看到的一样。", APPRENTICESHIP,
        [
            Chapter("培养计划", "提交备案时逐条核对；没有“不通过”才收下，有“要人看”的由区里看。", filed),
            Chapter("备案以后来的学徒", "录入的时候当场核对；补贴的条件照样逐条查。", joined),
            Chapter("学时", "记学时的时候当场核对。", taught),
        ],
    )  # fmt: skip
