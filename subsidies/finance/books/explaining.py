"""Any yuan explained: what is owed and paid on one line, every entry in order and in words, its gates, its slip."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from people.actor import Actor
from people.roles import CITY
from policy import Explanation, scheme_of
from records import events
from subsidies import deciding, lifecycle
from subsidies.finance import batch as batches
from subsidies.finance.results.reading import case_url
from subsidies.models import Application, Line
from treasury import ledger
from treasury.models import Entry, Gated, Obligation, Payment, Recovery


@dataclass(frozen=True)
class Moved:
    """One entry. ``links``: (address, words) of what moved it."""

    on: date
    at: datetime
    who: str
    cause: str
    source: str
    target: str
    amount: int
    links: list[tuple[str, str]]


def context(owed: Obligation, actor: Actor) -> dict[str, Any]:
    """All that the page shows, in a fixed number of queries."""
    line = Line.objects.select_related("application__person", "determination__terms").get(pk=owed.line)
    case = line.application
    rows = Gated.objects.visible_to(actor).filter(obligation=owed).select_related("batch").order_by("-pk")
    gated = rows.first()
    return {
        "owed": owed, "line": line, "case": case, "name": batches.payee(owed), "case_url": case_url(case, actor),
        "scheme": scheme_of(owed.scheme), "moved": _moved(owed, line, actor), "gated": gated,
        "said": batches.said_of(gated.found) if gated else [], "explanation": _explained(line),
        "may_take_back": _may_take_back(owed, case, actor),
    }  # fmt: skip


def _may_take_back(owed: Obligation, case: Application, actor: Actor) -> bool:
    """May the actor propose that something of it comes back?"""
    if not owed.paid or not actor.has(CITY) or actor.is_oneself(case.person_id) or case.organisation_id is not None:
        return False
    return not Recovery.objects.filter(obligation=owed, state__in=["asked", "ordered"]).exists()


def _moved(owed: Obligation, line: Line, actor: Actor) -> list[Moved]:
    entries = ledger.entries_of(owed.pk)
    of_payments = Payment.objects.visible_to(actor).filter(pk__in=[one.payment for one in entries if one.payment])
    payments = {row.pk: row for row in of_payments.select_related("batch")}
    of_recoveries = Recovery.objects.visible_to(actor).filter(pk__in=[one.recovery for one in entries if one.recovery])
    recoveries = {row.pk: row for row in of_recoveries}
    answers = {
        one.at: one.data["result"] for one in events.of(lifecycle.chain(line.application)) if "result" in one.data
    }
    return [_told(one, payments, recoveries, answers) for one in entries]


def _told(one: Entry, payments: dict, recoveries: dict, answers: dict[datetime, int]) -> Moved:
    links = []
    if payment := payments.get(one.payment):
        links.append(
            (reverse("money:batch", args=[payment.batch_id]), f"批次 {payment.batch.number} 第 {payment.place} 笔")
        )
        if answer := answers.get(one.at):
            links.append((reverse("money:answer", args=[answer]), f"回单 {answer}"))
    if recovery := recoveries.get(one.recovery):
        links.append((reverse("money:recovery", args=[recovery.pk]), f"追回 {recovery.number}"))
    names = dict(Entry.Account.choices)
    return Moved(
        one.on, one.at, one.by.words if one.by else "系统", one.get_cause_display(), names[Entry.Account(one.source)],
        names[Entry.Account(one.target)], one.amount, links,
    )  # fmt: skip


def _explained(line: Line) -> Explanation | None:
    determination: Any = line.determination
    try:
        return deciding.explained(determination) if determination else None
    except LookupError:
        return None
