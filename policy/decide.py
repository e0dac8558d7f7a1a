"""Decide: rows are split by law date, each part runs under its own terms, and the parts join again."""

from collections.abc import Mapping

import numpy as np

from policy.facts import Facts, Raw
from policy.part import Part, Waived
from policy.scheme import Scheme
from policy.sheet import Sheet

KEEPS_WORDS = 10_000
"""Up to so many rows keep what explains them; of more, a row that is asked about is judged once more by itself."""

WAIVED = "waived"

_registered: dict[str, Scheme] = {}


def register(scheme: Scheme) -> None:
    """Make a scheme known by its code and its slug."""
    _registered[scheme.code] = scheme


def registered() -> list[Scheme]:
    """All schemes, by rank."""
    return sorted(_registered.values(), key=lambda scheme: scheme.rank)


def scheme_of(code: str) -> Scheme:
    """The scheme registered under a code. Raises LookupError naming the known ones."""
    try:
        return _registered[code]
    except KeyError:
        raise LookupError(f"no scheme {code!r}; there are {', '.join(_registered)}") from None


def decide(scheme: Scheme | str, raw: Raw, lists: Mapping[str, Raw] | None = None) -> Sheet:
    """Decide every row of ``raw``.

    raw     one row per person (claim, trainee, apprentice); class or plan facts repeated, its id in ``group``
    lists   ``paid``, ``held``: long tables with a ``row`` column that counts the rows of ``raw`` from 0

    A raw column ``waived`` names, parted by blanks, the checks that a case was let pass by decision (经批准放行).

    Raises :class:`policy.Problem` where the facts are not such that a rule could be asked.
    """
    scheme = scheme_of(scheme) if isinstance(scheme, str) else scheme
    return judge(scheme, scheme.derive(raw, lists or {}), _waived(scheme, raw))


def judge(scheme: Scheme, facts: Facts, waived: Waived | None = None) -> Sheet:
    """Decide flat facts: one column per fact that a rule reads, and ``law_date``. ``waived``: as for a `Part`."""
    period = scheme.terms.index(facts.law_date)
    words = len(facts) <= KEEPS_WORDS
    parts = []
    for index in range(-1, len(scheme.terms.periods)):
        rows = np.flatnonzero(period == index)
        if not len(rows):
            continue
        if len(rows) == len(facts):
            parts.append(_judge_part(scheme, facts, None, index, words, waived))
        else:
            parts.append(_judge_part(scheme, facts.part(rows), rows, index, words, _of_rows(waived, rows)))

    def again(row: int) -> Part:
        only = np.array([row])
        return _judge_part(scheme, facts.part(only), None, int(period[row]), True, _of_rows(waived, only))

    return Sheet(scheme, facts, parts, None if words else again)


def _judge_part(
    scheme: Scheme, facts: Facts, rows: np.ndarray | None, index: int, words: bool, waived: Waived | None
) -> Part:
    terms = scheme.terms.periods[index] if index >= 0 else None
    part = Part(rows, len(facts), terms, words, waived)
    first = scheme.terms.starts[0]
    part.check(scheme.terms_check, terms is not None, found=facts.lazily("law_date"), needed=first)
    if terms is not None:
        scheme.rule_on(terms.in_force_from)(facts, terms, part)
    return part


def _waived(scheme: Scheme, raw: Raw) -> Waived | None:
    """The raw column ``waived`` as rows by check. The first check stays: without terms there is nothing to pass."""
    if WAIVED not in raw:
        return None
    told = [set(text.split()) if isinstance(text, str) else set() for text in np.asarray(raw[WAIVED], dtype=object)]
    codes = {check.code for check in scheme.checks[1:]} & set[str]().union(*told)
    return {code: np.array([code in each for each in told]) for code in codes}


def _of_rows(waived: Waived | None, rows: np.ndarray) -> Waived | None:
    return waived and {code: column[rows] for code, column in waived.items()}
