"""An institution with its classes, a city of registered people, and one workbook of all its trainees; made up.

The same for the same size. One row in twenty is wrong, in nine ways in turn: those that a row says by itself and those
that only the registers, the timetable or the class can tell.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from benchmarks.feeds_cases import GIVEN, SEED
from lib import idcard
from lib.workbook import write

ON = date(2026, 6, 30)
FIRST = date(2026, 7, 6)
SEATS, INSIDE, LESSONS = 50, 48, 12
BAD = 20
CARE = "4-10-01-05"
TITLES = ("操作", "行号（请勿改动）", "班号", "姓名", "证件类型", "证件号码", "联系电话", "人员类别", "申请补贴")
UNKNOWN, PENSIONED, NOBODY, PAID, ELSEWHERE = range(5)  # what the registers say of whom

Row = list[Any]


def person(at: int) -> tuple[str, str]:
    """Name and number of the at-th person."""
    name = "示例演试"[at % 4] + GIVEN[at // 4 % len(GIVEN)] + GIVEN[at // 7 % len(GIVEN)]
    return name, idcard.make("990101", date(1965, 1, 1) + timedelta(at % 14_000), at // 14_000)


def known_as(at: int) -> int | None:
    """What is wrong with a person by the registers; None for most."""
    place = at - BAD // 2
    return place // BAD % 9 if place >= 0 and place % BAD == 0 and place // BAD % 9 < 5 else None


def rows(size: int, numbers: list[str]) -> list[Row]:
    """A line for each of so many persons, so many to a class."""
    chance, made = Random(SEED), []
    for at in range(size):
        name, number = person(at)
        row = ["增", None, numbers[at // INSIDE], name, "居民身份证", number, f"120{at:08d}", "", "是"]
        if (at - BAD // 2) % BAD == 0 and at >= BAD // 2:
            _spoil(row, (at - BAD // 2) // BAD % 9, chance)
        made.append(row)
    return made


def _spoil(row: Row, kind: int, chance: Random) -> None:
    """The four that a row says by itself; of the other five the registers know."""
    match kind:
        case 5:
            row[5] = row[5][:-1] + ("1" if row[5][-1] != "1" else "2")
        case 6:
            row[3] = "示别名" if chance.random() < 1 else row[3]
        case 7:
            row[6] = "123"
        case 8:
            row[2] = "99999999"


def workbook(size: int, numbers: list[str]) -> bytes:
    return write(TITLES, rows(size, numbers), "学员名册")


def fill(size: int) -> list[str]:
    """Into an empty database: the institution, its classes, the people and what the registers say of them.

    Gives the numbers of the classes.
    """
    from people.models import Organisation
    from training.models import Course

    school = Organisation.objects.create(code="52990101MJ0000002K", name="示例职业培训学校", kind="institution")
    course = Course.objects.create(
        organisation=school, kind="key-group", occupation=CARE, level=5, category="A", minimum_hours=40,
        since=date(2026, 1, 1), until=date(2026, 12, 31), since_run=1,
    )  # fmt: skip
    classes = _classes(school, course, -(-size // INSIDE))
    _people(size)
    _elsewhere(school, course, size)
    return [one.number or "" for one in classes]


def _classes(school: Any, course: Any, many: int) -> list[Any]:
    from datetime import UTC, datetime

    from people import bulk
    from subsidies.models import Slot
    from training.models import TrainingClass

    at = datetime(2026, 6, 1, 4, tzinfo=UTC)
    made = [
        TrainingClass(
            organisation=school, course=course, kind=course.kind, occupation=course.occupation, level=course.level,
            number=f"26{nth:06d}", name=f"第{nth}期", seats=SEATS, plan="示例教学计划，笔试加实操。", made_at=at,
            filed_at=at, filed_on=at.date(), answered_at=at, state="accepted", first_day=FIRST,
            last_day=FIRST + timedelta(days=LESSONS - 1), hours=LESSONS * 400, longest_day=400,
        )
        for nth in range(many)
    ]  # fmt: skip
    TrainingClass.objects.bulk_create(made, batch_size=500)
    slots = [(one.pk, FIRST + timedelta(days=day)) for one in made for day in range(LESSONS)]
    days = [day for _, day in slots]
    bulk.write(Slot, {"scheme": "TR", "owner": [pk for pk, _ in slots], "first_day": days, "last_day": days,
                      "begins": 540, "ends": 720})  # fmt: skip
    return made


def _people(size: int) -> None:
    from django.db import transaction

    from people import bulk, identities
    from people.models import StatusSpan
    from subsidies.models import EarlierPayment

    told = [person(at) for at in range(size)]
    with transaction.atomic():
        ids = identities.ensure(["01"] * size, [number for _, number in told], [name for name, _ in told], 1)
    wrong = np.array([-1 if known_as(at) is None else known_as(at) for at in range(size)])
    jobless = ids[(wrong != NOBODY) & (wrong != UNKNOWN)]
    span = {"began": date(2026, 1, 1), "ended": None, "since_run": 1, "until_run": None}
    bulk.write(StatusSpan, {"person_id": jobless, "kind": "unemployed", **span})
    bulk.write(StatusSpan, {"person_id": ids[wrong == PENSIONED], "kind": "pension", **span})
    paid = ids[wrong == PAID]
    EarlierPayment.objects.bulk_create(
        EarlierPayment(person_id=int(pk), scheme="TR", occupation=CARE, level=5, paid_on=date(2025, 5, 5), amount=100, since_run=1)
        for pk in paid
    )  # fmt: skip
    np.save("/dev/null", ids)


def _elsewhere(school: Any, course: Any, size: int) -> None:
    """Some sit in another class at the same hours."""
    from people import bulk, identities
    from subsidies import timetable
    from training.models import Enrolment

    who = [at for at in range(size) if known_as(at) == ELSEWHERE]
    if not who:
        return
    [one] = _more(school, course)
    ids = identities.look_up(["01"] * len(who), [person(at)[1] for at in who]).ids
    bulk.write(Enrolment, {"of_id": one.pk, "person_id": ids, "group": "", "subsidised": True, "source": "roster",
                           "state": "enrolled", "joined_on": ON, "left_why": ""})  # fmt: skip
    timetable.take(scheme="TR", owners=np.full(len(ids), one.pk), persons=ids)


def _more(school: Any, course: Any) -> list[Any]:
    from training.models import TrainingClass

    made = _classes(school, course, 1) if not TrainingClass.objects.filter(number="26000000").exists() else []
    if made:
        return made
    one = TrainingClass.objects.order_by("-pk").first()
    assert one is not None
    from subsidies import timetable

    one.pk, one.number, one.seats = None, "26999998", 30_000
    one.save(force_insert=True)
    from datetime import time

    timetable.plan(scheme="TR", owner=one.pk, slots=[
        timetable.Session(FIRST + timedelta(days=day), time(9), time(12)) for day in range(LESSONS)
    ])  # fmt: skip
    return [one]
