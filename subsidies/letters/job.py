"""All letters that are due, made in one job: letter by letter, each in a transaction of its own with the progress.

A killed worker leaves whole letters; another goes on with what is still due. One that cannot be made leaves the others.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from lib.refused import Refused
from records import jobs
from records.models import Job
from subsidies.letters import actions
from subsidies.models import Application, Letter, Notice
from treasury.models import Recovery

VERB, ALL = "letters", 0
AT_ONCE = 200  # keys read together
STEP = 20  # letters between two words of how far it is
State = Application.State

log = logging.getLogger(__name__)


def due_cases() -> QuerySet[Application]:
    """Decided cases whose decision no letter tells yet."""
    told = Letter.objects.filter(
        application=OuterRef("pk"), determination=OuterRef("determination"), kind__in=Letter.DECISIONS
    )
    decided = Application.objects.filter(state__in=[State.APPROVED, State.REFUSED], determination__isnull=False)
    return decided.filter(~Exists(told)).order_by("pk")


def due_notices() -> QuerySet[Notice]:
    return Notice.objects.filter(letters__isnull=True).order_by("pk")


def due_recoveries() -> QuerySet[Recovery]:
    """Orders to pay back that were agreed to and that no letter tells yet."""
    return Recovery.objects.filter(state__in=actions.ORDERED, letters__isnull=True).order_by("pk")


def ask(tell: bool = True) -> Job | None:
    """A job for whatever is due; None where nothing is."""
    due = any(rows.exists() for rows in (due_cases(), due_notices(), due_recoveries()))
    return jobs.put(VERB, ALL, tell=tell) if due else None


def work(hold: jobs.Hold) -> None:
    """What the job does, from wherever it stands."""
    making = _Making(hold, hold.done + sum(rows.count() for rows in (due_cases(), due_notices(), due_recoveries())))
    making.all_of(due_cases(), actions.decision)
    making.all_of(due_notices(), actions.notice_list)
    making.all_of(due_recoveries(), actions.of_recovery)
    making.say()


def gave_up(subject: int, why: str) -> None:
    """What was made stands; the next run of the timetable asks again for the rest."""


class _Making:
    """One run of the job. The letters are made once each whatever happens, so a step behind does no harm."""

    def __init__(self, hold: jobs.Hold, total: int):
        self._hold, self._total, self._done, self._failed = hold, total, hold.done, 0

    def all_of(self, rows: QuerySet, make: Callable[..., Letter]) -> None:
        after = 0
        while keys := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:AT_ONCE]):
            for key in keys:
                self._one(make, key)
            after = keys[-1]

    def say(self) -> None:
        """Raises Lost."""
        self._hold.step(self._done, max(self._total, self._done), "正在制作文书")

    def _one(self, make: Callable[..., Letter], key: int) -> None:
        try:
            make(pk=key, at=self._now())
            self._failed = 0
        except Refused:  # it has moved on meanwhile
            pass
        except Exception as error:  # whatever one letter meets, the others are made
            log.error("letter of %s %s: %s", make.__name__, key, jobs.where(error))
            self._failed += 1
            if self._failed == STEP:  # it is not the letters
                raise
        self._done += 1
        if self._done % STEP == 0:
            self.say()

    def _now(self) -> datetime:
        """The database's time, as everything of jobs."""
        return Job.objects.filter(pk=self._hold.job).annotate(now=Now()).values_list("now", flat=True).get()
