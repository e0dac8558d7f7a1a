"""The roster as a workbook to take along: whoever is in class, in the shape the same workbook comes back in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lib.days import chinese
from lib.workbook import blank
from people import identities, keys, looks
from people.actor import Actor
from people.models import Organisation
from records import events
from subsidies.actions.claims import day_of
from training.filing.actions import chain, works_for
from training.models import Enrolment, TrainingClass
from training.roster.feed import ROSTER

MOST = 100_000  # lines; more than that is more than the workbook's drop-downs reach


def workbook(one: TrainingClass, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of one class. It holds whole numbers, so that it is taken is an event, and a look at each of
    those persons. Raises Refused."""
    works_for(one.organisation_id, actor)
    with transaction.atomic():
        events.add(chain(one.pk), "roster-taken", by=actor, at=at)
        lines = _lines(Enrolment.objects.filter(of=one))
        _looked_at(lines, one.organisation_id, f"下载名册，{one.number} {one.name}", actor, at)
        return f"名册 {one.number} {one.name}.xlsx", _filled(lines)


def of_all(organisation: Organisation, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of every class that is not over; events and looks as of one. Raises Refused."""
    works_for(organisation.pk, actor)
    classes = TrainingClass.objects.filter(organisation=organisation, state__in=TrainingClass.ALIVE)
    classes = classes.exclude(last_day__lt=day_of(at))
    with transaction.atomic():
        events.add_many(
            (chain(pk) for pk in classes.values_list("pk", flat=True)), "roster-taken", by=actor, at=at, data={}
        )
        lines = _lines(Enrolment.objects.filter(of__in=classes))
        _looked_at(lines, organisation.pk, "下载名册，全部班次", actor, at)
        return f"名册 全部班次 {chinese(day_of(at))}.xlsx", _filled(lines)


def _lines(rows: QuerySet[Enrolment]) -> Sequence[Enrolment]:
    inside = rows.filter(state=Enrolment.State.ENROLLED)
    return list(inside.select_related("person", "of").order_by("of", "pk")[:MOST])


def _looked_at(lines: Sequence[Enrolment], organisation: int, why: str, actor: Actor, at: datetime) -> None:
    persons = (one.person_id for one in lines)
    looks.take_along(actor=actor, persons=persons, organisation=organisation, why=why, at=at)


def _filled(lines: Sequence[Enrolment]) -> bytes:
    return blank(ROSTER.template, (_line(one) for one in lines))


def _line(one: Enrolment) -> list[object]:
    phone = keys.unseal(keys.PHONE, bytes(one.phone_sealed)) if one.phone_sealed else ""
    return [
        "", one.pk, one.of.number, one.person.name, one.person.get_document_display(), identities.number_of(one.person),
        phone, one.get_group_display() if one.group else "", "是" if one.subsidised else "否",
    ]  # fmt: skip
