"""What a class or a plan comes to before it exists, told by the rule that will decide it, for people who are alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.forms import BoundField, RadioSelect

from lib.days import chinese
from lib.money import yuan
from policy import Explanation, Scheme, StepLine
from policy.terms import STATUSES
from subsidies.plan_forms import PlanForm

UNSAID = "还没有填，先按符合算"


@dataclass(frozen=True)
class Alike:
    """People who are planned alike: one of them as the rule decides it, and how many they are.

    ``meant``: that they get nothing is how they were planned, and needs no telling.
    """

    who: str
    outcome: str
    people: int
    each: Explanation
    meant: bool = False

    @property
    def amount(self) -> int:
        return self.people * self.each.amount

    @property
    def words(self) -> str:
        return " · ".join(filter(None, (self.who, self.outcome)))

    @property
    def so(self) -> str:
        """Under the answer of one of them, where all that refuses stands with the class."""
        return "" if self.each.accepted or self.each.failed else "没有通过的条件写在上面。"


@dataclass(frozen=True)
class Wrong:
    """Something that cannot be as it was answered, and the field where it is mended."""

    id: str
    words: str


@dataclass(frozen=True)
class Sum:
    """A sum with its words; ``mark`` where it is the one that was asked for. ``more``: a second sentence."""

    words: str
    amount: int
    mark: bool = False
    more: str = ""


@dataclass(frozen=True)
class Deadline:
    """A day that the rule sets, what is due, and the clause."""

    day: str
    words: str
    law: str
    status: str


@dataclass(frozen=True)
class Answer:
    """Everything the page tells. ``whole``: the class or plan, its steps the groups of people that add up to it."""

    whole: Explanation
    title: str
    subject: str
    lead: str
    so: str
    parts: list[Alike]
    flows: list[Sum] = field(default_factory=list)  # when the money comes, and goes back
    reach: list[Sum] = field(default_factory=list)  # from the best outcome to the worst
    worth: list[str] = field(default_factory=list)  # what one certificate more is worth
    deadlines: list[Deadline] = field(default_factory=list)


def wrong(parts: Iterable[PlanForm]) -> list[Wrong]:
    """Everything that is wrong in the parts of a plan, in their order."""
    return [Wrong(_place(field), str(error)) for part in parts for field in part for error in field.errors]


def _place(field: BoundField) -> str:
    """The address of a field on its page: of choices, the first."""
    radio = isinstance(field.field.widget, RadioSelect)
    return f"{field.auto_id}_0" if radio else str(field.auto_id)


def unsaid(told: Explanation, codes: Collection[str], needed: Mapping[str, str] | None = None) -> Explanation:
    """The same, where conditions that nobody was asked about say so. ``needed``: in other words, by code."""
    other = needed or {}
    lines = [
        replace(c, found=UNSAID, needed=other.get(c.code, c.needed)) if c.code in codes and c.passed and c.asked else c
        for c in told.checks
    ]
    return replace(told, checks=lines)


def added_up(whole: Explanation, parts: Sequence[Alike]) -> Explanation:
    """The whole with a step for each group of people: how many of them, at how much each."""
    steps = [
        StepLine(f"{p.words}：{p.people}人，每人{yuan(p.each.amount)}", p.amount, p.each.steps[0].basis, p.each.status)
        for p in parts if p.each.accepted
    ]  # fmt: skip
    return replace(whole, steps=steps if whole.accepted else [])


def due(scheme: Scheme, figure: str | None, on: np.datetime64, day: Any, words: str) -> Deadline:
    """A day reckoned with a figure of the terms in force ``on`` a day."""
    terms = scheme.terms
    return Deadline(chinese(day), words, terms.law(figure, on), STATUSES[terms.status(figure, on)])


def in_force(scheme: Scheme, on: np.datetime64) -> Any:
    """The terms in force on a day, or None before the first."""
    place = int(scheme.terms.index(np.array([on], dtype="M8[D]"))[0])
    return scheme.terms.periods[place] if place >= 0 else None


def listed(people: Sequence[Alike]) -> str:
    """How many people, in words of the groups whose conditions do not all pass."""
    return "、".join(f"{p.words}（{p.people}人）" for p in people)
