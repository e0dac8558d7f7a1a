"""A live site and a real browser. Any console error, refused resource, script error or word to another host fails."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from threading import Lock
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, Request, sync_playwright
from playwright.sync_api import expect as patience

from people.models import User
from tests.browser.browser import ARGUMENTS, overflow
from tests.conftest import chromium

PHONE, TABLET, DESK = 390, 820, 1440
WIDTHS = (PHONE, TABLET, DESK)


def deep(*values):
    """A way of walking that `make test-deep` alone tries: what could break on it has broken on another one before."""
    return pytest.param(*values, marks=pytest.mark.deep)


# With the script on a phone, without it at a desk; the other ways, deep.
WAYS = pytest.mark.parametrize(
    ("width", "script"),
    [(PHONE, True), (DESK, False), deep(PHONE, False), deep(DESK, True), deep(TABLET, True), deep(TABLET, False)],
)
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(django_db_setup) -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread. Django would refuse its database here, and would open
    # another connection in place of the one that knows what the migrations made.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connection = connections["default"]
    with sync_playwright() as playwright:
        connections["default"] = connection
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def one_after_the_other() -> Iterator[None]:
    """On SQLite the live server's threads share one connection, and so one transaction: requests wait in turn."""
    turn, answer = Lock(), WSGIHandler.get_response

    def in_turn(self: WSGIHandler, request: HttpRequest) -> HttpResponse:
        with turn:
            return answer(self, request)

    WSGIHandler.get_response = in_turn  # type: ignore[method-assign]
    yield
    WSGIHandler.get_response = answer  # type: ignore[method-assign]


@pytest.fixture
def site(live_server, django_db_serialized_rollback, settings) -> str:
    """The address of the running site: what the migrations made is there, and /style/ too."""
    settings.DEBUG = True
    settings.ROOT_URLCONF = "tests.browser.urls"
    return live_server.url


class Watch:
    """What went wrong on a page while a test looked at it. ``expected``: words of the errors a test provokes."""

    def __init__(self, page: Page, host: str):
        self.wrong: list[str] = []
        self.expected: list[str] = []
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        page.on("requestfailed", self._note_failure)
        page.on("request", lambda request: self._check_host(request.url, host))

    def _note_failure(self, request: Request) -> None:
        # Aborted: the browser left the page before this arrived. A policy or a dead address says something else.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")

    def _check_host(self, url: str, host: str) -> None:
        asked = urlsplit(url)
        if asked.scheme != "data" and asked.netloc != host:
            self._note(f"a word to another host: {url}")

    def _note(self, what: str) -> None:
        self.wrong.append(what)

    @property
    def unexpected(self) -> list[str]:
        return [what for what in self.wrong if not any(words in what for words in self.expected)]


@pytest.fixture
def open_page(browser, site) -> Iterator[Open]:
    """``open_page(path="/", width=PHONE, script=True, expect=(), **context)`` → a watched Page, already there.

    ``expect``: words of console errors that this page rightly causes. More keywords go to the browser's context.
    """
    opened: list[tuple[Page, Watch]] = []

    def open_at(path: str = "/", width: int = PHONE, script: bool = True, expect: tuple[str, ...] = (), **more) -> Page:
        context = browser.new_context(
            **{
                "base_url": site,
                "viewport": {"width": width, "height": 844},
                "java_script_enabled": script,
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "reduced_motion": "reduce",
                **more,
            }
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        patience.set_options(timeout=10_000)
        watch = Watch(page, urlsplit(site).netloc)
        watch.expected.extend(expect)
        opened.append((page, watch))
        page.goto(path)
        return page

    yield open_at
    for page, _ in opened:
        page.context.close()
    wrong = [what for _, watch in opened for what in watch.unexpected]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails with what axe found wrong on the page. Playwright injects it past the content policy, which stays on."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        lines = [
            f"{wrong['id']}: {wrong['help']}\n    " + "\n    ".join(node["html"][:160] for node in wrong["nodes"][:4])
            for wrong in found.response["violations"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture
def sound(assert_accessible) -> Callable[[Page], None]:
    """The page fits its width and axe finds nothing."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a page that was just pressed for may stand there without its style yet
        assert overflow(page) == [], page.url
        assert_accessible(page)

    return check


@pytest.fixture
def at_every_width(sound, pytestconfig) -> Callable[..., None]:
    """``at_every_width(page, own)``: it fits each width, and axe finds nothing at its own; with --deep, at any."""

    def check(page: Page, own: int) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if width == own or pytestconfig.getoption("--deep"):
                sound(page)
            else:
                assert overflow(page) == [], f"{page.url} at {width}"
        page.set_viewport_size({"width": own, "height": 900})

    return check


@pytest.fixture
def signed_in(open_page, site):
    """``signed_in(user, path, width)``: a page with somebody's session."""

    def open_as(user: User, path: str, width: int = DESK, **more) -> Page:
        client = Client()
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/", "expires": -1}
        cookie = session | {"domain": urlsplit(site).hostname, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        return open_page(path, width, storage_state={"cookies": [cookie], "origins": []}, **more)

    return partial(open_as)
