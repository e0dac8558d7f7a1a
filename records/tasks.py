"""Background work by the clock and by the queue's news: the doors to `records.jobs`."""

from celery import shared_task
from django.utils import timezone

from records import events, files, jobs
from records.corrections import actions


@shared_task
def drive_job(pk: int) -> None:
    """Do one job, unless somebody else has it. Running it again changes nothing."""
    jobs.drive(pk)


@shared_task
def drive_what_waits() -> None:
    """Every job that nobody holds: whatever the queue lost, whatever a killed worker left."""
    for pk in jobs.due():
        jobs.drive(pk)


@shared_task
def seal_days_that_are_over() -> None:
    """Tie the events of each day that is over into its root."""
    events.seal_days(timezone.localdate())


@shared_task
def forget_old_proofs() -> None:
    """Take away what was handed in with requests that were taken back. Running it again changes nothing."""
    actions.forget_proofs(timezone.now())


@shared_task
def sweep_files() -> None:
    """Take away contents that no row names."""
    files.sweep(timezone.now())
