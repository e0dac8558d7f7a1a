"""What the content does by the clock."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from occupations import editions


@shared_task
def publish_due_pages() -> None:
    """Publish and withdraw pages whose hour has come. Running it again changes nothing."""
    call_command("publish_scheduled")


@shared_task
def publish_due_editions() -> None:
    """Publish editions of the catalogue that were agreed to and whose day has come. Again it changes nothing."""
    editions.publish_due(timezone.localdate(), timezone.now())
