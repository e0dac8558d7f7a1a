"""生成批次: every line that waits is decided again under its person's lock; what passes every gate goes in.

All of it is one transaction: a killed worker leaves nothing behind, and the job begins anew. What comes out otherwise
than it was approved leaves a determination and goes back to the city's review.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from people import bulk
from people.actor import Actor
from people.models import Person
from policy import scheme_of
from records import events, jobs
from subsidies import determinations
from subsidies.actions import undoing
from subsidies.determinations import Circumstances
from subsidies.models import Application, Determination, Line
from subsidies.paying import frame, gates, lines
from subsidies.paying.frame import Frame
from subsidies.paying.gates import Asked
from subsidies.paying.owed import fund_of
from subsidies.sources import known_now
from treasury import batches
from treasury.batches import Chosen, Looked
from treasury.models import Batch

VERB = "draw-batch"
MOST = 100_000
State = Line.State
WAITING = """
    SELECT a.id, e.person_id AS person FROM subsidies_line l
    JOIN subsidies_application a ON a.id = l.application_id JOIN subsidies_entitlement e ON e.id = l.entitlement_id
    WHERE l.state = 'payable' AND a.state = 'approved' AND a.scheme = %s ORDER BY a.id LIMIT %s
"""


def chain(batch: Batch) -> str:
    """The name of a batch's chain of events."""
    return f"batch:{batch.pk}"


def ask(*, scheme: str, actor: Actor, on: date, at: datetime, tell: bool = True) -> Batch:
    """A batch of what waits under a scheme, drawn by a job; the one that is under way, if there is one. Raises Refused.

    tell  send the queue the news; a caller who drives the job itself does not want that
    """
    with transaction.atomic():
        batch = batches.begin(scheme=scheme, fund=fund_of(scheme), on=on, actor=actor, at=at)
        if batch.state == Batch.State.DRAWING and not events.of(chain(batch)):
            events.add(chain(batch), "draw", by=actor, at=at)
            jobs.put(VERB, batch.pk, tell=tell)
        return batch


def work(hold: jobs.Hold) -> None:
    """What the job does."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=hold.subject)
        if batch.state != Batch.State.DRAWING:
            return
        hold.step(0, 1, "正在逐笔核对")
        draw(batch, batch.drawn_at)


def gave_up(subject: int, why: str) -> None:
    batches.gave_up(subject, why)


@dataclass
class _Pile:
    """What the passes found so far."""

    frames: list[Frame] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def add(self, one: Frame, said: Asked) -> None:
        self.frames.append(one)
        self.asked.append(said)

    def column(self, name: str) -> np.ndarray:
        return np.concatenate([getattr(one, name) for one in self.frames] or [np.zeros(0, dtype=np.int64)])

    @property
    def passed(self) -> np.ndarray:
        return np.concatenate([said.passed for said in self.asked] or [np.zeros(0, dtype=bool)])

    @property
    def failed(self) -> list[str]:
        return [codes for said in self.asked for codes in said.failed]

    @property
    def found(self) -> list[str]:
        return [told for said in self.asked for told in said.found]


def draw(batch: Batch, at: datetime) -> Batch:
    """Fill a batch. In a transaction. Raises Refused."""
    pile = _Pile()
    applications = _lock(batch.scheme)
    scheme, run = scheme_of(batch.scheme), known_now()
    determinations.keep_terms(scheme)
    while len(applications):
        one, applications = frame.read(scheme, batch.fund, batch.on, run, applications, pile.column("line"))
        one.other_account[:] = _other_account(one, pile)
        said = gates.ask(one)
        lines.move(
            one.line[said.passed], State.PAYABLE, State.BATCHED, "batched", by=None, at=at, data={"batch": batch.pk}
        )
        pile.add(one, said)
    passed = np.flatnonzero(pile.passed)
    chosen = Chosen(*(pile.column(n)[passed] for n in ("obligation", "due", "person", "organisation", "account")))
    done = batches.freeze(batch, chosen, Looked(pile.column("obligation"), pile.failed, pile.found))
    for one in pile.frames:
        _back_to_the_city(one, batch, run, at)
    events.add(
        chain(batch), "drawn", by=None, at=at,
        data={"payments": done.payments_count, "amount": done.amount, "left_out": done.left_out, "hash": done.hash},
    )  # fmt: skip
    return done


def _lock(scheme: str) -> np.ndarray:
    """The cases that have something to be paid, held until the transaction ends with those whose right it is."""
    rows = bulk.read(WAITING, {"id": "id", "person": "id"}, [scheme, MOST])
    for model, ids in ((Application, rows["id"]), (Person, rows["person"])):
        held: Any = model._default_manager.order_by("pk").select_for_update(of=("self",))
        list(bulk.those(held, np.unique(ids)).values_list("pk", flat=True))
    return np.unique(rows["id"])


def _other_account(one: Frame, pile: _Pile) -> np.ndarray:
    """Does the payee have another account in this batch already?"""
    passed = pile.passed
    if not passed.any():
        return np.zeros(len(one), dtype=bool)
    payee, account = pile.column("payee")[passed], pile.column("account")[passed]
    order = np.argsort(payee, kind="stable")
    payee, account = payee[order], account[order]
    place = np.clip(np.searchsorted(payee, one.payee), 0, len(payee) - 1)
    return (payee[place] == one.payee) & (account[place] != one.account)


def _back_to_the_city(one: Frame, batch: Batch, run: int, at: datetime) -> None:
    """Whatever comes out otherwise today leaves a determination, and its case is decided anew."""
    of_many: dict[int, list[tuple[int, int]]] = {}
    for row in np.flatnonzero((one.place < 0) & (one.organisation > 0)).tolist():  # nothing is asked for any more
        of_many.setdefault(int(one.application[row]), []).append((int(one.line[row]), 0))
    differs, made = np.flatnonzero(~one.same & (one.place >= 0)), np.zeros(0, dtype=np.int64)
    if len(differs) and one.decided is not None:
        under = Circumstances(batch.on, run, Determination.Trigger.BATCH.value, at)
        made = determinations.add(one.decided, one.place[differs], under)
    for row, determination in zip(differs.tolist(), made.tolist(), strict=True):
        if one.organisation[row]:
            of_many.setdefault(int(one.application[row]), []).append((int(one.line[row]), determination))
            continue
        undoing.came_out_otherwise(
            pk=int(one.application[row]), determination=determination, amount=int(one.now[row]), at=at
        )
    for case, fallen in of_many.items():
        fell, determined = zip(*fallen, strict=True)
        why = [pk for pk in determined if pk]
        undoing.fell_out(Application.objects.get(pk=case), fell, by=None, at=at, determinations=why)
