"""The rows that stand under one set of terms, while a rule is writing its checks and steps to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from policy.check import BLOCK, Check, Step
from policy.terms import Period

Waived = Mapping[str, np.ndarray]


@dataclass
class Checked:
    check: Check
    passed: Any
    asked: Any
    found: tuple
    needed: tuple
    status: Any
    turns: Any


@dataclass
class Stepped:
    step: Step
    amount: np.ndarray
    values: tuple
    status: Any


class Part:
    """The rows that stand under one set of terms; what a rule writes to.

    ``waived``: code → rows on which that check refuses nothing, because two persons let the case pass it; it is
    evaluated and listed all the same.

    ``rows`` None: all of them, in order. Without ``words`` only what was decided is kept, not the values that
    would explain it: over a million rows those cost more than the decisions.
    """

    def __init__(
        self, rows: np.ndarray | None, size: int, terms: Period | None, words: bool, waived: Waived | None = None
    ):
        self.rows, self.size, self.terms, self.words = rows, size, terms, words
        self.waived = waived or {}
        self.checks: list[Checked] = []
        self.steps: list[Stepped] = []
        self.total: Any = 0

    def check(
        self,
        check: Check,
        passed: Any,
        *,
        found: Any = (),
        needed: Any = (),
        asked: Any = True,
        status: Any = 0,
        turns: Any = True,
    ) -> Any:
        """Note whether ``check`` passes on each row; returns that column. Nothing short-circuits.

        ``found`` and ``needed`` are the values to be put into words: a scalar, a column or a tuple of them.
        Where not ``asked``, it passes as 本期不要求. ``status`` weakens the line where a fact it used is weak,
        and the whole answer where that fact turned it (``turns``).
        """
        if asked is not True:
            passed = passed | ~np.asarray(asked)
        told = (asked, as_tuple(found), as_tuple(needed), status, turns) if self.words else (True, (), (), 0, True)
        self.checks.append(Checked(check, passed, *told))
        return passed

    def step(self, step: Step, amount: Any, *, values: Any = (), status: Any = 0) -> Any:
        """Add ``amount`` (fen) to the running total; returns the new total."""
        if self.words:
            self.steps.append(Stepped(step, amount, as_tuple(values), status))
        self.total = self.total + amount
        return self.total

    def becomes(self, step: Step, total: Any, *, values: Any = (), status: Any = 0) -> Any:
        """The running total becomes ``total``, itself rounded; the step is the difference."""
        return self.step(step, total - self.total, values=values, status=status)

    def all_pass(self, severity: str, scope: str | None = None) -> np.ndarray:
        """Rows on which every check of that severity (and scope) passed."""
        result = np.ones(self.size, dtype=bool)
        for one in self.checks:
            if one.check.severity == severity and scope in (None, one.check.scope):
                result &= self.lets_pass(one)
        return result

    def lets_pass(self, one: Checked) -> Any:
        """Rows on which the check passed, or was waived."""
        waived = self.waived.get(one.check.code)
        return one.passed if waived is None else one.passed | waived

    def refused_by(self, codes: list[str]) -> np.ndarray:
        """A bit for each of the codes, set where that check was evaluated and refuses."""
        bits = np.zeros(self.size, dtype=np.int64)
        for one in self.checks:
            if one.check.severity == BLOCK:
                bits |= np.where(self.lets_pass(one), 0, 1 << codes.index(one.check.code))
        return bits


def as_tuple(values: Any) -> tuple:
    return values if isinstance(values, tuple) else (values,)
