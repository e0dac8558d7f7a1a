"""Whom the steward's back office is open to, and as whom it then asks."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from people.actor import NOBODY, Actor, actor_of
from people.roles import STEWARD

KEPT_BY_HAND = ("occupations",)  # rooms whose lists have words of the steward's own
LOOKED_AT = (*KEPT_BY_HAND, "people", "records", "certificates", "subsidies")


def is_steward(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and (user.is_superuser or actor_of(user).has(STEWARD)))


def acting(request: HttpRequest) -> Actor:
    """Who asks in the back office. A superuser asks as a steward does."""
    if not is_steward(request.user):
        return NOBODY
    actor = actor_of(request.user)
    return replace(actor, roles=actor.roles | {STEWARD})


class StewardPermissions(BaseBackend):
    """What Django's admin asks of an account, answered from its role: a steward looks at everything fed and decided,
    and keeps the everyday words of the occupations. It signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        room, _, what = perm.partition(".")
        allowed = room in KEPT_BY_HAND or (room in LOOKED_AT and what.startswith("view_"))
        return allowed and is_steward(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return app_label in LOOKED_AT and is_steward(user_obj)
