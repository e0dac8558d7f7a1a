"""The lines that wait to be paid, as columns: what the gates read, gathered in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from people import bulk
from policy import Scheme
from policy.decide import WAIVED
from subsidies import sources
from subsidies.determinations import Decided
from subsidies.handling import handling_of
from subsidies.models import Override
from subsidies.sources import Claims
from treasury import ledger
from treasury.models import Fund

KINDS = {
    "line": "id", "application": "id", "obligation": "id", "whose": "id", "person": "id", "organisation": "id",
    "subject": "id", "account": "id", "holder": "id", "amount": "fen", "covered": "fen", "owed": "fen", "paid": "fen",
    "year": "small", "frozen": "flag", "held": "flag", "claimed_on": "day", "was": "fen", "was_failed": "200",
    "noticed": "flag", "objected": "flag", "restricted": "flag", "dead": "flag", "bounced": "flag", "live": "flag",
}  # fmt: skip
# Asked of an application ``a``, as of the day ``on``.
RESTRICTED = """EXISTS (
            SELECT 1 FROM subsidies_restriction r
            WHERE (r.person_id = a.person_id OR r.organisation_id = a.organisation_id) AND r.stops = 'pay'
            AND r.lifted_at IS NULL AND r.since <= %(on)s AND (r.until IS NULL OR r.until >= %(on)s)
        )"""
OBJECTED = "EXISTS (SELECT 1 FROM subsidies_objection j WHERE j.application_id = a.id AND j.state = 'open')"
ROWS = f"""
    SELECT l.id AS line, a.id AS application, o.id AS obligation, e.person_id AS whose,
        COALESCE(a.person_id, 0) AS person,
        COALESCE(a.organisation_id, 0) AS organisation, a.subject, a.account_id AS account,
        COALESCE(b.person_id, -b.organisation_id) AS holder, l.amount,
        COALESCE((
            SELECT SUM(s.amount) FROM treasury_setoff s WHERE s.to_id = o.id AND s.agreed AND s.undone_at IS NULL
        ), 0) + COALESCE((
            SELECT SUM(n.amount) FROM subsidies_netting n WHERE n.line_id = l.id AND n.undone_at IS NULL
        ), 0) AS covered, o.owed, o.paid, o.year, l.frozen, a.held,
        d."on" AS claimed_on, d.amount AS was, d.failed AS was_failed,
        EXISTS (
            SELECT 1 FROM subsidies_noticeline n JOIN subsidies_notice p ON p.id = n.notice_id
            WHERE n.line_id = l.id AND n.outcome IN ('stood', 'dismissed') AND p.ends_on < %(on)s
        ) AS noticed,
        {OBJECTED} AS objected,
        {RESTRICTED} AS restricted,
        EXISTS (
            SELECT 1 FROM people_statusspan s WHERE s.person_id = a.person_id AND s.kind = 'dead'
            AND s.until_run IS NULL AND s.began <= %(on)s
        ) AS dead,
        EXISTS (
            SELECT 1 FROM treasury_payment p
            WHERE (p.person_id = a.person_id OR p.organisation_id = a.organisation_id) AND p.account_id = a.account_id
            AND p.state = 'failed' AND p.failure <> 'busy'
        ) AS bounced,
        EXISTS (SELECT 1 FROM treasury_part t WHERE t.obligation_id = o.id AND t.live) AS live
    FROM subsidies_line l
    JOIN subsidies_application a ON a.id = l.application_id
    JOIN subsidies_entitlement e ON e.id = l.entitlement_id
    JOIN treasury_obligation o ON o.line = l.id
    JOIN people_bankaccount b ON b.id = a.account_id
    JOIN subsidies_determination d ON d.id = l.determination_id
    WHERE l.state = 'payable' AND a.state = 'approved' AND a.scheme = %(scheme)s AND o.fund_id = %(fund)s
        AND {{among}} ORDER BY l.id
"""


@dataclass
class Frame:
    """Lines as aligned columns: see KINDS, and what deciding them again and the fund add.

    whose, person, organisation  whose right it is; who asked for it and is paid, 0 for the other
    payee, holder  who is paid and whose the account is: a person's id, or an organisation's below zero
    due          fen that are to be paid: what was approved, less what was set off against it
    now, now_failed  what the rule says today, fen and codes
    same, confirmed, in_force, affordable, other_account   bool
    available  fen that the fund had left in the line's year when its turn came
    decided, place   the decisions made again, and the row of each line in them (−1: nothing was there to decide)
    """

    columns: dict[str, np.ndarray]
    decided: Decided | None
    place: np.ndarray
    scheme: Scheme
    fund: Fund
    other_account: np.ndarray
    affordable: np.ndarray
    available: np.ndarray

    def __len__(self) -> int:
        return len(self.columns["line"])

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["columns"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def due(self) -> np.ndarray:
        return self.amount - self.covered

    @property
    def payee(self) -> np.ndarray:
        return np.where(self.person > 0, self.person, -self.organisation)

    @property
    def now(self) -> np.ndarray:
        """Fen that the rule pays today; 0 where it refuses or there is nothing to decide."""
        return self._of_decided(lambda d: d.sheet.payable, 0)

    @property
    def now_failed(self) -> np.ndarray:
        return self._of_decided(lambda d: d.failed, "")

    @property
    def same(self) -> np.ndarray:
        there = self.place >= 0
        return there & (self.now == self.was) & (self.now_failed.astype("S200") == self.was_failed)

    @property
    def confirmed(self) -> np.ndarray:
        return self._passes(handling_of(self.scheme.code).confirmed)

    @property
    def in_force(self) -> np.ndarray:
        return self._passes((self.scheme.terms_check.code,))

    def spend(self, wanted: np.ndarray) -> None:
        """Give the fund's money to the wanted lines in order, each year by itself, as far as it goes."""
        for year in np.unique(self.year).tolist():
            rows = np.flatnonzero(wanted & (self.year == year))
            money = ledger.payable_from(self.fund, year)
            before = np.cumsum(self.due[rows]) - self.due[rows]
            self.available[rows] = money - before
            self.affordable[rows] = before + self.due[rows] <= money

    def _passes(self, codes: tuple[str, ...]) -> np.ndarray:
        every = [check.code for check in self.scheme.checks]
        bits = sum(1 << every.index(code) for code in codes)
        return (self.place >= 0) & (self._of_decided(lambda d: d.sheet.refused_by, 0) & bits == 0)

    def _of_decided(self, column: Any, otherwise: Any) -> np.ndarray:
        if self.decided is None:
            return np.full(len(self), otherwise, dtype=object if isinstance(otherwise, str) else np.int64)
        return np.append(column(self.decided), otherwise)[self.place]


def read(
    scheme: Scheme, fund: Fund, on: date, run: int, applications: np.ndarray, but: np.ndarray
) -> tuple[Frame, np.ndarray]:
    """One line of each person whose right it is, of these applications' lines that wait to be paid, decided again as of
    the day it was claimed; and the applications that have more: what one gets twice is decided one after the other.

    run  the import run whose knowledge counts
    but  lines that were looked at already
    """
    among, told = bulk.among("a.id", applications)
    asked: Mapping[str, Any] = {"on": on, "scheme": scheme.code, "fund": fund.pk, "among": told}
    rows = bulk.read(ROWS.format(among=among), KINDS, asked)
    waiting = np.flatnonzero(~np.isin(rows["line"], but))
    _, first = np.unique(rows["whose"][waiting], return_index=True)
    now = waiting[np.sort(first)]  # the fund's money goes by the order of the lines
    columns = {name: column[now] for name, column in rows.items()}
    none, all_of_them = np.zeros(len(now), dtype=bool), np.ones(len(now), dtype=bool)
    decided, place = _decide(scheme, columns, on, run)
    one = Frame(columns, decided, place, scheme, fund, none, all_of_them, np.zeros(len(now), dtype=np.int64))
    return one, np.unique(rows["application"][np.setdiff1d(waiting, now)])


def _decide(scheme: Scheme, columns: dict[str, np.ndarray], on: date, run: int) -> tuple[Decided | None, np.ndarray]:
    size = len(columns["line"])
    if not size:
        return None, np.zeros(0, dtype=np.int64)
    person = columns["whose"]
    claims = Claims(person, columns["subject"], columns["claimed_on"])
    batch = sources.gather(scheme, int(person.min()), int(person.max()), on, run, claims)
    place = claims.rows_of(batch)
    waived = _waived(columns["application"], on)
    if waived:
        told = np.full(len(batch), "", dtype=object)
        for row in np.flatnonzero(place >= 0).tolist():
            told[place[row]] = waived.get(int(columns["application"][row]), "")
        batch = batch.with_fact(WAIVED, told)
    return (Decided(scheme, batch) if len(batch) else None), place


def _waived(applications: np.ndarray, on: date) -> dict[int, str]:
    """The checks that each application is let pass on a day, where there are any."""
    rows = Override.objects.filter(state=Override.State.AGREED, expires_on__gte=on)
    wanted = set(applications.tolist())
    found: dict[int, str] = {}
    for application, code in rows.order_by("check_code").values_list("application", "check_code"):
        if application in wanted:
            found[application] = f"{found.get(application, '')} {code}".strip()
    return found
