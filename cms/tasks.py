"""What the content does by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_due_pages() -> None:
    """Publish and withdraw pages whose hour has come. Running it again changes nothing."""
    call_command("publish_scheduled")
