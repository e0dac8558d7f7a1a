"""Who does what, and what nobody may be at once. The one table that actions, pages, tests and the database follow.

The database keeps the forbidden pairs by trigger (migration 0005); a test holds it to this table, pair by pair.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MANAGER, CLERK, COUNTER, REVIEWER, CITY = "manager", "clerk", "counter", "reviewer", "city"
FINANCE, EDITOR, STEWARD, AUDITOR = "finance", "editor", "steward", "auditor"

ORGANISATION_ROLES = frozenset({MANAGER, CLERK})
INSIDE = frozenset({COUNTER, REVIEWER, CITY, FINANCE, EDITOR, STEWARD, AUDITOR})
DECIDING = frozenset({REVIEWER, CITY, FINANCE})


@dataclass(frozen=True)
class Duty:
    """One row of the matrix. ``place``: what the role is held for: "district", "organisation", or "" (the city)."""

    role: str
    words: str
    does: str
    place: str
    not_also: frozenset[str]


DUTIES: dict[str, Duty] = {
    duty.role: duty
    for duty in (
        Duty(MANAGER, "单位管理员", "管理本单位的账号、开班和计划", "organisation", INSIDE),
        Duty(CLERK, "单位经办人", "办理本单位的开班和计划", "organisation", INSIDE),
        Duty(COUNTER, "窗口人员", "为到场的劳动者代办，不作决定", "district", frozenset({REVIEWER, CITY, FINANCE})),
        Duty(REVIEWER, "区级审核员", "审核本区的申请", "district", frozenset({COUNTER, FINANCE, AUDITOR})),
        Duty(CITY, "市级经办人", "复核、公示、追回和限制", "", frozenset({COUNTER, FINANCE, AUDITOR})),
        Duty(FINANCE, "财务人员", "发放批次、银行文件和结果", "", frozenset({REVIEWER, CITY, AUDITOR})),
        Duty(EDITOR, "内容编辑", "网站文字和目录版次", "", frozenset()),
        Duty(STEWARD, "数据管理员", "数据导入、人员、单位和任务，不作决定，不经手资金", "", DECIDING),
        Duty(AUDITOR, "审计人员", "查看全部，不改动任何内容", "", DECIDING),
    )
}


def may_not_join(role: str) -> frozenset[str]:
    """The roles that whoever holds this one may not hold, read both ways."""
    named_by_others = {other.role for other in DUTIES.values() if role in other.not_also}
    return DUTIES[role].not_also | named_by_others


def clash(role: str, held: Iterable[str]) -> str:
    """The first role held that forbids this one; empty where none does."""
    return next((one for one in sorted(held) if one in may_not_join(role)), "")


def words(role: str) -> str:
    return DUTIES[role].words
