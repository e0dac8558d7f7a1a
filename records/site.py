"""数据管理: Django's admin for stewards, opening on what there is to import."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from people.actor import to_sign_in
from people.stewards import is_steward

SHELVES = ("登记", "决定和告知", "账号和记录", "职业和目录", "导入和任务")
EXPIRED = "刚才那一步没有做成：登录已经过期。请登录以后再做一次。"


class StewardSite(admin.AdminSite):
    site_header = "训兴 · 数据管理"
    site_title = "训兴 · 数据管理"
    index_title = "登记数据"
    enable_nav_sidebar = False
    empty_value_display = "没有填"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our rooms' models. Other people's (groups, documents, second factors) are nobody's to keep here."""
        ours = [model for model in _listed(model_or_iterable) if model.__module__.partition(".")[0] in settings.ROOMS]
        super().register(ours, admin_class, **options)

    def unregister(self, model_or_iterable: Any) -> None:
        super().unregister([model for model in _listed(model_or_iterable) if self.is_registered(model)])

    def has_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Any:
        """The stock guard; who is not signed in goes to the site's own sign-in page, anybody else is told no."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    raise PermissionDenied
                if request.headers.get("HX-Request"):  # a part of a page: let the whole page find out
                    return HttpResponse(headers={"HX-Refresh": "true"})
                if request.method == "POST":
                    messages.warning(request, EXPIRED)
                # Every address that takes a form answers a plain visit too, so the way back is the same.
                back = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('account_login')}?{back}")
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return to_sign_in(request, as_worker=False)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return LogoutView.as_view(next_page="/")(request)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        from records import views  # the models are there by now

        return views.home(self, request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "desk_links": self._links(request.path)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists by what they are about, as their ``shelf`` says, and not by the room they are kept in."""
        shelves: dict[str, dict[str, Any]] = {}
        for app in self._build_app_dict(request, app_label).values():
            for model in app["models"]:
                shelf = getattr(self._registry[model["model"]], "shelf", app["name"])
                shelves.setdefault(shelf, {**app, "name": shelf, "app_label": f"shelf-{len(shelves)}", "models": []})
                shelves[shelf]["models"].append(model)
        places = {shelf: place for place, shelf in enumerate(SHELVES)}
        return sorted(shelves.values(), key=lambda shelf: places.get(shelf["name"], len(places)))

    def get_urls(self) -> list[Any]:
        def registers(request: HttpRequest) -> HttpResponse:
            return super(StewardSite, self).index(request)

        return [path("registers/", self.admin_view(registers), name="registers"), *super().get_urls()]

    def _links(self, here: str) -> list[dict[str, str]]:
        from records import waiting

        runs = reverse("admin:records_importrun_changelist")
        pages = [(reverse("admin:index"), "数据导入"), (runs, "导入记录"), (reverse("admin:registers"), "登记数据")]
        if corrections := waiting.desk():
            pages.append((corrections, "更正申请"))
        pages.append((reverse("admin:people_user_changelist"), "账号"))
        return [{"url": url, "words": words, "here": "page" if url == here else ""} for url, words in pages]


def _listed(models: Any) -> list:
    return list(models) if isinstance(models, list | tuple) else [models]
