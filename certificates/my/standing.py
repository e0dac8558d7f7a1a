"""What the rule says of one person's certificates, by the facts as the registers tell them today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Certificate
from certificates.my.futures import terms_on
from certificates.scheme import SKILL_UPGRADE
from lib import months
from occupations.facts import look_up
from people.models import InsuranceSpan, Person, StatusSpan, TrueTo
from policy import Explanation, decide
from subsidies.models import EarlierPayment

EMPLOYERS = (InsuranceSpan.Employer.ENTERPRISE, InsuranceSpan.Employer.INDIVIDUAL)


@dataclass(frozen=True)
class Standing:
    """One certificate as the rule reads it: the facts as the estimate API takes them, and what it says."""

    certificate: Certificate
    case: Mapping[str, Any]
    explanation: Explanation


def stand(person: Person, certificates: Sequence[Certificate], on: date) -> list[Standing]:
    """Each certificate judged as if claimed on a day."""
    if not certificates:
        return []
    known = _Known(person, on)
    cases = [known.case(row, certificates) for row in certificates]
    raw, lists = SKILL_UPGRADE.unfold(cases)
    sheet = decide(SKILL_UPGRADE, *look_up(raw, lists, law_date=SKILL_UPGRADE.law_date))
    judged = zip(certificates, cases, strict=True)
    return [Standing(row, case, sheet.explain(at)) for at, (row, case) in enumerate(judged)]


class _Known:
    """What the registers say of one person, as a claim on a day reads it."""

    def __init__(self, person: Person, on: date):
        self.on = on
        self.spans = list(InsuranceSpan.objects.current().filter(person=person))
        self.benefits = list(StatusSpan.objects.current().filter(person=person, kind=StatusSpan.Kind.BENEFIT))
        paid = EarlierPayment.objects.current().filter(person=person)
        self.paid = list(paid.values("scheme", "occupation", "level", "paid_on"))
        told = TrueTo.objects.filter(kind="insurance").order_by("-run").first()
        self.posted = months.month_of(told.day) if told else months.month_of(on)
        self.counted = self._months(self.spans)
        self.paid_months = self._months([span for span in self.spans if not span.deferred])

    def case(self, row: Certificate, held: Sequence[Certificate]) -> dict[str, Any]:
        terms = terms_on(row.issued_on)
        lacking = max((terms.months if terms else 0) - len(self.paid_months), 0)
        return {
            "occupation": row.occupation, "level": row.level, "issued_on": row.issued_on, "applied_on": self.on,
            "status_at_issue": self._status(row.issued_on, bool(terms and terms.benefit)),
            "status_at_application": self._status(self.on, bool(terms and terms.benefit)),
            "months_insured": len(self.counted), "certificate_verified": True, "paid": self.paid,
            "deferred_months_needed": min(lacking, len(self.counted - self.paid_months)),
            "held": [{"occupation": o.occupation, "level": o.level} for o in held if o.entry != row.entry],
        }  # fmt: skip

    def _months(self, spans: Sequence[InsuranceSpan]) -> set[int]:
        until = months.month_of(self.on)
        return {month for span in spans for month in range(span.first_month, min(span.last_month, until) + 1)}

    def _status(self, day: date, benefit_counts: bool) -> str:
        month = min(months.month_of(day), self.posted)
        employed = any(
            span.first_month <= month <= span.last_month and span.employer_kind in EMPLOYERS for span in self.spans
        )
        drawing = any(one.began <= day and (one.ended is None or day <= one.ended) for one in self.benefits)
        if drawing and (benefit_counts or not employed):
            return "benefit"
        return "employee" if employed else "other"
