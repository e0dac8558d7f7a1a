"""结算抵算: within one subject, what some were paid too much is set off against what others are granted, by the very
decision that grants it; what is left of it comes back by one order for the whole subject."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from lib.money import yuan
from subsidies import clocks, lifecycle
from subsidies.actions.claims import day_of
from subsidies.bundles.reckoning import NONE, Reckoned, circumstances, reckon
from subsidies.handling import handling_of
from subsidies.models import Application, Determination, Entitlement, Line, Netting
from subsidies.paying import netted
from treasury import recoveries
from treasury.models import Obligation, Recovery

State = Line.State
MOVING = (State.OPEN, State.CLEARED, State.NOTICED, State.PAYABLE, State.BATCHED, State.FAILED)
UNDER_WAY = (Recovery.State.ASKED, Recovery.State.ORDERED)


def set_off(application: Application, *, by: int | None, at: datetime) -> None:
    """What others of its subject have too much pays for its lines, first come first. In the transaction that grants
    them, once they are owed."""
    if application.organisation_id is None or not handling_of(application.scheme).nets:
        return
    paid = Line.objects.filter(application__scheme=application.scheme, application__subject=application.subject)
    if not paid.filter(state=State.PAID).exists():  # nothing was paid, so nobody can have too much of it
        return
    on = day_of(at)
    found = reckon(application.scheme, [application.subject], on)
    too_much = _too_much(found, application.subject) if found else []
    if found is None or not too_much:
        return
    moves, left = [], dict(too_much)
    for line in Line.objects.filter(application=application, state=State.CLEARED).order_by("pk"):
        wanted = line.amount
        for source in [source for source, fen in left.items() if fen]:
            part = min(wanted, left[source])
            if part:
                moves.append((source, line.pk, part))
            wanted, left[source] = wanted - part, left[source] - part
    netted.keep(moves, on=on, at=at, by=by)
    lifecycle.note(application, "net", by=None, at=at, amount=sum(fen for _, _, fen in moves))
    if still := sum(left.values()):
        _ask_back(found, application.subject, [(line, fen) for line, fen in left.items() if fen], still, at)


def moving(code: str, subjects: Sequence[int]) -> set[int]:
    """Of these subjects those of which money is still on its way, out or back: what they come to is not known yet."""
    lines = Line.objects.filter(application__scheme=code, application__organisation__isnull=False)
    lines = lines.filter(application__subject__in=subjects).order_by()
    out = set(lines.filter(state__in=MOVING).values_list("application__subject", flat=True))
    orders = Recovery.objects.filter(state__in=UNDER_WAY, obligation__line__in=lines.values("pk"))
    back = lines.filter(pk__in=list(orders.values_list("obligation__line", flat=True)))
    return out | set(back.values_list("application__subject", flat=True))


def ask_back(found: Reckoned, subject: int, at: datetime) -> int:
    """One order for what a subject was paid too much in all; 1 where it was proposed. In a transaction."""
    parts = _too_much(found, subject)
    amount = sum(fen for _, fen in parts)
    return _ask_back(found, subject, parts, amount, at) if amount else 0


def end_rights(found: Reckoned, subjects: Sequence[int]) -> None:
    """Who is due nothing of a subject that is settled, and has nothing of it, may take it up elsewhere."""
    over = np.isin(found.subject, subjects) & found.final & (found.due == 0) & (found.standing == 0)
    ids = found.entitlement[over & (found.entitlement != NONE)].tolist()
    alive = Entitlement.objects.filter(pk__in=ids, alive=True).exclude(lines__state__in=[*MOVING, State.PAID])
    kept = Netting.objects.filter(undone_at=None, line__state__in=MOVING, source__entitlement__in=ids)
    alive.exclude(pk__in=kept.values("source__entitlement")).update(alive=False)


def _ask_back(found: Reckoned, subject: int, parts: list[tuple[int, int]], amount: int, at: datetime) -> int:
    """Gathered on the line that most was paid on: a recovery stands on one."""
    on = day_of(at)
    books = {one.line: one for one in Obligation.objects.filter(line__in=[line for line, _ in parts])}
    into = max(books.values(), key=lambda one: (one.paid, -one.pk))
    orders = Recovery.objects.filter(obligation=into)
    said_no = orders.filter(state=Recovery.State.DENIED, asked_by=None, amount=amount)
    if said_no.exists() or orders.filter(state__in=UNDER_WAY).exists():
        return 0
    netted.move([(line, into.line, fen) for line, fen in parts if line != into.line], on=on, at=at, by=None)
    line = Line.objects.select_related("application", "entitlement").get(pk=into.line)
    of_all = found.subject == subject
    row = np.flatnonzero(of_all & (found.person == line.entitlement.person_id))
    [determination] = found.written(row, circumstances(on, at, Determination.Trigger.RECOVERY))
    made = recoveries.ask(
        obligation=into.pk, amount=amount, ground=_ground(parts),
        words=f"{line.application.title}：合计应得 {yuan(int(found.due[of_all].sum()))}，"
        f"比已经发放的少 {yuan(amount)}，多发的退回。",
        instalments=[(clocks.due("repayment", on), amount)], actor=None, at=at, on=on, determination=int(determination),
    )  # fmt: skip
    lifecycle.note(line.application, "ask-recovery", by=None, at=at, recovery=made.pk, amount=amount)
    return 1


def _ground(parts: list[tuple[int, int]]) -> str:
    """What was paid in advance is settled; what had been settled has changed."""
    advance = Line.objects.filter(pk__in=[line for line, _ in parts], kind=Line.Kind.ADVANCE).exists()
    return Recovery.Ground.SETTLED if advance else Recovery.Ground.CHANGED


def _too_much(found: Reckoned, subject: int) -> list[tuple[int, int]]:
    """(line, fen) that was paid too much: of whoever has too much his newest lines first, as far as they were paid."""
    rows = np.flatnonzero((found.owed < 0) & (found.subject == subject)).tolist()
    excess = {int(found.entitlement[row]): -int(found.owed[row]) for row in rows}
    lines = list(Line.objects.filter(entitlement__in=excess, state=State.PAID).order_by("entitlement", "-pk"))
    paid = dict(Obligation.objects.filter(line__in=[line.pk for line in lines]).values_list("line", "paid"))
    parts = []
    for line in lines:
        part = min(excess[line.entitlement_id], paid.get(line.pk, 0))
        excess[line.entitlement_id] -= part
        if part:
            parts.append((line.pk, part))
    return parts
