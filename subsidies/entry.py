"""What is asked when something is entered, beside the rule of the subsidy: declared once by each scheme.

The same declaration finds it at entry, tells it in the marked workbook and stands on the public list of rules.
"""

from dataclasses import dataclass

from lib.feed import Fault


@dataclass(frozen=True)
class Rule:
    """One thing that is asked. ``rule`` is a plain sentence for the public list; ``found`` and ``remedy`` take the
    values that a finding gives. ``figure``: the dated value it uses."""

    code: str
    severity: str
    title: str
    rule: str
    found: str
    remedy: str
    figure: str = ""
    who: str = "培训机构"

    def fault(self, column: str, **values: object) -> Fault:
        """As a row of a workbook is told it."""
        return Fault(column, self.found.format(**values), self.remedy.format(**values))


@dataclass(frozen=True)
class Found:
    """One thing that was found: which rule, at what (a lesson, a row, the class), in words."""

    code: str
    severity: str
    title: str
    what: str
    found: str
    remedy: str


def find(rule: Rule, what: str = "", **values: object) -> Found:
    """``what``: the lesson or the row it is found at; the class itself where empty."""
    return Found(rule.code, rule.severity, rule.title, what, rule.found.format(**values), rule.remedy.format(**values))
