"""What the registers say of a claim, each line with the way to say that it is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from certificates.claim.claimant import Claimant, name, true_to
from certificates.derive import STATUSES
from certificates.queries import Standing
from lib import mask
from lib.days import chinese
from people import looks


@dataclass(frozen=True)
class Known:
    """One line: what it is, what is known, and where to say that it is wrong; empty where nobody can from here."""

    label: str
    words: str
    wrong: str = ""


def of(claimant: Claimant, standing: Standing) -> Sequence[Known]:
    row, case = standing.certificate, standing.case
    paper, month, status, person = (
        "" if claimant.at_counter else reverse("my:report", args=args)
        for args in (["certificate", row.entry], ["month"], ["status"], ["name"])
    )
    until = true_to()
    months = f"累计 {case['months_insured']} 个月"
    if case["deferred_months_needed"]:
        months += f"，其中 {case['deferred_months_needed']} 个月是缓缴的，要人工核对"
    return (
        Known("申请人", f"{claimant.person.name}，{looks.masked_number(claimant.person)}", person),
        Known("证书", f"{name(standing)}，{chinese(row.issued_on)}核发", paper),
        Known("证书编号", f"{mask.number(row.number)}{'，' + row.issuer if row.issuer else ''}", paper),
        Known("失业保险", f"{months}{f'（数据到{until}）' if until else ''}", month),
        Known("核发证书时", STATUSES[case["status_at_issue"]], status if _drawing(case) else month),
        Known("现在", STATUSES[case["status_at_application"]], status if _drawing(case) else month),
    )


def _drawing(case) -> bool:
    return "benefit" in (case["status_at_issue"], case["status_at_application"])
