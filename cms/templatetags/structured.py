"""What a page says of itself to search engines, as JSON-LD: data, which no browser runs."""

import json
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from cms.opendata import structured

register = template.Library()


@register.simple_tag
def ld(graph: dict[str, Any]) -> SafeString:
    """A graph of schema.org. Escaped as Django's json_script does, so that no text ends the element."""
    element = json_script(json.loads(json.dumps(graph)))
    return mark_safe(element.replace("application/json", "application/ld+json", 1))


@register.simple_tag(takes_context=True)
def ld_edition(context: template.Context, page: Any) -> SafeString:
    return ld(structured.edition(page, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def ld_occupation(context: template.Context, one: Any) -> SafeString:
    return ld(structured.occupation(one, context["request"].build_absolute_uri))
