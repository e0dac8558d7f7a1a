from django import template

from occupations.queries import Hit, near

register = template.Library()


@register.simple_tag
def near_to(text: str) -> list[Hit]:
    """What to offer where a search found nothing, so that whoever includes the fragment need not think of it."""
    return near(text)
