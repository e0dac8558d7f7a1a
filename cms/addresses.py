"""Which pages the site has today. A link is only shown where its page stands, so no link can be dead."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Link:
    """``here`` is "page" on the page itself, "true" on a page below it, else empty (the values of aria-current)."""

    words: str
    url: str
    here: str = ""


MAIN = (
    ("我能领多少", "certificates:calculator"), ("查职业", "catalogue:search"), ("补贴规则", "rules:index"),
    ("公示", "notices:index"),
)  # fmt: skip
CALCULATORS = (("培训机构算一算", "training:calculator"), ("企业算一算", "apprenticeship:calculator"))
FOOTER = (
    *CALCULATORS, ("单位入驻", "joining:index"),
    ("人力资源开发目录", "catalogue:index"), ("培训目录", "courses:list"),
    ("可以报名的培训班", "open-classes:index"), ("培训成效", "outcomes:index"),
    ("开班查什么", "filing-rules"), ("学徒计划查什么", "plan-rules"), ("补贴规则", "rules:index"),
    ("公示", "notices:index"), ("办事指南", "wagtail_serve", "guides/"), ("政策看得懂", "wagtail_serve", "policies/"),
    ("常见问题", "wagtail_serve", "questions/"), ("通知公告", "wagtail_serve", "news/"),
    ("核对文书", "letters:enquiry"), ("核对培训合格证书", "completions:check"),
    ("开放数据", "data:index"), ("接数据：接口文档", "api-docs"),
)  # fmt: skip


def address(name: str, *args: str) -> str:
    """The address of a named page, or nothing where the site does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def links(entries: Iterable[tuple[str, ...]], path: str = "") -> list[Link]:
    """The entries (words, name, arguments) whose pages exist. ``path``: where the reader is."""
    found = ((words, address(name, *args)) for words, name, *args in entries)
    return [Link(words, url, _here(url, path)) for words, url in found if url]


def _here(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
