"""Words of the rule pages."""

import numpy as np
from django import template

from lib.days import chinese

register = template.Library()


@register.filter
def day(value: np.datetime64) -> str:
    """2022年6月16日."""
    return chinese(value)


@register.filter
def day_before(value: np.datetime64) -> str:
    """The last day of a span that ends before ``value``."""
    return chinese(value - np.timedelta64(1, "D"))


@register.filter
def words(text: str) -> list[str]:
    """``"a b"`` → its words."""
    return text.split()
