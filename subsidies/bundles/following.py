"""What is proved, or proves false, after a subject was settled: a supplement or a recovery, by itself.

Both are the difference between two determinations, and both go the way of everything else: a supplement through review
and notice, a recovery through finance's yes. Runs as often as one likes: what is asked for already is not asked again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from lib.money import yuan
from lib.refused import Refused
from policy import scheme_of
from subsidies import clocks, lifecycle
from subsidies.actions import undoing
from subsidies.actions.claims import day_of
from subsidies.bundles.actions import hold, open_many
from subsidies.bundles.reckoning import Reckoned, circumstances, reckon
from subsidies.handling import handling_of
from subsidies.models import Application, Determination, Line
from treasury import recoveries
from treasury.models import Obligation, Recovery

AT_ONCE = 200  # subjects in one transaction
State = Line.State
OFF_ITS_WAY = (State.CLEARED, State.NOTICED, State.PAYABLE)


@dataclass
class Followed:
    """How many applications for supplements were opened, lines let go, recoveries asked for."""

    supplements: int = 0
    let_go: int = 0
    recoveries: int = 0


def follow_up(code: str, *, at: datetime, only: Sequence[int] | None = None) -> Followed:
    """Every settled subject decided again as of today. ``only``: these subjects."""
    done = Followed()
    for subjects in _settled(code, only):
        with transaction.atomic():
            _follow(code, subjects, at, done)
    return done


def _settled(code: str, only: Sequence[int] | None) -> Iterator[list[int]]:
    """Subjects that were granted something and for which nothing is under way, some at a time."""
    rows = Application.objects.filter(scheme=code, organisation__isnull=False)
    if only is not None:
        rows = rows.filter(subject__in=only)
    granted = rows.filter(state=Application.State.APPROVED).order_by().values_list("subject", flat=True)
    busy = set(rows.filter(state__in=Application.WAITING).values_list("subject", flat=True))
    subjects = sorted(set(granted.distinct()) - busy)
    for start in range(0, len(subjects), AT_ONCE):
        yield subjects[start : start + AT_ONCE]


def _follow(code: str, subjects: list[int], at: datetime, done: Followed) -> None:
    hold(code, subjects)
    found = reckon(code, subjects, day_of(at))
    if found is None:
        return
    for row in np.flatnonzero(found.owed < 0).tolist():
        _take_back(found, row, at, done)
    more = np.unique(found.subject[found.owed > 0]).tolist()
    if more:
        asked = handling_of(code).asked(more)
        done.supplements += len(open_many(scheme=code, asked=asked, actor=None, at=at)) if asked else 0


def _take_back(found: Reckoned, row: int, at: datetime, done: Followed) -> None:
    """Too much stands: the newest lines first are let go where unpaid, and asked back where paid."""
    excess, on = -int(found.owed[row]), day_of(at)
    lines = Line.objects.filter(entitlement=int(found.entitlement[row])).exclude(state=State.CLOSED)
    determination = 0
    for line in lines.select_related("application").order_by("-pk"):
        if excess <= 0 or line.state in (State.OPEN, State.BATCHED, State.FAILED):
            return  # what is on its way to the bank is decided again when the bank has answered
        if line.state == State.PAID and not _may_ask(line, excess):
            return
        if not determination:
            trigger = Determination.Trigger.RECOVERY
            [made] = found.written(np.array([row]), circumstances(on, at, trigger))
            determination = int(made)
        if line.state in OFF_ITS_WAY:
            undoing.fell_out(line.application, [line.pk], by=None, at=at, determinations=[determination])
            done.let_go += 1
            return  # what is still due of it, the next application asks for
        excess -= _ask_back(found, row, line, excess, determination, at, done)


def _may_ask(line: Line, excess: int) -> bool:
    """Not where an order is under way, nor where finance has said no to this one."""
    rows = Recovery.objects.filter(obligation__line=line.pk)
    under_way = rows.filter(state__in=[Recovery.State.ASKED]).exists()
    return not under_way and not rows.filter(state=Recovery.State.DENIED, asked_by=None, amount=excess).exists()


def _ask_back(
    found: Reckoned, row: int, line: Line, excess: int, determination: int, at: datetime, done: Followed
) -> int:
    """Propose that so much of a paid line comes back; gives how much was proposed."""
    owed, on = Obligation.objects.get(line=line.pk), day_of(at)
    amount = min(excess, owed.paid)
    if amount <= 0:
        return 0
    was = line.determination.amount if line.determination else line.amount
    try:
        with transaction.atomic():
            made = recoveries.ask(
                obligation=owed.pk, amount=amount, ground=Recovery.Ground.CHANGED,
                words=f"按现在的登记重算：{yuan(was)} → {yuan(int(found.due[row]))}{_why(found, row)}",
                instalments=[(clocks.due("repayment", on), amount)], actor=None, at=at, on=on,
                determination=determination,
            )  # fmt: skip
    except Refused:  # another order on it is under way: when that is settled, the next run finds what is left
        return amount
    lifecycle.note(line.application, "ask-recovery", by=None, at=at, recovery=made.pk, amount=amount)
    done.recoveries += 1
    return amount


def _why(found: Reckoned, row: int) -> str:
    """The titles of the checks that refuse now."""
    failed = found.decided.failed[row].split()
    titles = [check.title for check in scheme_of(found.scheme.code).checks if check.code in failed]
    return f"；没有通过：{'、'.join(titles)}" if titles else ""
