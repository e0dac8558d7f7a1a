"""个人技能提升补贴 (item 25): the checks, the step, and the rule that joins them."""

import numpy as np

from certificates.derive import BENEFIT, EMPLOYEE, NO_LEVEL, STATUSES
from lib.days import add_months, chinese
from policy import REVIEW, Check, Facts, Step, terms_check, words
from policy.catalogue import catalogue_checks, check_catalogue
from policy.part import Part
from policy.terms import Period

_STATUS = list(STATUSES.values())

TERMS = terms_check("SU", "证书核发日期", basis="人社部发〔2017〕40号、京人社就发〔2017〕169号")
LEVEL = Check(
    code="SU-LEVEL", title="证书等级", figures=("levels",), reads=("level",), who="本人", final=True,
    rule="证书是初级工（五级）、中级工（四级）或高级工（三级）的职业资格证书或职业技能等级证书。",
    found=words.level, needed="初级工、中级工或高级工",
    message="这个等级的证书不在补贴范围内。", remedy="技师、高级技师证书和没有等级的证书都没有这项补贴；请核对证书上写的等级。",
)  # fmt: skip
STATUS = Check(
    code="SU-STATUS", title="参保身份", figures=("benefit",), reads=("status_at_issue", "status_at_application"),
    rule="核发证书时和申请时，都是在本市参保的企业职工；或者其中任一时点正在领取失业保险金（2022年起核发的证书）。",
    found=lambda at_issue, now, _: f"核发时：{_STATUS[at_issue]}；申请时：{_STATUS[now]}",
    needed=lambda benefit: "两个时点都是企业职工" + ("，或任一时点正在领取失业保险金" if benefit else ""),
    message="核发证书和申请这两个时点的身份不符合规定。",
    remedy="核发时的身份定了就不会变；只差申请时身份的，到北京的企业上班并参保后，或者开始领失业保险金后，在期限内再申请。当时其实在企业参保或在领金的，请社保经办机构更正记录。",
    who="本人、参保单位",
)  # fmt: skip
MONTHS = Check(
    code="SU-MONTHS", title="参保月数", figures=("months",), reads=("months_insured",),
    rule="到申请当月，在本市累计缴纳失业保险满规定的月数（缓缴的月份计入）；领取失业保险金的不再另看月数。",
    found=lambda months, benefit: "；".join(
        [f"累计{months}个月"] * (months > 0 or not benefit) + ["领取失业保险金，不另看月数"] * benefit
    ),
    needed=lambda needed, short: f"满{needed}个月" + (f"，还差{short}个月" if short > 0 else ""), message="在本市累计缴纳失业保险的月数还不够。",
    remedy="缴满后、且仍在证书核发后12个月内的，可以再来申请；认为月数少算了，可请社保经办机构核对。", who="本人、参保单位",
)  # fmt: skip
WINDOW = Check(
    code="SU-WINDOW", title="申领期限", figures=("window",), reads=("issued_on", "applied_on"),
    rule="自证书核发之日起12个月内申请，满12个月的当天仍算在内。",
    found="{}申请", needed="{}至{}之间申请", message="申请日期不在可以申领的期限内。",
    remedy="早于核发日期的，请核对这两个日期；已经过了期限的，这本证书不能再申领。", who="本人",
)  # fmt: skip
VERIFIED = Check(
    code="SU-VERIFIED", title="证书联网核验", basis="技能人才评价证书全国联网查询（经办规程）",
    reads=("certificate_verified",), who="发证机构",
    rule="证书编号、姓名、职业、等级、核发日期与全国联网查询结果一致。",
    found=lambda same: "查询结果一致" if same else "查不到或不一致", needed="查询结果一致",
    message="全国联网查询查不到这本证书，或者信息不一致。", remedy="请联系发证机构补录或更正，查询一致后再申请。",
)  # fmt: skip
ONCE = Check(
    code="SU-ONCE", title="同一职业同一等级只补一次", basis="人社部发〔2017〕40号", who="本人", final=True,
    rule="同一职业（工种）同一等级没有领过技能提升补贴。",
    found=lambda day: "没有领过" if np.isnat(day) else f"{chinese(day)}已发放", needed="没有领过",
    message="这个职业的这个等级已经领过技能提升补贴。",
    remedy="取得更高等级的证书后可以再申请；如果没有收到过这笔钱，请持身份证到窗口查询。",
)  # fmt: skip
TRAINING = Check(
    code="SU-TRAINING", title="不与培训补贴重复", figures=("exclusive",), who="本人", final=True,
    rule="同一职业同一等级没有享受过职业培训补贴或学徒培训补贴（2024年起核发的证书）。",
    found=lambda day: "没有享受过" if np.isnat(day) else f"{chinese(day)}已发放培训补贴", needed="没有享受过",
    message="这个职业的这个等级已经由培训补贴支付过，不能重复享受。",
    remedy="其他职业或更高等级的证书仍可申请；对已享受的培训补贴有疑问的，可到窗口查询。",
)  # fmt: skip
HIGHER = Check(
    code="SU-HIGHER", title="没有更高等级", figures=("higher",), reads=("level",), who="本人", final=True,
    rule="2024年底以前核发的证书，看有没有领过同一职业更高等级的补贴；2025年起核发的，看申请时有没有同一职业更高等级的证书。",
    found=lambda level, _: "没有" if level == NO_LEVEL else f"最高为{words.level(level)}",
    needed=lambda level, higher: f"没有高于{words.level(level)}的" + ("补贴" if higher == "paid" else "证书"),
    message="同一职业已有更高等级，不再补较低等级。", remedy="请用更高等级的证书申请（仍在期限内且没有领过的话）。",
)  # fmt: skip
CAP = Check(
    code="SU-CAP", title="每年次数", figures=("cap", "cap_urgent"), reads=("applied_on",), who="本人",
    rule="申请当年已经享受的次数还没有到上限；2025年起核发的证书每年1次，急需紧缺职业每年最多3次。",
    found="当年已有{}次", needed="少于{}次", message="申请当年享受的次数已经到上限。",
    remedy="仍在证书核发后12个月内的，可以明年再申请。",
)  # fmt: skip
DEFERRED = Check(
    code="SU-DEFERRED", title="缓缴月份", severity=REVIEW, basis="京就办发〔2022〕1号第26项",
    reads=("deferred_months_needed",), who="参保单位",
    rule="不靠缓缴的月份也够月数；要靠缓缴月份才够的，先计入，由工作人员核对。",
    found=lambda months, _: f"其中{months}个月要靠缓缴", needed="0个月，否则人工核对",
    message="有月份是缓缴的，已计入月数，需要工作人员核对。", remedy="无需补材料；如单位已补缴，核对会更快。",
)  # fmt: skip
CODE, EDITION = catalogue_checks("SU", "证书核发日期")

STANDARD = Step(
    code="standard", name=lambda level: f"{words.level(level)}补贴标准", figures=("standard",),
    rule="按证书等级的补贴标准：初级工1,000元，中级工1,500元，高级工2,000元。",
)  # fmt: skip

CHECKS = (
    TERMS, LEVEL, STATUS, MONTHS, WINDOW, VERIFIED, ONCE, TRAINING, HIGHER, CAP, DEFERRED, CODE, EDITION,
)  # fmt: skip
STEPS = (STANDARD,)


def from_2017_01_01(f: Facts, terms: Period, sheet: Part) -> None:
    """All law so far has this shape; what changed over the years are the terms."""
    employee = (f.status_at_issue == EMPLOYEE) & (f.status_at_application == EMPLOYEE)
    benefit = ((f.status_at_issue == BENEFIT) | (f.status_at_application == BENEFIT)) & terms.benefit
    sheet.check(LEVEL, terms.levels[f.level], found=f.level)
    sheet.check(
        STATUS, employee | benefit, found=(f.status_at_issue, f.status_at_application, benefit), needed=terms.benefit
    )
    enough = benefit | (f.months_insured >= terms.months)
    short = np.where(enough, 0, terms.months - f.months_insured) if sheet.words else 0
    sheet.check(MONTHS, enough, found=(f.months_insured, benefit), needed=(terms.months, short))
    last_day = add_months(f.issued_on, terms.window)
    in_time = (f.issued_on <= f.applied_on) & (f.applied_on <= last_day)
    sheet.check(WINDOW, in_time, found=f.applied_on, needed=(f.issued_on, last_day))
    sheet.check(VERIFIED, f.certificate_verified, found=f.certificate_verified)
    sheet.check(ONCE, np.isnat(f.paid_same_on), found=f.paid_same_on)
    sheet.check(TRAINING, np.isnat(f.paid_training_on), found=f.paid_training_on, asked=terms.exclusive)
    higher = f.highest_held if terms.higher == "held" else f.highest_paid
    sheet.check(HIGHER, higher >= f.level, found=(higher, f.level), needed=(f.level, terms.higher))
    _check_cap(f, terms, sheet)
    sheet.check(DEFERRED, benefit | (f.deferred_months_needed == 0), found=(f.deferred_months_needed, benefit))
    check_catalogue(f, sheet, (CODE, EDITION))
    sheet.step(STANDARD, terms.standard[f.level], values=f.level)


def _check_cap(f: Facts, terms: Period, sheet: Part) -> None:
    if terms.cap is None:
        sheet.check(CAP, True, asked=False)
        return
    if terms.cap == terms.cap_urgent:
        sheet.check(CAP, f.paid_this_year < terms.cap, found=f.paid_this_year, needed=terms.cap)
        return
    cap = np.where(f.urgent, terms.cap_urgent, terms.cap)
    # the cap that is shown rests on the edition; the answer does only where the two caps would tell it differently
    turns = (f.paid_this_year < terms.cap) != (f.paid_this_year < terms.cap_urgent) if sheet.words else True
    sheet.check(CAP, f.paid_this_year < cap, found=f.paid_this_year, needed=cap, status=f.urgency_status, turns=turns)
