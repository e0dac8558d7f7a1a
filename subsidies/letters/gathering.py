"""What is told of a case or a notice, read from the tables."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from lib import mask
from lib.days import add_months
from people import banking, identities
from policy import Scheme, scheme_of
from records import events
from subsidies import clocks, deciding, lifecycle
from subsidies.actions.claims import applied_on, day_of
from subsidies.letters.told import CaseTold, Days, NoticeTold, RecoveryTold
from subsidies.models import Application, Determination, Letter, Notice, NoticeLine
from subsidies.reasons import REFUSALS
from treasury import recoveries
from treasury.models import Entry, Recovery

Kind = Letter.Kind
APPEAL = timedelta(days=60)  # 《行政复议法》第二十条: from the day one knew of the decision
PAID = (Entry.Cause.PAID, Entry.Cause.COVERED)  # by the bank, or kept for what the same payee had to give back
SUE = 6  # months; 《行政诉讼法》第四十六条


def of_case(application: Application, kind: str) -> CaseTold:
    """What a paper of this kind says of a case as it stands. Raises LookupError where its rule is not kept."""
    scheme, row = scheme_of(application.scheme), application.determination
    assert row is not None and application.submitted_at is not None
    refused = kind == Kind.REFUSAL
    person, organisation = application.person, application.organisation
    return CaseTold(
        name=person.name if person else organisation.name if organisation else "",
        document=mask.number(identities.number_of(person)) if person else "",
        scheme=scheme.title, fund=scheme.terms.fund, subject=application.title, number=application.number or "",
        district=application.district.name if application.district else "",
        account=banking.shown(application.account) if application.account else "",
        amount=0 if refused else application.amount,
        law_date=(scheme.terms.law_date_title, row.law_date),
        explanation=deciding.explained(row), days=_days(application, scheme, kind),
        reason=REFUSALS[application.reason] if refused else None,
        note=_said(application) if refused else "",
    )  # fmt: skip


def decided_on(application: Application, kind: str) -> date:
    """The day on the paper."""
    assert application.determination is not None
    at: datetime | None = application.determination.made_at if kind == Kind.SLIP else application.ended_at
    assert at is not None
    return day_of(at)


def of_notice(notice: Notice) -> NoticeTold:
    return NoticeTold(
        scheme=scheme_of(notice.scheme).title, posted=notice.posted_on, ends=notice.ends_on,
        shown_until=notice.shown_until, amount=notice.amount, hash=notice.hash, rows=json.loads(notice.snapshot),
        objection=clocks.allowed("objection", notice.posted_on),
    )  # fmt: skip


def of_recovery(row: Recovery) -> RecoveryTold:
    """What the letter of an order to pay back says. ``row``: agreed to."""
    application = Application.objects.select_related("person", "organisation").get(lines=row.obligation.line)
    scheme = scheme_of(application.scheme)
    person, organisation = application.person, application.organisation
    assert row.answered_at is not None
    on, applied = day_of(row.answered_at), applied_on(application)
    assert applied is not None
    paid = Entry.objects.filter(obligation=row.obligation_id, cause__in=PAID).order_by("pk")
    decided = Determination.objects.filter(pk=row.determination).first() if row.determination else None
    return RecoveryTold(
        name=person.name if person else organisation.name if organisation else "",
        document=mask.number(identities.number_of(person)) if person else "",
        scheme=scheme.title, fund=row.obligation.fund.title, subject=application.title, number=application.number or "",
        order=row.number, paid=sum(entry.amount for entry in paid), paid_on=max(entry.on for entry in paid),
        amount=row.amount, ground=row.get_ground_display(), words=recoveries.words_of(row),
        parts=[(one.place, (one.due_on, one.amount)) for one in row.instalments.order_by("place")],
        days=Days(decided=on, applied=applied, **_appeals(on)),
        explanation=deciding.explained(decided) if decided else None,
    )  # fmt: skip


def _appeals(on: date) -> dict[str, Any]:
    half_a_year = add_months(np.datetime64(on, "D"), SUE).astype(object)
    return {"appeal_by": on + APPEAL, "sue_by": half_a_year}


def _days(application: Application, scheme: Scheme, kind: str) -> Days:
    on = decided_on(application, kind)
    applied = applied_on(application)
    assert applied is not None
    told: dict[str, Any] = {"decided": on, "applied": applied}
    told |= {name: clocks.allowed(name, on) for name in ("batch", "bank", "objection")}
    if kind == Kind.APPROVAL:
        notice = _notice(application)
        ends = notice.ends_on if notice else clocks.notice_ends(scheme, on)
        told |= {"notice_posted": notice.posted_on if notice else None, "notice_ends": ends}
        told["batched_by"] = clocks.due("batch", ends)
    if kind in Letter.DECISIONS:
        told |= {"answered_by": clocks.due("objection", on), **_appeals(on)}
    return Days(**told)


def _notice(application: Application) -> Notice | None:
    rows = NoticeLine.objects.filter(line__application=application).exclude(outcome__in=["upheld", "taken-off"])
    row = rows.select_related("notice").order_by("-pk").first()
    return row.notice if row else None


def _said(application: Application) -> str:
    """What the city wrote when it refused."""
    written = [event for event in events.of(lifecycle.chain(application)) if event.verb == "refuse"]
    return events.note_of(written[-1]) if written else ""
