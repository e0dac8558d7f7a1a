"""How the reader wants the pages shown: 适老版 (large type), 高对比度. Remembered in a cookie, switched by a link.

A link and a cookie, so that it works without JavaScript and without an account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from cms.addresses import address

COOKIE = "xunxing_display"
MODES = ("large", "contrast")
YEAR = 365 * 24 * 3600


def modes(request: HttpRequest) -> tuple[str, ...]:
    """The modes that are on, in a fixed order. They are CSS classes of <html> too."""
    return modes_in(request.COOKIES)


def modes_in(cookies: Mapping[str, str]) -> tuple[str, ...]:
    chosen = cookies.get(COOKIE, "").split("-")
    return tuple(mode for mode in MODES if mode in chosen)


@dataclass(frozen=True)
class Switch:
    """A mode, whether it is on, and the address that turns it over and comes back."""

    on: bool
    url: str


def switch(request: HttpRequest, mode: str) -> Switch | None:
    """None where the site has no such view."""
    on = mode in modes(request)
    url = address("display", mode, "off" if on else "on")
    return Switch(on, f"{url}?{urlencode({'next': request.get_full_path()})}") if url else None


@require_GET
def display(request: HttpRequest, mode: str, state: str) -> HttpResponse:
    """Turn a mode on or off and go back to ``next``; the home page where ``next`` is missing or another site's."""
    if mode not in MODES or state not in ("on", "off"):
        raise Http404
    chosen = set(modes(request)) - {mode} | ({mode} if state == "on" else set())
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.headers["Cache-Control"] = "no-store"
    if chosen:
        response.set_cookie(
            COOKIE,
            "-".join(mode for mode in MODES if mode in chosen),
            max_age=YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
