"""数据管理: Django's admin for stewards, opening on what there is to import."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from people.actor import to_sign_in
from people.stewards import is_steward

EXPIRED = "刚才那一步没有做成：登录已经过期。请登录以后再做一次。"


class StewardSite(admin.AdminSite):
    site_header = "训兴 · 数据管理"
    site_title = "训兴 · 数据管理"
    index_title = "登记数据"
    enable_nav_sidebar = False
    empty_value_display = "没有填"

    def has_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """The stock guard; who is not signed in goes to the site's own sign-in page, anybody else is told no."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    raise PermissionDenied
                if request.method == "POST":
                    messages.warning(request, EXPIRED)
                return to_sign_in(request, as_worker=False)
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return (
            HttpResponseRedirect("/steward/") if self.has_permission(request) else to_sign_in(request, as_worker=False)
        )

    def get_urls(self) -> list[URLPattern]:
        from records.urls import pages

        return [*pages(self), path("registers/", self.admin_view(super().index), name="registers"), *super().get_urls()]
