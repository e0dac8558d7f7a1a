"""One whole scan, or one whole recompute, of the database that DATABASE_URL names, in a process of its own.

    python -m benchmarks.scan_ours            prints {"seconds", "megabytes", "counts"}
    python -m benchmarks.scan_ours recompute  prints {"seconds", "megabytes", "rows"}

The clock runs over the work alone, not over starting Django; the memory is that of the whole process.
"""

import json
import sys
import time
from datetime import UTC, datetime

import django

from benchmarks.measure import peak_megabytes

django.setup()  # before what follows, which knows the models

from benchmarks.scan_city import ON  # noqa: E402
from records import jobs  # noqa: E402
from records.models import Job  # noqa: E402
from subsidies import recompute, scan  # noqa: E402
from subsidies.models import Determination  # noqa: E402


def scan_everybody() -> dict:
    asked = scan.ask("SU", on=ON, at=datetime.now(UTC), tell=False)
    jobs.drive(Job.objects.get(verb=scan.VERB, subject=asked.pk).pk)
    asked.refresh_from_db()
    if asked.finished_at is None or asked.said:
        raise SystemExit(f"the scan did not end: {asked.said}")
    return {"counts": asked.counts}


def replay_everything() -> dict:
    found = next(recompute.differences(), None)
    if found:
        raise SystemExit(f"a difference: {found}")
    return {"rows": Determination.objects.count()}


if __name__ == "__main__":
    work = replay_everything if sys.argv[1:] == ["recompute"] else scan_everybody
    begun = time.perf_counter()
    told = work()
    print(json.dumps({"seconds": time.perf_counter() - begun, "megabytes": peak_megabytes(), **told}))
