"""Results as a workbook to fill in: whoever was in class at its end, in the shape the same workbook comes back in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from lib.days import chinese
from lib.workbook import blank
from people import identities
from people.actor import Actor
from people.models import Organisation
from records import events
from subsidies.actions.claims import day_of
from training.filing.actions import chain, works_for
from training.models import TrainingClass
from training.results.feed import FEED, RESULTS
from training.results.judging import Known
from training.roster.downloads import MOST

RECENT = timedelta(days=366)


def workbook(one: TrainingClass, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of one class. It holds whole numbers, so that it is taken is an event. Raises Refused."""
    works_for(one.organisation_id, actor)
    return f"成绩 {one.number} {one.name}.xlsx", _filled([one], actor, at)


def of_all(organisation: Organisation, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of every class that ended in the past year. Raises Refused."""
    works_for(organisation.pk, actor)
    return f"成绩 全部班次 {chinese(day_of(at))}.xlsx", _filled(ended(organisation, day_of(at)), actor, at)


def ended(organisation: Organisation, on: date) -> list[TrainingClass]:
    """Classes whose results can be written, of the past year."""
    rows = TrainingClass.objects.filter(organisation=organisation, state=TrainingClass.State.ACCEPTED)
    return list(rows.filter(last_day__lte=on, last_day__gte=on - RECENT).order_by("pk"))


def _filled(classes: Sequence[TrainingClass], actor: Actor, at: datetime) -> bytes:
    events.add_many((chain(one.pk) for one in classes), "results-taken", by=actor, at=at, data={})
    known = Known(classes)
    lines = sorted(known.lines.values(), key=lambda row: (row.of_id, row.pk))[:MOST]
    rows: list[list[object]] = []
    for row in lines:
        told = known.told(row.pk)
        result = (
            [told.held_on, "" if told.score is None else told.score, RESULTS["yes" if told.passed else "no"]]
            if told
            else ["", "", ""]
        )
        rows.append([
            "", row.pk, known.classes[row.of_id].number, row.person.name, row.person.get_document_display(),
            identities.number_of(row.person), *result, "",
        ])  # fmt: skip
    return blank(FEED.template, rows)
