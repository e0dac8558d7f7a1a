"""What there is to find, for search engines: an index of lists, one a kind of page.

A new kind of public page adds itself to SECTIONS; a test crawls what is listed.
"""

from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Page, Site

from cms import addresses
from cms.catalogue import editions
from occupations.queries import atlas
from people.models import Organisation
from policy import registered


class Pages(Sitemap):
    """The editors' pages that anybody may read."""

    def items(self) -> QuerySet:
        root = Site.objects.get(is_default_site=True).root_page
        return Page.objects.live().public().descendant_of(root, inclusive=True).order_by("path")

    def location(self, item: Page) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at or item.first_published_at


class Doors(Sitemap):
    """The first page of whatever one can do or read here."""

    def items(self) -> list[str]:
        entries = (*addresses.MAIN, *addresses.FOOTER, ("新八级工", "catalogue:levels"))
        named = dict.fromkeys(link.url for link in addresses.links(entries))
        own = {page.get_url() for page in Pages().items()}
        return [url for url in named if url not in own]

    def location(self, item: str) -> str:
        return item


class Rules(Sitemap):
    """Every scheme and every condition."""

    def items(self) -> list[tuple[str, ...]]:
        schemes = registered()
        return [
            *((scheme.code,) for scheme in schemes),
            *((scheme.code, check.code) for scheme in schemes for check in scheme.checks),
        ]

    def location(self, item: tuple[str, ...]) -> str:
        return reverse("rules:check" if len(item) > 1 else "rules:scheme", args=item)


class Editions(Sitemap):
    """The editions of the catalogue that are published."""

    def items(self) -> list[str]:
        return [edition.slug for edition in editions.published()]

    def location(self, item: str) -> str:
        return reverse("catalogue:edition", args=[item])


class Occupations(Sitemap):
    """Every occupation under today's code."""

    limit = 5000

    def items(self) -> list[str]:
        return [face.code for _, face in atlas().offered]

    def location(self, item: str) -> str:
        return reverse("catalogue:occupation", args=[item])


class Outcomes(Sitemap):
    """Every institution some of whose classes are over."""

    limit = 5000

    def items(self) -> list[str]:
        rows = Organisation.objects.filter(classes__outcome__isnull=False).order_by("code")
        return list(rows.values_list("code", flat=True).distinct())

    def location(self, item: str) -> str:
        return reverse("outcomes:school", args=[item])


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": Pages, "doors": Doors, "rules": Rules, "editions": Editions, "occupations": Occupations,
    "outcomes": Outcomes,
}  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, SECTIONS, sitemap_url_name="sitemap-section")


def section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, SECTIONS, section)
