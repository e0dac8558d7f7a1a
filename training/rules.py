"""机构培训补贴 (items 22, 24, 19): the checks of a class and of its trainees, the steps, and the rule."""

import numpy as np

from lib.days import add_months, chinese
from lib.money import share
from policy import Check, Facts, Step, terms_check, words
from policy.catalogue import catalogue_checks, check_catalogue
from policy.part import Part
from policy.terms import ILLUSTRATIVE, OFFICIAL, Period
from training.derive import CATEGORIES, COURSES, GROUPS, HOUR, JINLANLING, KINDS, STARTUP, group_words

ITEM = "京就办发〔2022〕1号第19、22、24项"  # the text behind what has no dated figure

_KIND, _CATEGORY, _COURSE, _GROUP = (list(w.values()) for w in (KINDS, CATEGORIES, COURSES, GROUPS))

PROOFS = {"passed": "结业考核合格", "certificate": "取得证书", "employed": "取得证书并就业（创业）"}
PASSED, CERTIFICATE, EMPLOYED = range(3)


def _project(kind: int, level: int, category: int, course: int) -> str:
    """What the class teaches, as the standards name it."""
    if kind == STARTUP:
        return f"{_COURSE[course]}培训" if course >= 0 else _KIND[kind]
    return f"{_KIND[kind]}{words.level(level)}{_CATEGORY[category]}"


TERMS = terms_check("TR", "开班第一天", scope="group")
LISTED = Check(
    code="TR-LISTED", title="机构和课程在目录内", basis=ITEM, reads=("listed",), scope="group",
    rule="开班第一天，培训机构和课程都在公布的目录内。",
    found=lambda listed: "都在目录内" if listed else "机构或课程不在目录内", needed="机构和课程都在目录内",
    message="开班第一天，培训机构或者课程不在公布的目录内。",
    remedy="请核对机构名称和课程名称；确实不在目录内的，先申请列入，列入后新开的班才能补贴。", who="培训机构",
)  # fmt: skip
FILED = Check(
    code="TR-FILED", title="开班备案", basis=ITEM, reads=("filed_on", "first_day"), scope="group", who="培训机构",
    rule="最晚在开班第一天办理开班备案。",
    found="{}备案", needed="不晚于{}", message="开班以后才备案。",
    remedy="补办备案不能补贴已经开的班；如果备案日期记错了，请到区人力社保部门更正。",
)  # fmt: skip
SIZE = Check(
    code="TR-SIZE", title="班级人数", figures=("size",), reads=("trainees",), scope="group", who="培训机构",
    rule="一个班的学员不超过规定的人数。",
    found="{}人", needed="不超过{}人", message="班级人数超过规定。",
    remedy="请分班后分别备案；名单有误的，请更正名单。",
)  # fmt: skip
DAILY = Check(
    code="TR-DAILY", title="每天学时", figures=("daily",), reads=("longest_day_hours",), scope="group", who="培训机构",
    rule="任何一天的培训都不超过规定的学时（1学时为45分钟）。",
    found=lambda hours: f"最多的一天{words.hours(hours)}学时", needed="每天不超过{}学时",
    message="有一天安排的学时超过规定。", remedy="请在开班前调整课表；课表记错的，请更正。",
)  # fmt: skip
HOURS = Check(
    code="TR-HOURS", title="总学时", basis=ITEM, reads=("planned_hours", "minimum_hours"), scope="group", who="培训机构",
    rule="计划学时不少于课程规定的最低学时；创业培训还不少于该课程的统一学时。",
    found=lambda hours: f"计划{words.hours(hours)}学时", needed=lambda hours: f"不少于{words.hours(hours)}学时",
    message="计划学时不够。", remedy="请在开班前把学时补足；学时记错的，请更正。",
)  # fmt: skip
LEVEL = Check(
    code="TR-LEVEL", title="有补贴标准", figures=("standard", "startup_standard"),
    reads=("kind", "level", "category", "course"), scope="group", who="培训机构",
    rule="这个培训项目的这个等级和类别（创业培训为课程）定有补贴标准。",
    found=_project, needed="定有补贴标准的等级和类别，或创业培训课程", message="这个等级或课程没有补贴标准。",
    remedy="请核对等级、类别和课程；目前技师、高级技师没有这项补贴。",
)  # fmt: skip
GROUP = Check(
    code="TR-GROUP", title="培训对象", figures=("groups",), reads=("group",), who="本人",
    rule="开班第一天属于这个培训项目的对象：重点群体免费培训为登记失业人员、农村转移就业劳动力、毕业年度高校毕业生、就业困难人员；"
    "金蓝领项目为本市参保人员；创业培训为高校毕业生、登记失业人员、成立三年内企业的负责人。",
    found=lambda kind, group: group_words(kind, group) if group >= 0 else "未填", needed=lambda kind, allowed: allowed[kind],
    message="不属于这个培训项目的对象。",
    remedy="如开班第一天其实符合，请到登记部门（失业登记、参保、学籍、企业登记）更正记录；也可以看看其他培训项目。",
)  # fmt: skip
AGE = Check(
    code="TR-AGE", title="年龄和养老金", figures=("age",), reads=("birth_date", "draws_pension"), who="本人",
    rule="开班第一天已满16周岁（生日当天算满），并且没有领取养老金。",
    found=lambda born, pension: f"{chinese(born)}出生，{'正在' if pension else '没有'}领取养老金",
    needed="{}已满{}周岁，没有领取养老金", message="开班第一天年龄不够，或者正在领取养老金。",
    remedy="请核对出生日期和养老金记录；记录有误的，请到公安部门或社保经办机构更正。",
)  # fmt: skip
ATTEND = Check(
    code="TR-ATTEND", title="出勤学时", figures=("attendance",), reads=("attended_hours", "planned_hours"),
    rule="实到学时达到计划学时的规定比例。",
    found=lambda hours: f"实到{words.hours(hours)}学时",
    needed=lambda part, hours: f"不少于计划学时的{part}%，即{words.hours(hours)}学时",
    message="实到学时不够。", remedy="请核对考勤记录，漏记的请培训机构更正；确实不够的，可以参加下一期。",
    who="本人、培训机构",
)  # fmt: skip
PASS = Check(
    code="TR-PASS", title="结业考核", basis=ITEM, reads=("passed",), who="本人、培训机构", rule="结业考核合格。",
    found=lambda passed: "合格" if passed else "不合格或没有参加", needed="合格", message="结业考核没有合格。",
    remedy="可以补考的请补考，合格后再结算；成绩记错的，请培训机构更正。",
)  # fmt: skip
ONCE = Check(
    code="TR-ONCE", title="同一职业同一等级只补一次", figures=("once", "exclusive"),
    reads=("occupation", "level", "paid"), who="本人",
    rule="同一职业同一等级没有享受过培训补贴或学徒补贴，2024年起也没有领过技能提升补贴；创业培训不看这一条。",
    found=lambda trained, upgraded: "；".join(
        f"{chinese(day)}已发放{name}" for day, name in ((trained, "培训或学徒补贴"), (upgraded, "技能提升补贴"))
        if not np.isnat(day)
    ) or "没有享受过",
    needed=lambda exclusive: "没有享受过培训补贴或学徒补贴" + ("，也没有领过技能提升补贴" if exclusive else ""),
    message="这个职业的这个等级已经补贴过，不能重复享受。",
    remedy="可以参加其他职业或更高等级的培训；对以前的补贴有疑问的，可以持身份证到窗口查询。",
)  # fmt: skip
YEARLY = Check(
    code="TR-YEARLY", title="每年次数", figures=("yearly",), reads=("subsidised_this_year",), who="本人",
    rule="当年开班的培训享受补贴的次数还没有到上限（年度看开班第一天）。",
    found="当年已有{}次", needed="少于{}次", message="今年开班的培训享受补贴的次数已经到上限。",
    remedy="可以参加明年开班的培训；次数记错的，请到窗口查询。",
)  # fmt: skip
OVERLAP = Check(
    code="TR-OVERLAP", title="上课时间不重叠", basis=ITEM, reads=("overlaps",), who="本人、培训机构",
    rule="同一时间没有参加另一个培训班或学徒培养。",
    found=lambda overlaps: "有重叠" if overlaps else "没有重叠", needed="没有重叠",
    message="上课时间与另一个培训班或学徒培养重叠。", remedy="请两边的机构核对课表和名单，把记错的一边更正或退出一边。",
)  # fmt: skip
CODE, EDITION = catalogue_checks("TR", "开班第一天", scope="group")

STANDARD = Step(
    code="standard", name=lambda *project: f"{_project(*project)}补贴标准", figures=("standard", "startup_standard"),
    rule="每人的补贴标准：按培训项目、等级和课程类别；创业培训按课程。",
)  # fmt: skip
UPLIFT = Step(
    code="uplift", name="急需紧缺职业上浮{}%", figures=("uplift",), always=False,
    rule="职业在开班第一天施行的目录里列为急需紧缺的，补贴标准上浮。",
)  # fmt: skip


def _effect(part: int, proof: int, kind: int) -> str:
    work = "创业" if kind == STARTUP else "就业"
    told = ("结业考核合格，尚未取得证书", f"已取得证书，尚未{work}", f"已取得证书，已{work}")[proof]
    if kind == JINLANLING and proof != PASSED:
        told = "已取得证书"  # they were in work all along: nobody asks
    return f"按实施效果计{part}%（{told}）"


EFFECT = Step(
    code="effect", name=_effect, figures=("effect", "follow_up"),
    rule="按结算日前能证明的实施效果计：取得证书并在结业后规定的月数内就业（创业），或取得证书，或只有结业考核合格；后来才证明的，差额另行补发。",
)  # fmt: skip

CHECKS = (
    TERMS, LISTED, FILED, SIZE, DAILY, HOURS, LEVEL, CODE, EDITION,
    GROUP, AGE, ATTEND, PASS, ONCE, YEARLY, OVERLAP,
)  # fmt: skip
STEPS = (STANDARD, UPLIFT, EFFECT)


def from_2022_06_16(f: Facts, terms: Period, sheet: Part) -> None:
    """All law so far has this shape; since 2024 the terms add the exclusion with 个人技能提升补贴."""
    _check_class(f, terms, sheet)
    _check_trainee(f, terms, sheet)
    _add_up(f, terms, sheet)


def _check_class(f: Facts, terms: Period, sheet: Part) -> None:
    sheet.check(LISTED, f.listed, found=f.listed)
    sheet.check(FILED, f.filed_on <= f.first_day, found=f.filed_on, needed=f.first_day)
    size = terms.size[f.kind]
    sheet.check(SIZE, f.size <= size, found=f.size, needed=size)
    sheet.check(DAILY, f.longest_day_hours <= terms.daily * HOUR, found=f.longest_day_hours, needed=terms.daily)
    startup = f.kind == STARTUP
    least = np.maximum(f.minimum_hours, np.where(startup, terms.startup_hours[f.course] * HOUR, 0))
    # only a startup class is measured by a figure of ours; the course's own minimum is no figure of the terms
    weaker = np.where(startup, ILLUSTRATIVE, OFFICIAL)
    sheet.check(HOURS, f.planned_hours >= least, found=f.planned_hours, needed=least, status=weaker)
    has = np.where(startup, terms.startup_standard.has(f.course), terms.standard.has(f.kind, f.level, f.category))
    sheet.check(LEVEL, has, found=(f.kind, f.level, f.category, f.course))
    check_catalogue(f, sheet, (CODE, EDITION), asked=f.has_occupation)


def _check_trainee(f: Facts, terms: Period, sheet: Part) -> None:
    allowed = [
        "、".join(group_words(kind, place) for place in range(len(_GROUP)) if terms.groups[kind, place])
        for kind in range(len(_KIND))
    ]
    sheet.check(GROUP, terms.groups[f.kind, f.trainee_group], found=(f.kind, f.trainee_group), needed=(f.kind, allowed))
    old_enough = add_months(f.birth_date, 12 * terms.age) <= f.first_day
    sheet.check(
        AGE, old_enough & ~f.draws_pension, found=(f.birth_date, f.draws_pension), needed=(f.first_day, terms.age)
    )
    least = -(-f.planned_hours * terms.attendance // 100)  # rounded up: whole hundredths meet the share or do not
    sheet.check(ATTEND, f.attended_hours >= least, found=f.attended_hours, needed=(terms.attendance, least))
    sheet.check(PASS, f.passed, found=f.passed)
    _check_once(f, terms, sheet)
    sheet.check(YEARLY, f.subsidised_this_year < terms.yearly, found=f.subsidised_this_year, needed=terms.yearly)
    sheet.check(OVERLAP, ~f.overlaps, found=f.overlaps)


def _check_once(f: Facts, terms: Period, sheet: Part) -> None:
    upgraded_on = f.upgraded_on if terms.exclusive else np.datetime64("NaT", "D")
    sheet.check(
        ONCE, np.isnat(f.trained_on) & np.isnat(upgraded_on), found=(f.trained_on, upgraded_on),
        needed=terms.exclusive, asked=terms.once[f.kind],
    )  # fmt: skip


def _add_up(f: Facts, terms: Period, sheet: Part) -> None:
    startup = f.kind == STARTUP
    standard = np.where(startup, terms.startup_standard[f.course], terms.standard[f.kind, f.level, f.category])
    total = sheet.step(STANDARD, standard, values=(f.kind, f.level, f.category, f.course))
    raised = share(total, 100 + terms.uplift, 100)
    total = sheet.becomes(UPLIFT, np.where(f.urgent, raised, total), values=terms.uplift, status=f.urgency_status)
    proof = proof_of(f, terms)
    part = terms.effect[f.kind, proof]
    sheet.becomes(EFFECT, share(total, part, 100), values=(part, proof, f.kind))


def proof_of(f: Facts, terms: Period) -> np.ndarray:
    """What is proved by the settlement day; work without a certificate counts as passed only."""
    settled_on = np.where(np.isnat(f.settled_on), np.datetime64("9999-12-31"), f.settled_on)
    certified = (f.last_day <= f.certificate_on) & (f.certificate_on <= settled_on)
    in_time = np.minimum(add_months(f.last_day, terms.follow_up), settled_on)
    employed = (f.last_day < f.in_work_on) & (f.in_work_on <= in_time)
    return np.where(certified, np.where(employed, EMPLOYED, CERTIFICATE), PASSED)
