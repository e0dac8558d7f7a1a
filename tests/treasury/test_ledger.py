"""The books: entries only add, balances follow them by themselves and never fall below zero, by raw SQL either."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.refused import Refused
from people.models import BankAccount
from tests.people import cast
from treasury import ledger, verifying
from treasury.models import Appropriation, Batch, Entry, LedgerRoot, Obligation, Part, Payment

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ON = date(2026, 3, 2)
Cause = Entry.Cause


@pytest.fixture
def fund():
    return ledger.fund_called("示例基金")


@pytest.fixture
def owed(fund):
    """Two lines of 1,500 and 2,000 yuan, one of each of two persons."""
    people = [cast.a_person("示甲"), cast.a_person("示乙")]
    lines = [ledger.Line(n, n, "XX", amount, person.pk) for n, (amount, person) in
             enumerate(zip((150000, 200000), people, strict=True), 1)]  # fmt: skip
    ledger.commit(lines, fund=fund, on=ON, at=AT, by=None)
    return list(Obligation.objects.order_by("line"))


def post(cause, row, amount, on=ON, **more):
    ids, amounts = (np.array([one], dtype=np.int64) for one in (row.pk, amount))
    ledger.post(cause, ids, amounts, on=on, at=AT, by=None, **more)


def balance(row):
    row.refresh_from_db()
    return row.owed, row.paid, row.recoverable, row.written_off


def breaks(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount, "the statement touched nothing, so nothing was tried"


def test_balances_follow_the_entries(owed):
    row = owed[0]
    post(Cause.PAID, row, 150000, payments=1)
    post(Cause.RECOVER, row, 100000, recovery=1)
    post(Cause.REPAID, row, 60000, recovery=1)
    post(Cause.WRITTEN_OFF, row, 40000, recovery=1)
    assert balance(row) == (0, 50000, 0, 40000)
    post(Cause.SET_OFF, row, 20000, to=np.array([owed[1].pk]))
    assert balance(row) == (0, 30000, 0, 40000) and balance(owed[1]) == (200000, 20000, 0, 0)
    entries = Entry.objects.order_by("id").values("source", "target", "amount", "to_id", "obligation_id")
    for one in owed:
        mine = [e for e in entries if one.pk in (e["obligation_id"], e["to_id"])]
        told = ledger.balances_of(mine, one.pk)
        assert tuple(told.values()) == balance(one)


@pytest.mark.parametrize(
    ("cause", "more"),
    [(Cause.LOWERED, {}), (Cause.PAID, {"payments": 1}), (Cause.RECOVER, {"recovery": 1}),
     (Cause.REPAID, {"recovery": 1}), (Cause.WRITTEN_OFF, {"recovery": 1})],
)  # fmt: skip
def test_no_balance_falls_below_zero(owed, cause, more):
    with pytest.raises(Refused) as refusal:
        post(cause, owed[0], 150001, **more)
    assert refusal.value.code == "balance" and balance(owed[0]) == (150000, 0, 0, 0)


def test_a_payment_is_entered_once(owed):
    post(Cause.PAID, owed[0], 70000, payments=9)
    with pytest.raises(Refused):
        post(Cause.PAID, owed[0], 70000, payments=9)
    assert balance(owed[0])[:2] == (80000, 70000)


@pytest.mark.parametrize("sql", ["UPDATE treasury_entry SET amount = 1", "DELETE FROM treasury_entry"])
def test_entries_are_never_edited(owed, sql):
    breaks(sql)


def test_roots_are_never_edited(owed):
    verifying.seal_days(ON + timedelta(days=1))
    assert LedgerRoot.objects.get().count == 2
    breaks("UPDATE treasury_ledgerroot SET count = 3")
    breaks("DELETE FROM treasury_ledgerroot")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["treasury_entry", "treasury_ledgerroot"])
def test_entries_are_not_emptied(owed, table):
    verifying.seal_days(ON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what is pending refuses first
    breaks(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("column", ["line", '"right"', "fund_id", "year", "person_id"])
def test_what_an_obligation_is_for_never_changes(owed, column):
    breaks(f"UPDATE treasury_obligation SET {column} = {column} + 1 WHERE id = %s", owed[0].pk)


def test_no_entry_between_accounts_that_are_not_joined(owed):
    row = Entry.objects.filter(obligation=owed[0]).values().get()
    for change in ({"target": "written_off"}, {"source": "paid"}, {"amount": 0}, {"amount": -5},
                   {"cause": "set-off", "source": "paid", "target": "paid", "to_id": owed[0].pk},
                   {"to_id": owed[1].pk}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**(row | {"id": None} | change))


@pytest.fixture
def paid_out(owed, fund):
    """A batch of both, agreed to and sent."""
    from django.db import transaction

    a, b = cast.official("finance", "fin-a"), cast.official("finance", "fin-b")
    batch = Batch.objects.create(
        number="XX26030201", scheme="XX", fund=fund, on=ON, drawn_by=a, drawn_at=AT, state="drawn", hash="0" * 64,
        amount=350000, payments_count=2, lines_count=2,
    )  # fmt: skip
    with transaction.atomic():
        for place, row in enumerate(owed, 1):
            account = BankAccount.objects.create(
                person=row.person, kind="card", bank="ICBC", number_sealed=b"x", number_index=bytes([place]),
                key_version=1, tail="0000", made_at=AT,
            )  # fmt: skip
            payment = Payment.objects.create(
                batch=batch, place=place, reference=f"{batch.number}{place:06d}", person=row.person, account=account,
                amount=row.owed,
            )  # fmt: skip
            Part.objects.create(payment=payment, obligation=row, amount=row.owed)
    return batch, b


def test_no_second_live_payment_and_none_without_its_second_person(paid_out, owed):
    batch, b = paid_out
    first = Payment.objects.get(place=1)
    breaks("INSERT INTO treasury_part (payment_id, obligation_id, amount, live) VALUES (%s, %s, 5, TRUE)",
           Payment.objects.get(place=2).pk, owed[0].pk)  # fmt: skip
    breaks("UPDATE treasury_part SET live = FALSE WHERE payment_id = %s", first.pk)
    breaks("UPDATE treasury_payment SET state = 'sent' WHERE id = %s", first.pk)
    breaks("UPDATE treasury_payment SET amount = -amount WHERE id = %s", first.pk)
    breaks("UPDATE treasury_batch SET state = 'agreed' WHERE id = %s", batch.pk)
    breaks("UPDATE treasury_batch SET agreed_by_id = drawn_by_id, agreed_at = %s WHERE id = %s", AT, batch.pk)
    Payment.objects.update(agreed_by=b, state="sent")
    breaks("UPDATE treasury_payment SET state = 'paid' WHERE id = %s", first.pk)
    breaks("UPDATE treasury_payment SET state = 'failed', ended_on = %s WHERE id = %s", ON, first.pk)
    Payment.objects.filter(pk=first.pk).update(state="failed", failure="closed", ended_on=ON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE treasury_part SET live = FALSE WHERE payment_id = %s", [first.pk])
    breaks("UPDATE treasury_part SET live = TRUE WHERE payment_id = %s", first.pk)


PLANTED = {
    "分录相加与余额": "UPDATE treasury_obligation SET paid = paid + 1 WHERE line = 2",
    "支付与支付明细": "UPDATE treasury_payment SET amount = amount + 1 WHERE place = 2",
    "批次合计": "UPDATE treasury_batch SET amount = amount + 1",
    "批次内容摘要": "UPDATE treasury_part SET amount = amount + 1",
}


@pytest.mark.parametrize("check", PLANTED)
def test_a_planted_error_is_found_and_its_row_named(check, paid_out, capsys):
    from treasury import batches

    batch, _ = paid_out
    Batch.objects.filter(pk=batch.pk).update(hash=batches._digest(batch))
    call_command("verify_ledger")
    with connection.cursor() as cursor:
        cursor.execute(PLANTED[check])
    with pytest.raises(CommandError):
        call_command("verify_ledger")
    told = capsys.readouterr().out
    assert f"✗ {check}" in told and "应为" in told.split(f"✗ {check}")[1].split("✓")[0]


def test_a_day_that_was_rewritten_is_found(owed):
    verifying.seal_days(ON + timedelta(days=1))
    assert not [one for _, found in verifying.wrongs() for one in found]
    late = Entry(obligation=owed[0], cause="approved", source="fund", target="owed", amount=1, on=ON, at=AT)
    Entry.objects.bulk_create([late])
    assert [one.what for _, found in verifying.wrongs() for one in found] == ["每日账目摘要"]


def test_a_fund_stands_as_of_any_day(owed, fund):
    a, b = cast.official("finance", "fin-a"), cast.official("finance", "fin-b")
    Appropriation.objects.create(
        fund=fund, year=2026, amount=300000, paper="示例1号", entered_by=a, entered_at=AT, agreed_by=b, agreed_at=AT
    )
    Appropriation.objects.create(fund=fund, year=2026, amount=9, paper="示例2号", entered_by=a, entered_at=AT)
    post(Cause.PAID, owed[0], 150000, on=ON + timedelta(days=3), payments=1)
    now = ledger.standing(fund, 2026)
    assert (now.given, now.owed, now.paid, now.left) == (300000, 200000, 150000, -50000), "over-committed, and said so"
    [then] = ledger.standings(ON)
    assert (then.owed, then.paid) == (350000, 0)
    assert ledger.standings(ON - timedelta(days=1)) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(list(Cause)), st.integers(0, 1), st.integers(1, 90_000)), max_size=25))
def test_whatever_is_entered_adds_up(owed, moves):
    """Any sequence: refused as a whole or entered; the balances are those of the entries, and none below zero."""
    with transaction.atomic():
        for nth, (cause, which, amount) in enumerate(moves):
            row = owed[which]
            more = {
                Cause.PAID: {"payments": nth}, Cause.RECOVER: {"recovery": 1}, Cause.REPAID: {"recovery": 1},
                Cause.WRITTEN_OFF: {"recovery": 1}, Cause.SET_OFF: {"to": np.array([owed[1 - which].pk])},
            }.get(cause, {})  # fmt: skip
            before = [balance(one) for one in owed]
            try:
                post(cause, row, amount, **more)
            except Refused:
                assert [balance(one) for one in owed] == before
            assert all(part >= 0 for one in owed for part in balance(one))
        assert verifying._asked("x", verifying._QUESTIONS["分录相加与余额"]) == []
        transaction.set_rollback(True)
