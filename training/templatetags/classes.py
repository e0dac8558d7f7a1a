"""Lessons and hours as pages write them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from training.filing import hours
from training.models import ClassSession

register = template.Library()


@register.filter
def when(session: ClassSession) -> str:
    """2027年1月4日 9:00–11:15."""
    return hours.when(session)


@register.filter
def hundredths(value: int) -> str:
    """3.5: of 350."""
    return hours.words(value)


@register.filter
def parted(words: str) -> SafeString:
    """A day and its hours, so that a line breaks between the two and nowhere else."""
    day, _, hours_of_it = words.partition(" ")
    return format_html('<span class="clause">{}</span> <span class="clause">{}</span>', day, hours_of_it)
