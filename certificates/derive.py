"""个人技能提升补贴: the facts of a claim, and how they become one flat column per fact the rule reads."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lib.days import year
from policy.catalogue import LOOKED_UP, OCCUPATION, URGENT, urgency
from policy.facts import Fact, Facts, Raw, read_columns, unfold

STATUSES = {"employee": "在本市参保的企业职工", "benefit": "领取失业保险金", "other": "以上都不是"}
EMPLOYEE, BENEFIT, OTHER = range(3)
SCHEMES = {"SU": "个人技能提升补贴", "TR": "机构培训补贴", "AP": "企业新型学徒补贴"}
SU = 0

NO_LEVEL = 9  # lower than any: 5 初级工 is the lowest level there is

CLAIM = (
    OCCUPATION,
    Fact("level", "level", "证书等级"),
    Fact("issued_on", "day", "证书核发日期"),
    Fact("applied_on", "day", "申请日期"),
    Fact("status_at_issue", "word", "核发证书时的身份", words=STATUSES),
    Fact("status_at_application", "word", "申请时的身份", words=STATUSES),
    Fact("months_insured", "whole", "在本市累计缴纳失业保险的月数（含缓缴）", most=1200),
    Fact("deferred_months_needed", "whole", "其中要靠缓缴才凑够的月数", default=0, most=1200),
    Fact("certificate_verified", "flag", "证书全国联网查询一致", default=True),
    URGENT,
)
PAID = (
    Fact("scheme", "word", "补贴项目", words=SCHEMES),
    Fact("occupation", "code", "职业（工种）"),
    Fact("level", "level", "等级"),
    Fact("paid_on", "day", "发放日期"),
)
HELD = (Fact("occupation", "code", "职业（工种）"), Fact("level", "level", "等级"))


def unfold_claims(cases: Iterable[Mapping[str, Any]]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Claims as people write them → (raw, lists)."""
    return unfold(cases, ("paid", "held"))


def derive(raw: Raw, lists: Mapping[str, pd.DataFrame]) -> Facts:
    """Raw claims with their ``paid`` and ``held`` → flat facts.

    paid_same_on, paid_training_on   the last payment for this occupation and level, under SU / under TR or AP
    highest_paid, highest_held       the highest other level of this occupation, 9 where none
    paid_this_year                   SU payments counted in the year of ``applied_on``
    """
    claims = read_columns(raw, CLAIM + LOOKED_UP)
    size = len(claims["level"])
    flat = {f.name: claims[f.name] for f in CLAIM if f.name not in ("occupation", "urgent")}
    return Facts(
        flat
        | urgency(claims)
        | _earlier_payments(claims, lists.get("paid"), size)
        | {"highest_held": _highest(claims, lists.get("held"), size), "law_date": claims["issued_on"]}
    )


def _earlier_payments(claims: dict, paid: pd.DataFrame | None, size: int) -> dict[str, np.ndarray]:
    same_on, training_on = np.full(size, "NaT", dtype="M8[D]"), np.full(size, "NaT", dtype="M8[D]")
    highest, this_year = np.full(size, NO_LEVEL, dtype=np.int8), np.zeros(size, dtype=np.int64)
    if paid is not None and len(paid):
        row = paid["row"].to_numpy(dtype=np.int64)
        items = read_columns(paid, PAID)
        own = items["scheme"] == SU
        occupation = items["occupation"] == claims["occupation"][row]
        same = occupation & (items["level"] == claims["level"][row])
        _latest(same_on, row, items["paid_on"], own & same)
        _latest(training_on, row, items["paid_on"], ~own & same)
        np.minimum.at(highest, row[own & occupation], items["level"][own & occupation])
        counted = own & (year(items["paid_on"]) == year(claims["applied_on"])[row])
        this_year = np.bincount(row[counted], minlength=size)
    return {
        "paid_same_on": same_on, "paid_training_on": training_on, "highest_paid": highest,
        "paid_this_year": this_year,
    }  # fmt: skip


def _latest(days: np.ndarray, row: np.ndarray, paid_on: np.ndarray, where: np.ndarray) -> None:
    # NaT is the smallest int64, so a plain maximum finds the last day there was
    np.maximum.at(days.view(np.int64), row[where], paid_on[where].astype("M8[D]").view(np.int64))


def _highest(claims: dict, held: pd.DataFrame | None, size: int) -> np.ndarray:
    highest = np.full(size, NO_LEVEL, dtype=np.int8)
    if held is not None and len(held):
        row = held["row"].to_numpy(dtype=np.int64)
        items = read_columns(held, HELD)
        same = items["occupation"] == claims["occupation"][row]
        np.minimum.at(highest, row[same], items["level"][same])
    return highest
