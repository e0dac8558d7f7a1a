"""The public list of everything that is asked beside the rule of a subsidy: chapters of declared rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from policy import BLOCK, INFO, REVIEW, Scheme, Terms
from subsidies.entry import Rule

SEVERITIES = {BLOCK: "不通过", REVIEW: "要人看", INFO: "提示"}
SIGNS = {BLOCK: "fail", REVIEW: "look", INFO: "info"}


@dataclass(frozen=True)
class Line:
    """One rule as the list shows it. ``limit``: today's figure in words, with how sure it is; empty for none."""

    rule: Rule
    limit: str

    @property
    def severity(self) -> str:
        return SEVERITIES[self.rule.severity]

    @property
    def sign(self) -> str:
        return SIGNS[self.rule.severity]


@dataclass(frozen=True)
class Chapter:
    title: str
    about: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Rulebook:
    """A scheme's. ``description``: for whoever finds the page by a search."""

    title: str
    description: str
    about: str
    scheme: Scheme
    chapters: Sequence[Chapter]


def figure(figures: Terms, name: str, on: date) -> int:
    """A figure in force on a day; before the first, the first."""
    return int(figures.values[name].on(max(np.datetime64(on), figures.starts[0])).value)


def line(rule: Rule, figures: Terms, on: date) -> Line:
    if not rule.figure:
        return Line(rule, "")
    value = figures.values[rule.figure]
    return Line(rule, f"{value.title} {figure(figures, rule.figure, on)} {value.unit}（示意）")
