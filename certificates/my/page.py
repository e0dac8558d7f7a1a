"""Reads everything on 我的证书与补贴 for one person: what the registers say, what the rule says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.timezone import get_current_timezone

from certificates.models import Certificate
from certificates.my import requests, verdicts
from certificates.my.lines import (
    CertificateLine,
    LookLine,
    Me,
    MyPage,
    PaymentLine,
    SpanLine,
    StatusLine,
    TrueTo,
    Verdict,
)
from certificates.my.months import Grid, Mark, grid
from certificates.my.words import (
    certificate_name,
    employer_names,
    employer_value,
    occupation_words,
    stretch,
    stretch_of_days,
    whole_months,
)
from certificates.queries import standings
from certificates.scheme import SKILL_UPGRADE
from lib import mask, months
from lib.days import chinese
from occupations.queries import Atlas, atlas
from people import looks
from people.actor import Actor
from people.models import InsuranceSpan, Person, StatusSpan
from people.models import TrueTo as TrueToRow
from policy import scheme_of
from policy.words import level
from records.corrections.models import Correction
from records.models import ImportRun
from subsidies import telling
from subsidies.applicant import cases
from subsidies.applicant.cases import Item
from subsidies.models import EarlierPayment

FED = ("insurance", "certificates", "statuses")  # the kinds whose day the page tells, as `lines.TrueTo` has them
Paper = tuple[Certificate, date | None]  # with the last day to claim on it, where that is asked for
LISTED = 10  # looks, and requests; of more the page says how many


def read_page(person: Person, on: date) -> MyPage:
    """One person's page as of a day. The caller answers for who may see it."""
    papers = sorted(standings(person.pk, on=on), key=lambda one: (one.live, one.certificate.issued_on), reverse=True)
    spans = list(InsuranceSpan.objects.current().filter(person=person).select_related("district"))
    days = dict(TrueToRow.objects.order_by("run").values_list("kind", "day"))
    book = atlas()
    statuses = statuses_of(person)
    died = next((row.began for row in statuses if row.kind == StatusSpan.Kind.DEAD), None)
    owed, refused, total = verdicts.of(papers, on=on, posted=posted_of(days), book=book, living=died is None)
    me = Actor(person_id=person.pk)
    claims = cases.standing(me, SKILL_UPGRADE.code)
    owed, refused = _not_asked(owed, claims), _not_asked(refused, claims)
    if any(not one.draft for one in claims.values()):
        total = 0  # it told what is owed together with what is asked for by now
    seen, more = _looks(person)
    own = Correction.objects.filter(person=person)
    asked = requests.lines(own.select_related("person", "run")[:LISTED])
    return MyPage(
        me=Me(
            person.name, person.get_document_display(), looks.masked_number(person), looks.masked_phone(person)
        ),
        owed=owed,
        refused=refused,
        certificates=certificate_lines([one.certificate for one in papers], book),
        grid=grid_of(spans, [(one.certificate, one.last_day) for one in papers if one.live], on, posted_of(days), book),
        spans=span_lines(spans),
        statuses=status_lines(statuses),
        payments=payment_lines(person, book),
        looks=seen,
        looks_before=more,
        requests=asked,
        requests_before=max(own.count() - LISTED, 0),
        waiting=tuple(one for one in asked if one.turn),
        true_to=TrueTo(*(chinese(days[kind]) if kind in days else "" for kind in FED)),
        asked=tuple(one for one in claims.values() if not one.draft),
        unread=telling.unread(me),
        total=total,
        on=chinese(on),
        died=chinese(died) if died else "",
    )  # fmt: skip


def _not_asked(found: Sequence[Verdict], claims: Mapping[int, Item]) -> tuple[Verdict, ...]:
    """Those that nothing was asked for yet; where a draft is there, it goes on from here."""
    return tuple(
        replace(one, claim=claims[one.entry].url, begun=True) if one.entry in claims else one
        for one in found
        if one.entry not in claims or claims[one.entry].draft
    )


def posted_of(days: dict[str, date]) -> int | None:
    return whole_months(days["insurance"]) if "insurance" in days else None


def certificate_lines(rows: Sequence[Certificate], book: Atlas) -> tuple[CertificateLine, ...]:
    tz = get_current_timezone()
    runs = ImportRun.objects.filter(number__in={row.since_run for row in rows}, finished_at__isnull=False)
    known = {number: at.astimezone(tz).date() for number, at in runs.values_list("number", "finished_at") if at}
    return tuple(
        CertificateLine(
            row.entry, certificate_name(row, book), row.job, mask.number(row.number), chinese(row.issued_on),
            row.issuer, chinese(known[row.since_run]) if row.since_run in known else "", row.until_run is not None,
        )
        for row in rows
    )  # fmt: skip


def grid_of(spans: Sequence[InsuranceSpan], papers: Iterable[Paper], on: date, posted: int | None, book: Atlas) -> Grid:
    """The months, with the month of each certificate and, while it is to come, the last one to claim in."""
    marks: dict[int, tuple[Mark, ...]] = {}
    oldest = min((span.first_month for span in spans), default=months.month_of(on)) - 12
    for row, last_day in papers:
        name, issued = occupation_words(row.occupation, book), months.month_of(row.issued_on)
        if issued >= oldest:  # an old certificate does not draw years in which nothing else happened
            marks[issued] = (*marks.get(issued, ()), Mark("证", f"{name}证书核发"))
        if last_day and row.issued_on < last_day and last_day >= on:
            month = months.month_of(last_day)
            marks[month] = (*marks.get(month, ()), Mark("止", f"{name}最晚申请"))
    return grid(spans, posted=posted, marks=marks, until=months.month_of(on))


def span_lines(spans: Sequence[InsuranceSpan]) -> tuple[SpanLine, ...]:
    names = employer_names(spans)
    return tuple(
        SpanLine(
            span.pk, stretch(span.first_month, span.last_month), span.last_month - span.first_month + 1,
            names[employer_value(span)], span.get_employer_kind_display(), span.deferred, str(span.district or ""),
        )
        for span in sorted(spans, key=lambda one: (one.last_month, one.first_month), reverse=True)
    )  # fmt: skip


def statuses_of(person: Person) -> list[StatusSpan]:
    return list(StatusSpan.objects.current().filter(person=person).order_by("-began"))


def status_lines(rows: Iterable[StatusSpan]) -> tuple[StatusLine, ...]:
    return tuple(StatusLine(row.pk, row.get_kind_display(), stretch_of_days(row.began, row.ended)) for row in rows)


def payment_lines(person: Person, book: Atlas) -> tuple[PaymentLine, ...]:
    rows = EarlierPayment.objects.current().filter(person=person).order_by("-paid_on")
    return tuple(
        PaymentLine(
            chinese(row.paid_on),
            f"{scheme_of(row.scheme).terms.title} · {occupation_words(row.occupation, book)} · {level(row.level)}",
            row.amount,
        )
        for row in rows
    )


def _looks(person: Person) -> tuple[tuple[LookLine, ...], int]:
    tz = get_current_timezone()
    rows = looks.looks_at(person.pk, limit=LISTED)
    more = max(person.looks.count() - len(rows), 0)
    shown = (row.at.astimezone(tz) for row in rows)
    return tuple(
        LookLine(f"{chinese(at.date())} {at:%H:%M}", row.who, row.what, row.why)
        for at, row in zip(shown, rows, strict=True)
    ), more
