"""Everything that is wrong with a plan, found at once: by the rule of the subsidy and by `apprenticeship.plans.rules`.

Judges what it is given, saved or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from apprenticeship.derive import AREAS
from apprenticeship.facts import case_of, last_day, own_days, with_guides
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import rules
from apprenticeship.scheme import APPRENTICESHIP
from lib.days import chinese
from policy import BLOCK, INFO, REVIEW, CheckLine, Sheet
from subsidies.entry import Found, find
from subsidies.estimates import estimate

# What the rule asks of every apprentice and only the plan can answer.
OF_PLAN = ("AP-TERMS", "AP-LEVEL", "AP-TERM", "AP-CODE", "AP-EDITION")


@dataclass(frozen=True)
class Judged:
    """``apprentices``: (record, what the rule says against this one), of those alone against whom it says anything.
    ``fit``: those who may be paid for. ``advance``: fen, the most that may be paid in advance."""

    found: list[Found]
    apprentices: list[tuple[Apprentice, list[CheckLine]]] = field(default_factory=list)
    fit: list[Apprentice] = field(default_factory=list)
    advance: int = 0

    @property
    def good(self) -> int:
        return len(self.fit)

    def of(self, severity: str) -> list[Found]:
        return [one for one in self.found if one.severity == severity]

    @property
    def blocks(self) -> list[Found]:
        return self.of(BLOCK)

    @property
    def reviews(self) -> list[Found]:
        return self.of(REVIEW)

    @property
    def infos(self) -> list[Found]:
        return self.of(INFO)


def a_plan(plan: Plan, on: date) -> Judged:
    """A plan as it would be filed on a day, with those whom both parties have confirmed."""
    there = list(plan.apprentices.there())
    for row in with_guides(there):
        row.plan = plan
    rows = [row for row in there if row.state == Apprentice.State.CONFIRMED]
    found = list(_of_the_plan(plan, on))
    if len(rows) < len(there):
        found.append(find(rules.UNCONFIRMED, many=len(there) - len(rows)))
    if not rows:
        return Judged([*found, find(rules.NOBODY), *_by_terms(plan, on)])
    sheet = sheet_of(plan, rows, on)
    told = _against(sheet, rows)
    of_all = _of_all(sheet)
    found += of_all
    # one who is refused keeps the others waiting for nothing: he alone is not paid for
    if unfit := sum(any(line.severity == BLOCK for line in lines) for _, lines in told):
        found.append(find(rules.UNFIT, many=unfit))
    found += dict.fromkeys(_told(line) for _, lines in told for line in lines if line.severity == REVIEW)
    found += _soon(rows)
    fit = [rows[place] for place in np.flatnonzero(sheet.accepted).tolist()]
    if not fit and not any(one.severity == BLOCK for one in of_all):
        found.append(find(rules.ALL_REFUSED))
    return Judged(found, told, fit, int(sheet.groups.amount[0]))


def an_apprentice(row: Apprentice, on: date) -> list[CheckLine]:
    """What the rule says against one record today, whatever the plan as a whole lacks."""
    return [line for line in sheet_of(row.plan, [row], on).explain(0).failed if line.code not in OF_PLAN]


def some(plan: Plan, rows: Sequence[Apprentice], on: date) -> list[tuple[Apprentice, list[CheckLine]]]:
    """The same of several at once, those alone against whom it says anything. As many queries as for one."""
    return _against(sheet_of(plan, rows, on), rows) if rows else []


def sheet_of(plan: Plan, rows: Sequence[Apprentice], on: date) -> Sheet:
    """The rule over these apprentices at the advance."""
    return estimate(APPRENTICESHIP, case_of(plan, rows, on))


def _against(sheet: Sheet, rows: Sequence[Apprentice]) -> list[tuple[Apprentice, list[CheckLine]]]:
    return [
        (rows[place], [line for line in sheet.explain(place).failed if line.code not in OF_PLAN])
        for place in np.flatnonzero(~sheet.accepted | sheet.review).tolist()
    ]


def _of_the_plan(plan: Plan, on: date) -> list[Found]:
    found, last = [], last_day(plan.first_day, plan.months)
    if plan.agreed_on > on or plan.agreed_until < last:
        days = {"signed": plan.agreed_on, "until": plan.agreed_until, "last": last}
        found.append(find(rules.AGREEMENT, **{name: chinese(day) for name, day in days.items()}))
    if len(plan.content.strip()) < 10:
        found.append(find(rules.CONTENT))
    if lacking := [title for area, title in AREAS.items() if not getattr(plan, area)]:
        found.append(find(rules.HOURS, areas="、".join(lacking)))
    if plan.first_day < on:
        found.append(find(rules.PAST, first=chinese(plan.first_day)))
    return found


def _by_terms(plan: Plan, on: date) -> list[Found]:
    """What the rule says of the plan itself while nobody is in it: asked of somebody who lacks nothing."""
    nobody = Apprentice(plan=plan, contract_began=plan.first_day, contract_months=plan.months, person_id=0)
    return _of_all(sheet_of(plan, [nobody], on))


def _soon(rows: Sequence[Apprentice]) -> list[Found]:
    """Contracts that end before the training does."""
    many = sum(last_day(row.contract_began, row.contract_months) < own_days(row)[1] for row in rows)
    return [find(rules.SOON, many=many)] if many else []


def _of_all(sheet: Sheet) -> list[Found]:
    return [_told(line) for line in sheet.explain(0).failed if line.code in OF_PLAN]


def _told(line: CheckLine) -> Found:
    words = f"{line.found}，需要{line.needed}" if line.found else line.message
    return Found(line.code, line.severity, line.title, "", words, line.remedy)
