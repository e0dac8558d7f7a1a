"""What lessons and their attendance look like when they are made up: X-HOURS, X-SAME, X-TEACHER, X-LOOK."""

from collections.abc import Iterator

import numpy as np

from lib.days import chinese
from training.filing.hours import MINUTES, words
from training.suspicions.asked import BEIJING, DAY, Asked, Row, groups, lesson_words, moment_words, seconds

QR, WORKBOOK = b"qr", b"workbook"
# Every lesson of the teachers of the classes asked about, in whatever class, on the days they teach there.
TAUGHT = """
    SELECT s.of_id AS subject, s.id AS session, t.person_id AS person, s.day, s.begins, s.ends, o.id AS other,
        o.of_id AS class, o.begins AS other_begins, o.ends AS other_ends, c.organisation_id AS school,
        (s.mode = 'online' AND o.mode = 'online' AND s.begins = o.begins AND s.ends = o.ends) AS joint
    FROM training_classsession s JOIN training_teacher t ON t.id = s.teacher_id
    JOIN training_teacher x ON x.person_id = t.person_id
    JOIN training_classsession o ON o.teacher_id = x.id AND o.day = s.day AND o.state = 'planned'
    JOIN training_trainingclass c ON c.id = o.of_id AND c.state = 'accepted'
    WHERE s.state = 'planned' AND {among} ORDER BY s.of_id, s.day, s.begins, o.id
"""
TAUGHT_KINDS = {
    "subject": "id", "session": "id", "person": "id", "day": "day", "begins": "small", "ends": "small", "other": "id",
    "class": "id", "other_begins": "small", "other_ends": "small", "school": "id", "joint": "flag",
}  # fmt: skip
# Whom a look did not find, and what is written of them in that lesson.
MISSED = """
    SELECT s.of_id AS subject, n.person_id AS person, i.id AS look, s.day, s.begins, s.ends
    FROM training_finding f JOIN training_inspection i ON i.id = f.inspection_id AND i.done_at IS NOT NULL
    JOIN training_classsession s ON s.id = i.session_id
    JOIN training_enrolment n ON n.id = f.enrolment_id AND n.subsidised
    JOIN training_attendance a ON a.session_id = s.id AND a.enrolment_id = n.id AND a.hours > 0
    WHERE {among} ORDER BY s.of_id, s.day, s.begins, n.id
"""
MISSED_KINDS = {"subject": "id", "person": "id", "look": "id", "day": "day", "begins": "small", "ends": "small"}


def hours(asked: Asked) -> Iterator[Row]:
    """Written down before the lesson or long after it. A workbook is brought later as a rule, and not counted."""
    share, t = asked.figure("untimely"), asked.tally
    noted, untimely = (asked.sums(t["subject"], t[name]) for name in ("noted", "untimely"))
    w = asked.written(asked.ids[(untimely > 0) & (untimely * 100 >= noted * share)])
    rows = np.flatnonzero(w["how"] != WORKBOOK)
    at, of = w["moment"][rows], asked.place(w["subject"][rows])
    begins = seconds(w["day"][rows], w["begins"][rows])
    ends = seconds(w["day"][rows], w["ends"][rows])
    early = at < begins - asked.figure("early")[of] * 60
    wrong = early | (at > ends + asked.figure("late")[of] * DAY)
    suspect = asked.count(w["subject"], rows[wrong]) * 100 >= np.maximum(asked.count(w["subject"], rows), 1) * share
    shown = rows[wrong & suspect[of]]
    for some in groups(w["subject"][shown], (w["moment"][shown] + BEIJING) // DAY):
        yield _sitting(w, shown[some])


def _sitting(w: dict[str, np.ndarray], rows: np.ndarray) -> Row:
    """What was written in one day, outside the lessons it is about."""
    first, last = (moment_words(int(at)) for at in (w["moment"][rows].min(), w["moment"][rows].max()))
    when = first if first == last else f"{first}到{last.partition(' ')[2]}"
    how = "和".join(word for way, word in ((QR, "扫码"), (b"screen", "点名")) if (w["how"][rows] == way).any())
    begun, over = chinese(w["day"][rows].min()), chinese(w["day"][rows].max())
    of = f"{begun}的课" if begun == over else f"{begun}到{over}的课"
    lessons = len(np.unique(w["session"][rows]))
    return Row(int(w["subject"][rows[0]]), f"{when}记了{lessons}课{len(rows)}人次的{how}，是{of}")


def same(asked: Asked) -> Iterator[Row]:
    """Nearly everybody in a large class has the same hours, by somebody's hand."""
    t, lines = asked.tally, asked.lines
    whole = lines["here"] & (lines["joined"] <= asked.first[asked.place(lines["subject"])])
    least, lessons, share, hand = (asked.figure(f"same_{name}") for name in ("least", "lessons", "share", "hand"))
    rows, found = np.flatnonzero(np.isin(t["line"], lines["id"][whole])), []
    for some in groups(t["subject"][rows]):
        these = rows[some]
        of = int(asked.place(t["subject"][these[:1]])[0])
        values, times = np.unique(t["hours"][these], return_counts=True)
        many, by_hand = int(t["many"][these].sum()), int(t["hand"][these].sum())
        if (
            len(these) >= least[of] and times.max() * 100 >= len(these) * share[of] and by_hand * 100 >= many * hand[of]
        ):  # fmt: skip
            common = f"{len(these)}人中{times.max()}人都正好记了{words(int(values[times.argmax()]))}学时"
            found.append((of, t["line"][these], common, f"{many}条考勤里{by_hand}条由教师点名或表格录入"))
    w = asked.written(asked.ids[[of for of, *_ in found]])
    for of, its_lines, common, by_hand_words in found:
        taught = len(np.unique(w["session"][np.isin(w["line"], its_lines)]))
        if taught >= lessons[of]:
            yield Row(int(asked.ids[of]), f"{common}，共{taught}课；{by_hand_words}")


def teacher(asked: Asked) -> Iterator[Row]:
    """In two classes at once, or too many hours in a day. One online lesson given to two classes is not two."""
    t = asked.read(TAUGHT, TAUGHT_KINDS, "s.of_id")
    of = asked.place(t["subject"])
    meets = (t["session"] != t["other"]) & (t["begins"] < t["other_ends"]) & (t["other_begins"] < t["ends"])
    for row in np.flatnonzero(meets & ~t["joint"]).tolist():
        here = lesson_words(t["day"][row], t["begins"][row], t["ends"][row])
        where = "本机构另一个班" if t["school"][row] == asked.school[of[row]] else "另一家机构的班"
        there = lesson_words(t["day"][row], t["other_begins"][row], t["other_ends"][row]).partition(" ")[2]
        yield Row(int(t["subject"][row]), f"教师，{here}在本班上课，{there}同时在{where}上课", int(t["person"][row]))
    most = asked.figure("teacher_day")
    _, session = np.unique(t["session"], return_inverse=True)
    minutes = np.bincount(session, weights=t["other_ends"].astype(np.int64) - t["other_begins"])  # of a lesson's day
    heavy = np.flatnonzero(minutes[session] > most[of] * MINUTES) if len(session) else session
    for each in groups(t["subject"][heavy], t["person"][heavy], t["day"][heavy].astype(np.int64)):
        some = heavy[each]
        _, first = np.unique(t["other"][some], return_index=True)
        _, apart = np.unique(
            np.stack([t["other_begins"][some[first]], t["other_ends"][some[first]]]), axis=1, return_index=True
        )  # fmt: skip
        taught = some[first[apart]]  # what is given to two classes in the same minutes is told above, or is joint
        whole = int((t["other_ends"][taught].astype(np.int64) - t["other_begins"][taught]).sum())
        if whole > most[of[some[0]]] * MINUTES:
            one, schools = some[0], len(np.unique(t["school"][taught]))
            told = f"教师，{chinese(t['day'][one])}一天共上{words(whole * 100 // MINUTES)}学时，在{schools}家机构"
            yield Row(int(t["subject"][one]), told, int(t["person"][one]))


def look(asked: Asked) -> Iterator[Row]:
    """Not found by a look without notice, yet signed as present: one may have stepped out, several did not."""
    m = asked.read(MISSED, MISSED_KINDS, "s.of_id")
    least = asked.figure("look_least")
    for some in groups(m["subject"], m["look"]):
        if len(some) >= least[asked.place(m["subject"][some[:1]])[0]]:
            for row in some.tolist():
                lesson = lesson_words(m["day"][row], m["begins"][row], m["ends"][row])
                yield Row(int(m["subject"][row]), f"{lesson}抽查不在，这一课记了到课", int(m["person"][row]))
