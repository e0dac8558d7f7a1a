"""One roster in a process of its own: `python -m benchmarks.roster_run fill|ours|stock FILE SIZE FOLDER`.

The clock runs from the bytes of the file to all of it committed and the bad rows marked. FOLDER gets ``told.json``.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from benchmarks import roster_cases


def fill(file: Path, size: int) -> dict[str, Any]:
    from benchmarks import roster_city

    file.write_bytes(roster_cases.workbook(size, roster_city.fill(size)))
    return {"seconds": 0.0}


def ours(file: Path, size: int) -> dict[str, Any]:
    from people.models import Organisation
    from records import jobs, runs
    from records.work import CHECK, WRITE

    content, school = file.read_bytes(), Organisation.objects.get()
    day = roster_cases.ON
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    begun = time.perf_counter()
    handed = runs.hand_in(
        kind="roster", content=content, filename="名册.xlsx", by=None, at=at, scope=f"institution:{school.pk}",
        tell=False,
    )  # fmt: skip
    stages: list[tuple[float, str, int]] = []

    def work(verb: str) -> None:
        """As a worker does it, for whom the two are two jobs."""
        job = jobs.latest(verb, handed.run.pk)
        assert job is not None
        jobs.drive(job.pk, lambda done, _, said: stages.append((time.perf_counter() - begun, said, done)), {})

    work(CHECK)
    checked = time.perf_counter() - begun
    run = runs.confirm(run=handed.run, by=None, at=at, agreed=True, tell=False)
    work(WRITE)
    taken = time.perf_counter() - begun
    run.refresh_from_db()
    if run.state != "done":
        raise SystemExit(f"the roster ended as {run.state}: {run.message}")
    refused = sorted({problem.row for problem in runs.preview(run, 10**6).problems})
    return {
        "seconds": taken, "checked": checked, "added": run.added, "parked": run.parked, "refused": refused,
        "stages": stages, "codes": run.codes,
    }  # fmt: skip


def stock(file: Path, size: int) -> dict[str, Any]:
    from benchmarks.roster_stock import bring

    content = file.read_bytes()
    begun = time.perf_counter()
    added, refused = bring(content)
    return {"seconds": time.perf_counter() - begun, "added": added, "refused": refused, "parked": len(refused)}


def main() -> None:
    who, file, size, folder = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection

    from occupations import demo

    settings.MEDIA_ROOT = Path(folder) / "media"
    connection.ensure_connection()
    if who == "fill":
        demo.load()
    else:  # what a process loads once is not the work of its first file
        from occupations.queries import atlas
        from people import named

        named.known_area("990101")
        atlas().canonical(roster_cases.CARE)
    told = {"fill": fill, "ours": ours, "stock": stock}[who](Path(file), int(size))
    (Path(folder) / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
