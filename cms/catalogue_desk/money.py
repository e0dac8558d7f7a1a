"""What an edition would do to money, before anybody presses: each occupation that becomes urgent, or ceases to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from certificates.counts import Certified, certified_of
from lib.money import yuan
from occupations.comparing import Difference
from occupations.models import CatalogueEntry, Occupation
from policy import scheme_of
from policy.words import level
from subsidies.offers import Case, amounts


@dataclass(frozen=True)
class Effect:
    """One occupation whose urgency the edition changes. `changes`: (what, before, after) for each case that changes."""

    occupation: Occupation
    becomes: bool
    changes: list[tuple[str, str, str]]
    holders: int | None  # None: nobody, or too few to be told


@dataclass(frozen=True)
class Alike:
    """Occupations for which the same changes."""

    becomes: bool
    changes: list[tuple[str, str, str]]
    effects: list[Effect]


def alike(told: Iterable[Effect]) -> list[Alike]:
    """Most occupations gain or lose alike: told once for all of them, in the order they came."""
    groups: dict[Any, Alike] = {}
    for effect in told:
        group = Alike(effect.becomes, effect.changes, [])
        groups.setdefault((effect.becomes, *effect.changes), group).effects.append(effect)
    return list(groups.values())


def effects(difference: Difference, today: date) -> list[Effect]:
    """By the law in force on the edition's first day; occupations that become urgent first."""
    on = difference.new.effective_from
    changed = [*difference.now_urgent, *difference.no_longer_urgent]
    holders = certified_of([entry.occupation.key for entry in changed], today)
    return [
        *_effects(difference.now_urgent, True, on, holders),
        *_effects(difference.no_longer_urgent, False, on, holders),
    ]


def _effects(
    entries: Sequence[CatalogueEntry], becomes: bool, on: date, holders: Mapping[str, Certified]
) -> Iterator[Effect]:
    codes = [entry.occupation.code for entry in entries]
    before, after = (amounts(codes, on, urgent) for urgent in (not becomes, becomes))
    cap = _cap(on, becomes)
    for entry in entries:
        old, new = before[entry.occupation.code], after[entry.occupation.code]
        changes = [(_words(one), yuan(old.get(one, 0)), yuan(new[one])) for one in new if old.get(one) != new[one]]
        held = holders.get(entry.occupation.key)
        yield Effect(entry.occupation, becomes, [*cap, *changes], held.total if held else None)


def _words(one: Case) -> str:
    scheme, number, words = one
    return " ".join(filter(None, [scheme_of(scheme).title, level(number), words]))


def _cap(on: date, becomes: bool) -> list[tuple[str, str, str]]:
    """How often a year 个人技能提升补贴 may be had."""
    terms, day = scheme_of("SU").terms, np.datetime64(on, "D")
    if day < terms.starts[0]:
        return []
    plain, urgent = (_times(terms.values[name].on(day).plain) for name in ("cap", "cap_urgent"))
    if plain == urgent:
        return []
    before, after = (plain, urgent) if becomes else (urgent, plain)
    return [(f"{scheme_of('SU').title} 每人每年最多", before, after)]


def _times(cap: int | None) -> str:
    return "不限次数" if cap is None else f"{cap} 次"
