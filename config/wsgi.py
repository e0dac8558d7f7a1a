"""What gunicorn serves."""

import os
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
MOST_IN_PIECES = 3_000_000  # bytes: more than the estimate API reads, so that it still says what is too much

_site = get_wsgi_application()

from config.public_cache import given  # noqa: E402 (Django must stand first)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """A public page from memory; else Django, which is told how long a body is that was sent in pieces
    (Transfer-Encoding: chunked), for it would take it for empty.
    """
    if page := given(environ):
        start_response(f"{page.status} {HTTPStatus(page.status).phrase}", page.headers)
        return [page.body]
    if "HTTP_TRANSFER_ENCODING" in environ and environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read(MOST_IN_PIECES)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    return _site(environ, start_response)
