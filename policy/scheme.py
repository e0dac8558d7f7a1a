"""A scheme: its facts, terms, checks, steps and rules, tied together and known by one code."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from policy.check import Check, Step
from policy.facts import Fact, Facts, Raw
from policy.part import Part
from policy.terms import Period, Terms

if TYPE_CHECKING:
    from policy.sheet import Groups, Sheet

Rule = Callable[[Facts, Period, Part], Any]
Lists = Mapping[str, Raw]
Derive = Callable[[Raw, Lists], Facts]
Typical = Callable[[str, int, date, Period], Mapping[str, Mapping[str, Any]]]
Unfold = Callable[[Iterable[Mapping[str, Any]]], tuple[Raw, dict[str, Raw]]]


@dataclass(frozen=True)
class Scheme:
    """One subsidy scheme.

    ``facts`` are those of the case (claim, class, plan); ``member_facts`` those of each person in its ``members``.
    ``unfold`` turns cases as people write them into the raw table and long lists that ``derive`` takes.
    ``rules`` names the rule in force from each day; old law is never edited, new law is a new rule or a new date
    in ``terms.yaml``. ``derive`` gives flat facts with a ``law_date`` column. ``totals`` adds what a class or plan
    gets as a whole to ``Groups``. ``lists`` are the long tables that go with the raw rows. A rule mended for a fault
    is a new ``version``; ``before`` keeps the scheme as it stood in each older one, so that what was decided then can
    be decided so again. ``typical`` makes cases that meet every condition: words that tell them apart → a case as
    people write it, for (occupation, level, day, terms in force); but for its code, one occupation is as any other.
    ``kept``: facts that nobody is asked for, because they are reckoned over the whole case; a decision about one of its
    members keeps them. ``columns``: the raw column of a member's fact, where it is not called as the fact.
    """

    code: str
    slug: str  # its name in addresses
    rank: int  # its place where all schemes are listed
    law_date: str  # the fact that picks the terms
    terms: Terms
    facts: tuple[Fact, ...]
    lists: Mapping[str, tuple[Fact, ...]]
    unfold: Unfold
    derive: Derive
    rules: Mapping[date, Rule]
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]
    members: str = ""
    member_facts: tuple[Fact, ...] = ()
    totals: Callable[["Sheet", "Groups"], None] | None = None
    version: str = "1"
    before: tuple["Scheme", ...] = ()
    typical: Typical | None = None
    kept: tuple[Fact, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.terms.title

    @property
    def terms_check(self) -> Check:
        return self.checks[0]

    def typical_cases(self, occupation: str, level: int, on: date) -> Mapping[str, Mapping[str, Any]]:
        """Cases that meet every condition on a day; none before there were terms, or for a scheme that shows none."""
        index = int(self.terms.index(np.array([on], dtype="M8[D]"))[0])
        if self.typical is None or index < 0:
            return {}
        return self.typical(occupation, level, on, self.terms.periods[index])

    def as_it_was(self, version: str, terms: Mapping[str, Any]) -> "Scheme":
        """The scheme of that version under terms given as :meth:`Terms.content` gave them.

        Raises LookupError where the version is not kept.
        """
        for scheme in (self, *self.before):
            if scheme.version == version:
                return replace(scheme, terms=Terms(terms, scheme.terms.words))
        raise LookupError(f"{self.code} keeps no version {version!r} of its rules")

    def rule_on(self, in_force_from: np.datetime64) -> Rule:
        """The rule for terms that came into force that day."""
        begun = [day for day in self.rules if np.datetime64(day, "D") <= in_force_from]
        return self.rules[max(begun)]


def terms_check(prefix: str, law_date: str, scope: str = "row", basis: str = "") -> Check:
    """The check every scheme begins with: terms were in force on the law date."""
    return Check(
        code=f"{prefix}-TERMS", title="政策施行日期", scope=scope, basis=basis, final=True,
        rule=f"在{law_date}，本项补贴的规定已经施行。",
        found="{}", needed="不早于{}", message=f"{law_date}早于本项补贴的施行日期，没有可以适用的规定。",
        remedy="请核对日期；日期无误的，本项补贴不适用，可拨打12333咨询其他政策。", who="申请人、申报单位",
    )  # fmt: skip
