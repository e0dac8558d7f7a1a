"""What a register would have to say instead: a person's insurance with some months told differently.

Pure: spans in, rows of an increment out. Whoever writes them keeps what was known before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from people.versions import ADD, CHANGE, WITHDRAW


@dataclass(frozen=True)
class Insured:
    """Months in a row by one employer, both ends counted (`lib.months`); as `people.models.InsuranceSpan`."""

    employer_code: str
    employer_kind: str
    first_month: int
    last_month: int
    deferred: bool = False
    relation_began: date | None = None
    district_id: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.employer_code, self.first_month


@dataclass(frozen=True)
class Row:
    """One row of an increment: what `people.versions` calls it, and what it is about; for 改 as it shall be."""

    wish: str
    span: Insured


def without(spans: Iterable[Insured], first: int, last: int) -> list[Insured]:
    """The spans with the months from ``first`` to ``last`` cut out of every one."""
    left = []
    for span in spans:
        if span.last_month < first or span.first_month > last:
            left.append(span)
            continue
        if span.first_month < first:
            left.append(replace(span, last_month=first - 1))
        if span.last_month > last:
            left.append(replace(span, first_month=last + 1))
    return left


def rows(before: Iterable[Insured], after: Iterable[Insured]) -> list[Row]:
    """The increment that leads from one set of spans to the other; a row is known by employer and first month."""
    old, new = {span.key: span for span in before}, {span.key: span for span in after}
    gone = [Row(WITHDRAW, span) for key, span in old.items() if key not in new]
    changed = [Row(CHANGE, span) for key, span in new.items() if key in old and old[key] != span]
    return [*gone, *changed, *(Row(ADD, span) for key, span in new.items() if key not in old)]


def mend(spans: Iterable[Insured], first: int, last: int, wanted: Insured | None) -> list[Row]:
    """What to bring in so that the months say ``wanted``, or nothing at all, and every other month what it said."""
    spans = list(spans)
    after = without(spans, first, last)
    return rows(spans, [*after, wanted] if wanted else after)
