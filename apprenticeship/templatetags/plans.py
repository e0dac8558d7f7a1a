"""Plans as pages write them."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def under(told: dict[int, Any], key: int) -> Any:
    """What stands under a key; nothing where nothing does."""
    return told.get(key, ())
