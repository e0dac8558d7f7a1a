"""The queue: how tasks travel, and when the timed ones run."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TRANSPORT_ALIASES["filesystem"] = "config.filebroker:Transport"

app = Celery("xunxing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each of these may run twice, late or not at all without harm; the next run makes it good.
app.conf.beat_schedule = {
    "publish what is due": {"task": "cms.tasks.publish_due_pages", "schedule": crontab(minute="*/10")},
    "clear ended sessions": {
        "task": "people.tasks.clear_ended_sessions",
        "schedule": crontab(hour="3", minute="30"),
    },
    "find who is owed": {"task": "subsidies.tasks.scan_everybody", "schedule": crontab(hour="4", minute="30")},
    "remind of what is owed": {
        "task": "subsidies.tasks.remind_of_what_is_owed",
        "schedule": crontab(hour="9", minute="0"),
    },
    # by day, since each sends texts
    "end notices": {"task": "subsidies.tasks.end_notices", "schedule": crontab(hour="8", minute="20")},
    "lapse what was not completed": {
        "task": "subsidies.tasks.lapse_what_was_not_completed",
        "schedule": crontab(hour="8", minute="40"),
    },
    "remind to complete": {"task": "subsidies.tasks.remind_to_complete", "schedule": crontab(hour="9", minute="10")},
    "seal the days that are over": {
        "task": "records.tasks.seal_days_that_are_over",
        "schedule": crontab(hour="1", minute="30"),
    },
    "seal the books of days that are over": {
        "task": "treasury.tasks.seal_days_that_are_over",
        "schedule": crontab(hour="1", minute="40"),
    },
    "publish due editions": {"task": "cms.tasks.publish_due_editions", "schedule": crontab(minute="*/10")},
    "make letters": {"task": "subsidies.tasks.make_letters", "schedule": crontab(minute="*/10")},
    "drive what waits": {"task": "records.tasks.drive_what_waits", "schedule": crontab(), "options": {"expires": 50}},
    "send waiting texts": {"task": "people.tasks.send_waiting_texts", "schedule": crontab()},
    "forget old texts": {"task": "people.tasks.forget_old_texts", "schedule": crontab(hour="3", minute="40")},
    "forget old proofs": {"task": "records.tasks.forget_old_proofs", "schedule": crontab(hour="3", minute="50")},
    "forget proofs of claims": {
        "task": "subsidies.tasks.forget_old_proofs",
        "schedule": crontab(hour="3", minute="55"),
    },
    "move up who waits": {"task": "training.tasks.move_up", "schedule": crontab(hour="8", minute="35")},
    "lapse changes": {"task": "apprenticeship.tasks.lapse_changes", "schedule": crontab(hour="0", minute="20")},
    "settle overlaps": {"task": "apprenticeship.tasks.settle_overlaps", "schedule": crontab(hour="0", minute="30")},
    "follow plans": {"task": "apprenticeship.tasks.follow_plans", "schedule": crontab(hour="5", minute="40")},
    "follow settlements": {"task": "training.tasks.follow_settlements", "schedule": crontab(hour="5", minute="10")},
    # after the feeds of the night, before the offices open
    "count outcomes": {"task": "training.tasks.count_outcomes", "schedule": crontab(hour="5", minute="40")},
    "lapse sign-ups": {"task": "training.tasks.lapse_sign_ups", "schedule": crontab(hour="8", minute="30")},
    "sweep files": {"task": "records.tasks.sweep_files", "schedule": crontab(hour="4", minute="0")},
}


@worker_ready.connect
def drive_what_waits(**told: object) -> None:
    """A worker that begins looks for work that nobody holds, as one that was killed may have left it."""
    if app.conf.task_default_queue in app.amqp.queues.consume_from:
        app.send_task("records.tasks.drive_what_waits")
