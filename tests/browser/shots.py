"""Shoot the key screens at 390, 820 and 1440 px into var/shots/, to be looked at after every change of look.

    python -m tests.browser.shots [NAME …] [--base http://127.0.0.1:8000] [--widths 390 1440] [--no-script]

Without --base it makes a database of demonstration data and a server of its own, and takes both away again.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.browser.browser import ARGUMENTS
from tests.conftest import ROOT, chromium

WIDTHS = (390, 820, 1440)
CASE = (
    "/calculator/?occupation=4-10-01-05&level=4&issued_on=2026-07-15&certificate_verified=true"
    "&status_at_issue=employee&status_at_application=employee&earlier=no&held=none&months_insured="
)
SCREENS = {
    "home": "/",
    "calculator": "/calculator/",
    "found": "/calculator/?q=养老",
    "level": "/calculator/?occupation=4-10-01-05",
    "day": "/calculator/?occupation=4-10-01-05&level=4",
    "day-wrong": "/calculator/?occupation=4-10-01-05&level=4&issued_on=20220230",
    "status": "/calculator/?occupation=4-10-01-05&level=4&issued_on=2022-07-15",
    "entitled": CASE + "14",
    "refused": CASE + "10",
    "rules": "/rules/",
    "scheme": "/rules/SU/",
    "check": "/rules/SU/SU-MONTHS/",
    "style": "/style/",
    "not-found": "/style/404/",
    "failed": "/style/500/",
    "large": "/display/large/on?next=/",
    "contrast": "/display/contrast/on?next=/",
}


@contextmanager
def own_server() -> Iterator[str]:
    """A server of our own on demonstration data, gone when the block ends; gives its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as port_finder:
        port_finder.bind(("127.0.0.1", 0))
        port = port_finder.getsockname()[1]
        port_finder.close()
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/shots.sqlite3", "DEBUG": "1"}
        manage = [sys.executable, "manage.py"]
        for step in (["migrate", "--verbosity", "0"], ["load_demo"]):
            subprocess.run([*manage, *step], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        served = [*manage, "runserver", f"127.0.0.1:{port}", "--noreload", "--verbosity", "0"]
        server = subprocess.Popen(served, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(base)
            yield base
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for(base: str, patience: float = 60) -> None:
    """Return once the site answers; TimeoutError where it does not within ``patience`` seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urlopen(f"{base}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{base} does not answer")


def shoot(base: str, names: list[str], widths: list[int], folder: Path, script: bool = True) -> list[Path]:
    """One full-page PNG per name and width; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name in names:
            for width in widths:
                # a context for each, because how pages are displayed is remembered in a cookie
                context = browser.new_context(
                    viewport={"width": width, "height": 844 if width < 600 else 900},
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    java_script_enabled=script,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.goto(base + SCREENS[name], wait_until="load")
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})  # else what sticks hangs in the middle
                path = folder / f"{name}-{width}.png"
                page.screenshot(path=path, full_page=True)
                made.append(path)
                context.close()
        browser.close()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCREENS)}; all where none is given")
    parser.add_argument("--base", help="address of a running site")
    parser.add_argument("--widths", nargs="+", type=int, default=list(WIDTHS))
    parser.add_argument("--no-script", action="store_true", help="with JavaScript switched off")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SCREENS):
        parser.error(f"no screen called {', '.join(sorted(unknown))}; there are {', '.join(SCREENS)}")
    if chromium() is None:
        parser.error("no Chromium on this machine")
    names, folder = options.names or list(SCREENS), ROOT / "var" / "shots"
    if options.base:
        made = shoot(options.base.rstrip("/"), names, options.widths, folder, not options.no_script)
    else:
        with own_server() as base:
            made = shoot(base, names, options.widths, folder, not options.no_script)
    for path in made:
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
