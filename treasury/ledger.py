"""The books: one writer of entries, and what the accounts come to on any day.

The balances of an obligation are moved by the database with every entry (see migration 0002), and none falls below
zero: what would take more than there is, is refused as a whole. Only a fund may: it is then over-committed, and said
to be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet, Sum

from lib.refused import Refused
from people import bulk
from treasury.models import Appropriation, Entry, Fund, Obligation, Part, Payment

Cause = Entry.Cause


@dataclass(frozen=True)
class Line:
    """What the spine tells of a line that a fund takes on. One of ``person``, ``organisation``."""

    line: int
    right: int
    scheme: str
    amount: int
    person: int | None = None
    organisation: int | None = None


def fund_called(title: str) -> Fund:
    """The fund that a scheme's terms name."""
    return Fund.objects.get_or_create(title=title)[0]


def commit(lines: Iterable[Line], *, fund: Fund, on: date, at: datetime, by: int | None) -> None:
    """准予: the fund owes these from now on. A line that was owed nothing more may be owed again. In a transaction."""
    wanted = list(lines)
    there = dict(Obligation.objects.filter(line__in=[one.line for one in wanted]).values_list("line", "pk"))
    new = [one for one in wanted if one.line not in there]
    made = Obligation.objects.bulk_create(
        [
            Obligation(line=one.line, right=one.right, scheme=one.scheme, fund=fund, year=on.year, person_id=one.person,
                       organisation_id=one.organisation)
            for one in new
        ],
        batch_size=1000,
    )  # fmt: skip
    there |= {row.line: row.pk for row in made}
    ids = np.array([there[one.line] for one in wanted], dtype=np.int64)
    post(Cause.APPROVED, ids, np.array([one.amount for one in wanted], dtype=np.int64), on=on, at=at, by=by)


def release(lines: Iterable[int], *, on: date, at: datetime, by: int | None) -> None:
    """Whatever is owed on these lines and not paid goes back to its fund. In a transaction."""
    rows = list(Obligation.objects.filter(line__in=list(lines), owed__gt=0).values_list("pk", "owed"))
    ids, amounts = (np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1))
    post(Cause.LOWERED, ids, amounts, on=on, at=at, by=by)


def post(
    cause: str,
    obligations: np.ndarray,
    amounts: np.ndarray,
    *,
    on: date,
    at: datetime,
    by: int | None,
    payments: np.ndarray | int | None = None,
    recovery: int | None = None,
    to: np.ndarray | None = None,
) -> None:
    """Write one entry for each obligation. In a transaction, which is lost where a balance would fall below zero.

    obligations, amounts  int64 columns of one length; amounts above zero, in fen
    on                    the day they count from; one day for all
    payments, recovery    what moved it, where the cause asks for it
    to                    the obligations a set-off goes to

    Raises Refused.
    """
    if not len(obligations):
        return
    source, target = Entry.MOVES[Cause(cause)]
    columns: dict[str, Any] = {
        "obligation_id": obligations, "to_id": to, "cause": str(cause), "source": str(source), "target": str(target),
        "amount": amounts, "on": on, "at": at, "by_id": by, "payment": payments, "recovery": recovery,
    }  # fmt: skip
    try:
        with transaction.atomic():
            bulk.write(Entry, columns)
    except IntegrityError as error:
        raise Refused("balance", "没有记账：有一笔会超过账上的余额，或者已经记过了。请刷新后核对。") from error


@dataclass(frozen=True)
class Standing:
    """How a fund stands in a year, in fen.

    given      appropriations that two persons agreed to
    committed  owed and paid, and what is to be recovered or was written off: all that left the fund and did not return
    owed, paid, recoverable, written_off   what became of it
    """

    fund: Fund
    year: int
    given: int
    owed: int
    paid: int
    recoverable: int
    written_off: int

    @property
    def committed(self) -> int:
        return self.owed + self.paid + self.recoverable + self.written_off

    @property
    def left(self) -> int:
        """Not yet promised to anybody; below zero: over-committed."""
        return self.given - self.committed

    @property
    def used(self) -> int:
        """Per cent promised, rounded down; 100 where nothing was given."""
        return min(self.committed * 100 // self.given, 999) if self.given > 0 else 100


def standings(on: date | None = None, year: int | None = None) -> list[Standing]:
    """Every fund in every year that has something, as of a day (its end); None: now."""
    given = _given(on)
    moved = _balances() if on is None else _balances_on(on)
    funds = {fund.pk: fund for fund in Fund.objects.all()}
    keys = sorted({*given, *moved}, key=lambda key: (-key[1], key[0]))
    return [
        Standing(funds[fund], of, given.get((fund, of), 0), **moved.get((fund, of), _NOTHING))
        for fund, of in keys
        if year is None or of == year
    ]


def standing(fund: Fund, year: int) -> Standing:
    found = [one for one in standings(year=year) if one.fund == fund]
    return found[0] if found else Standing(fund, year, 0, **_NOTHING)


def payable_from(fund: Fund, year: int) -> int:
    """How much may still go into batches: given, less what was paid and did not return, less what is on its way."""
    now = standing(fund, year)
    under_way = Part.objects.filter(
        live=True, obligation__fund=fund, obligation__year=year,
        payment__state__in=[Payment.State.PLANNED, Payment.State.SENT],
    ).aggregate(total=Sum("amount"))["total"]  # fmt: skip
    return now.given - now.paid - now.recoverable - now.written_off - (under_way or 0)


def moved_on(obligation: int) -> QuerySet[Entry]:
    """All entries that moved on it, a set-off from or to others too, in order."""
    return Entry.objects.filter(Q(obligation=obligation) | Q(to=obligation)).order_by("id")


def entries_of(obligation: int) -> list[Entry]:
    """The same with who entered them."""
    return list(moved_on(obligation).select_related("by", "obligation"))


_NOTHING = {"owed": 0, "paid": 0, "recoverable": 0, "written_off": 0}


def _given(on: date | None) -> dict[tuple[int, int], int]:
    rows = Appropriation.objects.filter(agreed_by__isnull=False)
    if on is not None:
        rows = rows.filter(agreed_at__date__lte=on)
    told = rows.order_by().values_list("fund", "year").annotate(total=Sum("amount"))
    return {(fund, year): total for fund, year, total in told}


def _balances() -> dict[tuple[int, int], dict[str, int]]:
    sums = [Sum(name) for name in _NOTHING]
    told = Obligation.objects.order_by().values("fund", "year").annotate(*sums).values_list(
        "fund", "year", *(f"{name}__sum" for name in _NOTHING)
    )  # fmt: skip
    return {(fund, year): dict(zip(_NOTHING, amounts, strict=True)) for fund, year, *amounts in told}


def _balances_on(on: date) -> dict[tuple[int, int], dict[str, int]]:
    """Added up anew from the entries. A set-off stays within its plan's fund and year."""
    told = (
        Entry.objects.filter(on__lte=on)
        .order_by()
        .values(fund=F("obligation__fund"), year=F("obligation__year"), a=F("source"), b=F("target"))
        .annotate(total=Sum("amount"))
    )
    found: dict[tuple[int, int], dict[str, int]] = {}
    for row in told:
        balance = found.setdefault((row["fund"], row["year"]), dict(_NOTHING))
        _move(balance, row["a"], row["b"], row["total"])
    return found


def _move(balance: dict[str, int], source: str, target: str, amount: int) -> None:
    if source in balance:
        balance[source] -= amount
    if target in balance:
        balance[target] += amount


def balances_of(entries: Iterable[Mapping[str, Any]], obligation: int) -> dict[str, int]:
    """What an obligation's accounts come to by these of its entries: ``source, target, amount, to_id``."""
    balance = dict(_NOTHING)
    for one in entries:
        if one["to_id"] is None:
            _move(balance, one["source"], one["target"], one["amount"])
        elif one["to_id"] == obligation:
            balance["paid"] += one["amount"]
        else:
            balance["paid"] -= one["amount"]
    return balance
