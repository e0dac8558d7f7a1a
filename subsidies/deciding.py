"""One subject decided and written down: what a claim's submission and every decision of a person rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from lib.refused import Refused
from policy import Explanation, decide, scheme_of
from policy.decide import WAIVED
from subsidies import determinations, sources
from subsidies.determinations import Circumstances, Decided
from subsidies.models import Determination


@dataclass(frozen=True)
class Ruling:
    """A determination just written, with the facts it keeps and its explanation."""

    determination: Determination
    case: dict[str, Any]
    explanation: Explanation

    @property
    def clear(self) -> bool:
        """The rule leaves nothing for a person to judge."""
        told = self.explanation
        return told.accepted and not told.review and not any(check.waived for check in told.checks)


def rule(
    *, code: str, person: int, subject: int, on: date, at: datetime, trigger: str, waived: Sequence[str] = ()
) -> Ruling:
    """Decide one subject as if claimed on ``on``, by all that is known now, and write it down. In a transaction.

    Raises Refused where the person has no such subject.
    """
    scheme, run = scheme_of(code), sources.known_now()
    batch = sources.gather(scheme, person, person, on, run)
    rows = np.flatnonzero(batch.subject == subject)
    if not len(rows):
        raise Refused("subject", "登记里查不到这一项了。请刷新后核对；确实有的，请先申请更正。")
    part = batch.part(rows[:1])
    if waived:
        part = part.with_fact(WAIVED, np.array([" ".join(waived)], dtype=object))
    decided = Decided(scheme, part)
    determinations.keep_terms(scheme)
    [pk] = determinations.add(decided, np.array([0]), Circumstances(on, run, trigger, at))
    row = Determination.objects.get(pk=int(pk))
    return Ruling(row, row.facts, decided.sheet.explain(0))


def explained(row: Determination) -> Explanation:
    """A determination put into words again, from what it kept. Raises LookupError where its rule is not kept."""
    scheme = scheme_of(row.scheme).as_it_was(row.rule_version, row.terms.content)
    return decide(scheme, *scheme.unfold([row.facts])).explain(0)
