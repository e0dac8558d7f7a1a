"""The whole history of a case on one page: who did what, in which role, when, why; and what came out otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.money import yuan
from people.actor import WORKER
from people.roles import words
from policy import Explanation
from policy.check import CheckLine
from records import events
from records.models import Event
from subsidies import deciding, lifecycle
from subsidies.models import Application, Determination
from subsidies.reasons import REFUSALS, RETURNS

EXPLAINED = 6  # the last so many determinations are put into words; a case seldom has more


@dataclass(frozen=True)
class Difference:
    """One condition, or the amount, that came out otherwise than in the determination before."""

    title: str
    was: str
    now: str


@dataclass(frozen=True)
class Done:
    """One line of the history."""

    at: datetime
    who: str
    role: str
    what: str
    note: str
    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Told:
    """``lines``: the newest first. ``explanation``: of the determination the case rests on; None where its rule is
    no longer kept."""

    lines: tuple[Done, ...]
    explanation: Explanation | None


def of(application: Application) -> Told:
    """Two queries, however long it is."""
    return told(events.of(lifecycle.chain(application)), application.determination_id)


def told(chain: list[Event], standing: int | None = None) -> Told:
    """A chain in words. ``standing``: the determination the case rests on; None: the last that the chain names."""
    named = [one.data["determination"] for one in chain if one.data.get("determination")]
    standing = standing or (named[-1] if named else None)
    keys = list(dict.fromkeys([*named, *filter(None, [standing])]))
    rows = Determination.objects.select_related("terms").filter(pk__in=keys[-EXPLAINED:]).order_by("pk")
    explained = {row.pk: _explained(row) for row in rows}
    lines, before = [], None
    for event in chain:
        now = explained.get(event.data.get("determination", 0))
        lines.append(_done(event, differences(before, now)))
        before = now or before
    return Told(tuple(reversed(lines)), explained.get(standing or 0))


def differences(was: Explanation | None, now: Explanation | None) -> tuple[Difference, ...]:
    """What two determinations of the same thing say differently, in words. Nothing where one of them is not known."""
    if was is None or now is None:
        return ()
    old = {check.code: check for check in was.checks}
    found = [
        Difference(check.title, _stands(old[check.code]), _stands(check))
        for check in now.checks
        if check.code in old and _stands(old[check.code]) != _stands(check)
    ]
    if was.amount != now.amount:
        found.append(Difference("金额", yuan(was.amount), yuan(now.amount)))
    return tuple(found)


def _stands(check: CheckLine) -> str:
    if not check.asked:
        return "本期不要求"
    if check.waived:
        return f"经批准放行（查到{check.found or '—'}）"
    return f"{'通过' if check.passed else '未通过'}（查到{check.found or '—'}）"


def _explained(row: Determination) -> Explanation | None:
    try:
        return deciding.explained(row)
    except LookupError:
        return None


def _done(event: Event, found: Sequence[Difference]) -> Done:
    reason = event.data.get("reason", "")
    known = REFUSALS.get(reason) or RETURNS.get(reason)
    person = event.role == WORKER
    return Done(
        at=event.at,
        who="系统" if event.by is None else "本人" if person else event.by.words,
        role="" if not event.role or person else words(event.role),
        what=lifecycle.said(event.verb, event.data),
        note=events.note_of(event),
        reason=known.official if known else "",
        differences=tuple(found),
    )
