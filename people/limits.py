"""How often what needs no account may be asked: counted over an hour, by where it came from and overall.

Where it came from is kept as a keyed index, and only for a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.db import connection, transaction

from lib.refused import Refused
from people import keys
from people.models import Asking

ADDRESS = "address"  # purpose of the keyed index
HOUR, KEPT_FOR = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many an hour from one address, and from all together."""

    purpose: str
    from_one: int
    from_all: int


def count(limit: Limit, *, address: str, at: datetime) -> None:
    """Write down that it was asked once more. Raises Refused where it was asked too often."""
    here = keys.indexes(ADDRESS, address)
    with transaction.atomic():
        one_at_a_time(sha256(limit.purpose.encode()).digest())
        asked = Asking.objects.filter(purpose=limit.purpose, at__gt=at - HOUR)
        from_there = asked.filter(address__in=here).order_by("-at")
        _not_more(list(from_there.values_list("at", flat=True)[: limit.from_one]), limit.from_one, at, "同一个网络")
        _not_more(list(asked.order_by("-at").values_list("at", flat=True)[: limit.from_all]), limit.from_all, at, "")
        Asking.objects.create(purpose=limit.purpose, address=here[-1], at=at)


def one_at_a_time(index: bytes) -> None:
    """Who counts and then writes must not be overtaken. On SQLite the transaction has the only pen anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])


def forget_old(at: datetime) -> None:
    Asking.objects.filter(at__lt=at - KEPT_FOR).delete()


def _not_more(times: list[datetime], most: int, at: datetime, where: str) -> None:
    """``times``: the newest first, at most ``most``."""
    if len(times) < most:
        return
    minutes = ceil((times[-1] + HOUR - at) / timedelta(minutes=1))
    if where:
        raise Refused(
            "address-too-often", f"{where}一小时内最多{most}次，已经用完。请{minutes}分钟后再试，或者换手机流量上网。"
        )
    raise Refused("too-often", f"现在来的人太多了。请{minutes}分钟后再试；着急的，请拨打12333。")
