"""机构培训补贴: the facts of a class and of its trainees, and how they become one flat column per fact.

A raw row is one trainee, the class's facts repeated on it and the class's number in ``group``. A trainee's own
fact ``group`` (学员类别) would collide with that, so the raw column for it is called ``trainee_group``; for
people who fill in a form or call the API it stays ``group``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from certificates.payments import EarlierPayments
from policy.catalogue import LOOKED_UP, OCCUPATION, URGENT, urgency
from policy.facts import Fact, Facts, Raw, read_columns, unfold_groups

KINDS = {"jinlanling": "金蓝领项目", "key-group": "重点群体免费培训", "startup": "创业培训启航"}
JINLANLING, KEY_GROUP, STARTUP = range(3)
CATEGORIES = {"A": "A类", "B": "B类", "C": "C类"}
COURSES = {"GYB": "GYB（创业意识）", "SYB": "SYB（创办企业）", "IYB": "IYB（改善企业）", "online": "网络创业"}
# 重点围绕 of item 22
FIELDS = {
    "high-tech": "高精尖产业", "consumption": "国际消费中心城市建设", "digital": "数字经济",
    "culture": "“京味儿”文旅民俗", "operation": "超大城市运行保障",
}  # fmt: skip
GROUPS = {
    "unemployed": "登记失业人员", "rural": "农村转移就业劳动力", "graduate": "高校毕业生",
    "hardship": "就业困难人员", "insured": "本市参保人员", "startup-head": "成立三年内企业的负责人",
    "other": "以上都不是",
}  # fmt: skip
# 重点群体 counts only who graduates that year; 创业培训 takes every graduate.
GROUPS_OF_KIND = {"key-group": {"graduate": "毕业年度高校毕业生"}}


def group_words(kind: int, group: int) -> str:
    """What a group of trainees is called in one kind of training."""
    own = GROUPS_OF_KIND.get(list(KINDS)[kind], {})
    code, name = list(GROUPS.items())[group]
    return own.get(code, name)


HOUR = 100  # class hours are kept in hundredths

CLASS = (
    Fact("kind", "word", "培训项目", words=KINDS),
    replace(OCCUPATION, null=True, hint="创业培训可以不填"),
    Fact("level", "level", "等级", null=True, hint="创业培训不填"),
    Fact("category", "word", "课程类别", null=True, words=CATEGORIES, hint="创业培训不填"),
    Fact("course", "word", "创业培训课程", null=True, words=COURSES, hint="只有创业培训填"),
    URGENT,
    Fact("filed_on", "day", "开班备案日期"),
    Fact("first_day", "day", "开班第一天"),
    Fact("last_day", "day", "培训最后一天"),
    Fact("settled_on", "day", "结算日期", default=None, null=True, hint="不填时不限证明效果的截止日期"),
    Fact("listed", "flag", "开班第一天机构和课程都在公布的目录内"),
    Fact("planned_hours", "hours", "计划学时"),
    Fact("minimum_hours", "hours", "课程规定的最低学时"),
    Fact("longest_day_hours", "hours", "学时最多的一天"),
)
TRAINEE = (
    Fact(
        "group",
        "word",
        "学员类别（开班第一天能证明的）",
        words=GROUPS,
        hint="重点群体免费培训中，高校毕业生指毕业当年的",
    ),
    Fact("birth_date", "day", "出生日期"),
    Fact("draws_pension", "flag", "正在领取养老金", default=False),
    Fact("attended_hours", "hours", "实到学时"),
    Fact("passed", "flag", "结业考核合格"),
    Fact("certificate_on", "day", "证书日期", default=None, null=True, hint="本职业本等级的证书；创业培训为课程证书"),
    Fact("in_work_on", "day", "在其他单位首次参保的日期", default=None, null=True, hint="创业培训为登记创业的日期"),
    Fact("subsidised_this_year", "whole", "当年开班的培训已享受的次数", default=0),
    Fact("overlaps", "flag", "同一时间另有培训或学徒培养", default=False),
)
NUMBER = Fact("group", "whole", "班级序号")
SIZE = Fact("size", "whole", "班级人数", default=0)  # 0: as many as there are rows of the class

COLUMNS = {"group": "trainee_group"}
_RAW_TRAINEE = tuple(replace(f, name=COLUMNS.get(f.name, f.name)) for f in TRAINEE)


def unfold_classes(cases: Iterable[Mapping[str, Any]]) -> tuple[Raw, dict[str, Raw]]:
    """Classes with their ``trainees``, as people write them → (raw, lists): one row per trainee."""
    raw, lists = unfold_groups(cases, "trainees", ("paid",))
    renamed = {f"own_{name}": column for name, column in COLUMNS.items()}
    return {renamed.get(name, name): column for name, column in dict(raw).items()}, lists


def derive(raw: Raw, lists: Mapping[str, Raw]) -> Facts:
    """Raw trainees with their ``paid`` → flat facts.

    size                     the trainees of the row's class, as told or as they are counted
    has_occupation           False for a startup class without one
    trained_on, upgraded_on  the last payment for this occupation and level, under TR or AP / under SU
    """
    rows = read_columns(raw, (NUMBER, *CLASS, *_RAW_TRAINEE, *LOOKED_UP, SIZE))
    number = pd.factorize(rows["group"])[0]
    flat = {name: column for name, column in rows.items() if name not in ("occupation", "urgent")}
    return Facts(
        flat
        | urgency(rows)
        | _earlier_payments(rows, lists.get("paid"))
        | {
            "size": np.where(rows["size"] > 0, rows["size"], np.bincount(number)[number]),
            "has_occupation": rows["occupation"] != "",
            "law_date": rows["first_day"],
        }
    )


def _earlier_payments(rows: dict[str, np.ndarray], paid: Raw | None) -> dict[str, np.ndarray]:
    earlier = EarlierPayments(paid, rows)
    return {
        "trained_on": earlier.last_on(earlier.same & ~earlier.upgrade),
        "upgraded_on": earlier.last_on(earlier.same & earlier.upgrade),
    }
