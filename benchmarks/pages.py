"""Public pages by gunicorn over loopback: from memory, beside the same pages made anew for each reader.

    python -m benchmarks.pages [--seconds N] [--connections N]

Asks wrk. Makes a private SQLite database; with DATABASE_URL, a private database on that PostgreSQL server.
What each figure means: benchmarks/README.md.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks import private
from benchmarks.measure import ROOT, Goal, figure, python, say

PAGES = {
    "home": "/",
    "catalogue": "/catalogue/",
    "occupation": "/occupations/4-10-01-05/",
    "search": f"/occupations/?q={quote('养老')}",
    "rule": "/rules/SU/",
}
PEER = "the same page by Wagtail and Django, made anew"
SENTENCE = "量一量，改了马上看得见。"
PUBLISH = f"""
import django; django.setup()
from cms.models import HomePage
page = HomePage.objects.get(); page.sentence = {SENTENCE!r}; page.save_revision().publish()
"""
FILL = "import django; django.setup(); from occupations import demo; demo.load()"
TIMES = 20


class Asked(NamedTuple):
    """`rate`: requests a second; `p95`: milliseconds."""

    rate: float
    p95: float


def main() -> None:
    told = parse()
    if not shutil.which("wrk"):
        raise SystemExit("needs wrk (apt-get install wrk)")
    with ExitStack() as stack:
        database = stack.enter_context(own_database())
        environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": ""}
        say("a database with the demonstration catalogue")
        python("manage.py", "migrate", "--verbosity", "0", env=environment)
        python("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=environment)
        python("-c", FILL, env=environment)
        ours = stack.enter_context(gunicorn(environment))
        anew = stack.enter_context(gunicorn(environment | {"DJANGO_SETTINGS_MODULE": "benchmarks.pages_anew"}))
        at_once(ours, environment)
        for name, path in PAGES.items():
            report(name, measure(ours + path, told), measure(anew + path, told), told)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=8, metavar="N", help="of each measurement")
    parser.add_argument("--connections", type=int, default=32, metavar="N", help="goals are for 32")
    return parser.parse_args()


@contextmanager
def own_database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        with private.server() as server:
            yield server.make(f"benchmark_pages_{os.getpid()}")
    else:
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/pages.sqlite3"


@contextmanager
def gunicorn(environment: dict[str, str]) -> Iterator[str]:
    """The address of a site as the Procfile serves it, at work when this returns."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    served = subprocess.Popen(
        command, cwd=ROOT, env=environment | {"PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                read(f"{address}/")
                break
            except URLError:
                time.sleep(0.2)
        else:
            raise SystemExit("gunicorn does not answer")
        yield address
    finally:
        served.terminate()
        served.wait()


def at_once(site: str, environment: dict[str, str]) -> None:
    """Every worker has kept the page, an editor publishes in another process, and no worker shows the old one again."""
    before = [read(f"{site}/") for _ in range(TIMES)]
    python("-c", PUBLISH, env=environment)
    after = [read(f"{site}/") for _ in range(TIMES)]
    if any(SENTENCE in page for page in before) or not all(SENTENCE in page for page in after):
        raise SystemExit("a worker went on showing what was there before the publication")
    say(f"published, and {TIMES} requests of {TIMES} showed it")


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


def measure(address: str, told: argparse.Namespace) -> Asked:
    """What wrk found. Raises SystemExit where an answer was no 200."""
    script = Path(__file__).with_name("pages.lua")
    read(address)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{told.connections}", f"-d{told.seconds}", "-s", script, address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rate, p95, errors = map(float, done.stdout.splitlines()[-1].split())
    if errors:
        raise SystemExit(f"{address}: {errors:.0f} errors")
    return Asked(rate, p95)


def report(name: str, ours: Asked, anew: Asked, told: argparse.Namespace) -> None:
    """Times for each request, so that the ratio is how many times as many requests are answered."""
    each, theirs = 1000 / ours.rate, 1000 / anew.rate
    figure(f"page, {name}: for each request", each, "ms", peer=PEER, peer_value=theirs, goal=Goal("ratio", 20))
    figure(f"page, {name}: requests a second", ours.rate, "1/s")
    figure(f"page, {name}: p95 at {told.connections} connections", ours.p95, "ms", goal=Goal("value", 20))


if __name__ == "__main__":
    main()
