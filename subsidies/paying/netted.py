"""结算抵算 in the books: what was paid on one line is moved to another of the same subject, and moved back where that
one is not paid after all. Who has too much, and for whom it is kept, `subsidies.bundles.netting` says."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np
from django.db.models import F, Sum

from subsidies.models import Line, Netting
from treasury import ledger
from treasury.models import Entry, Obligation

State, Cause = Line.State, Entry.Cause
Move = tuple[int, int, int]  # from one line to another, fen


def keep(moves: Sequence[Move], *, on: date, at: datetime, by: int | None) -> None:
    """Lines that are owed get what others had too much, and are owed so much less. In a transaction."""
    if not moves:
        return
    Netting.objects.bulk_create(Netting(source_id=a, line_id=b, amount=fen, at=at) for a, b, fen in moves)
    move(moves, on=on, at=at, by=by)
    sums: dict[int, int] = {}
    for _, to, fen in moves:
        sums[to] = sums.get(to, 0) + fen
    books = dict(Obligation.objects.filter(line__in=list(sums)).values_list("line", "pk"))
    owed = np.array([books[line] for line in sums], dtype=np.int64)
    ledger.post(Cause.LOWERED, owed, np.array(list(sums.values()), dtype=np.int64), on=on, at=at, by=by)


def undo(lines: Iterable[int], *, on: date, at: datetime, by: int | None) -> None:
    """These lines are not paid after all: what was kept for them goes back to where it was. In a transaction."""
    rows = list(Netting.objects.filter(line__in=list(lines), undone_at=None).order_by("pk"))
    if not rows:
        return
    Netting.objects.filter(pk__in=[one.pk for one in rows]).update(undone_at=at)
    source, to, amount = _columns([(one.line_id, one.source_id, one.amount) for one in rows])
    ledger.post(Cause.SET_OFF, source, amount, on=on, at=at, by=by, to=to)
    Line.objects.filter(pk__in=[one.source_id for one in rows], state=State.CLOSED).update(state=State.PAID)


def move(moves: Sequence[Move], *, on: date, at: datetime, by: int | None) -> None:
    """What was paid on one line was paid on another. A line on which nothing is left ends. In a transaction."""
    if not moves:
        return
    source, to, amount = _columns(moves)
    ledger.post(Cause.SET_OFF, source, amount, on=on, at=at, by=by, to=to)
    empty = Obligation.objects.filter(pk__in=source.tolist(), owed=0, paid=0, recoverable=0, written_off=0)
    Line.objects.filter(pk__in=list(empty.values_list("line", flat=True)), state=State.PAID).update(state=State.CLOSED)


def in_full(lines: Iterable[int]) -> list[int]:
    """Those of these lines for which all was kept: nothing is left to be sent to a bank."""
    rows = Netting.objects.filter(line__in=list(lines), undone_at=None).order_by().values("line", "line__amount")
    return list(rows.annotate(sum=Sum("amount")).filter(sum=F("line__amount")).values_list("line", flat=True))


def _columns(moves: Sequence[Move]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lines = {line for source, to, _ in moves for line in (source, to)}
    books = dict(Obligation.objects.filter(line__in=lines).values_list("line", "pk"))
    told = np.array([(books[source], books[to], amount) for source, to, amount in moves], dtype=np.int64)
    return told[:, 0], told[:, 1], told[:, 2]
