"""What accounts need by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_ended_sessions() -> None:
    """Forget sessions that have run out. Running it again changes nothing."""
    call_command("clearsessions")
