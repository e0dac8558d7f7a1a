"""A batch's books beside what the bank's own files say: the difference is zero, or every row of it is named.

The files are read anew, as they were taken in; nothing here trusts what was written down when they were.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from lib.workbook import check, read
from people.actor import Actor
from records import files
from treasury import bank
from treasury.models import BankResult, Batch, Entry, Payment

NAMED = 200
WORDS = {bank.PAID: "已入账", bank.FAILED: "未入账", "": "没有答复"}


@dataclass(frozen=True)
class Side:
    """What one side says: how many were paid, failed, are open; how much was paid."""

    paid: int
    failed: int
    open: int
    amount: int


@dataclass(frozen=True)
class Differs:
    place: int
    reference: str
    books: str
    bank: str
    books_amount: int
    bank_amount: int


def context(row: Batch, actor: Actor) -> dict[str, Any]:
    """Both sides, and each payment of which they say different things."""
    rows = Payment.objects.visible_to(actor).filter(batch=row).order_by("place")
    payments = list(rows.values_list("pk", "place", "reference", "state"))
    booked = _booked(row)
    said = _said(row, actor, {reference for _, _, reference, _ in payments})
    books: list[tuple[str, int]] = []
    banks: list[tuple[str, int]] = []
    differs: list[Differs] = []
    for pk, place, reference, state in payments:
        ours = (state if state in (bank.PAID, bank.FAILED) else "", booked.get(pk, 0))
        theirs = said.get(reference, ("", 0))
        books.append(ours)
        banks.append(theirs)
        if ours != theirs and len(differs) < NAMED:
            differs.append(Differs(place, reference, WORDS[ours[0]], WORDS[theirs[0]], ours[1], theirs[1]))
    told, heard = _side(books), _side(banks)
    return {"batch": row, "books": told, "bank": heard, "differs": differs, "off": told.amount - heard.amount}


def _booked(row: Batch) -> dict[int, int]:
    """Fen entered as paid by each payment of the batch."""
    ids = Payment.objects.filter(batch=row).values("pk")
    rows = Entry.objects.filter(cause=Entry.Cause.PAID, payment__in=ids).order_by()
    return dict(rows.values_list("payment").annotate(Sum("amount")))


def _said(row: Batch, actor: Actor, wanted: set[str]) -> dict[str, tuple[str, int]]:
    """(outcome, fen paid) of each payment that the files taken since it was sent name, the first that does."""
    found: dict[str, tuple[str, int]] = {}
    taken = BankResult.objects.visible_to(actor).filter(state=BankResult.State.TAKEN, at__gte=row.sent_at)
    for result in taken.select_related("file").order_by("pk").iterator(chunk_size=20):
        if len(found) == len(wanted):
            break
        book = read(files.content_of(result.file), result.file.name, bank.ANSWER)
        columns = check(book, bank.ANSWER).columns
        for reference, outcome, amount in zip(
            columns["reference"], columns["outcome"], columns["amount"].tolist(), strict=True
        ):
            if reference in wanted:
                found.setdefault(reference, (outcome, amount if outcome == bank.PAID else 0))
    return found


def _side(rows: list[tuple[str, int]]) -> Side:
    count = {state: sum(one == state for one, _ in rows) for state in WORDS}
    return Side(count[bank.PAID], count[bank.FAILED], count[""], sum(amount for _, amount in rows))
