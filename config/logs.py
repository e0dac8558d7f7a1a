"""How a record is written: an exception by its kind and its place, never in its own words.

A database quotes the row it refused, a parser the text it could not read: so an exception's text may hold a name or a
number, whoever raised it. With DEBUG Django's own console shows it whole, at a developer's desk.
"""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger

from lib.raised import chain, where

ABOUT_THE_SITE = (ImproperlyConfigured, ImportError, SyntaxError)  # raised by settings and code, never by data


class Line(logging.Formatter):
    """One line for a record, one more for each exception told with it: the last one, and the two it all began with."""

    def format(self, record: logging.LogRecord) -> str:
        told = chain(record.exc_info[1]) if record.exc_info and record.exc_info[1] else []
        record.message = record.getMessage()
        for error in told:  # some quote the exception in the message too
            for text in (repr(error), str(error)):
                record.message = record.message.replace(text, type(error).__name__) if text else record.message
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        shown = told if len(told) < 4 else [told[0], *told[-2:]]
        return "\n".join([self.formatMessage(record), *(f"  {_words(error)}" for error in shown)])


def _words(error: BaseException) -> str:
    return f"{where(error)}: {error}" if isinstance(error, ABOUT_THE_SITE) else where(error)


class Gunicorn(Logger):
    """gunicorn's own log, written so too, and without the query of a request that failed."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Line(self.error_fmt, self.datefmt))

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        super().exception(msg, *(str(one).partition("?")[0] for one in args), **kwargs)
