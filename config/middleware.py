"""The content security policy: strict everywhere, looser only where other people's pages stand."""

from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware


class ContentPolicyByArea(CSPMiddleware):
    """django-csp, with the directives of CONTENT_POLICY_BY_AREA laid over the strict ones."""

    def get_policy_parts(self, request: Any, response: Any, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            if getattr(request, "is_preview", False):  # an editor's preview, drawn as the public page but in a frame
                parts.replace = {"frame-ancestors": ["'self'"], **(parts.replace or {})}
            for area, directives in settings.CONTENT_POLICY_BY_AREA.items():
                if request.path_info.startswith(area):
                    parts.replace = {**directives, **(parts.replace or {})}
        return parts


class PagesMoved(RedirectMiddleware):
    """Leads from where a page of the editors' was to where it is now. An API has no pages: no question asked there."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return response
        moved: HttpResponseBase = super().process_response(request, response)
        return moved
