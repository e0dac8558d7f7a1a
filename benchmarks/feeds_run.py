"""One import in a process of its own: `python -m benchmarks.feeds_run ours|stock FILE ON FOLDER`.

The clock runs from the bytes of the file to all of it committed. FOLDER gets ``told.json``.
"""

import json
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django


def ours(content: bytes, on: date) -> dict[str, Any]:
    from records import runs

    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    begun = time.perf_counter()
    handed = runs.hand_in(
        kind="certificates", content=content, filename="证书.xlsx", by=None, at=at, confirmed=True, tell=False
    )
    stages: list[tuple[float, str, int]] = []
    if handed.new:
        runs.drive(handed.run, lambda done, _, said: stages.append((time.perf_counter() - begun, said, done)))
    taken = time.perf_counter() - begun
    run = handed.run
    run.refresh_from_db()
    if run.state != "done":
        raise SystemExit(f"the import ended as {run.state}: {run.message}")
    refused = sorted({problem.row for problem in runs.preview(run, 10**6).problems})
    told = {"added": run.added, "changed": run.changed, "unchanged": run.unchanged, "parked": run.parked}
    return {"seconds": taken, "refused": refused, "new": handed.new, "stages": stages, **told}


def stock(content: bytes, on: date) -> dict[str, Any]:
    from benchmarks.feeds_stock import bring

    begun = time.perf_counter()
    added, refused = bring(content, on)
    return {"seconds": time.perf_counter() - begun, "added": added, "refused": refused, "parked": len(refused)}


def warm(who: str) -> None:
    """What a process loads once is not the work of its first file: modules, the table of areas."""
    if who == "stock":
        from benchmarks import feeds_stock  # noqa: F401
    else:
        from people import named
        from records import runs  # noqa: F401

        named.known_area("990101")


def main() -> None:
    who, file, on, folder = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.MEDIA_ROOT = Path(folder) / "media"
    connection.ensure_connection()
    work = {"ours": ours, "stock": stock}[who]
    warm(who)
    content = Path(file).read_bytes()
    told = work(content, date.fromisoformat(on))
    (Path(folder) / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
