"""One recovery as the desk shows it: how much, why, by when, what came back, what was written off."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from lib.due import Due
from lib.money import yuan
from people.actor import Actor
from subsidies.desk import history
from subsidies.finance.batch import payee
from subsidies.finance.results.reading import case_url
from subsidies.models import Application, Letter
from subsidies.paying import recovering, setting_off
from treasury import recoveries
from treasury.models import Obligation, Recovery, SetOff

SIGNS = {"asked": "warn", "ordered": "look", "denied": "fail", "settled": "pass"}


def context(row: Recovery, actor: Actor, on: date) -> dict[str, Any]:
    case = case_of(row.obligation)
    offs = [(one, recoveries.words_of(one)) for one in row.write_offs.select_related("asked_by", "answered_by")]
    asked = next((one for one, _ in offs if one.answered_at is None), None)
    sets = [(one, recoveries.words_of(one), case_of(one.to)) for one in _sets(row)]
    set_off = next((one for one, _, _ in sets if one.answered_at is None), None)
    choices = setting_off.choices(row) if row.state == Recovery.State.ORDERED and set_off is None else []
    return {
        "recovery": row, "sign": SIGNS[row.state], "name": payee(row.obligation), "words": recoveries.words_of(row),
        "case": case, "case_url": case_url(case, actor), "left": row.left,
        "instalments": [(one, Due(one.due_on, on)) for one in row.instalments.all()], "offs": offs, "asked_off": asked,
        "sets": sets, "kept": sum(one.amount for one, _, _ in sets if one.stands),
        "asked_set": set_off, "own_set": set_off is not None and set_off.asked_by_id == actor.user_id,
        "against": [one for one in choices if not one.why_not], "not_against": [one for one in choices if one.why_not],
        "own": row.asked_by_id == actor.user_id, "own_off": asked is not None and asked.asked_by_id == actor.user_id,
        "paper": Letter.objects.visible_to(actor).filter(recovery=row).first(),
        "told": history.told(recovering.history_of(row)).lines,
    }  # fmt: skip


def offered(choices: list[setting_off.Choice]) -> list[tuple[int, str]]:
    """As a form offers them."""
    return [(one.owed.pk, f"{one.case.title}，受理号{one.case.number}，应付 {yuan(one.owed.owed)}") for one in choices]


def case_of(owed: Obligation) -> Application:
    return Application.objects.select_related("person", "determination__terms").get(lines=owed.line)


def _sets(row: Recovery) -> QuerySet[SetOff]:
    return row.set_offs.select_related("asked_by", "answered_by", "to")
