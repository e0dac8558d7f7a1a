"""Everything that is wrong with a filing, found at once: by the rule of the subsidy and by `training.filing.rules`.

Judges what it is given, saved or not: so a lesson can be tried before it is kept, and a class before it is filed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from chinese_calendar import get_holiday_detail
from django.db.models import Q

from lib.days import chinese
from occupations.facts import look_up
from people.models import BankAccount
from policy import BLOCK, INFO, REVIEW, CheckLine, Sheet, decide
from subsidies import timetable
from subsidies.actions.measures import until
from subsidies.entry import Found, find
from subsidies.estimates import estimate
from training.facts import NOT_YET, SAID_ONLY, class_facts, trainees
from training.filing import rules, stops
from training.filing.hours import hours_of, totals, when
from training.filing.rules import figure
from training.models import ClassSession, Enrolment, TrainingClass
from training.scheme import TRAINING

STANDING = (TrainingClass.State.FILED, TrainingClass.State.ACCEPTED)
"""Classes that take up teachers, rooms and people; a draft takes up nobody."""


@dataclass(frozen=True)
class Judged:
    """What was found. ``checks``: the class's own of the subsidy, in words; ``trainees``: (line, what refuses)."""

    found: list[Found]
    checks: list[CheckLine] = field(default_factory=list)
    trainees: list[tuple[Enrolment, list[CheckLine]]] = field(default_factory=list)

    def of(self, severity: str) -> list[Found]:
        return [one for one in self.found if one.severity == severity]

    @property
    def blocks(self) -> list[Found]:
        return self.of(BLOCK)

    @property
    def reviews(self) -> list[Found]:
        return self.of(REVIEW)

    @property
    def infos(self) -> list[Found]:
        return self.of(INFO)


def a_class(one: TrainingClass, on: date) -> Judged:
    """A filing as it would be handed in on a day."""
    sessions = list(planned(one))
    roster = list(one.enrolments.inside().select_related("person"))
    found = [*_of_the_class(one, sessions, len(roster), on), *lessons(one, sessions, on)]
    lines = class_checks(one, max(one.seats, len(roster)), on) if sessions else []
    found += [_told(line) for line in lines if not line.passed and line.asked]
    refused = _refused(one, roster, on) if sessions else []
    found += [_trainee(enrolment, line) for enrolment, wrong in refused for line in wrong]
    found += _proofs(roster)
    phones = Counter(bytes(each.phone_index) for each in roster if each.phone_index)
    if any(many > rules.MOST_SHARING for many in phones.values()):
        found.append(find(rules.SHARED))
    return Judged(found, lines, refused)


def planned(one: TrainingClass) -> Any:
    """The lessons that are to be held."""
    return one.sessions.filter(state=ClassSession.State.PLANNED).select_related("room", "teacher__person", "of")


def class_checks(one: TrainingClass, size: int, on: date) -> list[CheckLine]:
    """The subsidy's own checks of the class, by the list and the terms of its first day."""
    facts = class_facts(one, on)
    days = {name: str(facts[name]) for name in ("filed_on", "first_day", "last_day")}
    someone: dict[str, Any] = {"group": "other", "birth_date": "1990-01-01", "passed": True, "paid": []}
    someone["attended_hours"] = facts["planned_hours"]
    sheet = estimate(TRAINING, {**facts, **days, "trainees": [someone] * max(size, 1)})
    return sheet.explain_group(0, [sheet.explain(0)]).checks


def trainee_sheet(one: TrainingClass, roster: Sequence[Enrolment], on: date) -> Sheet:
    """The subsidy's rule over a roster, by what the registers know today; what is not proved yet is taken to come."""
    persons = np.array([each.person_id for each in roster], dtype=np.int64)
    said = np.array([each.group for each in roster], dtype=object)
    owners = np.full(len(persons), one.pk, dtype=np.int64)
    overlaps = timetable.elsewhere(scheme=TRAINING.code, owners=owners, persons=persons)
    place = np.zeros(len(roster), dtype=np.int64)
    raw, lists = trainees(persons, said, place, [class_facts(one, on)], overlaps)
    return decide(TRAINING, *look_up(raw, lists, law_date=TRAINING.law_date))


def _refused(one: TrainingClass, roster: list[Enrolment], on: date) -> list[tuple[Enrolment, list[CheckLine]]]:
    asked = [each for each in roster if each.subsidised]
    if not asked:
        return []
    sheet = trainee_sheet(one, asked, on)
    told = []
    for row, each in enumerate(asked):
        wrong = [line for line in sheet.explain(row).checks if line.refuses and line.code not in NOT_YET]
        if wrong:
            told.append((each, wrong))
    return told


def _told(line: CheckLine) -> Found:
    words = f"{line.found}，需要{line.needed}" if line.found else line.message
    return Found(line.code, line.severity, line.title, "", words, line.remedy)


def _trainee(enrolment: Enrolment, line: CheckLine) -> Found:
    remedy = f"{line.remedy}不申请补贴的，可以把这一行的“补贴”改为“否”。"
    return Found(line.code, line.severity, line.title, enrolment.person.name, line.found, remedy)


def _proofs(roster: Iterable[Enrolment]) -> list[Found]:
    found = []
    for each in roster:
        if each.subsidised and each.group in SAID_ONLY and each.of.kind == "startup":
            found.append(find(rules.PROOF, each.person.name))
    return found


def _of_the_class(one: TrainingClass, sessions: list[ClassSession], roster: int, on: date) -> Iterable[Found]:
    if not sessions:
        yield find(rules.NO_SESSIONS)
    if len(one.plan.strip()) < 10:
        yield find(rules.NO_PLAN)
    if not roster and not one.public:
        yield find(rules.NO_TRAINEES)
    if roster > one.seats:
        yield find(rules.OVERFULL, roster=roster, seats=one.seats)
    yield from _standing_of_the_school(one, sessions, on)
    if not sessions:
        return
    first, last, hours, _ = totals(sessions)
    assert first is not None and last is not None
    if first < on and one.filed_on is None:
        yield find(rules.PAST, first=chinese(first))
    if (days := (last - first).days + 1) > (most := figure("period", first)):
        yield find(rules.PERIOD, days=days, most=most)
    most = figure("gap", first)
    for before, after in pairwise(sorted({each.day for each in sessions})):
        if (days := (after - before).days - 1) > most:
            yield find(rules.GAP, before=chinese(before), after=chinese(after), days=days, most=most)
    online = sum(hours_of(each) for each in sessions if each.mode == ClassSession.Mode.ONLINE)
    if online * 100 > hours * (most := figure("online", first)):
        yield find(rules.ONLINE, share=round(online * 100 / hours), most=most)
    if one.level and not any(each.mode == ClassSession.Mode.PRACTICE for each in sessions):
        yield find(rules.NO_PRACTICE)


def _standing_of_the_school(one: TrainingClass, sessions: list[ClassSession], on: date) -> Iterable[Found]:
    if (stop := stops.of_school(one.organisation_id, on)) is not None:
        yield find(rules.RESTRICTED, until=f"{until(stop)}，")
    licence = one.organisation.registrations.filter(state="accepted", licence_until__isnull=False).first()
    last = max((each.day for each in sessions), default=None)
    if licence and last and licence.licence_until and licence.licence_until < last:
        yield find(rules.LICENCE, until=chinese(licence.licence_until), last=chinese(last))
    if not BankAccount.objects.filter(organisation=one.organisation_id).exists():
        yield find(rules.NO_ACCOUNT)


def lessons(one: TrainingClass, sessions: Sequence[ClassSession], on: date) -> list[Found]:
    """What is wrong with these lessons, by themselves, beside each other and beside those of every other class."""
    found: list[Found] = []
    for each in sessions:
        found += _by_itself(one, each)
    in_order = sorted(sessions, key=lambda each: (each.day, each.begins))
    for before, after in pairwise(in_order):
        if before.day == after.day and after.begins < before.ends:
            found.append(find(rules.SELF, when(after), other=when(before)))
    return found + _elsewhere(one, in_order)


def _by_itself(one: TrainingClass, session: ClassSession) -> Iterable[Found]:
    what = when(session)
    earliest, latest = figure("earliest", session.day), figure("latest", session.day)
    if session.begins < earliest * 60 or session.ends > latest * 60:
        yield find(rules.HOURS_OF_DAY, what, earliest=earliest, latest=latest)
    if session.room is not None and session.room.seats < one.seats:
        yield find(rules.CAPACITY, what, room=session.room.name, holds=session.room.seats, seats=one.seats)
    if not session.teacher.active:
        yield find(rules.GONE, what, who=f"教师{session.teacher.person.name}")
    if session.room is not None and not session.room.active:
        yield find(rules.GONE, what, who=session.room.name)
    if _is_holiday(session.day):
        yield find(rules.HOLIDAY, what)


def _is_holiday(day: date) -> bool:
    """Of the published years; later ones are not known yet."""
    try:
        off, name = get_holiday_detail(day)
    except NotImplementedError:
        return False
    return bool(off and name)


def _elsewhere(one: TrainingClass, sessions: Sequence[ClassSession]) -> list[Found]:
    """One query for the lessons of all other standing classes that share a teacher, as a person, or a room."""
    if not sessions:
        return []
    people = {each.teacher.person_id for each in sessions}
    rooms = {each.room_id for each in sessions if each.room_id}
    others = ClassSession.objects.filter(
        Q(teacher__person__in=people) | Q(room__in=rooms), state=ClassSession.State.PLANNED,
        of__state__in=STANDING, day__in={each.day for each in sessions},
    ).exclude(of=one.pk).select_related("of__organisation", "teacher", "room")  # fmt: skip
    by_day: dict[date, list[ClassSession]] = {}
    for other in others:
        by_day.setdefault(other.day, []).append(other)
    found: list[Found] = []
    for each in sessions:
        for other in by_day.get(each.day, ()):
            if other.begins < each.ends and each.begins < other.ends:
                found += _meet(one, each, other)
    return found


def _meet(one: TrainingClass, session: ClassSession, other: ClassSession) -> Iterable[Found]:
    own = other.of.organisation_id == one.organisation_id
    where = f"{other.of.number} 班" if own else "另一家机构"  # whose class it is, is that institution's to say
    if other.teacher.person_id == session.teacher.person_id:
        yield find(rules.TEACHER, when(session), teacher=session.teacher.person.name, other=where)
    if other.room_id and other.room_id == session.room_id:
        yield find(rules.ROOM, when(session), room=session.room.name if session.room else "", other=where)
