"""Who is put on a roster and should not be there: X-PHONE, X-WORKING, X-ALIVE, X-ROSTER."""

from collections.abc import Iterator

import numpy as np

from lib import mask, months
from lib.days import chinese
from people import bulk, keys
from training.facts import POSTED
from training.models import Enrolment
from training.suspicions.asked import Asked, Row, groups

# A phone is named by the first line it stands in.
SHARED = """
    SELECT n.of_id AS subject, n.person_id AS person, o.line, x.person_id AS other, x.of_id AS class, x.joined_on AS day
    FROM training_enrolment n
    JOIN (
        SELECT e.phone_index, MIN(e.id) AS line FROM training_enrolment e
        WHERE e.phone_index IN (SELECT n.phone_index FROM training_enrolment n WHERE {among})
            AND e.state IN ('enrolled', 'left') AND e.subsidised
        GROUP BY e.phone_index HAVING COUNT(DISTINCT e.person_id) > 2
    ) o ON o.phone_index = n.phone_index
    JOIN training_enrolment x ON x.phone_index = n.phone_index AND x.state IN ('enrolled', 'left') AND x.subsidised
    WHERE n.state = 'enrolled' AND n.subsidised AND {among} ORDER BY n.of_id, o.line, n.id
"""
SHARED_KINDS = {"subject": "id", "person": "id", "line": "id", "other": "id", "class": "id", "day": "day"}
LESSONS = """
    SELECT s.of_id AS subject, s.day, s.begins, s.ends FROM training_classsession s
    WHERE s.state = 'planned' AND {among}
"""
# Trainees who are in class as unemployed, with whoever else insures them; the institution itself is left out.
INSURED = """
    SELECT n.id AS line, n.of_id AS subject, n.person_id AS person, i.first_month AS first, i.last_month AS last,
        i.relation_began AS began
    FROM training_enrolment n JOIN training_trainingclass c ON c.id = n.of_id AND c.kind = 'key-group'
    JOIN people_organisation o ON o.id = c.organisation_id
    JOIN people_insurancespan i ON i.person_id = n.person_id AND i.until_run IS NULL AND i.employer_kind <> 'F'
        AND i.employer_code <> o.code
    WHERE n.state = 'enrolled' AND n.subsidised AND {among} AND (n."group" = 'unemployed' OR EXISTS (
        SELECT 1 FROM people_statusspan u WHERE u.person_id = n.person_id AND u.kind = 'unemployed'
            AND u.until_run IS NULL AND u.began <= c.first_day AND (u.ended IS NULL OR u.ended >= c.first_day)
    )) ORDER BY n.of_id, n.id, i.first_month
"""
INSURED_KINDS = {"line": "id", "subject": "id", "person": "id", "first": "whole", "last": "whole", "began": "day"}
NINE, FIVE = 9 * 60, 17 * 60
# Present on a day on which a register says the person was drawing a pension, or had died the day before or earlier.
DRAWING = """
    SELECT s.of_id AS subject, n.person_id AS person, p.kind, MIN(p.began) AS began, MIN(s.day) AS day,
        COUNT(DISTINCT s.id) AS many
    FROM training_classsession s JOIN training_attendance a ON a.session_id = s.id AND a.hours > 0
    JOIN training_enrolment n ON n.id = a.enrolment_id AND n.subsidised
    JOIN people_statusspan p ON p.person_id = n.person_id AND p.until_run IS NULL AND (
        p.kind = 'dead' AND s.day > p.began
        OR p.kind = 'pension' AND s.day >= p.began AND (p.ended IS NULL OR s.day <= p.ended)
    )
    WHERE s.state = 'planned' AND {among} GROUP BY s.of_id, n.person_id, p.kind ORDER BY s.of_id, n.person_id
"""
DRAWING_KINDS = {"subject": "id", "person": "id", "kind": "10", "began": "day", "day": "day", "many": "whole"}
# The same people's lines in the same course of the same institution, from or to which somebody may have changed.
BESIDE = """
    SELECT n.id AS line, e.joined_on AS joined, e.left_on AS "left" FROM training_enrolment n
    JOIN training_trainingclass c ON c.id = n.of_id
    JOIN training_enrolment e ON e.person_id = n.person_id AND e.id <> n.id AND e.state IN ('enrolled', 'left')
    JOIN training_trainingclass d ON d.id = e.of_id AND d.organisation_id = c.organisation_id AND d.kind = c.kind
        AND d.occupation = c.occupation AND d.level = c.level AND d.startup = c.startup
    WHERE n.subsidised AND {among}
"""


def phone(asked: Asked) -> Iterator[Row]:
    """One phone of more people than a family, in this class and others of these years."""
    s = asked.read(SHARED, SHARED_KINDS, "n.of_id")
    of = asked.place(s["subject"])
    near = np.abs((s["day"] - asked.first[of]).astype(np.int64)) <= asked.figure("phone_days")[of]
    rows, most, found = np.flatnonzero(near), asked.figure("phone"), []
    for some in groups(s["subject"][rows], s["line"][rows]):
        these = rows[some]
        persons, classes = len(np.unique(s["other"][these])), len(np.unique(s["class"][these]))
        if persons > most[of[these[0]]]:
            found.append((these, persons, classes))
    lines = bulk.those(Enrolment.objects.all(), np.array([s["line"][these[0]] for these, *_ in found], dtype=np.int64))
    phones = {one.pk: mask.phone(keys.unseal(keys.PHONE, bytes(one.phone_sealed))) for one in lines if one.phone_sealed}
    for these, persons, classes in found:
        number = phones.get(int(s["line"][these[0]]), "")
        for person in np.unique(s["person"][these]).tolist():
            told = f"联系电话{number}，{classes}个班里共{persons}人留的是它"
            yield Row(int(s["subject"][these[0]]), told, person)


def working(asked: Asked) -> Iterator[Row]:
    """In class by day as unemployed, and insured by an employer from before the class until after it.

    One month of insurance tells nothing, for the month in which somebody loses the work is paid whole: a later month
    than the first day's must be paid too, as far as is posted.
    """
    i = asked.read(INSURED, INSURED_KINDS, "n.of_id")
    posted = _posted()
    first = months.months_of(asked.first)
    until = np.minimum(months.months_of(asked.last) + 1, posted)
    of = asked.place(i["subject"])
    before = np.where(np.isnat(i["began"]), i["first"] < first[of], i["began"] <= asked.first[of])
    starts = np.unique(i["line"][before & (i["first"] <= first[of]) & (i["last"] >= first[of])])
    lasts = np.unique(i["line"][(i["first"] <= until[of]) & (i["last"] >= until[of])])
    able = (_by_day(asked) * 100 >= asked.figure("daytime")) & (until > first)
    _, once = np.unique(i["line"], return_index=True)
    for row in once[np.isin(i["line"][once], np.intersect1d(starts, lasts)) & able[of[once]]].tolist():
        at = of[row]
        told = f"作为登记失业人员在班，{months.chinese(first[at])}到{months.chinese(until[at])}由别的单位参保缴费"
        yield Row(int(i["subject"][row]), told, int(i["person"][row]))


def _by_day(asked: Asked) -> np.ndarray:
    """The share of each class's minutes that is between nine and five on a weekday."""
    kinds = {"subject": "id", "day": "day", "begins": "small", "ends": "small"}
    s = asked.read(LESSONS, kinds, "s.of_id")
    begins, ends = s["begins"].astype(np.int64), s["ends"].astype(np.int64)
    inside = np.maximum(np.minimum(ends, FIVE) - np.maximum(begins, NINE), 0) * np.is_busday(s["day"])
    of, size = asked.place(s["subject"]), len(asked.ids)
    whole = np.bincount(of, weights=ends - begins, minlength=size)
    return np.bincount(of, weights=inside, minlength=size) / np.maximum(whole, 1)


def _posted() -> int:
    """The last month of insurance that is in; nothing known says it is in."""
    day = bulk.read(POSTED, {"day": "day"})["day"]
    return int(months.months_of(day + np.timedelta64(1, "D"))[0]) - 1 if len(day) else 2**31 - 2


def alive(asked: Asked) -> Iterator[Row]:
    d = asked.read(DRAWING, DRAWING_KINDS, "s.of_id")
    for row in np.flatnonzero(d["many"] >= asked.figure("alive")[asked.place(d["subject"])]).tolist():
        said = "登记去世" if d["kind"][row] == b"dead" else "登记领取养老金"
        told = f"{chinese(d['began'][row])}{said}，此后{d['many'][row]}课记了到课，第一课在{chinese(d['day'][row])}"
        yield Row(int(d["subject"][row]), told, int(d["person"][row]))


def roster(asked: Asked) -> Iterator[Row]:
    """Who came after the first day or left from it on, without those who changed between classes of one course."""
    lines = asked.lines
    of = asked.place(lines["subject"])
    came = lines["joined"] > asked.first[of]
    left = ~lines["here"] & (lines["left"] >= asked.first[of])
    opening = asked.count(lines["subject"], ~came & (lines["here"] | left))
    least, share = asked.figure("roster_least"), asked.figure("roster")

    def too_many(changed: np.ndarray) -> np.ndarray:
        many = asked.count(lines["subject"], changed)
        return (many >= least) & (many * 100 > opening * share)

    moved = np.isin(lines["id"], _transferred(asked, asked.ids[too_many(came | left)], came, left))
    changed = (came | left) & ~moved
    able = too_many(changed)
    for row in np.flatnonzero(changed & able[of]).tolist():
        told = [f"{chinese(lines['joined'][row])}进班"] if came[row] else []
        told += [f"{chinese(lines['left'][row])}退班"] if left[row] else []
        yield Row(int(lines["subject"][row]), "，".join(told), int(lines["person"][row]))


def _transferred(asked: Asked, classes: np.ndarray, came: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Lines of these classes that somebody came to from, or left for, another line of the same course within the days
    allowed."""
    b = asked.read(BESIDE, {"line": "id", "joined": "day", "left": "day"}, "n.of_id", of=classes)
    lines = asked.lines
    order = np.argsort(lines["id"])
    known = np.isin(b["line"], lines["id"])
    at = order[np.searchsorted(lines["id"][order], b["line"][known])]
    within = asked.figure("transfer")[asked.place(lines["subject"][at])]
    to = np.abs((b["joined"][known] - lines["left"][at]).astype("m8[D]").astype(np.float64))
    back = np.abs((lines["joined"][at] - b["left"][known]).astype("m8[D]").astype(np.float64))
    to[np.isnat(lines["left"][at])] = np.inf
    back[np.isnat(b["left"][known])] = np.inf
    return np.unique(lines["id"][at[(left[at] & (to <= within)) | (came[at] & (back <= within))]])
