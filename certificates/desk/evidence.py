"""What the registers say of an applicant, beside the case: the same pieces as on the applicant's own page."""

from dataclasses import dataclass
from datetime import date

from certificates.models import Certificate
from certificates.my.lines import CertificateLine, PaymentLine, SpanLine, StatusLine, TrueTo
from certificates.my.months import Grid
from certificates.my.page import (
    FED,
    certificate_lines,
    grid_of,
    payment_lines,
    posted_of,
    span_lines,
    status_lines,
    statuses_of,
)
from lib.days import chinese
from occupations.queries import atlas
from people.models import InsuranceSpan, Person
from people.models import TrueTo as TrueToRow


@dataclass(frozen=True)
class Beside:
    """``own``: the certificate the case is about; ``others``: the rest that stand in the register."""

    own: tuple[CertificateLine, ...]
    others: tuple[CertificateLine, ...]
    grid: Grid
    spans: tuple[SpanLine, ...]
    statuses: tuple[StatusLine, ...]
    payments: tuple[PaymentLine, ...]
    true_to: TrueTo


def beside(person: Person, entry: int, on: date) -> Beside:
    """By what is known now, months up to a day. The caller answers for who may see it."""
    latest = {row.entry: row for row in Certificate.objects.filter(person=person).order_by("since_run")}
    papers = [row for row in latest.values() if row.until_run is None or row.entry == entry]
    spans = list(InsuranceSpan.objects.current().filter(person=person).select_related("district"))
    days, book = dict(TrueToRow.objects.order_by("run").values_list("kind", "day")), atlas()
    lines = certificate_lines(sorted(papers, key=lambda row: row.issued_on, reverse=True), book)
    live = [(row, None) for row in papers if row.until_run is None]
    return Beside(
        own=tuple(line for line in lines if line.entry == entry),
        others=tuple(line for line in lines if line.entry != entry),
        grid=grid_of(spans, live, on, posted_of(days), book),
        spans=span_lines(spans),
        statuses=status_lines(statuses_of(person)),
        payments=payment_lines(person, book),
        true_to=TrueTo(*(chinese(days[kind]) if kind in days else "" for kind in FED)),
    )
