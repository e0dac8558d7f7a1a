"""What the lists of the desks write into their addresses."""

from django import template

from subsidies.desk.queue import Asked

register = template.Library()


@register.filter
def but_show(asked: Asked, show: str) -> str:
    """The query of another tab of the same list; who holds what and what is held goes with its tab."""
    return Asked(show=show, scheme=asked.scheme).query
