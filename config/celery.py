"""The queue: how tasks travel, and when the timed ones run."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("xunxing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
