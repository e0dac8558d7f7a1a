"""How fast classes are settled on PostgreSQL: facts gathered, decided, determinations and lines written.

    DATABASE_URL=postgres://… python -m benchmarks.settle [--rows N]

Two workers divide the classes, as those of the queue do. Beside them the same with the ORM, trainee by trainee, on the
first 5,000; where the two write other amounts for these there are no figures. Makes private databases and drops them.
What each figure means: benchmarks/README.md.
"""

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from benchmarks import private
from benchmarks.measure import ROOT, Goal, figure, say
from benchmarks.private import Server

PEER = "a loop with the ORM, trainee by trainee"
LOOPED = 5_000
WORKERS = 2  # one for each core


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="trainees; goals are for a million")
    rows = parser.parse_args().rows
    sizes = sorted({max(rows // 100, LOOPED), max(rows // 10, LOOPED), rows})
    told: dict[int, dict[str, Any]] = {}
    with private.server() as server:
        for size in sizes:
            template = filled(server, size)
            told[size] = run("ours", server.make(f"{template}_ours", template), WORKERS)
            if size == sizes[0]:
                loop = run("loop", server.make(f"{template}_loop", template))
                if not loop["first"] or loop["first"] != told[size]["first"]:
                    raise SystemExit("ours and the loop pay otherwise")
            server.drop()
    report(told, loop, sizes)


def filled(server: Server, size: int) -> str:
    name = f"benchmark_settle_{os.getpid()}_{size}"
    url = server.make(name)
    environment = os.environ | {"DATABASE_URL": url}
    for command in (["manage.py", "migrate", "--verbosity", "0"], ["-m", "benchmarks.settle_city", str(size)]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    return name


def run(who: str, url: str, workers: int = 1) -> dict[str, Any]:
    """What ``workers`` processes side by side wrote, in what time; memory is of the largest."""
    shares = [[who, str(nth), str(workers)] if workers > 1 else [who] for nth in range(workers)]
    begun = [_begun(share, url) for share in shares]
    told = [_answered(process) for process in begun]
    seconds = max(one["ended"] for one in told) - min(one["began"] for one in told)
    megabytes = max(one["megabytes"] for one in told)
    wrote = _answered(_begun(["told"], url)) | {"seconds": seconds, "megabytes": megabytes}
    say(f"  {who}: {wrote['lines']:,} lines in {seconds:.1f} s, {megabytes:.0f} MB")
    return wrote


def _begun(arguments: list[str], url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.settle_ours", *arguments]
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE)


def _answered(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit("a worker failed: see above")
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def report(told: dict[int, dict[str, Any]], loop: dict[str, Any], sizes: list[int]) -> None:
    last = sizes[-1]
    figure(f"{last:,} trainees settled", told[last]["seconds"], "s", goal=Goal("value", 90))
    figure(f"{last:,} trainees settled: peak memory of a worker", told[last]["megabytes"], "MB")
    for size in sizes:
        figure(f"{size:,} trainees: for each", told[size]["seconds"] / size * 1e6, "µs")
    grows = told[last]["seconds"] / last / (told[sizes[0]]["seconds"] / sizes[0])
    figure(f"time for each: {last:,} to {sizes[0]:,}", grows, "times", goal=Goal("value", 1.5))
    each = loop["seconds"] / LOOPED * 1e6
    figure(f"one of {sizes[0]:,}", told[sizes[0]]["seconds"] / sizes[0] * 1e6, "µs", peer=PEER, peer_value=each)


if __name__ == "__main__":
    main()
