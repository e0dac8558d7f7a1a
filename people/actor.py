"""Who is asking. Every action and every read is done for an Actor; doors make it once from the signed-in account."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from people import roles

MY_PAGE = "my:home"  # a person's own page, which stands on an upper floor
WORKER = "worker"  # no role of the matrix: whoever is signed in as a person


@dataclass(frozen=True)
class Actor:
    """Who asks: never more than what was granted.

    person_id      the person, where one is signed in as himself: then no role is held
    roles          keys of `people.roles.DUTIES`
    districts      codes of the districts the roles are held for
    organisations  ids of the organisations the roles are held for
    own            the person whom a holder of roles is, where that is known: nobody decides own cases
    name           for the screen; it stays out of logs, so it is no part of repr
    """

    user_id: int | None = None
    person_id: int | None = None
    roles: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    own: int | None = None
    name: str = field(default="", repr=False)

    def has(self, *asked: str) -> bool:
        """Does one of these roles, or "worker", describe the actor?"""
        return bool(self.roles & set(asked)) or (WORKER in asked and self.person_id is not None)

    def is_oneself(self, person_id: int | None) -> bool:
        """Is this the person whom the holder of roles is?"""
        return self.own is not None and self.own == person_id

    @property
    def account(self) -> int:
        """The id of the account, where somebody is signed in. For what is written down as done by it."""
        if self.user_id is None:
            raise ValueError("nobody is signed in")
        return self.user_id

    @property
    def words(self) -> str:
        """The roles in words: 区级审核员."""
        return "、".join(duty.words for duty in roles.DUTIES.values() if duty.role in self.roles)


NOBODY = Actor()


def actor_of(user: Any) -> Actor:
    """The actor behind ``request.user``; one who sees nothing where nobody is signed in. Read once a request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    if hasattr(user, "_actor"):
        return user._actor
    grants = list(user.grants.all()) if user.person_id is None else []
    actor = Actor(
        user_id=user.pk,
        person_id=user.person_id,
        roles=frozenset(grant.role for grant in grants),
        districts=frozenset(grant.district_id for grant in grants if grant.district_id),
        organisations=frozenset(grant.organisation_id for grant in grants if grant.organisation_id),
        own=user.own_id,
        name=user.person.name if user.person_id else user.words,
    )
    user._actor = actor
    return actor


def needs_role(*asked: str) -> Callable:
    """A view for holders of one of these roles ("worker" counts): others get 403; who is not signed in, signs in first.

    The view finds the actor in ``request.actor``.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request.user)
            if actor.user_id is None:
                return to_sign_in(request, as_worker=WORKER in asked)
            if not actor.has(*asked):
                raise PermissionDenied
            request.actor = actor  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def asking(request: Any) -> Actor:
    """Who asks, in a view behind :func:`needs_role`."""
    return request.actor


def forget(user: Any) -> None:
    """The account's roles have changed: read them anew."""
    user.__dict__.pop("_actor", None)


def home_of(request: HttpRequest) -> str:
    """Where somebody who is signed in belongs: a person to 我的, who holds a role to the account's desks."""
    person = actor_of(request.user).person_id is not None
    return (address_called(MY_PAGE) or "/") if person else reverse("people:account")


def address_called(name: str, *args: object) -> str:
    """The address of a page of an upper floor; empty where the site does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def to_sign_in(request: HttpRequest, as_worker: bool) -> HttpResponse:
    """To the sign-in page that fits, and back afterwards; a form that was sent comes back to its page's start."""
    page = reverse("people:sign-in" if as_worker else "account_login")
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return HttpResponseRedirect(f"{page}?{urlencode({'next': back})}")
