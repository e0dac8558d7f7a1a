"""主动筛查: everybody is decided as if they claimed on a day; what is owed leaves a determination and an invitation.

One pass in ranges of persons, each one transaction that also writes down how far the pass is: a killed worker loses
nothing, and another goes on from there. Two passes at once wait for each other range by range; whatever the first wrote
the second finds unchanged.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from people.models import User
from policy import Scheme, scheme_of
from records import jobs
from subsidies import determinations, invitations, sources
from subsidies.determinations import Circumstances, Decided, Noted
from subsidies.invitations import Invited
from subsidies.models import Determination, Scan

VERB = "scan"
SUBJECTS_AT_ONCE = 100_000


class Counts:
    """What a pass came to, as `Scan.counts` keeps it.

    subjects, accepted, review, refused   how many were decided, and how; ``review`` are among the accepted
    amount                                fen, of those accepted
    written                               determinations
    opened, changed, closed               invitations
    reasons                               code → how many it refuses (one subject may have several reasons)
    only_reason                           code → how many nothing else refuses
    """

    NUMBERS = ("subjects", "accepted", "review", "refused", "amount", "written", "opened", "changed", "closed")

    def __init__(self, told: Mapping[str, Any] | None = None):
        told = told or {}
        self.numbers: Counter[str] = Counter({name: told.get(name, 0) for name in self.NUMBERS})
        self.reasons: Counter[str] = Counter(told.get("reasons", {}))
        self.only_reason: Counter[str] = Counter(told.get("only_reason", {}))

    def add(self, decided: Decided, noted: Noted, invited: Invited) -> None:
        sheet = decided.sheet
        self.numbers.update({
            "subjects": len(decided), "accepted": int(sheet.accepted.sum()), "refused": int((~sheet.accepted).sum()),
            "review": int((sheet.accepted & sheet.review).sum()), "amount": int(sheet.payable.sum()),
            "written": noted.written, "opened": invited.opened, "changed": invited.changed, "closed": invited.closed,
        })  # fmt: skip
        for bits, times in zip(*np.unique(sheet.refused_by, return_counts=True), strict=True):
            codes = [c.code for bit, c in enumerate(decided.scheme.checks) if int(bits) >> bit & 1]
            self.reasons.update(dict.fromkeys(codes, int(times)))
            if len(codes) == 1:
                self.only_reason[codes[0]] += int(times)

    def plain(self) -> dict[str, Any]:
        return {**self.numbers, "reasons": dict(self.reasons), "only_reason": dict(self.only_reason)}


def ask(code: str, *, on: date, at: datetime, by: User | None = None, tell: bool = True) -> Scan:
    """A pass over everybody as of ``on``, knowing what is wholly in by now; the one under way, if there is one.

    by     who asks; None for the timetable and the command line
    tell   send the queue the news; a caller who drives the job itself does not want that
    """
    determinations.keep_terms(scheme_of(code))
    with transaction.atomic():
        scan = Scan.objects.filter(scheme=code, on=on, finished_at__isnull=True).first() or _new(code, on, at, by)
        jobs.put(VERB, scan.pk, tell=tell)
    return scan


def ask_for_all(*, on: date, at: datetime, by: User | None, after: int) -> list[Scan]:
    """A pass under every scheme, unless one was begun since ``after``, the newest the asker had seen: pressed twice,
    asked once. What was begun now, or nothing."""
    if Scan.objects.filter(pk__gt=after).exists():
        return []
    asked = [ask(scheme.code, on=on, at=at, by=by) for scheme in sources.scanned()]
    return [scan for scan in asked if scan.pk > after]


def _new(code: str, on: date, at: datetime, by: User | None) -> Scan:
    try:
        with transaction.atomic():
            return Scan.objects.create(
                scheme=code, on=on, known_run=sources.known_now(), started_at=at, started_by=by
            )  # fmt: skip
    except IntegrityError:  # somebody else just asked
        return Scan.objects.get(scheme=code, on=on, finished_at__isnull=True)


def work(hold: jobs.Hold, size: int = SUBJECTS_AT_ONCE) -> None:
    """What the job of a scan does, from wherever it stands."""
    scan = Scan.objects.get(pk=hold.subject)
    if scan.finished_at is not None:
        return
    scheme, counts = scheme_of(scan.scheme), Counts(scan.counts)
    under = Circumstances(scan.on, scan.known_run, Determination.Trigger.SCAN.value, scan.started_at)
    last = sources.everybody_of(scheme).last_person()
    for low, high in sources.everybody_of(scheme).ranges(scan.reached, size):
        with transaction.atomic():
            hold.step(high, max(last, high), "正在筛查")
            pass_over(scheme, low, high, under, counts)
            Scan.objects.filter(pk=scan.pk).update(reached=high, counts=counts.plain())
    Scan.objects.filter(pk=scan.pk).update(counts=counts.plain(), finished_at=Now())


def gave_up(subject: int, why: str) -> None:
    """The pass will not be tried again; what it wrote so far stands."""
    Scan.objects.filter(pk=subject, finished_at__isnull=True).update(finished_at=Now(), said=why)


def decide_again(person: int, *, on: date, at: datetime, trigger: str = Determination.Trigger.CORRECTION) -> Counts:
    """Decide one person under every scheme, after what is known of them changed."""
    counts = Counts()
    under = Circumstances(on, sources.known_now(), str(trigger), at)
    for scheme in sources.scanned():
        determinations.keep_terms(scheme)
        with transaction.atomic():
            pass_over(scheme, person, person, under, counts)
    return counts


def pass_over(scheme: Scheme, low: int, high: int, under: Circumstances, counts: Counts) -> None:
    """Decide the persons of a range and write what changed. Inside a transaction."""
    _hold(scheme)
    decided = Decided(scheme, sources.gather(scheme, low, high, under.on, under.run))
    if not len(decided):
        return
    noted = determinations.note(decided, determinations.last(scheme, low, high), under)
    invited = invitations.invite(
        decided,
        noted.standing,
        sources.everybody_of(scheme).last_days(decided.sheet.facts),
        invitations.there(scheme, low, high),
        invitations.claimed(scheme, low, high),
        invitations.dead(low, high, under.on, under.run),
        under,
    )
    counts.add(decided, noted, invited)


def _hold(scheme: Scheme) -> None:
    """Until the transaction ends nobody else decides under this scheme. (SQLite has one writer anyway.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"subsidies.scan {scheme.code}"])
