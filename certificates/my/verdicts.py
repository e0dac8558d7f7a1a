"""What the rule says of each certificate of one person today: owed, or why not and what would change that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse

from certificates.calculator import link
from certificates.my.deadlines import Deadline
from certificates.my.futures import Future, if_insured, in_turn
from certificates.my.lines import Verdict
from certificates.my.reasons import disputed, hopeless, in_short, what_changes_it
from certificates.my.words import certificate_name
from certificates.queries import Standing
from lib import months
from occupations.queries import Atlas


def of(
    standings: Sequence[Standing], *, on: date, posted: int | None, book: Atlas, living: bool = True
) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...], int]:
    """Owed, by last day; not owed; and what all that is owed comes to, 0 where one excludes another.

    living  False where the register says that the person died: then nothing is advised.
    """
    accepted = [one for one in standings if one.explanation.accepted]
    others = [one for one in standings if not one.explanation.accepted]
    reached = months.month_of(on) if posted is None else posted
    owed, total = _owed(accepted, on, reached, book)
    futures = if_insured([one.case for one in others], on=on, posted=reached)
    refused = [_refused(one, future, on, book) for one, future in zip(others, futures, strict=True)]
    if not living:
        refused = [replace(one, change="", deadline=None, what_if="", claim="") for one in refused]
    order = sorted(zip(others, refused, strict=True), key=lambda pair: hopeless(pair[0].explanation))
    return owed, tuple(verdict for _, verdict in order), total


def _owed(standings: Sequence[Standing], on: date, posted: int, book: Atlas) -> tuple[tuple[Verdict, ...], int]:
    months_of_turn = in_turn([one.case for one in standings], on=on, posted=posted) if len(standings) > 1 else []
    found = []
    for place, one in enumerate(standings):
        future = months_of_turn[place] if months_of_turn else None
        now = not months_of_turn or (future is not None and future.month <= months.month_of(on))
        verdict = _verdict(one, on, book)
        if not now:
            verdict = replace(verdict, later=_later(future))
        found.append(verdict)
    found.sort(key=lambda verdict: (bool(verdict.later), verdict.deadline.last_day if verdict.deadline else on))
    total = sum(one.explanation.amount for one in found) if len(found) > 1 and not any(o.later for o in found) else 0
    return tuple(found), total


def _later(future: Future | None) -> str:
    if future is None:
        return "条件都符合，但每年领的次数有限：先领了另一本，这一本到最后一天也轮不到了。"
    month = months.chinese(future.month)
    return f"条件都符合，但每年领的次数有限：先领了另一本，这一本最早{month}才能领，来得及。"


def _refused(one: Standing, future: Future | None, on: date, book: Atlas) -> Verdict:
    verdict = _verdict(one, on, book)
    gone = hopeless(one.explanation)
    return replace(
        verdict,
        reason=in_short(one.explanation, one.case) if one.live else "发证机构已经撤回这本证书",
        change=what_changes_it(one.explanation, one.case, future, verdict.deadline),
        deadline=None if gone else verdict.deadline,
        doubt=_doubt(one),
    )


def _doubt(one: Standing) -> str:
    about = disputed(one.explanation)
    if about == "certificate":
        return reverse("my:report", args=[about, one.certificate.entry])
    return reverse("my:report", args=[about]) if about else ""


def _verdict(one: Standing, on: date, book: Atlas) -> Verdict:
    return Verdict(
        entry=one.certificate.entry,
        subject=certificate_name(one.certificate, book),
        explanation=one.explanation,
        deadline=Deadline(one.last_day, on),
        what_if=link(one.case),
        claim=reverse("claim:facts", args=[one.certificate.entry]) if one.live else "",
    )
