"""A share of trainees as pages show it: in figures, as a bar with its interval, in words."""

from typing import Any

from django import template

from training.outcomes.figures import SMALL, WORDS, Figures
from training.outcomes.measuring import CERTIFICATE_MONTHS, EXAM_DAYS
from training.outcomes.queries import counted

register = template.Library()
COLUMNS = ("passed", "certified", "worked_6", "worked_12")  # of a table; an institution's page shows all


@register.inclusion_tag("training/outcomes/_share.html")
def share(figures: Figures, name: str) -> dict[str, Any]:
    """One measure of some classes; where nothing is told, why."""
    one = figures.shares[name]
    told: dict[str, Any] = {"one": one}
    if one.base:
        low, high = one.interval
        told |= {"at": _place(one.count / one.base), "low": _place(low), "high": _place(high)}
    return told


@register.inclusion_tag("training/outcomes/_table.html")
def outcome_rows(rows: Any, first: str, caption: str) -> dict[str, Any]:
    """A table of lines, the four measures in columns. ``first``: the heading of the first column."""
    return {
        "rows": rows, "first": first, "caption": caption,
        "columns": [(name, WORDS[name]) for name in COLUMNS],
    }  # fmt: skip


@register.inclusion_tag("training/outcomes/_true_to.html")
def true_to() -> dict[str, Any]:
    """Which days the figures are of."""
    return {"counted": counted()}


@register.inclusion_tag("training/outcomes/_notes.html")
def outcome_notes() -> dict[str, Any]:
    """Who is counted, when, and what an interval is."""
    return {"small": SMALL, "days": EXAM_DAYS, "months": CERTIFICATE_MONTHS}


@register.simple_tag
def measures(figures: Figures) -> list[tuple[str, str]]:
    """(name, words) of all of them."""
    return [(name, WORDS[name]) for name in figures.shares]


def _place(share: float) -> str:
    """On a line from 0 to 100 %."""
    return f"{share * 100:.1f}%"
