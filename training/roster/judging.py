"""What becomes of the rows of a roster: which line each is, what refuses it, what would change. Writes nothing.

Everything is asked for at once: the classes, their lines, the persons, the registers; then columns are compared. The
subsidy's rule decides the rows as it decides a settlement: what is not proved yet is taken to come.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lib.feed import Brought, Part
from occupations.facts import look_up
from people import identities, keys, named
from policy import decide
from policy.check import Check
from records.models import ImportRun
from subsidies import timetable
from subsidies.actions.claims import day_of
from subsidies.actions.measures import until
from training import rules as law
from training.facts import SAID_ONLY, classes_facts, trainees
from training.filing import rules, stops
from training.filing.hours import lasting
from training.models import ClassSession, TrainingClass
from training.roster.lines import Lines, classes_of
from training.scheme import TRAINING

State = TrainingClass.State
# (check, asked of who is in class without a subsidy too)
RULED: tuple[tuple[Check, bool], ...] = (
    (law.AGE, True), (law.OVERLAP, True), (law.GROUP, False), (law.ONCE, False), (law.YEARLY, False),
)  # fmt: skip


@dataclass
class Judged:
    """Aligned with the part's rows. ``do``: "add", "change", "withdraw", "same", "" where refused.

    ``line``: the id of the enrolment, 0 for none; ``was``: whose it is so far. ``place``: of the class in ``classes``.
    ``person``: 0 for somebody who is not known yet. ``index``: of the phone, by the key in force.
    """

    classes: list[TrainingClass]
    place: np.ndarray
    person: np.ndarray
    line: np.ndarray
    was: np.ndarray
    do: np.ndarray
    group: np.ndarray
    subsidised: np.ndarray
    phone: np.ndarray
    index: np.ndarray


def judge(part: Part, run: int | None, brought: Brought) -> Judged:
    """Find, compare, refuse and count. ``run``: as for `lib.feed.Feed.bring`."""
    asked = part.asked
    assert asked is not None, "a roster is somebody's"
    classes, place = classes_of(asked.scope, part, held=run is not None)
    unknown = place < 0
    brought.refuse(np.flatnonzero(unknown), rules.NO_CLASS.code)
    who = named.known_of(part, brought, ~unknown)
    lines = Lines(classes)
    owners = np.array([one.pk for one in classes] + [0], dtype=np.int64)[place]
    line = lines.of(part, owners, who.ids)
    good = ~unknown & who.good
    good &= _still_open(part, classes, place, line, asked.on, good, brought)
    subsidised = np.where(part.given["subsidised"], part["subsidised"], True)
    index = _indexes(part["phone"])
    do = lines.compare(
        part, line, who.ids, {"group": part["group"], "subsidised": subsidised, "phone": index}, good, brought
    )
    judged = Judged(
        classes, place, who.ids, line, lines.whose(line), do, part["group"], subsidised, part["phone"], index
    )  # fmt: skip
    _nobody_is_swapped(judged, asked.on, brought)
    _stopped(judged, lines, _day_of_it(run, asked.on), brought)
    _by_law(part, judged, owners, asked.on, brought)
    _seats(judged, lines, brought)
    _count(judged, lines, brought)
    return judged


def _still_open(
    part: Part,
    classes: list[TrainingClass],
    place: np.ndarray,
    line: np.ndarray,
    on: date,
    good: np.ndarray,
    brought: Brought,
) -> np.ndarray:
    """bool: the class takes this row. A class that waits, or is over, takes none; one that began only new ones."""
    late = _late(classes, on)
    found = np.ones(len(place), dtype=bool)
    for number, one in enumerate(classes):
        here = good & (place == number)
        over = one.state == State.ACCEPTED and one.last_day is not None and one.last_day < on
        if one.state not in (*TrainingClass.OPEN, State.ACCEPTED) or over:
            at = np.flatnonzero(here)
            words = "已结束" if over else one.get_state_display()
            brought.refuse(at, rules.CLOSED.code, [words] * len(at))
            found[at] = False
            continue
        begun = one.state == State.ACCEPTED and one.first_day is not None and one.first_day <= on
        if not begun:
            continue
        leaving = np.flatnonzero(here & (part.action == "withdraw"))
        brought.refuse(leaving, rules.STARTED.code)
        found[leaving] = False
        if number in late:
            coming = np.flatnonzero(here & (part.action == "add") & (line == 0))
            brought.refuse(coming, rules.LATE.code, [str(late[number])] * len(coming))
            found[coming] = False
    return found


def _nobody_is_swapped(judged: Judged, on: date, brought: Brought) -> None:
    """Once a class has begun its lines have attendance: another person is another line."""
    begun = np.array([one.first_day is not None and one.first_day <= on for one in judged.classes] + [False])
    wrong = np.flatnonzero((judged.do == "change") & (judged.was != judged.person) & begun[judged.place])
    brought.refuse(wrong, rules.ANOTHER.code)
    judged.do[wrong] = ""


def _day_of_it(run: int | None, on: date) -> date:
    """The day the lines are written, which may be some days after the file was handed in."""
    confirmed = ImportRun.objects.values_list("confirmed_at", flat=True).get(pk=run) if run is not None else None
    return day_of(confirmed) if confirmed else on


def _stopped(judged: Judged, lines: Lines, on: date, brought: Brought) -> None:
    """Nobody comes new to an institution that is stopped; for a person who is, no subsidy is newly asked. Two queries,
    however many the rows."""
    adds, changes = judged.do == "add", judged.do == "change"
    coming = adds | (changes & ((judged.was != judged.person) | lines.outside(judged.line)))
    if coming.any() and (stop := stops.of_school(judged.classes[0].organisation_id, on)) is not None:
        at = np.flatnonzero(coming)
        brought.refuse(at, rules.PAUSED.code, [until(stop)] * len(at))
        judged.do[at] = ""
    newly = (adds | changes) & (coming | ~lines.subsidised(judged.line)) & judged.subsidised
    wrong = np.flatnonzero(newly & (judged.do != "") & np.isin(judged.person, stops.persons(on)))
    brought.refuse(wrong, rules.OFFICE.code)
    judged.do[wrong] = ""


def _late(classes: list[TrainingClass], on: date) -> dict[int, int]:
    """Place of each class of which too much has been taught → the share that may have been. One query."""
    begun = {one.pk: at for at, one in enumerate(classes) if one.first_day and one.first_day < on}
    taught: dict[int, int] = {}
    lessons = ClassSession.objects.filter(of__in=begun, day__lt=on, state=ClassSession.State.PLANNED)
    for pk, begins, ends in lessons.values_list("of", "begins", "ends") if begun else ():
        taught[pk] = taught.get(pk, 0) + lasting(begins, ends)
    most = rules.figure("late", on)
    return {begun[pk]: most for pk, hours in taught.items() if hours * 100 > classes[begun[pk]].hours * most}


def _by_law(part: Part, judged: Judged, owners: np.ndarray, on: date, brought: Brought) -> None:
    """The subsidy's rule over whoever comes, and over whoever a subsidy is asked for from now on."""
    rows = np.flatnonzero((judged.do == "add") | (judged.do == "change"))
    if not len(rows):
        return
    persons, of = judged.person[rows], judged.place[rows]
    gone = judged.do == "withdraw"
    leaving = set(zip(judged.was[gone].tolist(), owners[gone].tolist(), strict=True))
    # whoever is not known yet is nowhere else; ids below 0 keep two strangers of one file apart
    stranger = np.where(persons > 0, persons, -1 - np.arange(len(persons)))
    overlaps = timetable.elsewhere(scheme=TRAINING.code, owners=owners[rows], persons=stranger, leaving=leaving)
    facts = classes_facts(judged.classes, on)
    raw, lists = trainees(persons, judged.group[rows], of, facts, overlaps)
    raw = {**dict(raw), "birth_date": _births(part, rows, persons <= 0, np.asarray(raw["birth_date"]))}
    checked = decide(TRAINING, *look_up(raw, lists, law_date=TRAINING.law_date)).checked
    refused = np.zeros(len(rows), dtype=bool)
    for check, always in RULED:
        wrong = ~checked[check.code] & ~refused
        wrong &= np.True_ if always else judged.subsidised[rows]
        brought.refuse(rows[wrong], check.code)
        refused |= wrong
    judged.do[rows[refused]] = ""
    _note(judged, rows[~refused], brought)


def _births(part: Part, rows: np.ndarray, stranger: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The registers', and of whoever they do not know what the number tells."""
    at = rows[stranger]
    born = identities.births(part["document"][at], part["number"][at])
    found = known.copy()
    found[stranger] = np.where(np.isnat(born), known[stranger], born)
    return found


def _note(judged: Judged, rows: np.ndarray, brought: Brought) -> None:
    if strangers := int((judged.person[rows] <= 0).sum()):
        brought.noted[f"{rules.UNKNOWN.found}（照样导入）"] = strangers
    startup = np.array([one.kind == "startup" for one in judged.classes], dtype=bool)[judged.place[rows]]
    if said := int((startup & np.isin(judged.group[rows], SAID_ONLY)).sum()):
        brought.noted[f"{rules.PROOF.found}，{rules.PROOF.remedy}"] = said


def _seats(judged: Judged, lines: Lines, brought: Brought) -> None:
    """In the file's order, as many as there are seats left."""
    coming = np.flatnonzero((judged.do == "add") | ((judged.do == "change") & lines.outside(judged.line)))
    if not len(coming):
        return
    order = coming[np.argsort(judged.place[coming], kind="stable")]
    place = judged.place[order]
    begins = np.searchsorted(place, place, side="left")
    nth = np.arange(len(order)) - begins + 1
    leaving = np.bincount(judged.place[judged.do == "withdraw"], minlength=len(judged.classes))
    left = np.array([one.seats - lines.inside(one.pk) for one in judged.classes]) + leaving
    full = order[nth > left[place]]
    brought.refuse(full, rules.FULL.code, [str(judged.classes[at].seats) for at in judged.place[full]])
    judged.do[full] = ""


def _count(judged: Judged, lines: Lines, brought: Brought) -> None:
    brought.added = int((judged.do == "add").sum())
    brought.changed = int((judged.do == "change").sum())
    brought.removed = int((judged.do == "withdraw").sum())
    brought.unchanged = int((judged.do == "same").sum())
    brought.absent = lines.absent(judged.line)


def _indexes(phone: np.ndarray) -> np.ndarray:
    """The index of each phone by the key in force, None where there is none: what two phones are compared by."""
    ring, version = keys.ring(), keys.in_force()
    told = iter(ring.index_many(keys.PHONE, [text for text in phone.tolist() if text], version))
    return np.array([next(told) if text else None for text in phone.tolist()], dtype=object)
