"""A plan's list to take along: whoever is there, in the shape the same workbook comes back in."""

from datetime import datetime

from django.db import transaction

from apprenticeship.listing.feed import LIST
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans.actions import chain, works_for
from lib.workbook import blank
from people import identities, looks
from people.actor import Actor
from records import events


def workbook(plan: Plan, party: str, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) for a party. It holds whole numbers, so that it is taken is an event, and a look at each of
    those persons. Raises Refused."""
    organisation = plan.enterprise_id if party == "enterprise" else plan.school_id
    works_for(organisation, actor)
    rows = Apprentice.objects.visible_to(actor).filter(plan=plan).there()
    with transaction.atomic():
        there = list(rows.select_related("person", "mentor__person", "teacher__person").order_by("pk"))
        if there:
            events.add(chain(plan.pk), "list-taken", by=actor, at=at, data={"party": party})
            looks.take_along(
                actor=actor, persons=(row.person_id for row in there), organisation=organisation,
                why=f"下载学徒名单，计划 {plan.number}", at=at,
            )  # fmt: skip
        return f"学徒名单 {plan.number}.xlsx", blank(LIST.template, (_line(row) for row in there))


def _line(row: Apprentice) -> list[object]:
    days = [str(day) if day else "" for day in (row.contract_began, row.moved_on, row.first_day)]
    return [
        "", row.person.name, row.person.get_document_display(), identities.number_of(row.person), days[0],
        row.contract_months, days[1], days[2], row.months or "", row.mentor.person.name if row.mentor else "",
        row.teacher.person.name if row.teacher else "",
    ]  # fmt: skip
