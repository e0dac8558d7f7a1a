"""What is owed, by the clock: found every night, told every morning. Each may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from subsidies import reminders, scan, sources, timed
from subsidies.actions import attachments
from subsidies.letters import job as letters


@shared_task
def scan_everybody() -> None:
    """Ask for a pass over everybody as of today, under every scheme that can."""
    for scheme in sources.scanned():
        scan.ask(scheme.code, on=timezone.localdate(), at=timezone.now())


@shared_task
def remind_of_what_is_owed() -> None:
    reminders.remind(timezone.localdate(), timezone.now())


@shared_task
def end_notices() -> None:
    timed.end_notices(timezone.now())


@shared_task
def lapse_what_was_not_completed() -> None:
    timed.lapse(timezone.now())


@shared_task
def remind_to_complete() -> None:
    timed.remind(timezone.now())


@shared_task
def forget_old_proofs() -> None:
    attachments.forget(timezone.now())


@shared_task
def make_letters() -> None:
    """Ask for every letter that is due: decisions taken and notices posted since the last time."""
    letters.ask()
