"""The law machine: a rule is written once and decides, explains, and settles one case or a million.

No Django in here. A scheme declares its facts, its dated terms, its checks and steps, and the rules that
join them (:class:`Scheme`); :func:`decide` runs them and returns a :class:`Sheet`.
"""

from policy.check import BLOCK, INFO, REVIEW, Check, CheckLine, Explanation, Step, StepLine
from policy.decide import decide, judge, register, registered, scheme_of
from policy.facts import Fact, Facts, Problem, Raw, for_each, read_columns, unfold, unfold_groups
from policy.scheme import Scheme, terms_check
from policy.sheet import Sheet
from policy.terms import ASSUMED, ILLUSTRATIVE, OFFICIAL, STATUS_WORDS, Terms

__all__ = [
    "ASSUMED", "BLOCK", "ILLUSTRATIVE", "INFO", "OFFICIAL", "REVIEW", "STATUS_WORDS",
    "Check", "CheckLine", "Explanation", "Fact", "Facts", "Problem", "Raw", "Scheme", "Sheet", "Step", "StepLine",
    "Terms", "decide", "for_each", "judge", "read_columns", "register", "registered", "scheme_of", "terms_check",
    "unfold", "unfold_groups",
]  # fmt: skip
