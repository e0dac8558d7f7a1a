"""A scheme small enough to reckon by hand: a prize for pupils of a class, under three sets of terms."""

from datetime import date

import numpy as np

from lib.days import add_months
from lib.money import share
from policy import ASSUMED, REVIEW, Check, Fact, Facts, Scheme, Sheet, Step, Terms, decide, read_columns, terms_check
from policy.facts import unfold_groups

KINDS = {"art": "美术", "sport": "体育"}
FACTS = (
    Fact("day", "day", "比赛日期"),
    Fact("open", "flag", "公开报名", default=True),
)
PUPIL = (
    Fact("kind", "word", "项目", words=KINDS),
    Fact("level", "level", "等级", default=None, null=True),
    Fact("score", "whole", "得分"),
    Fact("late", "flag", "迟到", default=False),
)

LAW = {
    "title": "比赛奖金",
    "fund": "奖励基金",
    "law_date": "比赛日期",
    "in_force": [
        {"from": date(2020, 1, 1), "law": "甲文", "status": "official"},
        {"from": date(2022, 1, 1), "law": "乙文", "status": "assumed", "note": "推定"},
        {"from": date(2024, 1, 1), "law": "丙文", "status": "official"},
    ],
    "status_changes": [{"from": date(2023, 1, 1), "law": "乙文的解释", "status": "official"}],
    "values": {
        "least": {"title": "最低分", "unit": "分", "at": {date(2020, 1, 1): 60, date(2022, 1, 1): 70}},
        "prize": {
            "title": "奖金", "unit": "元", "by": ["kind", "level"],
            "at": {date(2020, 1, 1): {
                "value": {"art": {5: 100, 4: 150}, "sport": {5: 33}}, "law": "奖金文", "status": "illustrative",
                "note": "示意",
            }},
        },
        "part": {"title": "迟到的按", "unit": "%", "at": {date(2020, 1, 1): 50}},
        "open_only": {"title": "须公开报名", "at": {date(2020, 1, 1): False, date(2022, 1, 1): True}},
        "kinds": {
            "title": "项目", "by": ["kind"], "at": {date(2020, 1, 1): ["art"], date(2024, 1, 1): ["art", "sport"]},
        },
        "most": {"title": "每人最多", "unit": "元", "at": {date(2020, 1, 1): None, date(2024, 1, 1): 120}},
        "sees": {
            "title": "看", "words": {"score": "得分", "rank": "名次"},
            "at": {date(2020, 1, 1): "score", date(2024, 1, 1): "rank"},
        },
    },
}  # fmt: skip

TERMS = terms_check("TT", "比赛日期")
OPEN = Check(
    code="TT-OPEN", title="公开报名", scope="group", figures=("open_only",), reads=("open",), who="学校",
    rule="公开报名。", found=lambda flag: "公开" if flag else "没有公开", needed="公开", message="没有公开报名。",
    remedy="重新报名。",
)  # fmt: skip
SCORE = Check(
    code="TT-SCORE", title="得分", figures=("least",), reads=("score",), who="本人",
    rule="得分够。", found="{}分，{}比赛", needed="满{}分", message="得分不够。", remedy="下次再来。",
)  # fmt: skip
LATE = Check(
    code="TT-LATE", title="准时", severity=REVIEW, basis="校规", reads=("late",), who="本人",
    rule="准时到场。", found="迟到：{}", needed="准时", message="迟到了。", remedy="说明原因。",
)  # fmt: skip

PRIZE = Step(
    code="prize", name=lambda kind: f"{list(KINDS.values())[kind]}奖金", rule="按项目和等级。", figures=("prize",)
)
PART = Step(code="part", name="迟到，按{}%", rule="迟到的减半。", figures=("part",), always=False)
MOST = Step(code="most", name="最多{}", rule="不超过上限。", figures=("most",), always=False)


def from_2020_01_01(f, terms, sheet):
    sheet.check(OPEN, f.open, found=f.open, asked=terms.open_only)
    sheet.check(SCORE, (f.score >= terms.least) & terms.kinds[f.kind], found=(f.score, f.day), needed=terms.least)
    sheet.check(LATE, ~f.late, found=f.late, status=np.where(f.late, ASSUMED, 0))
    total = sheet.step(PRIZE, terms.prize[f.kind, f.level], values=f.kind)
    sheet.becomes(PART, np.where(f.late, share(total, terms.part, 100), total), values=terms.part)


def from_2024_01_01(f, terms, sheet):
    from_2020_01_01(f, terms, sheet)
    sheet.becomes(MOST, np.minimum(sheet.total, terms.most), values=terms.most)


def unfold(cases):
    return unfold_groups(cases, "pupils")


def derive(raw, lists):
    rows = read_columns(raw, (*FACTS, *PUPIL, Fact("group", "whole", "序号")))
    return Facts(rows | {"law_date": rows["day"], "next": add_months(rows["day"], 12)})


def totals(sheet: Sheet, groups) -> None:
    groups.more["heads"] = np.bincount(groups.of_row, minlength=len(groups.ids))


TOY = Scheme(
    code="TT", slug="toy", rank=9, law_date="day", terms=Terms(LAW, {"kind": KINDS}), facts=FACTS, lists={},
    members="pupils", member_facts=PUPIL, unfold=unfold, derive=derive,
    rules={date(2020, 1, 1): from_2020_01_01, date(2024, 1, 1): from_2024_01_01},
    checks=(TERMS, OPEN, SCORE, LATE), steps=(PRIZE, PART, MOST), totals=totals,
)  # fmt: skip

PERSON = {"kind": "art", "level": 5, "score": 80}


def contest(day: str, *pupils: dict, **more) -> dict:
    """A class's contest; each pupil is the sound one with changes."""
    return {"day": day, "pupils": [PERSON | pupil for pupil in pupils or ({},)], **more}


def decided(*contests: dict) -> Sheet:
    return decide(TOY, *TOY.unfold(contests))
