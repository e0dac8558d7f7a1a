"""How much of a class each trainee has attended: what the settlement reads, and what the pages show.

A lesson in which a look without notice did not find the trainee counts nothing, whatever is written; a make-up lesson
counts at most what was missed of the lesson it makes up for.
"""

import numpy as np

from people import bulk
from training.filing.hours import lasting
from training.models import TrainingClass

NOT_MISSED = """
    NOT EXISTS (
        SELECT 1 FROM training_finding f JOIN training_inspection i ON i.id = f.inspection_id
        WHERE f.enrolment_id = a.enrolment_id AND i.session_id = s.id AND i.done_at IS NOT NULL
    )
"""
REGULAR = f"""
    SELECT a.enrolment_id AS enrolment, SUM(a.hours) AS hours
    FROM training_attendance a JOIN training_classsession s ON s.id = a.session_id
    WHERE s.state = 'planned' AND s.makes_up_id IS NULL AND {{among}} AND {NOT_MISSED} GROUP BY a.enrolment_id
"""
# What was attended of make-up lessons, and of the lessons these make up for.
EXTRA = f"""
    SELECT a.enrolment_id AS enrolment, a.session_id AS session, COALESCE(s.makes_up_id, 0) AS makes_up, a.hours
    FROM training_attendance a JOIN training_classsession s ON s.id = a.session_id
    WHERE s.state = 'planned' AND {{among}} AND {NOT_MISSED} AND (
        s.makes_up_id IS NOT NULL OR EXISTS (SELECT 1 FROM training_classsession u WHERE u.makes_up_id = s.id)
    )
"""
MADE_UP = """
    SELECT o.id AS session, o.begins, o.ends FROM training_classsession o
    WHERE o.id IN (SELECT s.makes_up_id FROM training_classsession s WHERE s.makes_up_id IS NOT NULL AND {among})
"""
KINDS = {"enrolment": "id", "session": "id", "makes_up": "id", "hours": "whole"}


def attended(one: TrainingClass) -> dict[int, int]:
    """Enrolment → hundredths of a 学时."""
    enrolment, hours = attended_in(np.array([one.pk]))
    return dict(zip(enrolment.tolist(), hours.tolist(), strict=True))


def attended_in(classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same of many classes (ids): enrolments in order, and hundredths of a 学时 of each. Three queries."""
    among, told = bulk.among("s.of_id", classes)
    regular = bulk.read(REGULAR.format(among=among), {"enrolment": "id", "hours": "whole"}, {"among": told})
    rows = bulk.read(EXTRA.format(among=among), KINDS, {"among": told})
    lengths = bulk.read(
        MADE_UP.format(among=among), {"session": "id", "begins": "small", "ends": "small"}, {"among": told}
    )  # fmt: skip
    extra = rows["makes_up"] > 0
    enrolment = np.concatenate([regular["enrolment"], rows["enrolment"][extra]])
    hours = np.concatenate([regular["hours"], _made_up(rows, extra, lengths)]).astype(np.int64)
    ids, where = np.unique(enrolment, return_inverse=True)
    total = np.zeros(len(ids), dtype=np.int64)
    np.add.at(total, where, hours)
    return ids, total


def _made_up(rows: dict[str, np.ndarray], extra: np.ndarray, lengths: dict[str, np.ndarray]) -> np.ndarray:
    """What each make-up attendance adds to what was attended of its lesson."""
    told = (lengths[name].tolist() for name in ("session", "begins", "ends"))
    whole = {session: lasting(begins, ends) for session, begins, ends in zip(*told, strict=True)}
    missed = list(zip(rows["enrolment"][extra].tolist(), rows["makes_up"][extra].tolist(), strict=True))
    of_them = np.isin(rows["session"], rows["makes_up"][extra]) & ~extra
    there = dict(
        zip(zip(rows["enrolment"][of_them].tolist(), rows["session"][of_them].tolist(), strict=True),
            rows["hours"][of_them].tolist(), strict=True)
    )  # fmt: skip
    added = []
    for lesson, hours in zip(missed, rows["hours"][extra].tolist(), strict=True):
        before = there.get(lesson, 0)
        there[lesson] = max(before, min(before + hours, whole[lesson[1]]))
        added.append(there[lesson] - before)
    return np.array(added, dtype=np.int64)
