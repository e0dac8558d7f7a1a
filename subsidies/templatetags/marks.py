"""The few drawn signs of the site, and how amounts and counts are written.

A state is always sign + word + colour, so every sign is hidden from screen readers: the word beside it speaks.
"""

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lib import money

register = template.Library()

# Drawn on a 24 × 24 grid with the colour of the text around them.
PATHS = {
    "pass": '<path d="M4.5 12.8 9.6 18 19.5 6.8"/>',
    "fail": '<path d="M6 6 18 18M18 6 6 18"/>',
    "look": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.2v5.3l3.4 2.2"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.6M12 7.4v.4"/>',
    "none": '<path d="M7 12h10"/>',
    "warn": '<path d="M12 4 21 19.5H3Z"/><path d="M12 10v4.6M12 17v.3"/>',
    "scarce": '<path d="M12 19.5V5M6 11l6-6 6 6"/>',
    "back": '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
}


@register.simple_tag
def mark(name: str) -> SafeString:
    """An inline SVG sign: pass, fail, look (待核), info, none (本期不要求), warn, scarce (急需紧缺),
    back. KeyError for any other."""
    return format_html(
        '<svg class="mark" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        'focusable="false">{}</svg>',
        mark_safe(PATHS[name]),
    )


@register.filter
def yuan(fen: int) -> str:
    """150000 → ``¥1,500.00``; −75000 → ``−¥750.00``."""
    return money.yuan(fen)


@register.filter
def many(count: int, cap: int = 10_000) -> str:
    """A count as people read it: 9,999 → ``9,999``; above ``cap`` ``1万+``, so that nobody counts a million rows."""
    if count <= cap:
        return f"{count:,}"
    return f"{cap // 10_000}万+" if cap % 10_000 == 0 else f"{cap:,}+"


_CLAUSE = re.compile(r"[^，。、；：？！…]*[，。、；：？！…”）》]*")
_CITATION = re.compile(r"([\u4e00-\u9fff]{0,8}〔\d{4}〕\d+号|第\d+项)")


@register.filter
def clauses(text: str) -> SafeString:
    """A headline whose lines break between clauses, where a reader pauses, before they break inside one."""
    parts = [part for part in _CLAUSE.findall(str(text)) if part]
    return format_html_join("", '<span class="clause">{}</span>', ((part,) for part in parts))


@register.filter
def cited(law: str) -> SafeString:
    """Names of documents, each kept on one line: 人社部发〔2017〕40号."""
    parts = _CITATION.split(str(law))  # every second part is a name
    spans = (("keep" if place % 2 else "", part) for place, part in enumerate(parts) if part)
    return format_html_join("", '<span class="{}">{}</span>', spans)


@register.filter
def first_line(label: Any) -> str:
    """A choice's own words: its label up to the first line break."""
    return str(label).partition("\n")[0]


@register.filter
def second_line(label: Any) -> str:
    """A choice's hint: what follows the first line break of its label, or nothing."""
    return str(label).partition("\n")[2]
