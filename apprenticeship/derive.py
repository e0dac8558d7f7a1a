"""企业新型学徒补贴: the facts of a plan and its apprentices, and how they become flat columns, a row per apprentice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from certificates.payments import EarlierPayments
from lib.money import parse_yuan
from policy.catalogue import LOOKED_UP, OCCUPATION, URGENT, urgency
from policy.facts import Fact, Facts, Raw, read_columns, unfold_groups

STAGES = {"advance": "预支", "settlement": "结算"}
ADVANCE, SETTLEMENT = range(2)
AREAS = {"general": "通用素质", "theory": "专业理论", "practice": "技能实训"}

PLAN = (
    Fact("stage", "word", "办理阶段", words=STAGES),
    Fact("filed_on", "day", "培养计划备案日期"),
    Fact("first_day", "day", "培养开始日期"),
    Fact("planned_months", "whole", "计划培养月数"),
    Fact("city_leave", "flag", "市级部门同意延长培养期限", default=False),
    OCCUPATION,
    Fact("level", "level", "培养的目标等级"),
    URGENT,
    Fact("advance_paid", "money", "这个计划已经预支的金额", default=0),
)
APPRENTICE = (
    Fact("contract_began", "day", "劳动合同开始日期"),
    Fact("contract_months", "whole", "劳动合同月数", hint="无固定期限的填1200"),
    Fact("moved_on", "day", "转岗日期", default=None, null=True, hint="不是转岗的不填"),
    Fact("insured_first", "flag", "培养首月由本企业在本市参保", hint="预支时看最近已入账的月份"),
    Fact("insured_last", "flag", "培养末月由本企业在本市参保", hint="预支时不看"),
    Fact("has_mentor", "flag", "有企业导师"),
    Fact("has_teacher", "flag", "有院校教师"),
    Fact("mentor_apprentices", "whole", "企业导师带的学徒人数"),
    Fact("months", "whole", "实际完成的整月数", hint="中断或没有满的月份不算；预支时不看"),
    Fact("finished", "flag", "培养到计划期满", hint="预支时不看"),
    Fact("certificate", "flag", "取得该职业该等级的证书", hint="预支时不看"),
    Fact("overlaps", "flag", "同期有其他学徒培养，或有同一时间上课的培训班", default=False),
    Fact("first_day", "day", "本人开始日期", default=None, null=True, hint="与计划同时开始的不填"),
    Fact("planned_months", "whole", "本人计划月数", default=None, null=True, hint="与计划相同的不填"),
)

# people write them as hours: {general: [done, planned], …}
HOURS = tuple(
    Fact(f"{area}_{which}", "hours", f"{title}{words}学时")
    for area, title in AREAS.items()
    for which, words in (("done", "完成"), ("planned", "计划"))
)
NUMBER = Fact("group", "whole", "计划序号")

# in a raw row the plan's first_day and planned_months stand beside the apprentice's own
_OWN = {"first_day": "own_first_day", "planned_months": "own_planned_months"}
_RAW = (NUMBER, *PLAN, *(replace(f, name=_OWN.get(f.name, f.name)) for f in APPRENTICE), *HOURS)
_TURNED = ("occupation", "urgent", *_OWN.values())


def unfold_plans(cases: Iterable[Mapping[str, Any]]) -> tuple[Raw, dict[str, Raw]]:
    """Plans as people write them → (raw, lists), a row per apprentice.

    ``hours`` becomes six columns (``general_done``, ``general_planned``, …); an apprentice's own ``first_day`` and
    ``planned_months`` become ``own_…``; ``advance_paid`` may be text in yuan or an int in fen.
    """
    return unfold_groups((_flat_plan(case) for case in cases), "apprentices", ("paid",))


def derive(raw: Raw, lists: Mapping[str, Raw]) -> Facts:
    """Raw apprentices with their ``paid`` → flat facts.

    first_day, term      the apprentice's own first day and filed months; ``planned_months`` are the plan's
    paid_training_on     the last payment for this occupation and level under TR or AP
    paid_upgrade_on      the same under SU
    """
    rows = read_columns(raw, _RAW + LOOKED_UP)
    flat = {f.name: rows[f.name] for f in _RAW if f.name not in _TURNED}
    own_day, own_months = rows["own_first_day"], rows["own_planned_months"]
    flat["first_day"] = np.where(np.isnat(own_day), rows["first_day"], own_day)
    flat["term"] = np.where(own_months < 0, rows["planned_months"], own_months)
    return Facts(flat | urgency(rows) | _earlier_payments(rows, lists.get("paid")) | {"law_date": rows["filed_on"]})


def _flat_plan(case: Mapping[str, Any]) -> dict[str, Any]:
    plan = {**case, "apprentices": [_flat_apprentice(person) for person in case["apprentices"]]}
    if isinstance(plan.get("advance_paid"), str):
        plan["advance_paid"] = parse_yuan(plan["advance_paid"])
    return plan


def _flat_apprentice(person: Mapping[str, Any]) -> dict[str, Any]:
    flat = {k: v for k, v in person.items() if k != "hours"}
    for area, (done, planned) in person.get("hours", {}).items():
        flat |= {f"{area}_done": done, f"{area}_planned": planned}
    return flat


def _earlier_payments(rows: dict[str, np.ndarray], paid: Raw | None) -> dict[str, np.ndarray]:
    earlier = EarlierPayments(paid, rows)
    return {
        "paid_training_on": earlier.last_on(earlier.same & ~earlier.upgrade),
        "paid_upgrade_on": earlier.last_on(earlier.same & earlier.upgrade),
    }
