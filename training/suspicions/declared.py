"""Every suspicion, declared once: what it is, the audit finding it would have caught, and what to look at.

The words of findings and how sure their source is follow the project's collection of published audit findings; those
marked 转引, 转载 or 二手 were read in somebody else's quotation.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from policy import Terms
from policy.terms import STATUS_WORDS, STATUSES


@lru_cache(maxsize=1)
def figures() -> Terms:
    return Terms.load(Path(__file__).with_name("figures.yaml"))


def figure(name: str, days: np.ndarray) -> np.ndarray:
    """A figure as it stood on each of these days (M8[D]); before the first, the first."""
    at = np.maximum(figures().index(days), 0)
    return np.array([getattr(period, name) for period in figures().periods], dtype=np.int64)[at]


@dataclass(frozen=True)
class Suspicion:
    """``rule``: what is looked for, for the public list. ``finding``, ``source``: what an audit found, and where that
    is said. ``look``: what the officer looks at. ``figures``: the dated values it goes by."""

    code: str
    title: str
    rule: str
    finding: str
    source: str
    look: str
    figures: tuple[str, ...]

    def limits(self, day: np.datetime64) -> list[str]:
        """Its figures in words, each with how sure it is: 一位教师一天超过 10 学时（示意）."""
        day = max(day, figures().starts[0])
        return [
            f"{value.title} {value.on(day).value} {value.unit}（{STATUS_WORDS[STATUSES[figures().status(name, day)]]}）"
            for name, value in ((name, figures().values[name]) for name in self.figures)
        ]


AUDIT_2022 = "国务院2022年度审计工作报告（2023年6月，转引）"
SUSPICIONS = {
    one.code: one
    for one in (
        Suspicion(
            "X-HOURS", "考勤不在课上记", "扫码、点名的时间在课前或者课后很久，占了不小的比例。",
            "编造上课记录、用软件刷网课，虚假培训内容4720万元", AUDIT_2022,
            "问教师考勤是怎么记的，对照当天的照片和纸质签到；几课一起补记的，问几位学员那天上没上课。",
            ("early", "late", "untimely"),
        ),
        Suspicion(
            "X-EXAM", "没上完课就考核", "结业考核合格的日期早于最后一课，补课不算。",
            "一个月的课程1到15天就结束", "审计案例文章（2015年，二手）",
            "看考核签到和试卷上的日期，问考核以后的课还上没上。", ("exam",),
        ),
        Suspicion(
            "X-PASS", "全班合格，同行却不是",
            "人数多的班全部合格，而按同职业、同等级在别处的合格率，这几乎不会碰巧发生。",
            "23个地区334家评价机构泄题、改分，发出近14万张证书", AUDIT_2022,
            "抽看试卷、评分表和考场录像，看考官是谁；教得好的班也会全部合格。",
            ("pass_least", "pass_pool", "pass_years", "pass_chance"),
        ),
        Suspicion(
            "X-SAME", "人人出勤一模一样", "人数多、课次多的班，由人记下的出勤几乎人人学时相同；都是本人扫码的不算。",
            "编造上课记录，虚假培训内容4720万元", AUDIT_2022,
            "对照纸质签到的笔迹，问几位学员有没有请过假。", ("same_least", "same_lessons", "same_share", "same_hand"),
        ),
        Suspicion(
            "X-PHONE", "许多学员留同一个电话", "同一个联系电话在近期各班名册里给许多人用；一家几口共用的不算。",
            "一所学校报2984名学员，实际培训约330人", "北京市海淀区2007年案（2010年转载）",
            "给这几位学员本人打电话（从登记的电话打），问知不知道自己在班里。", ("phone", "phone_days"),
        ),
        Suspicion(
            "X-WORKING", "登记失业，却一直有单位参保",
            "作为登记失业人员上工作日白天的班，而上课前后一直由别的单位缴费；灵活就业、课后才就业的不算。",
            "在职人员登记成失业人员参加培训", "审计案例文章（2015年，二手）",
            "向单位核实当时是否在岗；挂靠参保、停薪的，请本人说明。", ("daytime",),
        ),
        Suspicion(
            "X-ALIVE", "领养老金或已去世的人记了到课", "到课的那天，登记显示本人在领取养老金，或者已经去世。",
            "退休人员、在校学生充当学员5219万元；学员培训的时间与本人经历对不上",
            AUDIT_2022 + "；审计局案例文章（二手）",
            "先核对登记有没有错；登记没错的，查是谁替本人签的到。", ("alive",),
        ),
        Suspicion(
            "X-TEACHER", "教师分身", "一位教师同一时间在两个班上课，或者把各家机构的课加起来一天上得太多。",
            "外聘教师、租借场地充当资质", AUDIT_2022,
            "问教师本人那天在哪里上课，看两边的课堂照片。", ("teacher_day",),
        ),
        Suspicion(
            "X-ROSTER", "开班以后换了许多人", "开班以后进班和退班的人占了不小的比例；转到本机构同一课程别的班的不算。",
            "名册上的人从来没有参加培训", "审计局案例文章（二手）",
            "给退班和后来进班的人打电话，问什么时候来的、为什么走。", ("roster", "roster_least", "transfer"),
        ),
        Suspicion(
            "X-BURST", "新发证机构突击发证",
            "刚开始发证的机构短时间里发出大批证书，其中一天给这个班许多人发了证；只给一两个班发证的新机构不算。",
            "10月中旬取得资质，11、12月办25批、发证2600多张，资质材料缺签名", "咸宁市审计局（2025年9月）",
            "看这家机构的备案日期、考官和考场，抽看这个班的评价档案。", ("burst_class", "burst_days", "burst_all"),
        ),
        Suspicion(
            "X-LOOK", "抽查不在，却记了到课", "抽查没有找到的人，同一课记了到课，而且不止一个人。",
            "经办人只看纸面材料，2984人里约330人真的参加", "北京市海淀区2007年案（2010年转载）",
            "这几课已经不计学时；看其他课的考勤是谁记的、怎么记的。", ("look_least",),
        ),
    )
}  # fmt: skip
