"""The attendance of a class as a kind of file: a row is one trainee in one lesson."""

from datetime import date, datetime, timedelta

import numpy as np

from lib.feed import Asked, Brought, Feed, Part
from lib.workbook import Checked, Column, Template
from people import named
from people.actor import actor_of
from people.models import User
from records import events
from records.models import ImportRun
from subsidies.actions.claims import day_of
from training.filing import rules
from training.filing.actions import chain
from training.filing.hours import hours_of
from training.models import Attendance, ClassSession, Enrolment

TIME = r"([01]?\d|2[0-3])[:：]?[0-5]\d"


def _check(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)


def _bring(part: Part, run: int | None) -> Brought:
    """Row by row: a class has some thousands at most."""
    brought, asked = Brought(), part.asked
    assert asked is not None
    of = int(asked.scope.partition(":")[2])
    who = named.known_of(part, brought, np.ones(len(part), dtype=bool))
    lessons = {(one.day, one.begins): one for one in ClassSession.objects.filter(of=of, state="planned")}
    lines = {
        row.person_id: row
        for row in Enrolment.objects.filter(of=of, denied_at__isnull=True, state__in=["enrolled", "left"])
    }
    kept = {(one.session_id, one.enrolment_id): one for one in Attendance.objects.filter(session__of=of)}
    new, changed, gone = [], [], []
    for at in np.flatnonzero(who.good).tolist():
        session = lessons.get((part["day"][at].astype(object), _minutes(part["begins"][at])))
        row = lines.get(int(who.ids[at]))
        if not _fits(brought, at, session, row, asked.on):
            continue
        assert session is not None and row is not None
        hours = round(float(part["hours"][at] or 0) * 100)
        if hours > hours_of(session):
            brought.refuse(np.array([at]), rules.MORE.code, [f"{hours_of(session) / 100:g}"])
            continue
        there = kept.get((session.pk, row.pk))
        if part.action[at] == "withdraw":
            gone.append(there) if there else brought.refuse(np.array([at]), "missing")
        elif there is None:
            new.append(Attendance(session=session, enrolment=row, hours=hours, how=Attendance.How.WORKBOOK))
        elif there.hours != hours:
            there.hours, there.how = hours, Attendance.How.WORKBOOK
            changed.append(there)
        else:
            brought.unchanged += 1
    brought.added, brought.changed, brought.removed = len(new), len(changed), len(gone)
    if run is not None:
        _write(of, new, changed, gone, run)
    return brought


def _fits(brought: Brought, at: int, session: ClassSession | None, row: Enrolment | None, on: date) -> bool:
    """Refuses what cannot be written of a lesson."""
    place = np.array([at])
    if session is None:
        brought.refuse(place, rules.NO_LESSON.code)
    elif session.day > on:
        brought.refuse(place, rules.FUTURE.code)
    elif session.closed_at is not None:
        brought.refuse(place, rules.SEALED.code)
    elif (days := (on - session.day).days) > (most := rules.figure("entered", session.day)):
        brought.refuse(place, rules.TOO_LATE.code, [f"{days}天，最晚在课后{most}"])
    elif row is None or (row.left_on is not None and row.left_on < session.day):
        brought.refuse(place, rules.NOT_IN.code)
    else:
        return True
    return False


def _write(of: int, new: list[Attendance], changed: list[Attendance], gone: list[Attendance], run: int) -> None:
    kept = ImportRun.objects.select_related("started_by").get(pk=run)
    by, at = kept.started_by, kept.confirmed_at or kept.created_at
    for one in (*new, *changed):
        one.at, one.by = at, by  # type: ignore[assignment]  # an institution's file is somebody's
    Attendance.objects.bulk_create(new, batch_size=1000)
    Attendance.objects.bulk_update(changed, ["hours", "how", "at", "by"], batch_size=500)
    Attendance.objects.filter(pk__in=[one.pk for one in gone]).delete()
    data = {"run": run, "added": len(new), "changed": len(changed), "withdrawn": len(gone)}
    events.add(chain(of), "attendance", by=actor_of(by) if isinstance(by, User) else None, at=at, data=data)


def _minutes(text: str) -> int:
    """Of 9:00, 09:00, 0900."""
    digits = text.replace("：", "").replace(":", "")
    return int(digits[:-2]) * 60 + int(digits[-2:])


def writable(sessions: list[ClassSession], at: datetime) -> list[ClassSession]:
    """Of these lessons those whose attendance can still be handed in by workbook."""
    on = day_of(at)
    return [
        one for one in sessions
        if one.closed_at is None and one.day <= on <= one.day + timedelta(days=rules.figure("entered", one.day))
    ]  # fmt: skip


_DETAILED = rules.TOO_LATE.fault("day", days="{detail}", most="")

ATTENDANCE = Feed(
    Template(
        "attendance",
        "考勤",
        (
            Column("day", "日期", "day", example="2026-09-07"),
            Column("begins", "上课", "text", longest=5, pattern=TIME, example="09:00", hint="这一课的开始时间"),
            *named.COLUMNS,
            Column(
                "hours", "实到学时", "text", longest=6, pattern=r"\d{1,2}(\.\d{1,2})?", example="4",
                hint="没有到填 0；1学时是45分钟",
            ),
        ),
        key=("day", "begins", "document", "number"),
        about="一行是一位学员的一课。下载的工作簿里已有可以记的课和学员，只填“实到学时”。",
    ),
    words="一个班每一课谁到了。",
    bring=_bring,
    check=_check,
    size=None,
    dated=False,
    scoped=True,
    faults=named.FAULTS
    | {
        "missing": rules.NOT_IN.fault("number")._replace(message="没有记过这一课的考勤，不能撤"),
        rules.NO_LESSON.code: rules.NO_LESSON.fault("begins"),
        rules.FUTURE.code: rules.FUTURE.fault("day"),
        rules.SEALED.code: rules.SEALED.fault("day"),
        rules.TOO_LATE.code: _DETAILED._replace(message="这一课已经过去{detail}天内记"),
        rules.NOT_IN.code: rules.NOT_IN.fault("number"),
        rules.MORE.code: rules.MORE.fault("hours", most="{detail}"),
    },
)  # fmt: skip
