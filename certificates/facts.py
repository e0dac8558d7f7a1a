"""From the database to the raw facts of 个人技能提升补贴: one person's certificates or everybody's, by one road.

As docs/law.md and the rules want them. What stands for what, where the texts are silent:

- a month counts once, whoever paid it and however often; one that was only deferred is needed only if the paid ones
  do not suffice by themselves;
- 企业 and 个体 make an employee, 机关事业 and 灵活就业 do not; a month not posted yet is read as the last that is;
- 领取失业保险金 is by the day; whoever is both is on benefit where the terms of the certificate's day let 领金人员 in;
- a certificate is confirmed while its row in the register stands; one that was taken back is no longer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import Max

from certificates.derive import BENEFIT, EMPLOYEE, OTHER
from certificates.models import Certificate
from certificates.payments import SCHEMES
from certificates.scheme import SKILL_UPGRADE
from lib.days import add_months
from lib.months import months_of
from lib.spans import OPEN_END, Spans
from people import bulk
from policy import Facts, Raw
from subsidies.sources import Batch, Claims

KNOWN = "since_run <= %(run)s AND (until_run IS NULL OR until_run > %(run)s)"
IN_RANGE = "person_id BETWEEN %(low)s AND %(high)s AND {among}"
HOLDERS = f"SELECT person_id FROM certificates_certificate WHERE {IN_RANGE}"
EMPLOYERS = (b"E", b"I")
SCHEME = list(SCHEMES).index(SKILL_UPGRADE.code)  # its place among those that paid

# Rows that were taken back or replaced come too: whether something stands in the register is itself a fact.
CERTIFICATES = f"""
    SELECT entry, person_id, occupation, level, issued_on, since_run, (until_run IS NULL OR until_run > %(run)s) AS live
    FROM certificates_certificate WHERE {IN_RANGE} AND since_run <= %(run)s ORDER BY person_id, entry, since_run
"""
INSURANCE = f"""
    SELECT person_id, employer_kind, first_month, last_month, deferred FROM people_insurancespan
    WHERE {IN_RANGE} AND {KNOWN} AND person_id IN ({HOLDERS}) ORDER BY person_id, first_month
"""
DRAWING = f"""
    SELECT person_id, began, ended FROM people_statusspan
    WHERE {IN_RANGE} AND {KNOWN} AND kind = 'benefit' AND person_id IN ({HOLDERS})
"""
PAYMENTS = f"""
    SELECT person_id, scheme, occupation, level, paid_on FROM subsidies_earlierpayment
    WHERE {IN_RANGE} AND {KNOWN} AND person_id IN ({HOLDERS}) ORDER BY id
"""
# What this system itself pays: from the moment a line is in a batch, as of the day its own claim was handed in.
OURS = f"""
    SELECT e.person_id, a.scheme, a.subject, e.skill, d."on"
    FROM (SELECT id, person_id, skill FROM subsidies_entitlement WHERE {IN_RANGE} AND alive) e
    JOIN subsidies_line l ON l.entitlement_id = e.id
    JOIN subsidies_application a ON a.id = l.application_id
    JOIN subsidies_determination d ON d.id = l.determination_id
    WHERE l.state IN ('batched', 'paid', 'failed') ORDER BY l.id
"""
POSTED = """
    SELECT day FROM people_trueto WHERE kind = 'insurance' AND run <= %(run)s ORDER BY run DESC LIMIT 1
"""
NEXT = """
    SELECT MAX(person_id) FROM (
        SELECT person_id FROM certificates_certificate WHERE person_id > %s ORDER BY person_id LIMIT %s
    ) q
"""


def ranges(after: int, size: int) -> Iterator[tuple[int, int]]:
    """See `subsidies.sources.Source`."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [after, size])
            high = cursor.fetchone()[0]
        if high is None:
            return
        yield after + 1, high
        after = high


def last_person() -> int:
    """See `subsidies.sources.Source`."""
    return Certificate.objects.aggregate(last=Max("person_id"))["last"] or 0


def last_days(facts: Facts) -> np.ndarray:
    """See `subsidies.sources.Source`: before the first terms, the certificate's own day."""
    window = _by_terms(facts.issued_on, "window", 0)
    return add_months(facts.issued_on, window)


def gather(low: int, high: int, on: date, run: int, only: Claims | None = None) -> Batch:
    """See `subsidies.sources.Source`: every certificate that the register has or had, applied for on ``on``."""
    asked = _Asked(low, high, run, only)
    certificates = _certificates(asked)
    days = np.full(len(certificates["entry"]), on, dtype="M8[D]")
    if only is not None:
        days = only.days_of(certificates["person_id"], certificates["entry"], days)
    raw = {
        "occupation": certificates["occupation"],
        "level": certificates["level"].astype(np.int8),
        "issued_on": certificates["issued_on"],
        "applied_on": days,
        **_statuses_and_months(certificates, days, asked),
        "certificate_verified": certificates["live"],
    }
    lists = {"paid": _paid(certificates, asked), "held": _held(certificates, days)}
    batch = Batch(certificates["person_id"], certificates["entry"], raw, lists)
    return batch if only is None else batch.part(only.places_in(batch))


class _Asked:
    """The persons asked for: a range, and of it those who claimed, where only they matter."""

    def __init__(self, low: int, high: int, run: int, only: Claims | None):
        self._told: dict[str, Any] = {"low": low, "high": high, "run": run}
        self._among, among = ("TRUE", None) if only is None else bulk.among("person_id", np.unique(only.person))
        if among is not None:
            self._told["among"] = among

    def read(self, sql: str, kinds: dict[str, str]) -> dict[str, np.ndarray]:
        return bulk.read(sql.replace("{among}", self._among), kinds, self._told)


def _certificates(asked: _Asked) -> dict[str, np.ndarray]:
    kinds = {
        "entry": "id", "person_id": "id", "occupation": "10", "level": "small", "issued_on": "day", "since_run": "id",
        "live": "flag",
    }  # fmt: skip
    rows = asked.read(CERTIFICATES, kinds)
    # of one entry of one person the last row: they stand in the order in which they came to be known
    last = np.ones(len(rows["entry"]), dtype=bool)
    last[:-1] = (np.diff(rows["entry"]) != 0) | (np.diff(rows["person_id"]) != 0)
    rows = {name: column[last] for name, column in rows.items()}
    return rows | {"occupation": _texts(rows["occupation"])}


def _statuses_and_months(certificates: dict[str, np.ndarray], on: np.ndarray, asked: _Asked) -> dict[str, np.ndarray]:
    kinds = {"person_id": "id", "employer_kind": "1", "first_month": "whole", "last_month": "whole", "deferred": "flag"}
    rows = asked.read(INSURANCE, kinds)
    drawing = asked.read(DRAWING, {"person_id": "id", "began": "day", "ended": "day"})
    spans = _insured(rows, np.isin(rows["employer_kind"], EMPLOYERS))
    ended = np.where(np.isnat(drawing["ended"]), OPEN_END, drawing["ended"].astype(np.int64))
    benefit = Spans(drawing["person_id"], drawing["began"].astype(np.int64), ended)
    return _months(certificates, on, rows) | _statuses(certificates, on, spans, benefit, _posted(asked))


def _months(certificates: dict[str, np.ndarray], on: np.ndarray, rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Months paid or deferred to the month of ``on``, and how many of those only deferred it takes."""
    person, month = certificates["person_id"], months_of(on)
    every = _insured(rows, None).count(person, month)
    paid = _insured(rows, ~rows["deferred"]).count(person, month) if rows["deferred"].any() else every
    needed = _by_terms(certificates["issued_on"], "months", 0) - paid
    return {"months_insured": every, "deferred_months_needed": np.clip(needed, 0, every - paid)}


def _statuses(
    certificates: dict[str, np.ndarray], on: np.ndarray, employed: Spans, benefit: Spans, posted: int
) -> dict[str, np.ndarray]:
    lets_in = _by_terms(certificates["issued_on"], "benefit", False)
    told = {}
    for name, days in (("status_at_issue", certificates["issued_on"]), ("status_at_application", on)):
        month = np.minimum(months_of(days), posted)
        employee = employed.covers(certificates["person_id"], month)
        drawing = benefit.covers(certificates["person_id"], days.astype("M8[D]").astype(np.int64))
        other = np.where(employee, EMPLOYEE, np.where(drawing, BENEFIT, OTHER))
        told[name] = np.where(drawing & lets_in, BENEFIT, other).astype(np.int8)
    return told


def _paid(certificates: dict[str, np.ndarray], asked: _Asked) -> Raw:
    """The person's earlier payments beside each of the certificates, save what was paid on that certificate itself."""
    kinds = {"person_id": "id", "scheme": "2", "occupation": "10", "level": "small", "paid_on": "day"}
    rows = asked.read(PAYMENTS, kinds)
    ours = asked.read(OURS, {"person_id": "id", "scheme": "2", "subject": "id", "skill": "40", "on": "day"})
    occupation, level = _of_skill(ours["skill"])
    person = np.concatenate([rows["person_id"], ours["person_id"]])
    scheme = _places(np.concatenate([rows["scheme"], ours["scheme"]]))
    own = np.concatenate([np.full(len(rows["scheme"]), -1), ours["subject"]])
    row, item = _pairs(certificates["person_id"], person)
    other = (own[item] != certificates["entry"][row]) | (scheme[item] != SCHEME)
    row, item = row[other], item[other]
    return {
        "row": row, "scheme": scheme[item],
        "occupation": np.concatenate([_texts(rows["occupation"]), occupation])[item],
        "level": np.concatenate([rows["level"].astype(np.int8), level])[item],
        "paid_on": np.concatenate([rows["paid_on"], ours["on"]])[item],
    }  # fmt: skip


def _of_skill(skills: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Occupation and level of each key of an entitlement (6-31-01-01/4); a key without a level has level 0."""
    where, unique = pd.factorize(skills.astype(object))
    told = [text.decode().partition("/") for text in unique]
    occupation = np.array([code for code, _, _ in told], dtype=object)
    level = np.array([int(level) if level.isdecimal() else 0 for _, _, level in told], dtype=np.int8)
    return occupation[where], level[where]


def _held(certificates: dict[str, np.ndarray], on: np.ndarray) -> Raw:
    """The person's other certificates that stand in the register and were issued by ``on``."""
    items = np.flatnonzero(certificates["live"])
    row, item = _pairs(certificates["person_id"], certificates["person_id"][items])
    item = items[item]
    other = (row != item) & (certificates["issued_on"][item] <= on[row])
    row, item = row[other], item[other]
    return {"row": row, "occupation": certificates["occupation"][item],
            "level": certificates["level"].astype(np.int8)[item]}  # fmt: skip


def _pairs(owners: np.ndarray, items: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(row, item): every row beside every item of the same person. ``owners`` is sorted."""
    first = np.searchsorted(owners, items, side="left")
    times = np.searchsorted(owners, items, side="right") - first
    item = np.repeat(np.arange(len(items)), times)
    start = np.repeat(first - (np.cumsum(times) - times), times)
    return start + np.arange(len(item)), item


def _insured(rows: dict[str, np.ndarray], which: np.ndarray | None) -> Spans:
    columns = (rows["person_id"], rows["first_month"], rows["last_month"])
    return Spans(*(columns if which is None else (column[which] for column in columns)))


def _posted(asked: _Asked) -> int:
    """The last month of which all is known; without word of any, every month is taken to be."""
    day = asked.read(POSTED, {"day": "day"})["day"]
    return int(months_of(day + np.timedelta64(1, "D"))[0]) - 1 if len(day) else OPEN_END


def _by_terms(issued_on: np.ndarray, name: str, before: Any) -> np.ndarray:
    """A figure of the terms on each certificate's day; ``before`` where there were none yet."""
    terms = SKILL_UPGRADE.terms
    return np.array([*(getattr(period, name) for period in terms.periods), before])[terms.index(issued_on)]


def _texts(column: np.ndarray) -> np.ndarray:
    """ASCII signs as an object array of str, one object for each different text."""
    where, unique = pd.factorize(column.astype(object))
    return np.array([text.decode() for text in unique], dtype=object)[where]


def _places(schemes: np.ndarray) -> np.ndarray:
    """Codes of schemes as places in their list."""
    found = np.full(len(schemes), -1, dtype=np.int8)
    for place, code in enumerate(SCHEMES):
        found[schemes == code.encode()] = place
    return found
