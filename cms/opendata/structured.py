"""What pages say of themselves to search engines, in schema.org's words: only what the page itself shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import get_current_timezone

from cms.catalogue.editions import Page
from cms.catalogue.occupation import Occupation
from cms.opendata import files
from cms.opendata.dataset import DataSet
from occupations.models import CatalogueEdition

ROOT = "https://schema.org"


@dataclass(frozen=True)
class Offered:
    """A set as the page offers it: of an edition, or of today. ``links``: (form, address, bytes)."""

    one: DataSet
    edition: CatalogueEdition | None
    count: int
    links: list[tuple[str, str, int]]
    json: str


def catalogue(offered: list[Offered], absolute: Callable[[str], str]) -> dict[str, Any]:
    """The page of open data as schema.org has it."""
    return {
        "@context": ROOT, "@type": "DataCatalog", "name": "训兴开放数据", "inLanguage": "zh-CN",
        "url": absolute(reverse("data:index")),
        "dataset": [_dataset(each, absolute) for each in offered],
    }  # fmt: skip


def _dataset(each: Offered, absolute: Callable[[str], str]) -> dict[str, Any]:
    forms = [*((form, url) for form, url, _ in each.links), ("json", each.json)]
    name = f"{each.one.title}，{each.edition.label}" if each.edition else each.one.title
    told = {
        "@type": "Dataset", "name": name, "description": each.one.about, "isAccessibleForFree": True,
        "license": files.LICENCE, "variableMeasured": [column.title for column in each.one.columns],
        "distribution": [
            {
                "@type": "DataDownload", "encodingFormat": files.TYPES[form].partition(";")[0],
                "contentUrl": absolute(url),
            }
            for form, url in forms
        ],
    }  # fmt: skip
    if each.edition is None:
        return told
    assert each.edition.published_at is not None
    return told | {
        "version": each.edition.label, "datePublished": _day(each.edition.published_at),
    }  # fmt: skip


def _day(at: datetime) -> str:
    """The day as the pages show it, which is the city's and not UTC's."""
    return at.astimezone(get_current_timezone()).date().isoformat()


def edition(page: Page, absolute: Callable[[str], str]) -> dict[str, Any]:
    """A published edition, and where its data lie."""
    one = page.edition
    assert one.published_at is not None
    return {
        "@context": ROOT, "@type": "Dataset", "name": one.title, "version": one.label, "inLanguage": "zh-CN",
        "description": f"{page.urgent_count} 个急需紧缺职业，{page.post_count} 个重点产业岗位。",
        "datePublished": _day(one.published_at), "isAccessibleForFree": True, "license": files.LICENCE,
        "temporalCoverage": f"{one.effective_from}/{one.effective_to or '..'}",
        "url": absolute(reverse("catalogue:edition", args=[one.slug])),
        "distribution": [
            {
                "@type": "DataDownload", "encodingFormat": files.TYPES[form].partition(";")[0],
                "contentUrl": absolute(reverse("data:edition", args=[one.slug, name, form])),
            }
            for name in ("urgent", "posts") for form in files.TYPES
        ],
    }  # fmt: skip


def occupation(one: Occupation, absolute: Callable[[str], str]) -> dict[str, Any]:
    """An occupation: its names, its code, the pay and the skills that the edition in force writes."""
    named = one.named
    told: dict[str, Any] = {
        "@context": ROOT, "@type": "Occupation", "name": named.name, "inLanguage": "zh-CN",
        "mainEntityOfPage": absolute(reverse("catalogue:occupation", args=[named.code])),
        "occupationalCategory": {
            "@type": "CategoryCode", "codeValue": named.code, "name": named.name,
            "inCodeSet": {"@type": "CategoryCodeSet", "name": f"中华人民共和国职业分类大典（{named.edition}年版）"},
        },
    }  # fmt: skip
    if names := [*one.aliases, *one.jobs]:
        told["alternateName"] = names
    if one.told and one.told.pay_from is not None:
        told["estimatedSalary"] = {
            "@type": "MonetaryAmount", "currency": "CNY",
            "value": {
                "@type": "QuantitativeValue", "minValue": one.told.pay_from, "maxValue": one.told.pay_to,
                "unitText": "MONTH",
            },
        }  # fmt: skip
    if skills := [ability for post in one.posts for ability in post.abilities]:
        told["skills"] = skills
    return told
