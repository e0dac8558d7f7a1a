"""Results as a workbook to fill in: whoever was in class at its end, in the shape the same workbook comes back in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from lib.days import chinese
from lib.workbook import blank
from people import identities, looks
from people.actor import Actor
from people.models import Organisation
from records import events
from subsidies.actions.claims import day_of
from training.filing.actions import chain, works_for
from training.models import Enrolment, TrainingClass
from training.results.feed import FEED, RESULTS
from training.results.judging import Known
from training.roster.downloads import MOST

RECENT = timedelta(days=366)


def workbook(one: TrainingClass, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of one class. It holds whole numbers, so that it is taken is an event, and a look at each of
    those persons. Raises Refused."""
    works_for(one.organisation_id, actor)
    name = f"{one.number} {one.name}"
    return f"成绩 {name}.xlsx", _taken([one], one.organisation_id, f"下载成绩表，{name}", actor, at)


def of_all(organisation: Organisation, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of every class that ended in the past year; events and looks as of one. Raises Refused."""
    works_for(organisation.pk, actor)
    on = day_of(at)
    content = _taken(ended(organisation, on), organisation.pk, "下载成绩表，全部班次", actor, at)
    return f"成绩 全部班次 {chinese(on)}.xlsx", content


def ended(organisation: Organisation, on: date) -> list[TrainingClass]:
    """Classes whose results can be written, of the past year."""
    rows = TrainingClass.objects.filter(organisation=organisation, state=TrainingClass.State.ACCEPTED)
    return list(rows.filter(last_day__lte=on, last_day__gte=on - RECENT).order_by("pk"))


def _taken(classes: Sequence[TrainingClass], organisation: int, why: str, actor: Actor, at: datetime) -> bytes:
    known = Known(classes)
    lines = sorted(known.lines.values(), key=lambda row: (row.of_id, row.pk))[:MOST]
    with transaction.atomic():
        events.add_many((chain(one.pk) for one in classes), "results-taken", by=actor, at=at, data={})
        persons = (row.person_id for row in lines)
        looks.take_along(actor=actor, persons=persons, organisation=organisation, why=why, at=at)
        return blank(FEED.template, (_line(row, known) for row in lines))


def _line(row: Enrolment, known: Known) -> list[object]:
    told, result = known.told(row.pk), list[object](["", "", ""])
    if told is not None:
        result = [told.held_on, "" if told.score is None else told.score, RESULTS["yes" if told.passed else "no"]]
    return [
        "", row.pk, known.classes[row.of_id].number, row.person.name, row.person.get_document_display(),
        identities.number_of(row.person), *result, "",
    ]  # fmt: skip
