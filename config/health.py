"""`/healthz`: can this process reach its database and its broker? Asked by load balancers, so no details."""

import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.celery import app

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with every part "ok", or 503 with "down" at the part that cannot be reached."""
    parts = {"database": _try(_database), "broker": _try(_broker)}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def _try(reach: Callable[[], None]) -> str:
    try:
        reach()
    except Exception:  # whatever the driver raises, the answer is the same; the log says which
        logger.exception("health check failed")
        return "down"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]
        if not os.access(folder, os.R_OK | os.W_OK):
            raise OSError(f"cannot write to {folder}")
        return
    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
