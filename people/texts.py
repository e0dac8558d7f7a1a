"""Text messages: queued as sealed rows, sent through a gateway, and what became of each.

A row is the truth about a message. Whoever queued it may send it at once; what a gateway could not take is tried again
by `send_waiting` until it is worth nothing any more. Neither phone nor words ever reach a log.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from lib import mask
from people import bulk, keys, phones
from people.models import Person, RoleGrant, TextMessage
from people.roles import MANAGER

logger = logging.getLogger(__name__)

BAD_NUMBER, RATE_LIMIT, SERVICE_DOWN, UNDELIVERED = "bad-number", "rate-limit", "service-down", "undelivered"
REASONS = {
    BAD_NUMBER: "号码无效",
    RATE_LIMIT: "发送太频繁",
    SERVICE_DOWN: "短信服务没有应答",
    UNDELIVERED: "对方没有收到",
}
TRY_AGAIN = {RATE_LIMIT, SERVICE_DOWN}
REPORTS_COME_WITHIN = timedelta(days=1)
KEPT_FOR = timedelta(days=30)


class NotSent(Exception):
    """The gateway did not take the message; ``reason`` is a key of REASONS."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Gateway(Protocol):
    """What a text-message service is to us. ``stand_in``: it only imitates one."""

    stand_in: bool = False

    def send(self, phone: str, body: str) -> str:
        """The service's reference, once it accepted the message. Raises NotSent."""

    def report(self, reference: str) -> str:
        """ "delivered", "undelivered", or "" while nothing is known."""


@dataclass(frozen=True)
class Shown:
    """A message as 演示手机 shows it: the phone masked, the words in clear."""

    at: datetime
    phone: str
    body: str
    state: str
    arrived: bool


def gateway() -> Gateway:
    return import_string(settings.TEXT_GATEWAY)()


def queue(
    *, person: Person | None, purpose: str, phone: str, body: str, at: datetime, good_until: datetime | None = None
) -> TextMessage:
    """A message that waits to be sent: by :func:`send` at once, else by :func:`send_waiting`."""
    return TextMessage.objects.create(
        person=person,
        purpose=purpose,
        phone_sealed=keys.seal(keys.PHONE, phone),
        body_sealed=keys.seal(keys.MESSAGE, body),
        queued_at=at,
        good_until=good_until,
    )


def signed(words: str) -> str:
    """Words as they go out: with the sign by which services let them pass, and people know whose they are."""
    return f"【训兴】{words}"


def tell(person: Person, words: str, at: datetime) -> None:
    """How something goes, to the phone on record if there is one. In the caller's transaction; sent once that is in."""
    if phone := phones.phone_of(person):
        row = queue(person=person, purpose=TextMessage.Purpose.NOTICE, phone=phone, body=signed(words), at=at)
        transaction.on_commit(lambda: send(row.pk, at), robust=True)


def tell_managers(organisation: int, words: str, at: datetime) -> None:
    """The same to whoever manages an organisation and is known here with a phone."""
    grants = RoleGrant.objects.filter(organisation=organisation, role=MANAGER, user__is_active=True)
    for grant in grants.exclude(user__own=None).select_related("user__own"):
        assert grant.user.own is not None
        tell(grant.user.own, words, at)


def queue_many(letters: Sequence[tuple[Person, str, str]], *, purpose: str, at: datetime) -> None:
    """(person, phone, words) each, to be sent by :func:`send_waiting`: in a fixed number of queries."""
    version, ring = keys.in_force(), keys.ring()
    numbers = ring.seal_many(keys.PHONE, [phone for _, phone, _ in letters], version)
    bodies = ring.seal_many(keys.MESSAGE, [body for _, _, body in letters], version)
    bulk.write(
        TextMessage,
        {"person_id": [person.pk for person, _, _ in letters], "purpose": str(purpose), "phone_sealed": numbers,
         "body_sealed": bodies, "state": str(TextMessage.State.QUEUED), "queued_at": at, "failure": "",
         "reference": ""},
    )  # fmt: skip


def send(pk: int, at: datetime) -> None:
    """Send a waiting message now. Only one of many who try at once does it."""
    if not TextMessage.objects.filter(pk=pk, state=TextMessage.State.QUEUED).update(state="sending", sent_at=at):
        return
    row = TextMessage.objects.get(pk=pk)
    try:
        phone, body = _clear(row)
        row.reference = gateway().send(phone, body)
        row.state, row.failure = TextMessage.State.ACCEPTED, ""
    except Exception as failure:  # whatever a gateway raises may quote the phone, so only its kind is logged
        row.failure = failure.reason if isinstance(failure, NotSent) else SERVICE_DOWN
        row.state = TextMessage.State.QUEUED if row.failure in TRY_AGAIN else TextMessage.State.REFUSED
        logger.warning("text message %s not sent: %s, %s", row.pk, row.failure, type(failure).__name__)
    row.save(update_fields=["state", "failure", "reference"])
    if row.state == TextMessage.State.ACCEPTED:
        ask_what_became(row)


def ask_what_became(row: TextMessage) -> None:
    """Ask the gateway whether an accepted message arrived."""
    try:
        said = gateway().report(row.reference)
    except Exception as failure:  # asked again by and by
        logger.warning("no report on text message %s: %s", row.pk, type(failure).__name__)
        return
    if said == "delivered":
        row.state = TextMessage.State.DELIVERED
    elif said == "undelivered":
        row.state, row.failure = TextMessage.State.REFUSED, UNDELIVERED
    row.save(update_fields=["state", "failure"])


def send_waiting(at: datetime, limit: int = 200) -> None:
    """What waits is sent or, once worth nothing, given up; what was accepted is asked after for a day."""
    rows = TextMessage.objects.order_by("queued_at")
    rows.filter(state="queued", good_until__lt=at).update(state="lapsed")
    for pk in rows.filter(state="queued").values_list("pk", flat=True)[:limit]:
        send(pk, at)
    for row in rows.filter(state="accepted", sent_at__gt=at - REPORTS_COME_WITHIN)[:limit]:
        ask_what_became(row)


def forget_old(at: datetime) -> None:
    """Messages go after a month: what they were about is written down elsewhere."""
    TextMessage.objects.filter(Q(queued_at__lt=at - KEPT_FOR)).delete()


def latest(limit: int) -> list[Shown]:
    """The newest messages, for 演示手机 alone: no other page may show what was written to somebody."""
    shown = []
    for row in TextMessage.objects.all()[:limit]:
        phone, body = _clear(row)
        state = REASONS.get(row.failure, row.get_state_display())
        shown.append(Shown(row.queued_at, mask.phone(phone), body, state, row.state == TextMessage.State.DELIVERED))
    return shown


def _clear(row: TextMessage) -> tuple[str, str]:
    """Phone and words."""
    return keys.unseal(keys.PHONE, bytes(row.phone_sealed)), keys.unseal(keys.MESSAGE, bytes(row.body_sealed))
