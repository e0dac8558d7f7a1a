"""The attendance as a workbook to fill in: every lesson that can still be written of, every trainee in it."""

from datetime import datetime

from django.db import transaction

from lib.workbook import blank
from people import identities, looks
from people.actor import Actor
from records import events
from training.filing.actions import chain, works_for
from training.filing.hours import clock
from training.lessons.actions import expected
from training.lessons.feed import ATTENDANCE, writable
from training.models import TrainingClass


def workbook(one: TrainingClass, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx). It holds whole numbers, so that it is taken is an event, and a look at each of those persons.
    Raises Refused."""
    works_for(one.organisation_id, actor)
    sessions = writable(list(one.sessions.filter(state="planned").prefetch_related("attendance")), at)
    numbers: dict[int, str] = {}
    rows = []
    for session in sessions:
        kept = {each.enrolment_id: each.hours for each in session.attendance.all()}
        for row in expected(one.pk, session.day):
            number = numbers.setdefault(row.person_id, identities.number_of(row.person))
            hours = f"{kept[row.pk] / 100:g}" if row.pk in kept else ""
            rows.append([
                "", session.day, clock(session.begins), row.person.name, row.person.get_document_display(), number,
                hours,
            ])  # fmt: skip
    content = blank(ATTENDANCE.template, rows)
    with transaction.atomic():
        events.add(chain(one.pk), "roster-taken", by=actor, at=at)
        looks.take_along(
            actor=actor,
            persons=numbers,
            organisation=one.organisation_id,
            why=f"下载考勤，{one.number} {one.name}",
            at=at,
        )
    return f"考勤 {one.number} {one.name}.xlsx", content
