"""个人技能提升补贴: the facts of a claim, and how they become one flat column per fact the rule reads."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from certificates.payments import EarlierPayments
from lib.days import year
from policy.catalogue import LOOKED_UP, OCCUPATION, URGENT, urgency
from policy.facts import Fact, Facts, Raw, length_of, read_columns, rows_of, unfold

STATUSES = {
    "employee": "在本市参保的企业职工",
    "benefit": "领取失业保险金",
    "other": "不是企业职工，也没有领失业保险金",
}
EMPLOYEE, BENEFIT, OTHER = range(3)

NO_LEVEL = 9  # lower than any: 5 初级工 is the lowest level there is

CLAIM = (
    OCCUPATION,
    Fact("level", "level", "证书等级"),
    Fact("issued_on", "day", "证书核发日期"),
    Fact("applied_on", "day", "申请日期"),
    Fact("status_at_issue", "word", "核发证书时的身份", words=STATUSES),
    Fact("status_at_application", "word", "申请时的身份", words=STATUSES),
    Fact("months_insured", "whole", "在本市累计缴纳失业保险的月数（含缓缴）"),
    Fact("deferred_months_needed", "whole", "其中要靠缓缴才凑够的月数", default=0),
    Fact("certificate_verified", "flag", "证书全国联网查询一致", default=True),
    URGENT,
)
HELD = (Fact("occupation", "code", "职业（工种）"), Fact("level", "level", "等级"))


def unfold_claims(cases: Iterable[Mapping[str, Any]]) -> tuple[Raw, dict[str, Raw]]:
    """Claims as people write them → (raw, lists)."""
    return unfold(cases, ("paid", "held"))


def derive(raw: Raw, lists: Mapping[str, Raw]) -> Facts:
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
        | _earlier_payments(claims, lists.get("paid"))
        | {"highest_held": _highest(claims, lists.get("held"), size), "law_date": claims["issued_on"]}
    )


def _earlier_payments(claims: dict[str, np.ndarray], paid: Raw | None) -> dict[str, np.ndarray]:
    earlier = EarlierPayments(paid, claims)
    upgraded = earlier.upgrade & earlier.same_occupation
    highest = np.full(len(claims["level"]), NO_LEVEL, dtype=np.int8)
    np.minimum.at(highest, earlier.row[upgraded], earlier.level[upgraded])
    this_year = year(earlier.paid_on) == year(claims["applied_on"])[earlier.row]
    return {
        "paid_same_on": earlier.last_on(earlier.same & earlier.upgrade),
        "paid_training_on": earlier.last_on(earlier.same & ~earlier.upgrade),
        "highest_paid": highest,
        "paid_this_year": earlier.count(earlier.upgrade & this_year),
    }


def _highest(claims: dict, held: Raw | None, size: int) -> np.ndarray:
    highest = np.full(size, NO_LEVEL, dtype=np.int8)
    if held is not None and length_of(held):
        row = rows_of(held, size)
        items = read_columns(held, HELD)
        same = items["occupation"] == claims["occupation"][row]
        np.minimum.at(highest, row[same], items["level"][same])
    return highest
