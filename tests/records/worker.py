"""A worker of its own process, to be killed: drives what waits until nothing does, a line on stdout for each step.

    python -m tests.records.worker MEDIA_ROOT ROWS LEASE [STATEMENTS]

ROWS: of a part. LEASE: seconds. STATEMENTS: after so many to the database it kills itself, before the next.
"""

import os
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

PATIENCE = 60  # seconds without any work


def main() -> None:
    media, rows, lease, *statements = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    settings.MEDIA_ROOT = Path(media)
    from records import jobs, kinds
    from records.models import Job

    jobs.LEASE = timedelta(seconds=float(lease))
    for kind, feed in list(kinds._feeds.items()):
        kinds._feeds[kind] = replace(feed, size=int(rows) if feed.size else None)
    print("ready", flush=True)
    if statements:
        die_after(int(statements[0]))
    idle = time.monotonic() + PATIENCE
    while Job.objects.filter(ended_at=None).exists() and time.monotonic() < idle:
        for pk in jobs.due():
            jobs.drive(pk, lambda done, total, said: print(done, total, flush=True))
        time.sleep(0.05)


def die_after(statements: int) -> None:
    """As a power cut would have it: no handler runs, nothing is said to the database."""
    from django.db import connection

    left = iter(range(statements))

    def count(execute, sql, params, many, context):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(count)


if __name__ == "__main__":
    main()
