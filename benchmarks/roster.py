"""How fast a whole institution's roster goes in: a workbook read, every rule of persons and classes asked, written, the
bad rows marked.

    python -m benchmarks.roster [--rows N] [--repeats N] [--without stock]

Its peer is django-import-export as it comes, in bulk mode, with the same checks, in the same run on the same server;
where both do not refuse the same rows there are no figures. Needs a PostgreSQL server: DATABASE_URL, or
`.ci/with-postgres python -m benchmarks.roster`. What each figure means: benchmarks/README.md.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import private
from benchmarks.feeds import LOOK, STOCK, Databases, megabytes
from benchmarks.measure import ROOT, Goal, figure, say


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, metavar="N", help="trainees; the goals are for 100,000")
    parser.add_argument("--repeats", type=int, default=2, metavar="N", help="of ours; the best counts")
    parser.add_argument("--without", nargs="+", choices=["stock"], default=(), metavar="PART", help="stock")
    told = parser.parse_args()
    with TemporaryDirectory(prefix="benchmark-") as name, private.server() as server:
        folder, fresh = Path(name), Databases(server)
        say(f"an institution of {told.rows:,} trainees")
        fresh.fill(lambda url: run("fill", folder, told.rows, url, fresh.environment))
        ours = [run("ours", folder, told.rows, fresh.copy(), fresh.environment) for _ in range(told.repeats)]
        stock = None if "stock" in told.without else run("stock", folder, told.rows, fresh.copy(), fresh.environment)
        if stock and (stock["parked"], stock["added"]) != (ours[0]["parked"], ours[0]["added"]):
            raise SystemExit(f"ours and the peer take different rows: {ours[0]['added']} and {stock['added']}")
        if stock and (odd := set(ours[0]["refused"]) - set(stock["refused"])):  # of ours the first 200 are told
            raise SystemExit(f"ours refuses what the peer takes: {sorted(odd)[:10]}")
        report(min(ours, key=lambda each: each["seconds"]), stock, told.rows)


def run(who: str, folder: Path, rows: int, url: str, environment: dict[str, str]) -> dict[str, Any]:
    """What the process told, with ``peak``: the most megabytes that it and those it started held together."""
    command = [sys.executable, "-m", "benchmarks.roster_run", who, str(folder / "roster.xlsx"), str(rows), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | {"DATABASE_URL": url})
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes(process.pid))
        time.sleep(LOOK)
    if process.returncode:
        raise SystemExit(f"{who} failed")
    told: dict[str, Any] = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    say(f"  {who}: {told['seconds']:.2f} s, {peak:.0f} MB")
    return told | {"peak": peak}


def report(ours: dict[str, Any], stock: dict[str, Any] | None, rows: int) -> None:
    name = f"a roster of {rows:,}, every rule of persons and classes, bad rows marked"
    theirs = stock["seconds"] if stock else None
    figure(name, ours["seconds"], "s", peer=STOCK, peer_value=theirs, goal=Goal("ratio", 15))
    figure(f"{name}: time", ours["seconds"], "s", goal=Goal("value", 15))
    figure(
        f"{name}: peak memory",
        ours["peak"],
        "MB",
        peer=STOCK,
        peer_value=stock["peak"] if stock else None,
        goal=Goal("value", 1024),
    )
    figure(f"{name}: of which until it waits for a yes", ours["checked"], "s")


if __name__ == "__main__":
    main()
