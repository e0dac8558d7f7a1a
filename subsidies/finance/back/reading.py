"""One recovery as the desk shows it: how much, why, by when, what came back, what was written off."""

from datetime import date
from typing import Any

from lib.due import Due
from people.actor import Actor
from subsidies.desk import history
from subsidies.finance.batch import payee
from subsidies.finance.results.reading import case_url
from subsidies.models import Application, Letter
from subsidies.paying import recovering
from treasury import recoveries
from treasury.models import Recovery

SIGNS = {"asked": "warn", "ordered": "look", "denied": "fail", "settled": "pass"}


def context(row: Recovery, actor: Actor, on: date) -> dict[str, Any]:
    case = Application.objects.select_related("person", "determination__terms").get(lines=row.obligation.line)
    offs = [(one, recoveries.words_of(one)) for one in row.write_offs.select_related("asked_by", "answered_by")]
    asked = next((one for one, _ in offs if one.answered_at is None), None)
    return {
        "recovery": row, "sign": SIGNS[row.state], "name": payee(row.obligation), "words": recoveries.words_of(row),
        "case": case, "case_url": case_url(case, actor), "left": row.amount - row.repaid - row.written_off,
        "instalments": [(one, Due(one.due_on, on)) for one in row.instalments.all()], "offs": offs, "asked_off": asked,
        "own": row.asked_by_id == actor.user_id, "own_off": asked is not None and asked.asked_by_id == actor.user_id,
        "paper": Letter.objects.visible_to(actor).filter(recovery=row).first(),
        "told": history.told(recovering.history_of(row)).lines,
    }  # fmt: skip
