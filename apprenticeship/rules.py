"""企业新型学徒补贴 (item 23): the checks, the steps, the rule that joins them, and what a plan gets as a whole."""

import numpy as np

from apprenticeship.derive import ADVANCE, AREAS
from lib.days import add_months, chinese
from lib.money import share, share_down, yuan
from policy import ASSUMED, REVIEW, Check, Facts, Sheet, Step, terms_check, words
from policy.catalogue import catalogue_checks, check_catalogue
from policy.part import Part
from policy.sheet import Groups
from policy.terms import Period

MONTHS_A_YEAR = 12
ITEM = "京就办发〔2022〕1号第23项"  # the text behind what has no dated figure


def _insured_found(first: bool, last: bool, advance: bool) -> str:
    told = {True: "已参保", False: "没有参保"}
    if advance:
        return f"首月或最近已入账的月份：{told[first]}"
    return f"首月：{told[first]}；末月：{told[last]}"


def _recruit_found(began: np.datetime64, moved: np.datetime64, first: np.datetime64) -> str:
    move = "" if np.isnat(moved) else f"{chinese(moved)}转岗，"
    return f"劳动合同{chinese(began)}开始，{move}{chinese(first)}开始培养"


def _recruit_needed(began: np.datetime64, last: np.datetime64, moved: np.datetime64, moved_last: np.datetime64) -> str:
    move = "" if np.isnat(moved) else f"，或{chinese(moved)}至{chinese(moved_last)}之间"
    return f"{chinese(began)}至{chinese(last)}之间{move}开始培养"


def _hours_found(*hours: int) -> str:
    return "；".join(
        f"{title}{words.hours(done)}/{words.hours(planned)}学时"
        for title, done, planned in zip(AREAS.values(), hours[::2], hours[1::2], strict=True)
    )


def _once_found(training: np.datetime64, upgrade: np.datetime64) -> str:
    told = [
        f"{chinese(day)}已发放{what}"
        for day, what in ((training, "培训或学徒补贴"), (upgrade, "技能提升补贴"))
        if not np.isnat(day)
    ]
    return "；".join(told) or "没有享受过"


TERMS = terms_check("AP", "培养计划备案日期")
INSURED = Check(
    code="AP-INSURED", title="由本企业参保", basis=ITEM, reads=("insured_first", "insured_last"), who="企业",
    rule="培养首月由本企业在本市为学徒缴纳社会保险，结算时末月也是；预支时看首月，还没有入账的看最近已入账的月份。",
    found=_insured_found, needed=lambda advance: "首月或最近已入账的月份由本企业参保" if advance else "首月和末月都由本企业参保",
    message="学徒不是由本企业在本市参保。",
    remedy="已经缴费但查不到的，请到参保地社保经办机构核对更正；由其他单位参保的人员，不能列入本企业的学徒。",
)  # fmt: skip
CONTRACT = Check(
    code="AP-CONTRACT", title="劳动合同期限", figures=("contract_months",), reads=("contract_months",), who="企业",
    rule="与学徒签订的劳动合同期限不少于规定的月数。", found="{}个月", needed="不少于{}个月",
    message="劳动合同的期限太短。", remedy="请与学徒续签或重新签订足够期限的劳动合同，再更新培养计划。",
)  # fmt: skip
RECRUIT = Check(
    code="AP-RECRUIT", title="新招用或转岗", figures=("recruit_window",), who="企业",
    reads=("contract_began", "moved_on", "first_day"),
    rule="学徒是新招用或转岗的：从劳动合同开始之日或转岗之日起12个月内开始培养，满12个月的当天仍算在内。",
    found=_recruit_found, needed=_recruit_needed, message="学徒既不是新招用的，也不是刚转岗的。",
    remedy="请核对劳动合同和转岗的日期，其中一个符合即可；在岗已久又没有转岗的职工，可以参加其他技能培训。",
)  # fmt: skip
LEVEL = Check(
    code="AP-LEVEL", title="目标等级", figures=("levels",), reads=("level",), who="企业",
    rule="以中级工、高级工、技师或高级技师为培养目标。", found=words.level, needed="中级工、高级工、技师或高级技师",
    message="这个等级不在学徒培养的范围内。", remedy="请核对培养计划写的等级；培养初级工的，可以了解其他职业培训补贴。",
)  # fmt: skip
TERM = Check(
    code="AP-TERM", title="培养期限", figures=("term_least", "term_most", "term_most_with_leave"), who="企业",
    reads=("planned_months", "city_leave"),
    rule="培养计划为1年至2年；情况特殊、经市级部门同意的，最长3年。", found="{}个月", needed="{}至{}个月",
    message="培养计划的期限不符合规定。", remedy="请调整计划的月数后重新备案；确需更长的，先报市级部门同意。",
)  # fmt: skip
DUAL = Check(
    code="AP-DUAL", title="企校双师", basis=ITEM, reads=("has_mentor", "has_teacher"), who="企业、培训院校",
    rule="企业配有导师，院校配有教师，企校双师联合培养。",
    found=lambda mentor, teacher: f"企业导师：{'有' if mentor else '没有'}；院校教师：{'有' if teacher else '没有'}",
    needed="企业导师和院校教师都有", message="没有配齐企业导师和院校教师。", remedy="请为这名学徒补配导师或教师，并更新培养计划。",
)  # fmt: skip
RATIO = Check(
    code="AP-RATIO", title="导师带徒人数", severity=REVIEW, figures=("ratio",), reads=("mentor_apprentices",), who="企业",
    rule="一名企业导师带的学徒不超过规定的人数；超过的，由工作人员核对。", found="带{}名学徒", needed="不超过{}名，否则人工核对",
    message="这位企业导师带的学徒偏多，需要工作人员核对。", remedy="不影响申请；增配导师并更新培养计划，核对会更快。",
)  # fmt: skip
HOURS = Check(
    code="AP-HOURS", title="完成学时", figures=("hours_share",), who="企业、培训院校",
    reads=("hours",),
    rule="通用素质、专业理论、技能实训三项，各自完成的学时都达到计划的规定比例。",
    found=_hours_found, needed="三项各自不少于计划的{}%", message="有一项或几项完成的学时不够。",
    remedy="培养期满以前可以补课；已经上过但没有记上的，请院校补交签到和录像，核实后更正。",
)  # fmt: skip
FINISHED = Check(
    code="AP-FINISHED", title="培养到期满", basis=ITEM, reads=("finished",), who="企业",
    rule="学徒一直培养到计划期满。", found=lambda finished: "培养到期满" if finished else "中途离开", needed="培养到期满",
    message="学徒没有培养到计划期满，这名学徒没有补贴。", remedy="如系登记有误，请提交期满的考勤和参保记录更正。",
)  # fmt: skip
ONCE = Check(
    code="AP-ONCE", title="同一职业同一等级只补一次", figures=("exclusive",), reads=("occupation", "level"), who="企业、学徒",
    rule="同一职业（工种）同一等级没有享受过培训补贴或学徒补贴（本计划各期不算）；2024年起，也没有领过技能提升补贴。",
    found=_once_found, needed=lambda exclusive: "没有享受过培训补贴或学徒补贴" + ("，也没有领过技能提升补贴" if exclusive else ""),
    message="这个职业的这个等级已经享受过补贴，不能重复享受。", remedy="其他职业或更高等级仍可培养；对发放记录有疑问的，可到窗口查询。",
)  # fmt: skip
OVERLAP = Check(
    code="AP-OVERLAP", title="同期没有重复培养", basis=ITEM, reads=("overlaps",), who="企业、学徒",
    rule="同一时期没有参加其他学徒培养，也没有在同一时间上课的培训班。",
    found=lambda overlaps: "有重叠" if overlaps else "没有重叠", needed="没有重叠",
    message="学徒同期参加了其他学徒培养，或有同一时间上课的培训班。", remedy="请学徒选定其中一项，另一项由办班单位退出登记后再办理。",
)  # fmt: skip
CODE, EDITION = catalogue_checks("AP", "培养计划备案日期")

ANNUAL = Step(
    code="annual", name=lambda level: f"{words.level(level)}每年的标准", figures=("annual",),
    rule="按培养等级的年度标准：中级工5,000元，高级工6,000元，技师7,000元，高级技师8,000元（示意）。",
)  # fmt: skip
URGENT = Step(
    code="urgent", name="急需紧缺职业加计", figures=("urgent_addition",), always=False,
    rule="急需紧缺职业，每人每年另加1,000元（示意）。",
)  # fmt: skip
CAP = Step(
    code="cap", name=lambda cap: f"每人每年最高{yuan(cap)}，超出的不计", figures=("cap",), always=False,
    rule="加计以后，每人每年仍不超过8,000元。",
)  # fmt: skip
MONTHS = Step(
    code="months", figures=("annual",), basis=ITEM, name=lambda months: f"按培养{months}个月计（每年的标准×{months}÷12）",
    rule="每年的标准乘以培养月数、除以12，四舍五入到分；结算时按实际完成的整月，不超过备案的月数，预支时按备案的月数。",
)  # fmt: skip
EFFECT = Step(
    code="effect", name="完成培养但没有取得证书，按{}%计", figures=("uncertified_share",), always=False,
    rule="结算时，取得该职业该等级证书的全额计；完成培养但没有取得证书的减半计（示意），四舍五入到分。",
)  # fmt: skip

CHECKS = (
    TERMS, INSURED, CONTRACT, RECRUIT, LEVEL, TERM, DUAL, RATIO, HOURS, FINISHED, ONCE, OVERLAP, CODE, EDITION,
)  # fmt: skip
STEPS = (ANNUAL, URGENT, CAP, MONTHS, EFFECT)


def from_2022_06_16(f: Facts, terms: Period, sheet: Part) -> None:
    """All law so far has this shape; what changed over the years are the terms."""
    advance = f.stage == ADVANCE
    _check_person(f, terms, sheet, advance)
    _check_plan(f, terms, sheet)
    _check_result(f, terms, sheet, ~advance)
    _check_others(f, terms, sheet)
    check_catalogue(f, sheet, (CODE, EDITION))
    _amount(f, terms, sheet, advance)


def _check_person(f: Facts, terms: Period, sheet: Part, advance: np.ndarray) -> None:
    insured = f.insured_first & (advance | f.insured_last)
    sheet.check(INSURED, insured, found=(f.insured_first, f.insured_last, advance), needed=advance)
    sheet.check(
        CONTRACT, f.contract_months >= terms.contract_months, found=f.contract_months, needed=terms.contract_months
    )
    last, moved_last = add_months(f.contract_began, terms.recruit_window), add_months(f.moved_on, terms.recruit_window)
    recruited = (f.contract_began <= f.first_day) & (f.first_day <= last)
    moved = (f.moved_on <= f.first_day) & (f.first_day <= moved_last)  # never where moved_on is not known
    sheet.check(
        RECRUIT, recruited | moved, found=(f.contract_began, f.moved_on, f.first_day),
        needed=(f.contract_began, last, f.moved_on, moved_last),
    )  # fmt: skip


def _check_plan(f: Facts, terms: Period, sheet: Part) -> None:
    sheet.check(LEVEL, terms.levels[f.level], found=f.level)
    most = np.where(f.city_leave, terms.term_most_with_leave, terms.term_most)
    in_term = (f.planned_months >= terms.term_least) & (f.planned_months <= most)
    sheet.check(TERM, in_term, found=f.planned_months, needed=(terms.term_least, most))
    sheet.check(DUAL, f.has_mentor & f.has_teacher, found=(f.has_mentor, f.has_teacher))
    sheet.check(RATIO, f.mentor_apprentices <= terms.ratio, found=f.mentor_apprentices, needed=terms.ratio)


def _check_result(f: Facts, terms: Period, sheet: Part, settlement: np.ndarray) -> None:
    hours = (f.general_done, f.general_planned, f.theory_done, f.theory_planned, f.practice_done, f.practice_planned)
    enough = np.logical_and.reduce(
        [done * 100 >= planned * terms.hours_share for done, planned in zip(hours[::2], hours[1::2], strict=True)]
    )
    sheet.check(HOURS, enough, found=hours, needed=terms.hours_share, asked=settlement)
    sheet.check(FINISHED, f.finished, found=f.finished, asked=settlement)


def _check_others(f: Facts, terms: Period, sheet: Part) -> None:
    # that SU shuts out AP is written law from 2024; that AP and TR shut out each other stays inferred
    upgrade = f.paid_upgrade_on if terms.exclusive else np.datetime64("NaT", "D")
    once = np.isnat(f.paid_training_on) & np.isnat(upgrade)
    sheet.check(ONCE, once, found=(f.paid_training_on, upgrade), needed=terms.exclusive, status=ASSUMED)
    sheet.check(OVERLAP, ~f.overlaps, found=f.overlaps)


def _amount(f: Facts, terms: Period, sheet: Part, advance: np.ndarray) -> None:
    sheet.step(ANNUAL, terms.annual[f.level], values=f.level)
    annual = sheet.step(URGENT, np.where(f.urgent, terms.urgent_addition, 0), status=f.urgency_status)
    annual = sheet.becomes(CAP, np.minimum(annual, terms.cap), values=terms.cap)
    months = np.where(advance, f.term, np.minimum(f.months, f.term))
    full = sheet.becomes(MONTHS, share(annual, months, MONTHS_A_YEAR), values=months)
    certified = advance | f.certificate  # an advance does not look at the outcome yet
    sheet.becomes(
        EFFECT, np.where(certified, full, share(full, terms.uncertified_share, 100)), values=terms.uncertified_share
    )


def totals(sheet: Sheet, groups: Groups) -> None:
    """What each plan gets, in fen: at advance the greatest advance; at settlement what is left after the advance.

    Where the apprentices' amounts fall short of the advance paid, the shortfall is ``more["recovery"]``; a plan
    filed before any terms has an advance recovered all the same.
    """
    terms, facts, first = sheet.scheme.terms, sheet.facts, groups.first
    advance = facts.stage[first] == ADVANCE
    percent = np.array([p.advance_share for p in terms.periods])[terms.index(facts.law_date[first])]
    left = groups.amount - facts.advance_paid[first]
    groups.more["recovery"] = np.where(advance, 0, np.maximum(-left, 0))
    groups.amount = np.where(advance, share_down(groups.amount, percent, 100), np.maximum(left, 0))


def advance_shares(amounts: np.ndarray, groups: Groups) -> np.ndarray:
    """Each apprentice's share of the plan's advance, in fen, in the order of the rows.

    amounts     fen per apprentice, each rounded; 0 where refused
    groups      the plans of a sheet at advance: ``amount`` is what is split

    In proportion to the amounts, rounded down; fen left over go one each to the first in enrolment order.
    """
    plan, size = groups.of_row, len(groups.ids)
    whole = np.zeros(size, dtype=np.int64)
    np.add.at(whole, plan, amounts)
    shares = np.asarray(share_down(groups.amount[plan], amounts, np.maximum(whole, 1)[plan]))
    left = groups.amount.copy()
    np.subtract.at(left, plan, shares)
    order = np.argsort(plan, kind="stable")
    taking = (amounts > 0)[order]
    before: np.ndarray = np.cumsum(taking) - taking  # who take part up to a row, in all plans
    begins = np.searchsorted(plan[order], np.arange(size))  # the first row of each plan
    turn: np.ndarray = before - before[begins][plan[order]]  # 0 for the first who takes part in the plan
    shares[order] += taking & (turn < left[plan[order]])
    return shares
