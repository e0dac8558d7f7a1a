"""What accounts and text messages need by the clock. Each may run twice without harm."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from people import limits, signin, texts


@shared_task
def clear_ended_sessions() -> None:
    """Forget sessions that have run out."""
    call_command("clearsessions")


@shared_task
def send_waiting_texts() -> None:
    """Send what the gateway could not take before, give up what is worth nothing now, ask what became of the rest."""
    texts.send_waiting(timezone.now())


@shared_task
def forget_old_texts() -> None:
    """Forget messages and sign-in codes that nobody needs any more."""
    texts.forget_old(timezone.now())
    signin.forget_old(timezone.now())
    limits.forget_old(timezone.now())
