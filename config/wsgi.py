"""What gunicorn serves."""

import os
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
MOST_IN_PIECES = 3_000_000  # bytes: more than the estimate API reads, so that it still says what is too much

_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Django, which takes a body sent in pieces (Transfer-Encoding: chunked) for empty, told how long it is."""
    if "HTTP_TRANSFER_ENCODING" in environ and environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read(MOST_IN_PIECES)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    return _site(environ, start_response)
