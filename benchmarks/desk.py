"""The desk over a million applications on PostgreSQL: the server's time for a page of the queue and for a case.

    DATABASE_URL=postgres://… python -m benchmarks.desk [--rows N] [--pages N]

Makes a private database on that server and drops it. What each figure means: benchmarks/README.md.
"""

import argparse
import os
from statistics import quantiles
from typing import Any

from benchmarks import private
from benchmarks.measure import Goal, figure, say
from benchmarks.scan import City

GOAL = Goal("value", 200)
PEER = "Django's paginator by page number, everything counted"


def main() -> None:
    told = parse()
    with private.server() as server:
        city = City(server.make(f"benchmark_desk_{os.getpid()}"), told.rows)
        say(f"{told.rows:,} people, and as many applications")
        city.run("manage.py migrate --verbosity 0")
        city.run("-m benchmarks.scan_city", told.rows)
        city.run("-m benchmarks.desk_city")
        report(city, city.run("-m benchmarks.desk_ours", told.pages))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="goals are for a million")
    parser.add_argument("--pages", type=int, default=200, metavar="N", help="pages asked for of each kind")
    return parser.parse_args()


def report(city: City, done: dict[str, Any]) -> None:
    times = {name: p95(each) for name, each in done["times"].items()}
    [(rows,)] = city.sql("SELECT COUNT(*) FROM subsidies_application")
    for name, value in times.items():
        if "by number" in name:
            continue
        theirs = times.get(f"{name} by number")
        told: dict[str, Any] = {"peer": PEER, "peer_value": theirs} if theirs else {}
        figure(f"desk, {rows:,} applications, {name}: p95", value, "ms", goal=GOAL, **told)
    for name, count in done["queries"].items():
        figure(f"desk, {name}: queries", count, "queries")


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return 1000 * (quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0])


if __name__ == "__main__":
    main()
