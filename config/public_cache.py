"""Whole public pages kept in memory, outermost, and given to whoever has no session.

Only the pages named in PUBLIC are kept, and of those only what every reader without a session would get: a plain 200
that sets no cookie, holds no form of ours, has no words of its own on caching and differs by nothing the key lacks. A
request with a session, a message waiting or a name and password passes by in both directions.

What is kept is given by `config.wsgi` before Django begins, whose own work would be most of it, and by the middleware
where something else serves. Each process keeps its own pages, under the version of what they are made from: tokens that
the database changes with any write (one query of some rows for each page given), and the day, since pages say "today".
A change is seen with the next request, in every process, and browsers ask each time whether theirs still holds (ETag).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.timezone import localdate

from cms.display import modes_in
from cms.models import PageStamp
from occupations.models import Stamp

# By name of the address: pages, and fragments of pages, that are the same for everybody.
PUBLIC = frozenset({
    "wagtail_serve",
    "rules:index", "rules:scheme", "rules:check",
    "occupations:suggest",
    "catalogue:index", "catalogue:edition", "catalogue:changes", "catalogue:levels",
    "catalogue:search", "catalogue:compare", "catalogue:occupation", "data:index", "courses:list",
    "outcomes:index", "outcomes:school",
})  # fmt: skip
VARIES = {
    "accept-encoding",
    "cookie",
    "hx-request",
    "hx-boosted",
}  # cookie: the display's is in the key, a session's not
NONCE = "'nonce-"
SAID_AGAIN = ("Cache-Control", "ETag", "Vary")  # with a 304
MOST, LARGEST, ALL = 1000, 300_000, 30_000_000  # pages, bytes of one, bytes of all, in each process
LONGEST_QUERY = 200
VERSION = f"SELECT token FROM {PageStamp._meta.db_table} UNION ALL SELECT token FROM {Stamp._meta.db_table}"

Version = tuple[str, ...]
Key = tuple[Any, ...]
Answer = Callable[[HttpRequest], HttpResponseBase]


class Kept(NamedTuple):
    body: bytes
    headers: list[tuple[str, str]]
    etag: str


class Given(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Store:
    """Pages of one version, the ones asked for longest ago given up first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._version: Version = ()
        self._size = 0
        self._lock = Lock()

    def __contains__(self, key: Key) -> bool:
        return key in self._pages

    def get(self, version: Version, key: Key) -> Kept | None:
        with self._lock:
            self._turn(version)
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, version: Version, key: Key, page: Kept) -> None:
        with self._lock:
            self._turn(version)
            self._forget(key)
            self._pages[key] = page
            self._size += len(page.body)
            while len(self._pages) > MOST or self._size > ALL:
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._turn(())

    def _turn(self, version: Version) -> None:
        if version != self._version:
            self._pages.clear()
            self._version, self._size = version, 0

    def _forget(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self._size -= len(page.body)


store = Store()


def given(environ: Mapping[str, Any]) -> Given | None:
    """The answer to a request whose page is kept and still holds; None: let Django make it."""
    key = _key(environ)
    if key is None or key not in store:
        return None
    version = _version()
    kept = store.get(version, key) if version else None
    return _unless_he_has_it(environ, kept) if kept else None


class PublicCache:
    """Stands before every other middleware, so that what it keeps has the headers of all of them."""

    def __init__(self, get_response: Answer):
        if settings.DEBUG:
            raise MiddlewareNotUsed  # templates are being edited
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if found := given(request.META):
            return _response(found)
        response, version = self._get_response(request), getattr(request, "public_version", None)
        key = _key(request.META) if version else None
        if not version or key is None or not isinstance(response, HttpResponse) or not _may_keep(request, response):
            return response
        kept = _keep(response)
        store.put(version, key, kept)
        return _response(_unless_he_has_it(request.META, kept))

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """The version is read before the page is: what is published meanwhile is then not taken for known."""
        if request.resolver_match and request.resolver_match.view_name in PUBLIC:
            request.public_version = _version()  # type: ignore[attr-defined]


def _key(environ: Mapping[str, Any]) -> Key | None:
    """What a page differs by; None for a request that has to do with somebody."""
    query = environ.get("QUERY_STRING", "")
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or "HTTP_AUTHORIZATION" in environ
        or len(query) > LONGEST_QUERY
    ):
        return None
    cookies = parse_cookie(environ["HTTP_COOKIE"]) if environ.get("HTTP_COOKIE") else {}
    if settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies:
        return None
    where = environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), environ["PATH_INFO"], query
    return (
        *where,
        modes_in(cookies),
        *(environ.get(header) == "true" for header in ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED")),
    )


def _version() -> Version | None:
    """None where the database does not say: nothing is kept then."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(VERSION)
            tokens = sorted(token for (token,) in cursor.fetchall())
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()  # it may have been cut: the next is a new one
        return None
    return (*tokens, localdate().isoformat()) if tokens else None


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    """It is what anybody gets: read by GET, whole, and nothing in it was made for this reader."""
    user = getattr(request, "_cached_user", None)
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.cookies
        and settings.CSRF_COOKIE_NAME not in request.COOKIES  # a form would show no other sign of itself
        and "Cache-Control" not in response
        and {word.strip().lower() for word in response.get("Vary", "").split(",") if word.strip()} <= VARIES
        and NONCE not in response.get("Content-Security-Policy", "")
        and len(response.content) <= LARGEST
        and not (user and user.is_authenticated)
    )


def _keep(response: HttpResponse) -> Kept:
    """The page as it goes out, and the response told the same: browsers may keep it, and ask before they show it."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return Kept(response.content, list(response.items()), etag)


def _unless_he_has_it(environ: Mapping[str, Any], kept: Kept) -> Given:
    """304 and no page for a browser that names this very page; by what proxies do to it, perhaps as a weak one."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and {kept.etag, f"W/{kept.etag}", "*"} & set(parse_etags(asked)):
        return Given(304, [each for each in kept.headers if each[0] in SAID_AGAIN], b"")
    return Given(200, kept.headers, kept.body)


def _response(given: Given) -> HttpResponse:
    response = HttpResponse(given.body, status=given.status)
    del response["Content-Type"]
    for name, value in given.headers:
        response[name] = value
    return response
