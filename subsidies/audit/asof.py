"""A case as it stood at the end of a day: who had it, what was decided by then, what its accounts came to."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import get_current_timezone

from people.actor import Actor
from policy import Explanation
from records import events
from subsidies import lifecycle
from subsidies.desk import history
from subsidies.models import Application, Line
from treasury import ledger
from treasury.models import Obligation

SHOWN = {"owed": "应付", "paid": "已付", "recoverable": "应追回", "written_off": "已核销"}


@dataclass(frozen=True)
class Then:
    """``state`` in words; empty where there was no application yet. ``accounts``: (name, fen) that were not zero."""

    application: Application
    on: date
    state: str
    explanation: Explanation | None
    history: tuple[history.Done, ...]
    accounts: list[tuple[str, int]]
    later: int


def found(number: str, actor: Actor) -> Application | None:
    rows = Application.objects.visible_to(actor).select_related("person", "organisation", "district")
    return rows.filter(number=number.strip().upper()).first()


def of(application: Application, on: date) -> Then:
    """Told by the events, determinations and entries up to that day; later ones are only counted."""
    zone = get_current_timezone()
    chain = events.of(lifecycle.chain(application))
    until = [event for event in chain if event.at.astimezone(zone).date() <= on]
    moved = [event.data["to"] for event in until if "to" in event.data]
    told = history.told(until)
    return Then(
        application, on, str(Application.State(moved[-1]).label) if moved else "", told.explanation, told.lines,
        _accounts(application, on), len(chain) - len(until),
    )  # fmt: skip


def _accounts(application: Application, on: date) -> list[tuple[str, int]]:
    lines = Line.objects.filter(application=application).values("pk")
    sums = dict.fromkeys(SHOWN, 0)
    for obligation in Obligation.objects.filter(line__in=lines):
        entries = ledger.moved_on(obligation.pk).filter(on__lte=on)
        told = ledger.balances_of(entries.values("source", "target", "amount", "to_id"), obligation.pk)
        sums = {name: sums[name] + told[name] for name in SHOWN}
    return [(SHOWN[name], amount) for name, amount in sums.items() if amount]
