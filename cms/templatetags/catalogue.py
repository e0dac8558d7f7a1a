"""Words and links of the catalogue's pages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from cms.catalogue.occupation import Brings
from lib.money import yuan
from occupations.atlas import Listed
from policy import Scheme
from policy.words import level

register = template.Library()


@register.simple_tag
def facet(**chosen: Any) -> str:
    """The search page's address with these choices; what is empty, 0 or False stays out."""
    query = QueryDict(mutable=True)
    for name, value in chosen.items():
        if value:
            query[name] = "1" if value is True else str(value)
    address = reverse("catalogue:search")
    return f"{address}?{query.urlencode()}" if query else address


@register.filter
def level_words(number: Any) -> str:
    """4 → 中级工（四级）."""
    return level(int(number))


@register.filter
def pay(told: Listed) -> str:
    """6,000—9,000元/月."""
    low, high = told.pay_from, told.pay_to
    return f"{low:,}元/月" if low == high else f"{low:,}—{high:,}元/月"


@register.filter
def nth(items: Sequence[Any], place: int) -> Any:
    return items[place]


@register.filter
def of(brings: Sequence[Brings], scheme: str) -> Brings | None:
    """What one scheme brings."""
    return next((each for each in brings if each.scheme.code == scheme), None)


@register.filter
def spans(brings: Brings) -> list[tuple[str, str]]:
    """(level, ¥1,000.00 到 ¥1,500.00) of what the scheme's kinds pay."""
    told = []
    for number in brings.levels:
        amounts = [column.amounts[number] for column in brings.columns if number in column.amounts]
        low, high = yuan(min(amounts)), yuan(max(amounts))
        told.append((level(number), low if low == high else f"{low} 到 {high}"))
    return told


CALCULATORS = {"SU": "certificates:calculator", "TR": "training:calculator", "AP": "apprenticeship:calculator"}


@register.simple_tag
def calculator(scheme: Scheme, code: str) -> str:
    """The scheme's calculator with the occupation chosen; nothing where the site has none."""
    try:
        return f"{reverse(CALCULATORS[scheme.code])}?occupation={code}"
    except (KeyError, NoReverseMatch):
        return ""
