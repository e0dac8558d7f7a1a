"""How Wagtail's own screens greet our editors."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Our ink and action colours; the editor's screens stay Wagtail's otherwise."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))
