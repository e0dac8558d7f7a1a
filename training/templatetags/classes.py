"""Lessons and hours as pages write them."""

from django import template

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
