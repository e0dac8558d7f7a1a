"""What holds on every page for whoever is signed in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from people.actor import actor_of
from people.logins import is_enrolled

ENROL = "mfa_activate_totp"
OPEN = {ENROL, "account_logout", "account_reauthenticate", "display", "healthz"}  # names of addresses


class SecondFactorFirst:
    """Whoever holds a role binds a second factor before anything else, unless SECOND_FACTOR says no."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.SECOND_FACTOR or not _has_session(request) or (match and match.url_name in OPEN):
            return None
        user = request.user
        if not user.is_authenticated:
            return None
        holds = actor_of(user).roles or user.is_superuser or user.is_staff
        return HttpResponseRedirect(reverse(ENROL)) if holds and not is_enrolled(user) else None


class IdleSignOut:
    """A session that says "idle" ends so many seconds after the last page, for each page puts its end off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _has_session(request) and "idle" in request.session:
            request.session.modified = True
        return response


def _has_session(request: HttpRequest) -> bool:
    """A visitor without one costs nothing, and what he gets may be cached for all."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
