"""The pages of a plan with as many apprentices as one may have, on PostgreSQL: the server's time and the queries.

    DATABASE_URL=postgres://… python -m benchmarks.plans [--rows N] [--pages N]

Makes a private database on that server and drops it. What each figure means: benchmarks/README.md.
"""

import argparse
import os
from typing import Any

from benchmarks import private
from benchmarks.desk import p95
from benchmarks.measure import Goal, figure, say
from benchmarks.scan import City

GOAL = Goal("value", 300)


def main() -> None:
    told = parse()
    with private.server() as server:
        city = City(server.make(f"benchmark_plans_{os.getpid()}"), told.rows)
        city.run("manage.py migrate --verbosity 0")
        say(f"plans of {told.rows:,} apprentices, by the actions that real ones take")
        city.run("-m benchmarks.plans_city", told.rows)
        report(told.rows, city.run("-m benchmarks.plans_ours", told.pages))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000, metavar="N", help="goals are for 2,000")
    parser.add_argument("--pages", type=int, default=40, metavar="N", help="pages asked for of each kind")
    return parser.parse_args()


def report(rows: int, done: dict[str, Any]) -> None:
    for name, seconds in done["times"].items():
        figure(f"a plan of {rows:,}, {name}: p95", p95(seconds), "ms", goal=GOAL)
    for name, (many, few) in done["queries"].items():
        figure(f"{name}: queries", many, "queries")
        if many > few:
            raise SystemExit(f"{name}: {many} queries for {rows:,} apprentices, {few} for a few")


if __name__ == "__main__":
    main()
