"""What a letter says, as plain values: all a paper is set from, and nothing of the database behind it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policy import Explanation
from subsidies.reasons import Reason


@dataclass(frozen=True)
class Standing:
    """What every paper says of itself.

    address   where its number is confirmed
    test      as `Letter.test`
    counter   the person signs it, for it was handed in at a counter
    missing   signs known to have no font: the paper says so wherever they stand in it
    """

    number: str
    issuer: str
    address: str
    test: bool
    counter: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Days:
    """The days a decision names. All but ``decided`` are reckoned as if it came to hand that day."""

    decided: date
    applied: date
    notice_posted: date | None = None  # where it stands on a notice already
    notice_ends: date | None = None
    batched_by: date | None = None
    batch: int = 0  # working days, as are the next two
    bank: int = 0
    objection: int = 0
    answered_by: date | None = None
    appeal_by: date | None = None
    sue_by: date | None = None


@dataclass(frozen=True)
class CaseTold:
    """One case. ``number`` is that of the application, ``document`` masked, ``account`` without its number."""

    name: str
    document: str
    scheme: str
    fund: str
    subject: str
    number: str
    district: str
    account: str
    amount: int
    law_date: tuple[str, date]
    explanation: Explanation
    days: Days
    reason: Reason | None = None
    note: str = ""


@dataclass(frozen=True)
class NoticeTold:
    """One list. ``rows`` as the notice's snapshot has them."""

    scheme: str
    posted: date
    ends: date
    shown_until: date
    amount: int
    hash: str
    objection: int
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class RecoveryTold:
    """What is asked back of one payment. ``order`` is its own number, ``parts`` (place, (last day, fen)).

    ``explanation``: what the rule says now, where a changed register is the ground.
    """

    name: str
    document: str
    scheme: str
    fund: str
    subject: str
    number: str
    order: str
    paid: int
    paid_on: date
    amount: int
    ground: str
    words: str
    parts: list[tuple[int, tuple[date, int]]]
    days: Days
    explanation: Explanation | None = None
