"""Finding an occupation among 3,000, beside Wagtail's own database search and plain icontains.

    python -m benchmarks.search [--rows N] [--repeats N]

On a private SQLite database; with DATABASE_URL on a private one of that PostgreSQL server too. OCCUPATIONS_FILE names
the real classification, where there is one. What each figure means: benchmarks/README.md.
"""

import argparse
import os
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import private
from benchmarks.measure import Goal, figure, say
from benchmarks.scan import City

GOAL = Goal("value", 10)
PEERS = {
    "wagtail": "Wagtail's database search, as it comes",
    "wagtail_cut": "Wagtail's database search, words cut into pairs of signs",
    "icontains": "icontains over names, words, codes and pinyin",
}


def main() -> None:
    told = parse()
    with TemporaryDirectory() as folder:
        ask("SQLite", f"sqlite:///{folder}/search.sqlite3", told)
    if os.environ.get("DATABASE_URL"):
        with private.server() as server:
            ask("PostgreSQL", server.make(f"benchmark_search_{os.getpid()}"), told)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=3000, metavar="N", help="occupations; goals are for 3,000")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="of each question; the best counts")
    return parser.parse_args()


def ask(database: str, url: str, told: argparse.Namespace) -> None:
    """One database: made, filled, asked, reported."""
    city = City(url, told.rows, settings="benchmarks.search_settings")
    city.run("manage.py migrate --run-syncdb --verbosity 0")
    say(f"{database}: {told.rows:,} occupations")
    done = city.run("-m benchmarks.search_ours", told.rows, told.repeats, os.environ.get("OCCUPATIONS_FILE", ""))
    name = f"search, {database}, {done['rows']:,} occupations"
    sides: dict[str, Any] = done["sides"]
    ours = sides.pop("ours")
    for side, theirs in sides.items():
        peer: dict[str, Any] = {"peer": PEERS[side], "peer_value": p95(theirs["times"])}
        figure(f"{name}: p95 of {done['asked']} questions", p95(ours["times"]), "ms", goal=GOAL, **peer)
        figure(f"{name}: questions answered", share(ours, done), "%", peer=PEERS[side], peer_value=share(theirs, done))
    figure(f"{name}: p95 of {done['prefixes']} texts on their way, key by key", p95(ours["typed"]), "ms", goal=GOAL)
    figure(f"{name}: questions not answered", len(ours["missed"]), "questions", goal=Goal("value", 1))
    if ours["missed"]:
        say(f"not answered: {' · '.join(ours['missed'])}")


def share(side: dict[str, Any], done: dict[str, Any]) -> float:
    return 100 * (1 - len(side["missed"]) / done["asked"])


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return 1000 * quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    main()
