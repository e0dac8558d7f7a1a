"""How gunicorn serves. Its request line holds no address, and no query: a calculator's link carries answers."""

import gc
import os
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
accesslog = "-"
logger_class = "config.logs.Gunicorn"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
control_socket_disable = True  # its default path is one per user, and two sites of one user would share it


def post_worker_init(worker: Any) -> None:
    """What came with the site stays as long as the worker: no full collection looks through it again."""
    gc.collect()
    gc.freeze()
