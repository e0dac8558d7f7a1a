"""The sheet: one column per check and per step, for one case or a million, and each row in words on demand.

A rule writes to a :class:`Part` (the rows under one set of terms); a :class:`Sheet` joins the parts. Nothing is
put into words until :meth:`Sheet.explain` asks for a row.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from policy.check import BLOCK, INFO, REVIEW, CheckLine, Explanation, StepLine
from policy.facts import Facts, Late
from policy.part import Checked, Part
from policy.scheme import Scheme
from policy.terms import STATUSES
from policy.words import say

NOT_ASKED = "本期不要求"
NOTHING_TO_DO = "无需办理"


@dataclass
class Groups:
    """What is decided for a class or a plan as a whole; arrays over its ``ids`` in order of first appearance.

    ``accepted``: its own block checks passed. ``amount``: fen. ``more``: what else the scheme totals (recovery).
    """

    ids: np.ndarray
    first: np.ndarray
    of_row: np.ndarray
    accepted: np.ndarray
    amount: np.ndarray
    more: dict[str, np.ndarray] = field(default_factory=dict)


class Sheet:
    """The decisions of one scheme on a table of facts. Arrays are in the order of its rows.

    ``again`` judges one row by itself, with its words; None where the parts have kept theirs.
    """

    def __init__(self, scheme: Scheme, facts: Facts, parts: Iterable[Part], again: Callable[[int], Part] | None = None):
        self.scheme, self.facts = scheme, facts
        self._parts, self._again = list(parts), again
        self._size = len(facts)

    def __len__(self) -> int:
        return self._size

    @cached_property
    def accepted(self) -> np.ndarray:
        """bool: every block check passed (those of the class too)."""
        return self._join(bool, lambda p: p.all_pass(BLOCK))

    @cached_property
    def review(self) -> np.ndarray:
        """bool: a review check did not pass, so a person looks."""
        return self._join(bool, lambda p: ~p.all_pass(REVIEW))

    @cached_property
    def payable(self) -> np.ndarray:
        """int64 fen; 0 where not accepted."""
        return self._join(np.int64, lambda p: p.total) * self.accepted

    @cached_property
    def checked(self) -> dict[str, np.ndarray]:
        """code → bool column, True where it passed or was not asked. A check a row never reached reads False."""
        codes = dict.fromkeys(one.check.code for part in self._parts for one in part.checks)
        return {code: self._join(bool, lambda p, c=code: _passed(p, c)) for code in codes}

    @cached_property
    def refused_by(self) -> np.ndarray:
        """int64: one bit for each of the scheme's checks, in order, set where it refuses the row."""
        return self._join(np.int64, lambda p: p.refused_by([check.code for check in self.scheme.checks]))

    @cached_property
    def groups(self) -> Groups:
        """Class checks and plan totals. The facts of such a scheme have a ``group`` column."""
        ids, first, of_row = np.unique(self.facts.group, return_index=True, return_inverse=True)
        order = np.argsort(first)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        ids, first, of_row = ids[order], first[order], place[of_row]
        own = self._join(bool, lambda p: p.all_pass(BLOCK, "group"))
        amount = np.zeros(len(ids), dtype=np.int64)
        np.add.at(amount, of_row, self.payable)
        groups = Groups(ids, first, of_row, own[first], amount)
        if self.scheme.totals:
            self.scheme.totals(self, groups)
        return groups

    def terms_from(self, row: int) -> np.datetime64 | None:
        """The day the terms of that row came into force; None where there were none."""
        terms = self.scheme.terms
        index = int(terms.index(self.facts.law_date[row : row + 1])[0])
        return terms.starts[index] if index >= 0 else None

    def explain(self, row: int) -> Explanation:
        """Checks and steps of one row, in words. Class checks stand in :meth:`explain_group`."""
        part, at = self._part_of(row)
        checks = [self._line(part, one, row, at) for one in part.checks if one.check.scope == "row"]
        accepted, review = bool(self.accepted[row]), any(c.severity == REVIEW and c.refuses for c in checks)
        steps = self._steps(part, row, at) if accepted else []
        return Explanation(accepted, review, int(self.payable[row]), checks, steps, _weakest(checks, steps))

    def explain_group(self, place: int, people: Sequence[Explanation] | None = None) -> Explanation:
        """The checks of the class at ``place`` of ``groups.ids``; its amount is the sum, without steps.

        The sum is as sure as its weakest part; ``people`` are its explained rows, where the caller has them.
        """
        groups = self.groups
        row = int(groups.first[place])
        part, at = self._part_of(row)
        checks = [self._line(part, one, row, at) for one in part.checks if one.check.scope == "group"]
        if people is None:
            people = [self.explain(int(each)) for each in np.flatnonzero(groups.of_row == place)]
        review = any(c.severity == REVIEW and c.refuses for c in checks)
        status = max(_weakest(checks, []), *(p.status for p in people), key=STATUSES.index)
        return Explanation(bool(groups.accepted[place]), review, int(groups.amount[place]), checks, [], status)

    def _join(self, dtype: Any, column: Any) -> np.ndarray:
        whole = [np.broadcast_to(np.asarray(column(part), dtype=dtype), part.size) for part in self._parts]
        if self._order is None:
            return np.array(whole[0] if whole else [], dtype=dtype)
        return np.concatenate(whole).take(self._order)

    @cached_property
    def _order(self) -> np.ndarray | None:
        """Where each row stands in the parts laid end to end; None where they are one, in order."""
        if len(self._parts) < 2:
            return None
        order = np.empty(self._size, dtype=np.int64)
        order[np.concatenate([part.rows for part in self._parts])] = np.arange(self._size)
        return order

    def _part_of(self, row: int) -> tuple[Part, int]:
        if not 0 <= row < self._size:
            raise IndexError(row)
        if self._again:
            return self._again(row), 0
        if self._order is None:
            return self._parts[0], row
        at = int(self._order[row])
        for part in self._parts:
            if at < part.size:
                return part, at
            at -= part.size
        raise AssertionError("every row stands in a part")

    def _line(self, part: Part, one: Checked, row: int, at: int) -> CheckLine:
        check, asked = one.check, bool(_at(one.asked, at))
        passed = bool(_at(one.passed, at))
        basis, status = self._standing(check.figures, check.basis, one.status, row, at)
        weighs = "" if bool(_at(one.turns, at)) else self._standing(check.figures, check.basis, 0, row, at)[1]
        return CheckLine(
            code=check.code, title=check.title, severity=check.severity, passed=passed, asked=asked,
            found=say(check.found, _values(one.found, at)) if asked else "本期不查",
            needed=say(check.needed, _values(one.needed, at)) if asked else NOT_ASKED,
            basis=basis, status=status,
            message=check.rule if passed else check.message,
            remedy=NOTHING_TO_DO if passed else check.remedy,
            reads=check.reads, final=check.final, weighs=weighs,
            waived=not passed and bool(_at(part.lets_pass(one), at)),
        )  # fmt: skip

    def _steps(self, part: Part, row: int, at: int) -> list[StepLine]:
        lines = []
        for one in part.steps:
            amount = int(_at(one.amount, at))
            if amount or one.step.always:
                basis, status = self._standing(one.step.figures, one.step.basis, one.status, row, at)
                lines.append(StepLine(say(one.step.name, _values(one.values, at)), amount, basis, status))
        return lines

    def _standing(self, figures: tuple, basis: str, weaker: Any, row: int, at: int) -> tuple[str, str]:
        """The clause, and how sure its weakest figure is on the row's law date."""
        terms, day = self.scheme.terms, self.facts.law_date[row]
        if not len(terms.starts) or not day >= terms.starts[0]:
            return basis or terms.openings[0].law, STATUSES[terms.openings[0].status]
        used = figures or (None,)
        laws = dict.fromkeys(terms.law(name, day) for name in used)
        status = max(*(terms.status(name, day) for name in used), int(_at(weaker, at)))
        return basis or "；".join(laws), STATUSES[status]


def _passed(part: Part, code: str) -> Any:
    return next((one.passed for one in part.checks if one.check.code == code), False)


def _weakest(checks: Sequence[CheckLine], steps: Sequence[StepLine]) -> str:
    """The weakest figure used: of a refusal, by the conditions that refuse; otherwise by all that were asked."""
    asked = [c for c in checks if c.asked and c.severity != INFO]
    refusing = [c for c in asked if c.severity == BLOCK and c.refuses]
    used = [check.weighs or check.status for check in refusing or asked] + [step.status for step in steps]
    return max(used, key=STATUSES.index, default=STATUSES[0])


def _at(column: Any, at: int) -> Any:
    """The value on one row, as plain Python where it is a number or a flag."""
    value = column[at] if isinstance(column, Late) or (isinstance(column, np.ndarray) and column.ndim) else column
    return value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value


def _values(columns: tuple, at: int) -> tuple:
    return tuple(_at(column, at) for column in columns)
