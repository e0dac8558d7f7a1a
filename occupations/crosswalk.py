"""From any code, of any edition, to the key of the occupation it means. Plain data in, a plain dict out."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

AUTOMATIC = ("same", "renamed")


class Stood(NamedTuple):
    """One code in one edition: (2022+2024, 4-13-01-10, 7)."""

    edition: str
    code: str
    occupation: int


class Change(NamedTuple):
    old_edition: str
    old_code: str
    new_code: str
    kind: str


class Settled(NamedTuple):
    by_code: dict[str, str]
    by_occupation: dict[int, str]


def settle(keys: Mapping[int, str], stood: Iterable[Stood], changes: Iterable[Change]) -> Settled:
    """Key by code, for every code that an edition prints or that the crosswalk maps by itself; and by occupation.

    A bare code means what the latest edition prints under it. Occupations that the crosswalk joins share the key of
    the one kept first, so a key once handed out goes on standing for all of them. A code that was split or merged
    stays alone, and two occupations of one edition are never joined, whatever the crosswalk says: a person decides.
    """
    ordered = sorted(stood)
    today = {each.code: each.occupation for each in ordered}
    then = {(each.edition[:4], each.code): each.occupation for each in ordered}
    groups = _Groups()
    for occupation in keys:
        groups.seen(occupation)
    for each in ordered:
        groups.seen(each.occupation, each.edition[:4])
    changes = list(changes)
    undecided = {(each.old_edition, each.old_code) for each in changes if each.kind not in AUTOMATIC}
    for change in changes:
        if change.kind not in AUTOMATIC or (change.old_edition, change.old_code) in undecided:
            continue
        year = change.old_edition[:4]
        old: int | str | None = then.get((year, change.old_code))
        if old is None and change.old_code not in today:
            old = change.old_code
            groups.seen(old, year)
        if old is not None:  # else the code has another meaning today, and bare codes mean today's
            groups.join(old, today.get(change.new_code, change.new_code))
    heads = {member: groups.head(member) for member in groups.members()}
    spoken = {member: keys[head] if isinstance(head, int) else head for member, head in heads.items()}
    by_code = {member: key for member, key in spoken.items() if isinstance(member, str)}
    by_code |= {code: spoken[occupation] for code, occupation in today.items()}
    return Settled(by_code, {occupation: spoken[occupation] for occupation in keys})


class _Groups:
    """Who is whom. A member is an occupation's id, or a bare code that no kept occupation stands under."""

    def __init__(self) -> None:
        self._group: dict[int | str, list[int | str]] = {}
        self._years: dict[int | str, set[str]] = {}

    def seen(self, member: int | str, *years: str) -> None:
        self._group.setdefault(member, [member])
        self._years.setdefault(member, set()).update(years)

    def join(self, old: int | str, new: int | str) -> None:
        """`new` goes before `old`, so that without any occupation the newest code speaks for the group."""
        one, other = self._group[old], self._group.setdefault(new, [new])
        years, others = ({year for each in group for year in self._years.get(each, ())} for group in (one, other))
        if one is other or years & others:
            return
        joined = [*other, *one]
        for member in joined:
            self._group[member] = joined

    def head(self, member: int | str) -> int | str:
        group = self._group[member]
        return min((each for each in group if isinstance(each, int)), default=group[0])

    def members(self) -> list[int | str]:
        return list(self._group)
