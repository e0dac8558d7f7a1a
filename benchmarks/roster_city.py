"""An institution with its classes and a city of registered people, in an empty database, for benchmarks/roster.py."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from benchmarks.roster_cases import (
    CARE,
    ELSEWHERE,
    FIRST,
    INSIDE,
    LESSONS,
    NOBODY,
    ON,
    PAID,
    PENSIONED,
    SEATS,
    UNKNOWN,
    known_as,
    person,
)
from people import bulk, identities
from people.models import Organisation, StatusSpan
from subsidies import timetable
from subsidies.models import EarlierPayment, Slot
from training.models import Course, Enrolment, TrainingClass


def fill(size: int) -> list[str]:
    """Into an empty database: the institution, its classes, the people and what the registers say of them.

    Gives the numbers of the classes.
    """
    school = Organisation.objects.create(code="52990101MJ0000002K", name="示例职业培训学校", kind="institution")
    course = Course.objects.create(
        organisation=school, kind="key-group", occupation=CARE, level=5, category="A", minimum_hours=40,
        since=date(2026, 1, 1), until=date(2026, 12, 31), since_run=1,
    )  # fmt: skip
    classes = _classes(school, course, -(-size // INSIDE))
    _people(size)
    _elsewhere(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [one.number or "" for one in classes]


def _classes(school: Any, course: Any, many: int) -> list[Any]:
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
        EarlierPayment(
            person_id=int(pk), scheme="TR", occupation=CARE, level=5, paid_on=date(2025, 5, 5), amount=100, since_run=1
        )
        for pk in paid
    )  # fmt: skip


def _elsewhere(size: int) -> None:
    """Some sit in another class at the same hours."""
    who = [at for at in range(size) if known_as(at) == ELSEWHERE]
    if not who:
        return
    one = TrainingClass.objects.order_by("-pk").first()
    assert one is not None
    one.pk, one.number, one.seats = None, "26999998", 30_000
    one.save(force_insert=True)
    timetable.plan(scheme="TR", owner=one.pk, slots=[
        timetable.Session(FIRST + timedelta(days=day), time(9), time(12)) for day in range(LESSONS)
    ])  # fmt: skip
    ids = identities.look_up(["01"] * len(who), [person(at)[1] for at in who]).ids
    bulk.write(Enrolment, {"of_id": one.pk, "person_id": ids, "group": "", "subsidised": True, "source": "roster",
                           "state": "enrolled", "joined_on": ON, "left_why": ""})  # fmt: skip
    timetable.take(scheme="TR", owners=np.full(len(ids), one.pk), persons=ids)
