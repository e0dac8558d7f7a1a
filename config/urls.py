"""Every address of the site. A room's own addresses stand in its urls.py."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.health import healthz


def built(prefix: str, module: str) -> list:
    """Only while the rooms are being built."""
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("editor/", include(wagtailadmin_urls)),
    path("steward/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    *[path("api/v1/", include(f"{room}.api")) for room in settings.ROOMS if find_spec(f"{room}.api")],
    *built("calculator/", "certificates.urls"),
    *built("occupations/", "occupations.urls"),
    *built("rules/", "cms.urls"),
    *built("display/", "cms.display_urls"),
]

if settings.DEBUG:
    urlpatterns += [*built("style/", "cms.style_urls")]

urlpatterns += [path("", include(wagtail_urls))]
