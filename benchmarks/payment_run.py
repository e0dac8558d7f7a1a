"""A payment run on PostgreSQL, from approved lines to the bank's answers, beside the same row by row with the ORM.

    DATABASE_URL=postgres://… python -m benchmarks.payment_run [--rows N] [--loop N]

Makes private databases on that server and drops them. What each figure means: benchmarks/README.md.
"""

import argparse
import os

from benchmarks import private
from benchmarks.measure import Goal, figure, say
from benchmarks.private import Server
from benchmarks.scan import City

PEER = "row by row with the ORM"
STEPS = ("draw", "agree and write", "answers")


def main() -> None:
    told = parse()
    with private.server() as server:
        small = city(server, told.loop)
        loop = small.run("-m benchmarks.payment_loop")
        say(f"row by row: {loop['seconds']:.1f} s for {loop['payments']:,}, {loop['paid']:,} paid")
        server.drop()
        done = city(server, told.rows).run("-m benchmarks.payment_ours")
    if done["payments"] != told.rows or loop["payments"] != told.loop:
        raise SystemExit(f"not everybody was paid: {done}, {loop}")
    whole = sum(done[step] for step in STEPS)
    name = f"payment run, {told.rows:,} payees"
    figure(name, whole, "s", goal=Goal("value", 60))
    for step in STEPS:
        figure(f"{name}: {step}", done[step], "s")
    if done["megabytes"] is not None:
        figure(f"{name}: peak memory of the process", done["megabytes"], "MB", goal=Goal("value", 1024))
    each, theirs = 1e6 * whole / told.rows, 1e6 * loop["seconds"] / told.loop
    figure("payment run, for each payee", each, "µs", peer=PEER, peer_value=theirs)
    figure(f"{name}: everything added up anew afterwards", done["verify"], "s")


def city(server: Server, rows: int) -> City:
    made = City(server.make(f"benchmark_pay_{os.getpid()}_{rows}"), rows)
    say(f"a city of {rows:,} who wait to be paid")
    made.run("manage.py migrate --verbosity 0")
    made.run("-m benchmarks.payment_city", rows)
    return made


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, metavar="N", help="payees; goals are for 100,000")
    parser.add_argument("--loop", type=int, default=5_000, metavar="N", help="payees of the peer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
