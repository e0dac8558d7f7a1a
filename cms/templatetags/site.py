"""What stands around every page: which pages there are, how they are shown, whether this is a demonstration.

Error pages are drawn by the same templates, sometimes without a request and without a database, so nothing here fails.
"""

from django import template
from django.db import DatabaseError
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from cms import addresses, display, robots
from cms.models import Installation

register = template.Library()


@register.simple_tag(takes_context=True)
def site_pages(context: Context) -> list[addresses.Link]:
    """The main links of the header, those whose pages exist."""
    request = context.get("request")
    return addresses.links(addresses.MAIN, request.path if request else "")


@register.simple_tag
def footer_pages() -> list[addresses.Link]:
    """The links of the footer, those whose pages exist."""
    return addresses.links(addresses.FOOTER)


@register.simple_tag(takes_context=True)
def display_classes(context: Context) -> str:
    """The CSS classes of <html>: "large", "contrast", both or none."""
    request = context.get("request")
    return " ".join(display.modes(request)) if request else ""


@register.simple_tag(takes_context=True)
def display_switch(context: Context, mode: str) -> display.Switch | None:
    """The link that turns ``mode`` on or off: ``.on``, ``.url``; None where there is none."""
    request = context.get("request")
    return display.switch(request, mode) if request else None


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of a public page; empty for an area that is nobody else's to find."""
    request = context.get("request")
    return robots.canonical(request.path) if request else ""


@register.simple_tag(takes_context=True)
def again(context: Context, block: str) -> str:
    """What the page put into a block, once more: Django draws each only once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    found = blocks.get_block(block) if blocks else None
    return found.render(context).strip() if found else ""


@register.simple_tag
def demonstration() -> bool:
    """Whether this is a 演示系统."""
    try:
        return Installation.is_demonstration()
    except DatabaseError:
        return False


@register.simple_tag
def page_url(name: str, *args: str) -> str:
    """Like {% url %}, but nothing where the site does not have that page."""
    return addresses.address(name, *args)
