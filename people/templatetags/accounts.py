"""What pages show of who is signed in, and of numbers that stay masked."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.db import DatabaseError
from django.template import Context
from django.urls import NoReverseMatch, reverse

from people import looks
from people.actor import actor_of, address_called, home_of
from people.models import Look, Person

register = template.Library()


@dataclass(frozen=True)
class Account:
    """The header's last links: 登录, or 我的 or 账号 with a way out."""

    words: str
    url: str
    signed_in: bool


@register.simple_tag(takes_context=True)
def account_link(context: Context) -> Account | None:
    """Error pages are drawn without a request, a database or these addresses, so this never fails."""
    request = context.get("request")
    try:
        if request is None or not hasattr(request, "user") or not request.user.is_authenticated:
            return Account("登录", reverse("people:sign-in"), False)
        own = actor_of(request.user).person_id is not None
        return Account("我的" if own else "账号", home_of(request), True)
    except (DatabaseError, NoReverseMatch):
        return None


@register.simple_tag(takes_context=True)
def progress_link(context: Context) -> str:
    """进度查询, for whoever is or may be a person; nothing for who holds a role, and nothing where anything fails."""
    request = context.get("request")
    try:
        user = request.user if request is not None and hasattr(request, "user") else None
        if user is not None and user.is_authenticated and actor_of(user).person_id is None:
            return ""
        return address_called("applicant:list")
    except DatabaseError:
        return ""


@register.inclusion_tag("people/_masked.html", takes_context=True)
def masked(context: Context, person: Person, what: str = Look.What.NUMBER) -> dict[str, Any]:
    """The person's "number" or "phone", masked; for whoever may look, with a link that asks why and shows it."""
    request = context["request"]
    return {
        "pk": person.pk,
        "what": what,
        "words": Look.What(what).label,
        "masked": looks.masked_number(person) if what == Look.What.NUMBER else looks.masked_phone(person),
        "may_look": actor_of(request.user).has(*looks.MAY_LOOK),
        "back": request.get_full_path(),
    }
