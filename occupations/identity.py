"""Which occupation a row of the classification is, when codes are provisional and names change.

Within one edition a name is an occupation and its code may be corrected; between editions code and name
together are it. Whatever is less sure than that is said by the crosswalk, which a person writes.
"""

from collections.abc import Iterable
from typing import Protocol

from occupations.models import CodeChange, Standing


class Entry(Protocol):
    """What a row prints. `year` is the edition's, its increments included."""

    year: str
    code: str
    name: str


class Doubt(Exception):
    """A person must say whether this is an occupation already kept. `column` is where to look."""

    def __init__(self, column: str, message: str, remedy: str):
        super().__init__(message)
        self.column, self.message, self.remedy = column, message, remedy


WRITE_IT = "请先在编码对照表中写明（换码、改名、拆分或合并），再导入一次"


class Identities:
    """What is kept, indexed once, to be asked row by row.

    `names`: every name in the file, so that a code whose occupation only moved is not read as renamed.
    """

    def __init__(self, standings: Iterable[Standing], changes: Iterable[CodeChange], names: set[str]):
        ordered = sorted(standings, key=lambda standing: standing.edition)
        self._by_code = {(standing.edition[:4], standing.code): standing for standing in ordered}
        self._by_name = {(standing.edition[:4], standing.name): standing for standing in ordered}
        self._latest_code = {standing.code: standing for standing in ordered}
        self._latest_name = {standing.name: standing for standing in ordered}
        self._standing_in = {(standing.edition[:4], standing.occupation_id) for standing in ordered}
        self._in_file = names
        self._changes_to: dict[str, list[CodeChange]] = {}
        self._changed = set()
        for change in changes:
            self._changes_to.setdefault(change.new_code, []).append(change)
            self._changed.add((change.old_edition[:4], change.old_code))

    def find(self, entry: Entry) -> int | None:
        """Id of the occupation that the row is, None where it is a new one. Raises Doubt."""
        named = self._by_name.get((entry.year, entry.name))
        if named:
            return named.occupation_id
        coded = self._by_code.get((entry.year, entry.code))
        if coded and coded.name not in self._in_file:
            return coded.occupation_id  # renamed: a correction inside the edition
        return self._from_another_edition(entry)

    def _from_another_edition(self, entry: Entry) -> int | None:
        to_it = self._changes_to.get(entry.code, [])
        for change in to_it:
            old = self._by_code.get((change.old_edition[:4], change.old_code))
            if old and change.kind in CodeChange.AUTOMATIC and old.edition[:4] != entry.year:
                self._refuse_two_in_one_edition(old, entry)
                return old.occupation_id
        coded = self._latest_code.get(entry.code)
        if coded and coded.edition[:4] != entry.year:
            if coded.name == entry.name:
                self._refuse_two_in_one_edition(coded, entry)
                return coded.occupation_id
            if not to_it and not self._gone(coded):
                message = f"这个编码在 {coded.edition} 年版是“{coded.name}”，看不出是改名还是另一个职业"
                raise Doubt("code", message, WRITE_IT)
        named = self._latest_name.get(entry.name)
        if named and not to_it and not self._gone(named):
            message = f"{named.edition} 年版已有同名职业，编码 {named.code}，看不出是否同一职业"
            raise Doubt("name", message, WRITE_IT)
        return None

    def _gone(self, standing: Standing) -> bool:
        """The crosswalk says what became of it."""
        return (standing.edition[:4], standing.code) in self._changed

    def _refuse_two_in_one_edition(self, old: Standing, entry: Entry) -> None:
        if (entry.year, old.occupation_id) in self._standing_in:
            message = f"“{old.name}”在这一版已有别的编码或名称"
            raise Doubt("code", message, "请核对编码对照表和这一行")
