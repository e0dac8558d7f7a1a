"""How the months grid draws a month: filled, hatched, empty or dotted, so that no colour is needed to read it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from certificates.my.months import DEFERRED, NONE, PAID, UNPOSTED, WORDS, code
from lib.months import chinese

register = template.Library()

# On a 20 × 20 grid in the colour of the text: what is drawn, unlike a background, is on paper too.
_BOX = '<rect x="1" y="1" width="18" height="18" rx="1.5"'
_DRAWN = {
    PAID: f'{_BOX} fill="currentColor"/>',
    DEFERRED: f'{_BOX} fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M2 9 9 2M2 15.5 15.5 2M4.5 19 18 5.5M11 19l7-7" stroke="currentColor" stroke-width="2"/>',
    NONE: f'{_BOX} fill="none" stroke="currentColor" stroke-width="1"/>',
    UNPOSTED: f'{_BOX} fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="1.5 2.5"/>',
}


@register.simple_tag
def month_box(state: str) -> SafeString:
    """The sign of one state; hidden from screen readers, for the word beside it speaks."""
    return format_html(
        '<svg class="month-box month-{}" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" '
        'focusable="false">{}</svg>',
        state,
        mark_safe(_DRAWN[state]),
    )


@register.filter
def month_word(state: str) -> str:
    """paid → 已缴."""
    return WORDS[state]


@register.filter
def month_name(month: int) -> str:
    """2025年3月."""
    return chinese(month)


@register.filter
def month_code(month: int) -> str:
    """``2025-03``: how a month travels in an address."""
    return code(month)
