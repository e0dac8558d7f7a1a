"""What happens to classes by the clock. May run twice without harm."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from records import jobs
from subsidies.bundles.following import Share, follow_up
from training import telling
from training.models import Enrolment
from training.outcomes.actions import refresh
from training.outcomes.measuring import reach
from training.roster import actions
from training.scheme import TRAINING

FOLLOW = "follow-settlements"
SHARES = 2  # workers that may be at it side by side


@shared_task
def lapse_sign_ups() -> None:
    """Whoever signed up and was not answered before the class began is told that it is over."""
    now = timezone.now()
    for row in actions.lapse(timezone.localdate(), now):
        telling.answered(row, now)


@shared_task
def move_up() -> None:
    """Whoever waits gets the seats that are free, and is told."""
    now = timezone.now()
    for row in actions.move_up(timezone.localdate(), now):
        telling.answered(Enrolment.objects.select_related("person", "of").get(pk=row.pk), now)


@shared_task
def follow_settlements() -> None:
    """Whatever has been proved, or proved false, of classes that were settled: supplements and recoveries."""
    for share in range(SHARES):
        jobs.put(FOLLOW, share)


def follow(hold: jobs.Hold) -> None:
    """What the job of a share does, from wherever it stands."""
    share = Share(hold.subject, SHARES, hold.done)
    follow_up(TRAINING.code, at=timezone.now(), share=share, step=partial(hold.step, said="正在核对结算过的班"))


def gave_up(share: int, why: str) -> None:
    """Nothing is lost: the next morning begins anew."""


@shared_task
def count_outcomes() -> None:
    """What became of trainees, counted anew from the registers as they are today."""
    refresh(to=reach(timezone.localdate()))
