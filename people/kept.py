"""Lists of Django's admin that stewards keep by hand, or only look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from people.models import RoleGrant, User
from people.stewards import is_steward


class KeptByStewards(admin.ModelAdmin):
    """A list that stewards keep by hand; nothing is ever deleted from it, unless the class says so."""

    shelf = "账号和记录"
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = "—"

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        one_way_out = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**one_way_out, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookedAtByStewards(KeptByStewards):
    """A list that nobody changes."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def called(user: User | None) -> str:
    """演示窗口人员（chuangkou）; 命令行 where nobody was signed in."""
    if user is None:
        return "命令行"
    name = f"{user.last_name}{user.first_name}"
    return f"{name}（{user.username}）" if name else user.username


def role_words(grant: RoleGrant) -> str:
    """窗口人员（东城区）."""
    return f"{grant}（{grant.place}）" if grant.place else str(grant)
