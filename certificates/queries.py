"""Reads of this room: what the rule says of a person's certificates, those too that the issuing body took back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Certificate
from certificates.scheme import SKILL_UPGRADE
from policy import Explanation
from records.corrections.models import Correction
from subsidies.queries import verdicts


@dataclass(frozen=True)
class Standing:
    """One certificate: its row, the last one where it was taken back; the facts as the estimate API takes them, days
    as days; what the rule says of them."""

    certificate: Certificate
    case: Mapping[str, Any]
    explanation: Explanation
    last_day: date

    @property
    def live(self) -> bool:
        """It stands in the register."""
        return self.certificate.until_run is None


def standings(person_id: int, *, on: date) -> list[Standing]:
    """The person's certificates by entry, each judged as if claimed on a day.

    One that the person said is not theirs, and a steward took out, is gone for good.
    """
    rows = Certificate.objects.filter(person=person_id).order_by("since_run")
    last = {row.entry: row for row in rows}
    disowned = set(
        Correction.objects.filter(person=person_id, about="certificate", state="granted").values_list("row", flat=True)
    )
    found = []
    for verdict in verdicts(SKILL_UPGRADE.code, person_id, on=on):
        row = last[verdict.subject]
        if row.until_run is None or row.entry not in disowned:
            found.append(Standing(row, _case(verdict.facts), verdict.explanation, verdict.last_day))
    return found


def _case(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Stored facts as a rule takes them: days are days, and what the catalogue says is looked up anew."""
    named = {fact.name: fact for fact in SKILL_UPGRADE.facts}
    case = {name: _day(value) if named[name].kind == "day" else value for name, value in facts.items() if name in named}
    paid = [{**one, "paid_on": _day(one["paid_on"])} for one in facts.get("paid", ())]
    return case | {"paid": paid, "held": list(facts.get("held", ()))}


def _day(text: str) -> date:
    return date.fromisoformat(text)
