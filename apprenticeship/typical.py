"""A plan with one apprentice that meets every condition of 企业新型学徒补贴, for pages that show what there is."""

from datetime import date
from typing import Any

from apprenticeship.derive import AREAS
from policy.terms import Period

MONTHS = 12


def typical(occupation: str, level: int, on: date, terms: Period) -> dict[str, dict[str, Any]]:
    """One case: a new hire trained for a year, who stayed and has the certificate, at settlement."""
    apprentice = {
        "contract_began": on, "contract_months": 3 * MONTHS, "moved_on": None, "insured_first": True,
        "insured_last": True, "has_mentor": True, "has_teacher": True, "mentor_apprentices": 1, "months": MONTHS,
        "finished": True, "certificate": True, "hours": {area: [100, 100] for area in AREAS}, "paid": [],
    }  # fmt: skip
    return {
        f"培养{MONTHS}个月，取得证书": {
            "stage": "settlement", "filed_on": on, "first_day": on, "planned_months": MONTHS,
            "occupation": occupation, "level": level, "advance_paid": 0, "apprentices": [apprentice],
        }
    }  # fmt: skip
