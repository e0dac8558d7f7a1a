"""Work that survives its worker: a row says what is to be done, who does it and how far it is.

The queue only carries the news. A worker takes a job by a conditional update and holds it for LEASE; every step it
makes moves the lease on, in the same transaction as what the step wrote. A killed worker's lease lapses, `due` names
the job, and another worker goes on where the last step ended. A worker that was only slow finds its lease gone at its
next step: `Lost` undoes that step, so nothing is done twice. All times are the database's own, so that no two
machines can disagree about them.

A room says how a verb is done by `register`; whoever wants it done calls `put`.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.urls import reverse

from lib.raised import where
from records.models import Job

LEASE = timedelta(minutes=2)  # longer than any step takes
PAUSE = timedelta(seconds=20)  # after a failure, before the next attempt
ATTEMPTS = 5  # in a row without a step forward, then it is given up

log = logging.getLogger(__name__)


class Lost(Exception):
    """The lease lapsed and somebody else holds the job: undo this step and leave."""


class Later(Exception):
    """It cannot be done just now (another one must end first). No failure; it is tried again."""


Tell = Callable[[int, int, str], None]  # done, total, what is being done


def _silent(done: int, total: int, said: str) -> None:
    pass


@dataclass
class Hold:
    """A job while we have it. `memo` is the caller's, for what need not be reckoned twice in one process."""

    job: int
    subject: int
    holder: str
    done: int
    total: int
    tell: Tell
    memo: dict[str, Any]

    def beat(self, said: str) -> None:
        """We are still at it. Raises Lost."""
        self._move(said=said)

    def step(self, done: int, total: int, said: str = "") -> None:
        """So much is done. Call it first in the transaction that writes the step. Raises Lost."""
        self._move(said=said, done=done, total=total, attempts=0)
        self.done, self.total = done, total

    def _move(self, said: str, **values: Any) -> None:
        ours = Job.objects.filter(pk=self.job, holder=self.holder, state=Job.State.RUNNING)
        if not ours.update(lease_until=_from_now(LEASE), said=said, **values):
            raise Lost
        self.tell(values.get("done", self.done), values.get("total", self.total), said)


Work = Callable[[Hold], None]
GaveUp = Callable[[int, str], None]  # (subject, why in words)


class Verb(NamedTuple):
    """How a kind of job is done, and how a screen calls it. ``page``: the name of the page of what it is about."""

    work: Work
    gave_up: GaveUp
    words: str
    page: str


_verbs: dict[str, Verb] = {}


def register(verb: str, work: Work, gave_up: GaveUp, words: str = "", page: str = "") -> None:
    """`work` does a job of this verb from wherever it stands; it may be called again at any point of it."""
    if verb in _verbs:
        raise ValueError(f"the verb {verb!r} is taken")
    _verbs[verb] = Verb(work, gave_up, words or verb, page)


def called(verb: str) -> str:
    """What a job of this verb does, in words."""
    return _verbs[verb].words if verb in _verbs else verb


def page_of(job: Job) -> str:
    """The address of what a job is about; empty where it has no page."""
    verb = _verbs.get(job.verb)
    return reverse(verb.page, args=[job.subject]) if verb and verb.page else ""


def put(verb: str, subject: int, tell: bool = True) -> Job:
    """A job for it, unless one lives. `tell`: send the news to the queue once this transaction is in."""
    alive = [Job.State.WAITING, Job.State.RUNNING]
    job, _ = Job.objects.get_or_create(
        verb=verb, subject=subject, state__in=alive, defaults={"state": Job.State.WAITING}
    )
    if tell:
        transaction.on_commit(partial(_send, job.pk))
    return job


def wake(verb: str) -> None:
    """Tell the queue of the jobs of this verb that wait, once this transaction is in."""
    for pk in (
        Job.objects.filter(_free(), verb=verb, state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True)
    ):
        transaction.on_commit(partial(_send, pk))


def latest(verb: str, subject: int) -> Job | None:
    return Job.objects.filter(verb=verb, subject=subject).order_by("-pk").first()


def due() -> list[int]:
    """Jobs that nobody holds: new ones, those whose pause is over, those whose worker is gone."""
    return list(Job.objects.filter(_free()).order_by("pk").values_list("pk", flat=True))


def drive(pk: int, tell: Tell | None = None, memo: dict[str, Any] | None = None) -> bool:
    """Take the job and do it. False where it is not free, or was put back for later, or failed this time."""
    job = _take(pk)
    if job is None:
        return False
    hold = Hold(pk, job.subject, job.holder, job.done, job.total, tell or _silent, {} if memo is None else memo)
    work, gave_up = _verbs[job.verb][:2]
    if job.attempts > ATTEMPTS:
        _give_up(hold, gave_up, f"连续 {ATTEMPTS} 次没有做完就中断了")
        return False
    try:
        work(hold)
    except Lost:
        log.info("job %s: somebody else holds it now", pk)
    except Later as reason:
        _put_back(hold, F("attempts") - 1, None, str(reason))
    except Exception as error:
        _failed(hold, job, error, gave_up)
    else:
        return _ours(hold).update(state=Job.State.DONE, ended_at=Now(), said="") == 1
    return False


def _take(pk: int) -> Job | None:
    holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex}"
    taken = Job.objects.filter(_free(), pk=pk).update(
        state=Job.State.RUNNING, holder=holder, lease_until=_from_now(LEASE), attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=pk) if taken else None


def _free() -> Q:
    lapsed = Q(lease_until__lt=Now())
    return Q(state=Job.State.WAITING) & (Q(lease_until__isnull=True) | lapsed) | Q(state=Job.State.RUNNING) & lapsed


def _ours(hold: Hold) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=hold.job, holder=hold.holder, state=Job.State.RUNNING)


def _put_back(hold: Hold, attempts: Any, pause: timedelta | None, said: str) -> None:
    until = None if pause is None else _from_now(pause)
    _ours(hold).update(state=Job.State.WAITING, holder="", lease_until=until, attempts=attempts, said=said)


def _failed(hold: Hold, job: Job, error: Exception, gave_up: GaveUp) -> None:
    log.error("job %s (%s %s), attempt %s: %s", hold.job, job.verb, hold.subject, job.attempts, where(error))
    attempts = Job.objects.values_list("attempts", flat=True).get(pk=hold.job)  # a step forward began them anew
    if attempts >= ATTEMPTS:
        _give_up(hold, gave_up, f"连续 {ATTEMPTS} 次没有成功")
    else:
        _put_back(hold, F("attempts"), PAUSE * max(attempts, 1), "这一次没有成功，稍后自动再试")


def _give_up(hold: Hold, gave_up: GaveUp, why: str) -> None:
    with transaction.atomic():
        if _ours(hold).update(state=Job.State.FAILED, ended_at=Now(), said=why):
            gave_up(hold.subject, why)


def _from_now(span: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + span, output_field=models.DateTimeField())


def _send(pk: int) -> None:
    from records.tasks import drive_job  # the door needs this module first

    try:
        drive_job.delay(pk)
    except Exception as error:  # whatever a queue that is down may raise
        log.warning("job %s waits for the timetable: %s", pk, where(error))
