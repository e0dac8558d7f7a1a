"""What is proved, or proves false, after a subject was settled: a supplement or a recovery, by itself.

Both are the difference between two determinations, and both go the way of everything else: a supplement through review
and notice, a recovery through finance's yes. Runs as often as one likes: what is asked for already is not asked again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from lib.money import yuan
from lib.refused import Refused
from policy import scheme_of
from subsidies import clocks, lifecycle
from subsidies.actions import undoing
from subsidies.actions.claims import day_of
from subsidies.bundles import netting
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


@dataclass(frozen=True)
class Share:
    """Some of the subjects, so that workers can divide them: of every ``of`` the ``nth``, those above ``after``."""

    nth: int = 0
    of: int = 1
    after: int = 0


def follow_up(
    code: str, *, at: datetime, share: Share = Share(), step: Callable[[int, int], None] | None = None
) -> Followed:
    """Every settled subject decided again as of today.

    step  told, first in each transaction, how far it is and how far it goes (ids of subjects)
    """
    done, subjects = Followed(), _settled(code, share, day_of(at))
    for start in range(0, len(subjects), AT_ONCE):
        some = subjects[start : start + AT_ONCE]
        with transaction.atomic():
            if step:
                step(some[-1], subjects[-1])
            _follow(code, some, at, done)
    return done


def _settled(code: str, share: Share, on: date) -> list[int]:
    """Subjects that were granted something, for which nothing is under way and nobody is waited for."""
    rows = Application.objects.filter(scheme=code, organisation__isnull=False, subject__gt=share.after).order_by()
    granted = rows.filter(state=Application.State.APPROVED).values_list("subject", flat=True)
    busy = rows.filter(state__in=Application.WAITING).values_list("subject", flat=True)
    still = sorted(pk for pk in set(granted) - set(busy) if pk % share.of == share.nth)
    waited_for = handling_of(code).waits(still, on)
    return [pk for pk in still if pk not in waited_for]


def _follow(code: str, subjects: list[int], at: datetime, done: Followed) -> None:
    hold(code, subjects)
    found = reckon(code, subjects, day_of(at))
    if found is None:
        return
    more = np.unique(found.subject[found.owed > 0]).tolist()
    if handling_of(code).nets:
        more = _as_a_whole(found, subjects, more, at, done)
    else:
        _each_by_itself(found, at, done)
    if more:
        asked = handling_of(code).asked(more)
        done.supplements += len(open_many(scheme=code, asked=asked, actor=None, at=at)) if asked else 0


def _each_by_itself(found: Reckoned, at: datetime, done: Followed) -> None:
    """Whoever has too much gives it back."""
    for row in np.flatnonzero(found.owed < 0).tolist():
        with suppress(Refused), transaction.atomic():  # somebody is at it: the next run finds what is left
            let_go, asked_back = _take_back(found, row, at)
            done.let_go, done.recoveries = done.let_go + let_go, done.recoveries + asked_back


def _as_a_whole(found: Reckoned, subjects: list[int], more: list[int], at: datetime, done: Followed) -> list[int]:
    """What some have too much is set off when others are granted more, else given back by one order; which subjects
    are due more. Waits until no money of a subject is on its way."""
    moving = netting.moving(found.scheme.code, subjects)
    still = [pk for pk in subjects if pk not in moving]
    for pk in still:
        if pk not in more:
            with suppress(Refused), transaction.atomic():
                done.recoveries += netting.ask_back(found, pk, at)
    netting.end_rights(found, still)
    return [pk for pk in more if pk in still]


def _take_back(found: Reckoned, row: int, at: datetime) -> tuple[int, int]:
    """Too much stands: the newest lines first are let go where unpaid, and asked back where paid; how many of each."""
    excess, recoveries_made, determination = -int(found.owed[row]), 0, 0
    lines = Line.objects.filter(entitlement=int(found.entitlement[row])).exclude(state=State.CLOSED)
    for line in lines.select_related("application", "determination").order_by("-pk"):
        if excess <= 0 or line.state in (State.OPEN, State.BATCHED, State.FAILED):
            break  # what is on its way to the bank is decided again when the bank has answered
        amount = 0 if line.state in OFF_ITS_WAY else _to_ask_back(line, excess)
        if amount is None:
            break
        if line.state == State.PAID and not amount:
            continue
        determination = determination or _written(found, row, at)
        if line.state in OFF_ITS_WAY:
            undoing.fell_out(line.application, [line.pk], by=None, at=at, determinations=[determination])
            return 1, recoveries_made  # what is still due of it, the next application asks for
        _ask_back(found, row, line, amount, determination, at)
        excess, recoveries_made = excess - amount, recoveries_made + 1
    return 0, recoveries_made


def _written(found: Reckoned, row: int, at: datetime) -> int:
    [made] = found.written(np.array([row]), circumstances(day_of(at), at, Determination.Trigger.RECOVERY))
    return int(made)


def _to_ask_back(line: Line, excess: int) -> int | None:
    """How much of what the line was paid is to come back: 0 where all of it is asked back already, None where one has
    to wait: an order is under way, or finance has said no to just this."""
    owed = Obligation.objects.get(line=line.pk)
    amount = min(excess, owed.paid)
    if not amount:
        return 0
    rows = Recovery.objects.filter(obligation=owed)
    under_way = rows.filter(state__in=[Recovery.State.ASKED, Recovery.State.ORDERED])
    said_no = rows.filter(state=Recovery.State.DENIED, asked_by=None, amount=amount)
    return None if under_way.exists() or said_no.exists() else amount


def _ask_back(found: Reckoned, row: int, line: Line, amount: int, determination: int, at: datetime) -> None:
    """Propose that so much of a paid line comes back."""
    was, on = line.determination.amount if line.determination else line.amount, day_of(at)
    made = recoveries.ask(
        obligation=Obligation.objects.get(line=line.pk).pk, amount=amount, ground=Recovery.Ground.CHANGED,
        words=f"按现在的登记重算：{yuan(was)} → {yuan(int(found.due[row]))}{_why(found, row)}",
        instalments=[(clocks.due("repayment", on), amount)], actor=None, at=at, on=on, determination=determination,
    )  # fmt: skip
    lifecycle.note(line.application, "ask-recovery", by=None, at=at, recovery=made.pk, amount=amount)


def _why(found: Reckoned, row: int) -> str:
    """The titles of the checks that refuse now."""
    failed = found.decided.failed[row].split()
    titles = [check.title for check in scheme_of(found.scheme.code).checks if check.code in failed]
    return f"；没有通过：{'、'.join(titles)}" if titles else ""
