"""What happens to classes by the clock. May run twice without harm."""

from celery import shared_task
from django.utils import timezone

from subsidies.bundles.following import follow_up
from training import telling
from training.models import Enrolment
from training.roster import actions
from training.scheme import TRAINING


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
    follow_up(TRAINING.code, at=timezone.now())
