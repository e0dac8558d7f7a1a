"""What search engines may find, and under which one address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Somebody's own, an office's, or a switch. Lists of names are public while they last, and no longer than that: the list
# of notices may be found, a notice may not. A page of answers is one person's case: found is the page that asks.
PRIVATE = (
    "/my/", "/claim/", "/desk/", "/editor/", "/steward/", "/account/", "/sign-in/", "/people/", "/demo/", "/display/",
    "/organisation/", "/classes/", "/plans/", "/attend/", "/documents/", "/style/", "/healthz",
)  # fmt: skip
ONLY_THE_FIRST_PAGE = ("/notices/", "/letters/", "/join/")


def is_private(path: str) -> bool:
    below = any(path.startswith(area) and path != area for area in ONLY_THE_FIRST_PAGE)
    return below or path.startswith(PRIVATE)


def canonical(path: str) -> str:
    """The address of a public page, whatever was asked of it; empty for a private one."""
    return "" if is_private(path) else settings.BASE_URL.rstrip("/") + path


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {area}" for area in PRIVATE),
        *(line for area in ONLY_THE_FIRST_PAGE for line in (f"Disallow: {area}", f"Allow: {area}$")),
        f"Sitemap: {settings.BASE_URL.rstrip('/')}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
