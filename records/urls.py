"""The steward's own pages, for records.site to put under its guard."""

from django.urls import URLPattern, path


def pages(site) -> list[URLPattern]:
    return []
