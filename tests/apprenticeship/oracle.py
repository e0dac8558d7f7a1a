"""A second opinion: 企业新型学徒补贴 written once more, from the text of the scheme, for one apprentice at a time."""

from calendar import monthrange
from datetime import date
from fractions import Fraction
from math import floor

ANNUAL = {4: 5000, 3: 6000, 2: 7000, 1: 8000}


def year_on(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def rounded(fen: Fraction) -> int:
    return floor(fen + Fraction(1, 2))


def failed(plan: dict, person: dict) -> set[str]:
    """The codes of the checks that do not pass, info apart."""
    if plan["filed_on"] < "2022-06-16":
        return {"AP-TERMS"}
    settled = plan["stage"] == "settlement"
    first = date.fromisoformat(person["first_day"] or plan["first_day"])
    starts = [date.fromisoformat(d) for d in (person["contract_began"], person["moved_on"]) if d]
    shut_out = {"TR", "AP"} | ({"SU"} if plan["filed_on"] >= "2024-01-01" else set())
    same = [p for p in person["paid"] if (p["occupation"], p["level"]) == (plan["occupation"], plan["level"])]
    passes = {
        "AP-INSURED": person["insured_first"] and (person["insured_last"] or not settled),
        "AP-CONTRACT": person["contract_months"] >= 12,
        "AP-RECRUIT": any(day <= first <= year_on(day) for day in starts),
        "AP-LEVEL": plan["level"] in ANNUAL,
        "AP-TERM": 12 <= plan["planned_months"] <= (36 if plan["city_leave"] else 24),
        "AP-DUAL": person["has_mentor"] and person["has_teacher"],
        "AP-RATIO": person["mentor_apprentices"] <= 8,
        "AP-HOURS": not settled
        or all(Fraction(str(done)) >= Fraction(80, 100) * planned for done, planned in person["hours"].values()),
        "AP-FINISHED": not settled or person["finished"],
        "AP-ONCE": not any(p["scheme"] in shut_out for p in same),
        "AP-OVERLAP": not person["overlaps"],
    }
    return {code for code, passed in passes.items() if not passed}


def amount(plan: dict, person: dict) -> int:
    """Fen; 0 where a check that blocks fails."""
    if failed(plan, person) - {"AP-RATIO"}:
        return 0
    annual = min(ANNUAL[plan["level"]] + (1000 if plan["urgent"] else 0), 8000) * 100
    term = plan["planned_months"] if person["planned_months"] is None else person["planned_months"]
    if plan["stage"] == "advance":
        return rounded(Fraction(annual * term, 12))
    full = rounded(Fraction(annual * min(person["months"], term), 12))
    return full if person["certificate"] else rounded(Fraction(full, 2))


def plan_total(plan: dict) -> tuple[int, int]:
    """(amount, recovery) of the plan, in fen."""
    whole = sum(amount(plan, person) for person in plan["apprentices"])
    if plan["stage"] == "advance":
        return whole // 2, 0
    left = whole - plan["advance_paid"]
    return max(left, 0), max(-left, 0)


def split(advance: int, amounts: list[int]) -> list[int]:
    """The advance over the apprentices: rounded down, then a fen each in order."""
    whole = sum(amounts)
    shares = [advance * one // whole if whole else 0 for one in amounts]
    left = advance - sum(shares)
    for place, one in enumerate(amounts):
        if left and one:
            shares[place], left = shares[place] + 1, left - 1
    return shares
