"""How fast a workbook of certificates enters the register, its holders all new: read, checked, sealed, written.

    python -m benchmarks.feeds [--rows N] [--repeats N] [--without stock]

Its peer is django-import-export as it comes, in bulk mode, doing the same checks and the same sealing, in the same run
on the same server; where both do not leave the same rows there are no figures. Needs a PostgreSQL server: DATABASE_URL,
or `.ci/with-postgres python -m benchmarks.feeds`. What each figure means: benchmarks/README.md.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import feeds_cases, private
from benchmarks.measure import ROOT, Goal, figure, python, say
from benchmarks.private import Server
from lib.sealed import new_key

ON = date(2026, 6, 30)
STOCK = "django-import-export 4, bulk mode"
SETTLED = 2  # seconds after the server's housekeeping
LOOK = 0.05  # seconds between two looks at the memory
# What both must agree on; the keyed index stands for the identity number.
ROWS = """
    SELECT count(*), md5(string_agg(concat_ws('|', c.number, c.kind, c.occupation, c.level, c.issued_on, c.issuer,
        p.name, p.document, p.born, encode(p.number_index, 'hex'), c.entry = c.id), E'\\n' ORDER BY c.number))
    FROM certificates_certificate c JOIN people_person p ON p.id = c.person_id WHERE c.until_run IS NULL
"""


def main() -> None:
    told = parse()
    with TemporaryDirectory(prefix="benchmark-") as name, private.server() as server:
        folder, fresh = Path(name), Databases(server)
        rows = make(folder, told.rows)
        ours, stock = compare(folder, fresh, told)
        report(ours, stock, told.rows)
        again(folder, fresh, rows)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rows", type=int, default=100_000, metavar="N", help="certificates; the goals are for 100,000"
    )
    parser.add_argument("--repeats", type=int, default=2, metavar="N", help="of each; the best counts")
    parser.add_argument("--without", nargs="+", choices=["stock"], default=(), metavar="PART", help="stock")
    return parser.parse_args()


def make(folder: Path, size: int) -> list[feeds_cases.Row]:
    say(f"making workbooks of {size:,} certificates")
    rows = feeds_cases.certificates(size)
    (folder / "new.xlsx").write_bytes(feeds_cases.workbook(rows, "证书"))
    (folder / "other.xlsx").write_bytes(feeds_cases.workbook(rows, "又一份"))
    (folder / "half.xlsx").write_bytes(feeds_cases.workbook(feeds_cases.half_changed(rows), "更正"))
    return rows


# --- private databases ------------------------------------------------------------------------------
class Databases:
    """A migrated database, and copies of it."""

    def __init__(self, server: Server):
        self._server, self._name, self._copies = server, f"benchmark_feeds_{os.getpid()}", 0
        self.environment = {
            "DATA_KEYS": new_key(1),
            "SECRET_KEY": "only-for-this-run",
            "CELERY_BROKER_URL": "memory://",
        }
        say("making a private database")
        environment = os.environ | self.environment | {"DATABASE_URL": server.make(self._name)}
        python("manage.py", "migrate", "--verbosity", "0", env=environment)

    def fill(self, work: Callable[[str], object]) -> None:
        """Put into the one that is copied what all of them are to have."""
        work(self._server.of(self._name))

    def copy(self) -> str:
        """The address of a fresh copy; the server has nothing left to write when it is given."""
        self._copies += 1
        url = self._server.make(f"{self._name}_{self._copies}", self._name)
        self._server.say(sql.SQL("CHECKPOINT"))
        time.sleep(SETTLED)
        return url


# --- one import in a process of its own ---------------------------------------------------------------
def run(who: str, file: Path, url: str, environment: dict[str, str]) -> dict[str, Any]:
    """What the process told, with ``peak``: the most megabytes that it and those it started held together."""
    command = [sys.executable, "-m", "benchmarks.feeds_run", who, str(file), ON.isoformat(), str(file.parent)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | {"DATABASE_URL": url})
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes(process.pid))
        time.sleep(LOOK)
    if process.returncode:
        raise SystemExit(f"{who} failed on {file.name}")
    told = json.loads((file.parent / "told.json").read_text(encoding="utf-8"))
    say(f"  {who}, {file.name}: {told['seconds']:.2f} s, {peak:.0f} MB")
    return told | {"peak": peak}


def megabytes(pid: int) -> float:
    """Resident memory of a process and its children; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS")), 0.0)
    return own + sum(megabytes(int(child)) for child in children)


def rows_of(url: str) -> tuple[Any, ...]:
    with psycopg.connect(url) as connection:
        found = connection.execute(ROWS).fetchone()
    assert found
    return found


# --- figures ----------------------------------------------------------------------------------------
def compare(folder: Path, fresh: Databases, told: argparse.Namespace) -> tuple[list[dict], list[dict]]:
    """Ours and the peer's, in turn. Raises SystemExit where they leave different rows."""
    ours: list[dict] = []
    stock: list[dict] = []
    left = set()
    for _ in range(told.repeats):
        for who, results in (("ours", ours), ("stock", stock)):
            if who in told.without:
                continue
            url = fresh.copy()
            results.append(run(who, folder / "new.xlsx", url, fresh.environment))
            left.add((*rows_of(url), tuple(results[-1]["refused"]) if told.rows <= 20_000 else results[-1]["parked"]))
    if len(left) > 1:
        raise SystemExit(f"ours and the peer's leave different rows: {sorted(left)[:2]}")
    return ours, stock


def report(ours: list[dict], stock: list[dict], size: int) -> None:
    taken = min(each["seconds"] for each in ours)
    theirs = min((each["seconds"] for each in stock), default=None)
    name = f"a workbook of {size:,} certificates, all holders new"
    figure(name, taken, "s", peer=STOCK, peer_value=theirs, goal=Goal("ratio", 10))
    if theirs:
        figure(f"{name}: rows in a second", size / taken, "rows/s", peer=STOCK, peer_value=size / theirs)
    peak = max(each["peak"] for each in ours)
    highest = max((each["peak"] for each in stock), default=None)
    figure(f"{name}: peak memory", peak, "MB", peer=STOCK, peer_value=highest, goal=Goal("value", 1024))
    best = min(ours, key=lambda each: each["seconds"])
    begun = next(when for when, said, _ in best["stages"] if said == "正在写入")
    figure(f"{name}: of which reading and checking", begun, "s")


def again(folder: Path, fresh: Databases, rows: list[feeds_cases.Row]) -> None:
    """The same file once more, the same rows in another file, every second row corrected."""
    url, size = fresh.copy(), len(rows)
    run("ours", folder / "new.xlsx", url, fresh.environment)
    same = run("ours", folder / "new.xlsx", url, fresh.environment)
    other = run("ours", folder / "other.xlsx", url, fresh.environment)
    half = run("ours", folder / "half.xlsx", url, fresh.environment)
    sound = size - same["parked"]
    if same["new"] or other["unchanged"] != sound or abs(half["changed"] * 2 - sound) > size // 100:
        raise SystemExit("coming again, the rows are not what they were")
    figure(f"the same file of {size:,} again", same["seconds"], "s")
    figure(f"the same {size:,} rows in another file: nothing to do", other["seconds"], "s")
    figure(f"{size:,} rows, half of them corrected", half["seconds"], "s")


if __name__ == "__main__":
    main()
