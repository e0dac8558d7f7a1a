"""预拨和结算的清单: what a plan is paid for each apprentice, what keeps the rest back, who can clear it.

Both parties, the district, the city and finance read the same one, on the same codes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import numpy as np

from apprenticeship.models import Apprentice, Plan
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import facts, handling
from people import bulk
from policy import BLOCK, CheckLine, Explanation, decide
from subsidies.bundles import shown
from subsidies.bundles.reckoning import Reckoned, reckon
from subsidies.models import Application

WHO = {check.code: check.who for check in APPRENTICESHIP.checks}
ONCE = "AP-ONCE"
CLASH = "同一职业同一等级另有一笔在办或者已发，这里不再发。"
UPHELD = "公示期间的异议成立，这一笔不发。"


@dataclass(frozen=True)
class Blocked:
    what: str
    who: str
    action: str
    code: str = ""


@dataclass(frozen=True)
class Row:
    """One apprentice. All amounts in fen.

    due     what the rule pays now: the share of the advance, or at the end of the plan what it comes to
    owed    what no line asks for yet; below zero: what was paid too much
    more    what a certificate would add
    why     says what keeps it back, where it ``is_blocked``: thousands are counted, a page of them is told why
    """

    apprentice: Apprentice
    due: int
    owed: int
    stood: shown.Stood
    is_blocked: bool
    why: Callable[[], list[Blocked]]
    more: int = 0

    @cached_property
    def blocked(self) -> list[Blocked]:
        return self.why() if self.is_blocked else []

    @property
    def too_much(self) -> int:
        return max(-self.owed, 0)


@dataclass(frozen=True)
class Statement:
    """``over``: the plan is to be settled, by ``by`` at the latest; else it may be paid in advance."""

    plan: Plan
    over: bool
    last: date
    by: date
    rows: list[Row]
    under_way: Application | None
    applications: list[Application]
    orders: list[shown.Order]

    def _sum(self, name: str) -> int:
        return sum(getattr(row.stood, name) for row in self.rows)

    @property
    def due(self) -> int:
        return sum(row.due for row in self.rows)

    @property
    def paid(self) -> int:
        return self._sum("paid")

    @property
    def coming(self) -> int:
        return self._sum("coming")

    @property
    def back(self) -> int:
        """Ordered back and not here yet."""
        return self._sum("back")

    @property
    def owed(self) -> int:
        """What those who are due more are due, before what others had too much is set off."""
        return sum(max(row.owed, 0) for row in self.rows)

    @property
    def too_much(self) -> int:
        return sum(row.too_much for row in self.rows)

    @property
    def net(self) -> int:
        """What the settlement comes to: above zero it is paid, below zero it comes back."""
        return self.owed - self.too_much

    @property
    def to_pay(self) -> int:
        return max(self.net, 0)

    @property
    def to_give_back(self) -> int:
        return max(-self.net, 0)

    @property
    def waits(self) -> bool:
        """Is money on its way, out or back? Then nothing more is asked for."""
        return bool(self.coming) or any(one.waits for one in self.orders)

    @property
    def asking(self) -> int:
        return sum(row.owed > 0 for row in self.rows)

    @property
    def blocked(self) -> int:
        return sum(row.is_blocked for row in self.rows)

    @property
    def advanced(self) -> bool:
        """Was an advance asked for?"""
        return any(row.stood.asked for row in self.rows)


def of_plan(plan: Plan, on: date) -> Statement:
    """As it stands on a day. A fixed number of queries."""
    found = reckon(APPRENTICESHIP.code, [plan.pk], on)
    asked = shown.applications_of(APPRENTICESHIP.code, [plan.pk])
    last = facts.last_day(plan.first_day, plan.months)
    return Statement(
        plan, facts.over(plan, on), last, handling.settle_by(plan), _rows(plan, found, asked) if found else [],
        shown.under_way(asked[plan.pk]), asked[plan.pk], shown.orders_of(asked[plan.pk]),
    )  # fmt: skip


def of_apprentice(row: Apprentice, on: date) -> Explanation | None:
    """What is decided of one of them today, and why; None where nothing is asked for this one."""
    found = reckon(APPRENTICESHIP.code, [row.plan_id], on)
    if found is None or row.person_id not in found.person:
        return None
    return found.decided.sheet.explain(int(np.argmax(found.person == row.person_id)))


def _rows(plan: Plan, found: Reckoned, asked: dict[int, list[Application]]) -> list[Row]:
    ids = facts.members(np.array([plan.pk]))["id"]
    known = Apprentice.objects.select_related("person").only("plan", "person__name")
    records = {row.person_id: row for row in bulk.those(known, ids)}
    stood, more = shown.stood(asked), _once_certified(found)
    rows = []
    for place, person in enumerate(found.person.tolist()):
        there = stood.get((plan.pk, person), shown.NOTHING)
        kept = bool(found.upheld[place] or (found.clashes[place] and not there.asked))
        rows.append(Row(
            records[person], int(found.due[place]), int(found.owed[place]), there,
            kept or not found.decided.sheet.accepted[place], partial(_blocked, found, place, there), int(more[place]),
        ))  # fmt: skip
    return rows


def _blocked(found: Reckoned, place: int, stood: shown.Stood) -> list[Blocked]:
    sheet = found.decided.sheet
    blocked = []
    if not sheet.accepted[place]:
        blocked = [_of(check) for check in sheet.explain(place).failed if check.severity == BLOCK]
    if found.upheld[place]:
        blocked.append(Blocked(UPHELD, "企业", "核对这名学徒的合同、学时和考勤。"))
    elif found.clashes[place] and not stood.asked:
        blocked.append(Blocked(CLASH, "企业、学徒", "请学徒选定一项；其他职业或更高等级仍可培养。", ONCE))
    return blocked


def _of(check: CheckLine) -> Blocked:
    return Blocked(f"{check.title}：查到{check.found}，需要{check.needed}", WHO[check.code], check.remedy, check.code)


def _once_certified(found: Reckoned) -> np.ndarray:
    """What each would get on top, once certified: the same rule, asked “what if”."""
    if not found.final.any():  # an advance does not look at it
        return np.zeros(len(found), dtype=np.int64)
    raw = dict(found.decided.batch.raw)
    certified = raw | {"certificate": np.ones(len(found), dtype=bool)}
    more = decide(APPRENTICESHIP, certified, found.decided.batch.lists).payable - found.decided.sheet.payable
    return np.where(found.final & found.decided.sheet.accepted, more, 0)
