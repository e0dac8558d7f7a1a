"""Shoot the key screens at 390, 820 and 1440 px into var/shots/, to be looked at after every change of look.

    python -m tests.browser.shots [NAME …] [--base http://127.0.0.1:8000] [--widths 390 1440] [--no-script]

Without --base it makes a database of demonstration data and a server of its own, and takes both away again; on that one
it also asks for a correction, so that there is one to photograph. One's own page and the desks are photographed as the
demonstration's accounts see them, signed in by the codes on 演示手机.
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
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.browser.browser import ARGUMENTS
from tests.browser.keys import Keys, report_the_missing_month
from tests.conftest import ROOT, chromium

WIDTHS = (390, 820, 1440)
ISSUED = date.today() - timedelta(120)
CASE = (
    f"/calculator/?occupation=4-10-01-05&level=4&issued_on={ISSUED}&certificate_verified=true"
    "&status_at_issue=employee&status_at_application=employee&earlier=no&held=none&months_insured="
)


class Screen(NamedTuple):
    """Whom it is shown to: a person or an account of the demonstration; `press`: what leads on to it, where it is."""

    path: str
    who: str = ""
    press: str = ""


CLASS = (
    "/calculator/training/?kind=key-group&occupation=4-10-01-05&level=5&category=A&first_day=20260901&last_day=20260930"
    "&planned_hours=80&g1-people=35&g1-group=unemployed&g1-passed=5&g2-people=5&g2-group=insured"
)
APPRENTICES = (
    "/calculator/apprenticeship/?occupation=6-31-01-03&level=4&first_day=20260901&planned_months=18&g1-people=20"
    "&g1-contract_began=20260601&g1-uncertified=5&g1-left=3"
)
OWED, SHORT, NOBODY, STEWARD = "示可领", "示差月", "示空白", "guanli"
REFUSED, RETURNED, REVIEWER, ONESELF, CITY, CLERK = "示没批", "示补正", "shenhe", "shenhe2", "shiji", "chuangkou"
ONES_CASE, FIRST = ".case-what a", ".desk-row"
SCREENS = {
    "home": Screen("/"),
    "calculator": Screen("/calculator/"),
    "found": Screen("/calculator/?q=养老"),
    "level": Screen("/calculator/?occupation=4-10-01-05"),
    "day": Screen("/calculator/?occupation=4-10-01-05&level=4"),
    "day-wrong": Screen("/calculator/?occupation=4-10-01-05&level=4&issued_on=20220230"),
    "status": Screen("/calculator/?occupation=4-10-01-05&level=4&issued_on=2022-07-15"),
    "payment": Screen(f"{CASE}14".replace("earlier=no", "earlier=yes")),
    "entitled": Screen(f"{CASE}14"),
    "refused": Screen(f"{CASE}10"),
    "plan-class": Screen(CLASS),
    "plan-apprentices": Screen(APPRENTICES),
    "rules": Screen("/rules/"),
    "scheme": Screen("/rules/SU/"),
    "check": Screen("/rules/SU/SU-MONTHS/"),
    "sign-in": Screen("/my/sign-in/"),
    "my-owed": Screen("/my/", OWED),
    "my-short": Screen("/my/", SHORT),
    "my-nothing": Screen("/my/", NOBODY),
    "my-report": Screen("/my/report/month/?month=2025-03", OWED),
    "my-request": Screen("/my/", SHORT, ".request-what a"),
    "steward": Screen("/steward/", STEWARD),
    "desk": Screen("/desk/corrections/", STEWARD),
    "desk-case": Screen("/desk/corrections/", STEWARD, ".desk-row"),
    "claim": Screen("/claim/", OWED),
    "applications": Screen("/my/applications/", REFUSED),
    "case-refused": Screen("/my/applications/", REFUSED, ONES_CASE),
    "case-returned": Screen("/my/applications/", RETURNED, ONES_CASE),
    "messages": Screen("/my/applications/messages/", RETURNED),
    "entered": Screen("/claim/entered/", CLERK),
    "counter": Screen("/desk/counter/", CLERK),
    "cases": Screen("/desk/cases/", REVIEWER),
    "case": Screen("/desk/cases/", REVIEWER, FIRST),
    "case-own": Screen("/desk/cases/", ONESELF, ".desk-row:has-text('您本人的')"),
    "bulk": Screen("/desk/cases/?show=city&kind=clear", CITY),
    "to-post": Screen("/desk/notices/", CITY, FIRST),
    "objection": Screen("/desk/notices/objections/", CITY, FIRST),
    "notices": Screen("/notices/"),
    "notice": Screen("/notices/2/"),
    "letters": Screen("/letters/"),
    "style": Screen("/style/"),
    "not-found": Screen("/style/404/"),
    "failed": Screen("/style/500/"),
    "large": Screen("/display/large/on?next=/"),
    "contrast": Screen("/display/contrast/on?next=/"),
}


@contextmanager
def own_server() -> Iterator[tuple[str, str]]:
    """A server of our own on demonstration data, gone when the block ends; gives its address and what it printed."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as port_finder:
        port_finder.bind(("127.0.0.1", 0))
        port = port_finder.getsockname()[1]
        port_finder.close()
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/shots.sqlite3", "DEBUG": "1"}
        manage = [sys.executable, "manage.py"]
        printed = ""
        for step in (["migrate", "--verbosity", "0"], ["load_demo"]):
            done = subprocess.run([*manage, *step], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
            printed += done.stdout
        served = [*manage, "runserver", f"127.0.0.1:{port}", "--noreload", "--verbosity", "0"]
        server = subprocess.Popen(served, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(base)
            yield base, printed
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


def photograph(base: str, names: list[str], widths: list[int], folder: Path, keys: Keys, script: bool) -> list[Path]:
    """One full-page PNG per name and width; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name in names:
            path, who, press = SCREENS[name]
            for width in widths:
                # a context for each, because how pages are displayed is remembered in a cookie
                context = browser.new_context(
                    base_url=base,
                    viewport={"width": width, "height": 844 if width < 600 else 900},
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    java_script_enabled=script,
                    reduced_motion="reduce",
                    storage_state=keys.state_of(browser, who) if who else None,
                )
                page = context.new_page()
                page.goto(path, wait_until="load")
                if press and page.locator(press).count():
                    page.locator(press).first.click()
                    page.wait_for_load_state("load")
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})  # else what sticks hangs in the middle
                made.append(folder / f"{name}-{width}.png")
                page.screenshot(path=made[-1], full_page=True)
                context.close()
        browser.close()
    return made


def shoot(base: str, printed: str, asked: list[str], widths: list[int], script: bool, own: bool) -> list[Path]:
    keys = Keys(base, printed)
    names = [name for name in asked if keys.opens(SCREENS[name].who)]
    if shut := sorted(set(asked) - set(names)):
        print(f"not signed in, so not photographed: {', '.join(shut)}", file=sys.stderr)
    if own and any(name in names for name in ("my-request", "desk", "desk-case")):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            report_the_missing_month(browser, keys, SHORT)
            browser.close()
    return photograph(base, names, widths, ROOT / "var" / "shots", keys, script)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCREENS)}; all where none is given")
    parser.add_argument("--base", help="address of a running site")
    parser.add_argument("--widths", nargs="+", type=int, default=list(WIDTHS))
    parser.add_argument("--logins", type=Path, default=ROOT / "var" / "demo.txt", help="what load_demo printed there")
    parser.add_argument("--no-script", action="store_true", help="with JavaScript switched off")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SCREENS):
        parser.error(f"no screen called {', '.join(sorted(unknown))}; there are {', '.join(SCREENS)}")
    if chromium() is None:
        parser.error("no Chromium on this machine")
    asked, script = options.names or list(SCREENS), not options.no_script
    if options.base:
        logins = options.logins.read_text(encoding="utf-8") if options.logins.exists() else ""
        made = shoot(options.base.rstrip("/"), logins, asked, options.widths, script, own=False)
    else:
        with own_server() as (base, printed):
            made = shoot(base, printed, asked, options.widths, script, own=True)
    for path in made:
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
