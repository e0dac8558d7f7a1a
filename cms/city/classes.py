"""The training classes of the demonstration: a year of them in every state, with who is in them and was there.

Written at once and not through the pages' actions, which would take minutes; what they say agrees with the rules all
the same: whom the subsidy's rule refuses is in class without one, as an institution would have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils.timezone import get_default_timezone

from cms.city.crowd import DISTRICTS
from occupations.facts import look_up
from people import bulk
from people.actor import actor_of
from people.models import District, Organisation, Person, User
from policy import decide
from records import events
from subsidies.models import Slot, Taken
from subsidies.models.timetable import ALWAYS, FOR_EVER
from training.facts import classes_facts, trainees
from training.filing.actions import chain
from training.filing.judge import STANDING
from training.models import Attendance, ClassSession, Course, Enrolment, Room, Teacher, TrainingClass
from training.roster.judging import RULED
from training.scheme import TRAINING

LANES, WINDOWS, DAYS = 3, 11, 33  # teachers and rooms of an institution, classes of each one after another, days of one
BEFORE = 9  # windows before the one of today
EARLIER = (-6, -5, -4)  # more than a year before: what became of their trainees is known
MOST, LEAST = 48, 28  # trainees
WRITTEN = timedelta(days=45)  # of these days the attendance is kept
NINE, NOON, ONE, FOUR = 540, 720, 780, 960
HOURS_A_DAY = 8
AHEAD = ("accepted", "draft", "filed", "returned", "refused", "cancelled")
PLAN = "理论与实训相结合，教材为示例教材，结业考核为笔试加实操。"


@dataclass
class Made:
    """What is under way: beside each class its teacher and room, and the window of days it stays within."""

    classes: list[TrainingClass]
    lane: list[tuple[Teacher, Room]]
    window: list[int]


def load(on: date, at: datetime, chance_of: int = 7) -> int:
    """How many rows were written; 0 where there are classes already, or no institutions."""
    own = Organisation.objects.filter(grants__user__username="xuexiao")  # whose day is made by `school_day`
    schools = list(
        Organisation.objects.filter(kind="institution", courses__isnull=False)
        .exclude(pk__in=own)
        .distinct()
        .order_by("pk")
    )
    free = Person.objects.filter(taken_up__isnull=True).order_by("pk")
    people = np.array(list(free.values_list("pk", flat=True)), dtype=np.int64)
    if TrainingClass.objects.filter(organisation__in=schools).exists() or not schools or len(people) < MOST * LANES:
        return 0
    of_the_year = _written(schools, people, on, at, LANES, range(WINDOWS), np.random.default_rng(chance_of))
    return of_the_year + _written(schools, people, on, at, 1, EARLIER, np.random.default_rng([chance_of, 1]))


def _written(
    schools: list[Organisation], people: np.ndarray, on: date, at: datetime, lanes: int, windows: Sequence[int],
    chance: np.random.Generator,
) -> int:  # fmt: skip
    made = _classes(schools, people, on, at, lanes, windows, chance)
    sessions = _sessions(made, on, at)
    lines = _lines(made, people, on, chance)
    there = _attendance(made, on, at, chance)
    _events(made, at)
    return len(made.classes) + sessions + lines + there


def _classes(
    schools: list[Organisation], people: np.ndarray, on: date, at: datetime, lanes: int, windows: Sequence[int],
    chance: np.random.Generator,
) -> Made:  # fmt: skip
    made = Made([], [], [])
    districts = District.objects.in_bulk(field_name="name")
    for school in schools:
        courses = list(Course.objects.current().filter(organisation=school).order_by("pk"))
        for number in range(lanes):
            who = int(people[chance.integers(0, len(people))])
            teacher, _ = Teacher.objects.get_or_create(
                organisation=school, person_id=who, defaults={"qualification": "二级/技师"}
            )
            room, _ = Room.objects.get_or_create(
                organisation=school, name=f"{number + 1}0{number + 1}教室",
                defaults={"address": f"示例路{number + 1}号", "seats": 50,
                          "district": school.district or districts[DISTRICTS[0]]},
            )  # fmt: skip
            for window in windows:
                begins = on + timedelta(days=(window - BEFORE) * DAYS + int(chance.integers(-5, 4)))
                course = _fitting(courses, begins, chance)
                if course is not None:
                    made.classes.append(_class(school, course, begins, on, at, chance))
                    made.lane.append((teacher, room))
                    made.window.append(window)
    TrainingClass.objects.bulk_create(made.classes, batch_size=200)
    for one in made.classes:
        one.number = f"{at:%y}{one.pk:06d}"
    TrainingClass.objects.bulk_update(made.classes, ["number"], batch_size=200)
    return made


def _fitting(courses: list[Course], begins: date, chance: np.random.Generator) -> Course | None:
    """A course that is on the list on the first day."""
    fits = [one for one in courses if one.since <= begins and (one.until is None or one.until >= begins)]
    return fits[int(chance.integers(0, len(fits)))] if fits else None


def _class(
    school: Organisation, course: Course, begins: date, on: date, at: datetime, chance: np.random.Generator
) -> TrainingClass:  # fmt: skip
    days = _days(begins, -(-course.minimum_hours // HOURS_A_DAY))
    seats = 30 if course.kind == "startup" else int(chance.integers(LEAST + 8, MOST + 1))
    one = TrainingClass(
        organisation=school, course=course, kind=course.kind, occupation=course.occupation, level=course.level,
        startup=course.course, name=f"{begins.month}月第{int(chance.integers(1, 9))}期", seats=seats, plan=PLAN,
        public=bool(chance.random() < 0.6), first_day=days[0], last_day=days[-1], hours=len(days) * HOURS_A_DAY * 100,
        longest_day=HOURS_A_DAY * 100, made_at=at,
    )  # fmt: skip
    one.state = "accepted"
    if begins > on:
        one.state = str(chance.choice(AHEAD, p=[0.7, 0.15, 0.05, 0.03, 0.02, 0.05]))
    elif chance.random() < 0.04:
        one.state = "cancelled"
    if one.state != "draft":
        filed = datetime.combine(days[0] - timedelta(days=9), at.timetz())
        one.filed_at = one.answered_at = min(filed, at)
        one.filed_on = min(days[0] - timedelta(days=9), on)
    if one.state == "filed":
        one.due_on, one.answered_at, one.review = on + timedelta(days=int(chance.integers(0, 6))), None, ["C-PRACTICE"]
    return one


def _days(begins: date, many: int) -> list[date]:
    """So many days in a row, Sundays left out."""
    days: list[date] = []
    each = begins
    while len(days) < many:
        if each.weekday() < 6:
            days.append(each)
        each += timedelta(days=1)
    return days


def _sessions(made: Made, on: date, at: datetime) -> int:
    columns: dict[str, list] = {name: [] for name in (
        "of_id", "day", "begins", "ends", "mode", "room_id", "teacher_id", "topic", "state", "closed_at", "closed_by_id"
    )}  # fmt: skip
    by = User.objects.order_by("pk").values_list("pk", flat=True).first()
    for one, (teacher, room) in zip(made.classes, made.lane, strict=True):
        assert one.first_day is not None
        for day in _days(one.first_day, one.hours // (HOURS_A_DAY * 100)):
            closed = one.state == "accepted" and day < on and one.kind != "startup"
            for begins, ends, mode in ((NINE, NOON, "theory"), (ONE, FOUR, "practice")):
                told = (
                    one.pk, day, begins, ends, mode, room.pk, teacher.pk, "", "planned", at if closed else None,
                    by if closed else None,
                )  # fmt: skip
                for name, value in zip(columns, told, strict=True):
                    columns[name].append(value)
    bulk.write(ClassSession, columns)
    standing = {one.pk for one in made.classes if one.state not in ("cancelled", "refused")}
    kept = [at for at, pk in enumerate(columns["of_id"]) if pk in standing]
    bulk.write(Slot, {
        "scheme": TRAINING.code, "owner": [columns["of_id"][n] for n in kept],
        "first_day": [columns["day"][n] for n in kept], "last_day": [columns["day"][n] for n in kept],
        "begins": [columns["begins"][n] for n in kept], "ends": [columns["ends"][n] for n in kept],
    })  # fmt: skip
    return len(columns["day"])


def _lines(made: Made, people: np.ndarray, on: date, chance: np.random.Generator) -> int:
    """Nobody twice in one window, so that nobody is in two rooms at once."""
    owners, persons, place = [], [], []
    windows: dict[int, np.ndarray] = {}
    used: dict[int, int] = {}
    for nth, one in enumerate(made.classes):
        window = made.window[nth]
        order = windows.setdefault(window, chance.permutation(people))
        assert one.first_day is not None
        full = one.first_day <= on + timedelta(days=3)
        size = int(chance.integers(*((LEAST, one.seats + 1) if full else (0, one.seats // 2))))
        begin = used.get(window, 0)
        picked = order[begin : begin + size]
        used[window] = begin + len(picked)
        owners += [one.pk] * len(picked)
        persons += picked.tolist()
        place += [nth] * len(picked)
    of, who, at = (np.array(column, dtype=np.int64) for column in (owners, persons, place))
    told = {one.pk: one for one in made.classes}
    gone = np.array([told[pk].state == "cancelled" for pk in owners], dtype=bool)
    left = ~gone & (chance.random(len(of)) < 0.03)
    ended = gone | left
    bulk.write(Enrolment, {
        "of_id": of, "person_id": who, "group": "", "subsidised": _subsidised(made.classes, who, at, on).tolist(),
        "source": np.where(chance.random(len(of)) < 0.15, "self", "roster").tolist(),
        "state": np.where(ended, "left", "enrolled").tolist(),
        "joined_on": [(told[pk].filed_on or on) for pk in owners],
        "left_on": [_left_on(told[pk], on) if over else None for pk, over in zip(owners, ended, strict=True)],
        "left_why": np.where(gone, "班次取消", np.where(left, "找到工作，不再来上课", "")).tolist(),
    })  # fmt: skip
    taking = ~ended & np.array([told[pk].state in STANDING for pk in owners], dtype=bool)
    bulk.write(Taken, {
        "scheme": TRAINING.code, "owner": of[taking], "person_id": who[taking], "since": ALWAYS, "until": FOR_EVER,
    })  # fmt: skip
    return len(of)


def _left_on(one: TrainingClass, on: date) -> date:
    day = one.first_day or on
    return min(max(day, one.filed_on or on), on) if one.filed_on else on


def _subsidised(classes: list[TrainingClass], persons: np.ndarray, of: np.ndarray, on: date) -> np.ndarray:
    """Where the rule lets somebody in, by what the registers of the demonstration say."""
    raw, lists = trainees(
        persons,
        np.full(len(persons), "", dtype=object),
        of,
        classes_facts(classes, on),
        np.zeros(len(persons), dtype=bool),
    )
    checked = decide(TRAINING, *look_up(raw, lists, law_date=TRAINING.law_date)).checked
    return np.logical_and.reduce([checked[check.code] for check, _ in RULED])


def _attendance(made: Made, on: date, at: datetime, chance: np.random.Generator) -> int:
    recent = [
        one.pk for one in made.classes
        if one.state == "accepted" and (one.last_day or on) >= on - WRITTEN and (one.first_day or on) < on
    ]  # fmt: skip
    by = User.objects.order_by("pk").values_list("pk", flat=True).first()
    lines: dict[int, list[int]] = {}
    for pk, of in Enrolment.objects.filter(of__in=recent, state="enrolled").values_list("pk", "of"):
        lines.setdefault(of, []).append(pk)
    sessions, people, times = [], [], []
    held = ClassSession.objects.filter(of__in=recent, day__lt=on).values_list("pk", "of", "day", "begins")
    for pk, of, day, begins in held:
        sessions += [pk] * len(lines.get(of, ()))
        times += [datetime.combine(day, time(begins // 60), get_default_timezone())] * len(lines.get(of, ()))
        people += lines.get(of, [])
    there = chance.random(len(sessions)) < 0.94
    bulk.write(Attendance, {
        "session_id": sessions, "enrolment_id": people, "hours": np.where(there, 400, 0).tolist(),
        "how": np.where(there & (chance.random(len(sessions)) < 0.7), "qr", "screen").tolist(), "at": times,
        "by_id": by,
    })  # fmt: skip
    return len(sessions)


def _events(made: Made, at: datetime) -> None:
    by = User.objects.filter(username="xuexiao").first()
    actor = actor_of(by) if by else None
    events.add_many((chain(one.pk) for one in made.classes), "draft", by=actor, at=at, data={})
    filed = [chain(one.pk) for one in made.classes if one.state != "draft"]
    events.add_many(filed, "file", by=actor, at=at, data={"state": "accepted", "review": []})
    gone = [chain(one.pk) for one in made.classes if one.state == "cancelled"]
    events.add_many(gone, "cancel", by=actor, at=at, data={})
