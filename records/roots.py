"""A day's rows tied into one hash with the root before: what an auditor keeps, so that no day is rewritten later."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.timezone import get_current_timezone, make_aware


def during(first: date, last: date) -> tuple[datetime, datetime]:
    """From the moment the first day begins here to the moment the last is over, which does not count."""
    zone = get_current_timezone()
    return tuple(  # type: ignore[return-value]
        make_aware(datetime.combine(day, datetime.min.time()), zone) for day in (first, last + timedelta(days=1))
    )


def tied(before: str, texts: Iterable[str]) -> tuple[int, str]:
    """How many texts there were, and the hash of the root before with all of them."""
    hashed, count = hashlib.sha256(before.encode()), 0
    for text in texts:
        hashed.update(text.encode())
        count += 1
    return count, hashed.hexdigest()
