"""A browser behind gunicorn, as the site's own configuration sets it up."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.test import Client, TestCase
from gunicorn.config import Config

from config.logs import Gunicorn


class Visitor(Client):
    """Each request is written down as config/gunicorn.py says, and what waits for its transaction's end is done."""

    def __init__(self, gunicorn: Gunicorn):
        super().__init__(raise_request_exception=False)
        self.gunicorn = gunicorn

    def request(self, **request: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = super().request(**request)
        environ = {"RAW_URI": request["PATH_INFO"], "SERVER_PROTOCOL": "HTTP/1.1", **self._base_environ(**request)}
        told = SimpleNamespace(status=f"{response.status_code} -", sent=0, headers=response.items())
        self.gunicorn.access(told, [], environ, timedelta(milliseconds=1))
        return response


def gunicorn() -> Gunicorn:
    """Its log, set up as the site's own configuration says."""
    config = Config()
    for name, value in vars(import_module("config.gunicorn")).items():
        if name in config.settings:
            config.set(name, value)
    return Gunicorn(config)
