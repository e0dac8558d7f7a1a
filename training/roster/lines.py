"""The classes a file is about, and the lines they have: found once, compared by columns."""

import numpy as np

from lib.feed import Brought, Part
from people import bulk
from training.filing import rules
from training.models import Enrolment, TrainingClass

ALIVE = "state IN ('applied', 'waiting', 'enrolled')"


def classes_of(scope: str, part: Part, *, held: bool) -> tuple[list[TrainingClass], np.ndarray]:
    """The classes a part is about, and the place of each row's among them, -1 for none.

    That of the scope, or those of the institution that have the rows' numbers. ``held``: until the transaction ends.
    """
    kind, _, pk = scope.partition(":")
    numbers = part["number_of_class"].tolist()
    rows = TrainingClass.objects.select_related("course", "organisation").order_by("pk")
    if held:
        rows = rows.select_for_update(of=("self",))
    if kind == "class":
        classes = list(rows.filter(pk=int(pk)))
        return classes, np.array([0 if text in ("", classes[0].number) else -1 for text in numbers], dtype=np.int64)
    sql = f"SELECT id FROM training_trainingclass WHERE organisation_id = {int(pk)} AND number"
    mine = [row[0] for row in bulk.select_in(sql, sorted({text for text in numbers if text}))]
    classes = list(bulk.those(rows, np.array(sorted(mine), dtype=np.int64)))
    places = {one.number: at for at, one in enumerate(classes)}
    return classes, np.array([places.get(text, -1) for text in numbers], dtype=np.int64)


class Lines:
    """The living lines of classes, as columns."""

    def __init__(self, classes: list[TrainingClass]):
        condition, told = bulk.among("of_id", np.array([one.pk for one in classes], dtype=np.int64))
        sql = f"""SELECT id, of_id, person_id, "group", subsidised, phone_index, state, denied_at
            FROM training_enrolment WHERE {ALIVE} AND {condition.replace("%(among)s", "%s")}"""
        self._rows = {row.pk: row for row in Enrolment.objects.raw(sql, [told])} if classes else {}
        self._of = {(row.of_id, row.person_id): row.pk for row in self._rows.values()}
        self._inside: dict[int, int] = {}
        for row in self._rows.values():
            if row.state == Enrolment.State.ENROLLED:
                self._inside[row.of_id] = self._inside.get(row.of_id, 0) + 1

    def inside(self, pk: int) -> int:
        """How many are in class."""
        return self._inside.get(pk, 0)

    def of(self, part: Part, owners: np.ndarray, persons: np.ndarray) -> np.ndarray:
        """The line each row means, 0 for none: by its hidden number where that is one of the class, else by person."""
        if not self._rows:
            return np.zeros(len(owners), dtype=np.int64)
        told = part["line"].tolist() if "line" in part.columns else [0] * len(owners)
        found = []
        for line, owner, person in zip(told, owners.tolist(), persons.tolist(), strict=True):
            row = self._rows.get(line)
            found.append(line if row is not None and row.of_id == owner else self._of.get((owner, person), 0))
        return np.array(found, dtype=np.int64)

    def compare(
        self, part: Part, line: np.ndarray, person: np.ndarray, told: dict[str, np.ndarray], good: np.ndarray,
        brought: Brought,
    ) -> np.ndarray:  # fmt: skip
        """What each row would do; refuses what is there otherwise, and what is not there to be changed."""
        do = np.full(len(line), "", dtype=object)
        plainly = good & (line == 0) & (part.action == "add")  # the most there are
        do[plainly] = "add"
        there, missing, denied = [], [], []
        clash: list[str] = []
        for at in np.flatnonzero(good & ~plainly).tolist():
            row, action = self._rows.get(int(line[at])), part.action[at]
            if row is None or (row.state != Enrolment.State.ENROLLED and action == "withdraw"):
                if action == "add":
                    do[at] = "add"
                else:
                    missing.append(at)
                continue
            differing = self._differing(row, at, person, told)
            if action != "withdraw" and not differing:
                do[at] = "same"
            elif row.denied_at is not None:
                denied.append(at)
            elif action == "withdraw":
                do[at] = "withdraw"
            elif action == "add" and row.state == Enrolment.State.ENROLLED:
                there.append(at)
                clash.append(f"（{'、'.join(differing)}）")
            else:
                do[at] = "change"
        brought.refuse(np.array(there, dtype=np.int64), "there", clash)
        brought.refuse(np.array(missing, dtype=np.int64), "missing")
        brought.refuse(np.array(denied, dtype=np.int64), rules.DENIED.code)
        return do

    def _differing(self, row: Enrolment, at: int, person: np.ndarray, told: dict[str, np.ndarray]) -> list[str]:
        differing = []
        if person[at] != row.person_id:
            differing.append("证件号码")
        if row.state != Enrolment.State.ENROLLED:
            differing.append("在班")
        if told["group"][at] != row.group:
            differing.append("人员类别")
        if bool(told["subsidised"][at]) != row.subsidised:
            differing.append("申请补贴")
        index = row.phone_index
        if told["phone"][at] != (bytes(index) if index is not None else None):
            differing.append("联系电话")
        return differing

    def whose(self, line: np.ndarray) -> np.ndarray:
        """The person each row's line is of now, 0 where there is no line."""
        return np.array([self._rows[pk].person_id if pk in self._rows else 0 for pk in line.tolist()], dtype=np.int64)

    def outside(self, line: np.ndarray) -> np.ndarray:
        """bool: the row means somebody who signed up and is not in class yet."""
        rows = [self._rows.get(pk) for pk in line.tolist()]
        return np.array([row is not None and row.state != Enrolment.State.ENROLLED for row in rows], dtype=bool)

    def subsidised(self, line: np.ndarray) -> np.ndarray:
        """bool: the row means somebody for whom a subsidy is asked already."""
        rows = [self._rows.get(pk) for pk in line.tolist()]
        return np.array([row is not None and row.subsidised for row in rows], dtype=bool)

    def absent(self, line: np.ndarray) -> int:
        """Who is in class and not in the file."""
        named = set(line.tolist())
        return sum(1 for row in self._rows.values() if row.state == Enrolment.State.ENROLLED and row.pk not in named)
