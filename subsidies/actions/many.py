"""Granting many cases in one go: the clear ones alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lib.refused import Refused
from people.actor import Actor
from subsidies.actions import review
from subsidies.models import Application

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Done:
    """What a bulk decision came to: how many were approved, for how much, and why others were not."""

    approved: int
    amount: int
    left: dict[int, str]


def approve(*, pks: Iterable[int], actor: Actor, at: datetime, seen: Mapping[int, int] | None = None) -> Done:
    """Grant those of the cases that the machine found clear; each by itself, so one that is not leaves the others.

    ``seen``: the versions that were looked at. Raises Refused for too many at once.
    """
    wanted, versions = list(dict.fromkeys(pks)), seen or {}
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("many", f"一次最多批 {MOST_AT_ONCE} 份。请分几次办。")
    approved, amount, left = 0, 0, {}
    for pk in wanted:
        try:
            if not Application.objects.visible_to(actor).filter(pk=pk, clear=True, held=False).exists():
                raise Refused("clear", "不是机器核对全部通过的，要逐份办理。")
            amount += review.approve(pk=pk, actor=actor, at=at, seen=versions.get(pk)).amount
            approved += 1
        except Refused as refusal:
            left[pk] = refusal.message
    return Done(approved, amount, left)
