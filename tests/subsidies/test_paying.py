"""From approved to arrived: gates, two persons, the bank's answers in any order, and the books after every step."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.refused import Refused
from people.models import BankAccount
from records import events, files
from subsidies import recompute
from subsidies.actions import measures, objections, review
from subsidies.models import Application, Determination, Line, Message, NoticeLine
from subsidies.paying import draw, gates, runs
from tests.subsidies import claiming, paying, town
from tests.subsidies.paying import ON, PAY
from treasury import ledger, verifying
from treasury.models import Batch, Entry, Gated, Obligation, Part, Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def two():
    """Two persons of finance, and a fund with money."""
    paying.give()
    return paying.finance("finance-a"), paying.finance("finance-b")


def refused(code, call, **told):
    with pytest.raises(Refused) as refusal:
        call(**told)
    assert refusal.value.code == code and refusal.value.message


def balances(case):
    row = Obligation.objects.get(line__in=case.lines.values("pk"))
    return row.owed, row.paid, row.recoverable, row.written_off


def states():
    return sorted(Line.objects.values_list("state", flat=True))


def sound():
    """Everything adds up, and every decision is found again."""
    assert [one for _, found in verifying.wrongs() for one in found] == []
    assert list(recompute.differences()) == [] and list(events.broken()) == []


def test_approval_makes_the_fund_owe_and_undoing_it_lets_go(city):
    case = claiming.approved(claiming.claimant(), city)
    assert balances(case) == (150000, 0, 0, 0)
    review.reopen(pk=case.pk, actor=city, at=PAY, note="再看一遍")
    assert balances(case) == (0, 0, 0, 0)
    review.approve(pk=case.pk, actor=city, at=PAY)
    assert balances(case) == (150000, 0, 0, 0)
    assert list(Entry.objects.values_list("cause", flat=True)) == ["approved", "lowered", "approved"]
    sound()


def test_a_payment_goes_the_whole_way(city, two):
    people = [claiming.claimant("示甲一"), claiming.claimant("示乙二")]
    cases = paying.payable(city, *people)
    batch = paying.drawn(two[0])
    assert (batch.state, batch.payments_count, batch.amount, batch.left_out) == ("drawn", 2, 300000, 0)
    assert states() == ["batched"] * 2 and set(Gated.objects.values_list("passed", flat=True)) == {True}
    batch = runs.agree(pk=batch.pk, actor=two[1], on=ON, at=PAY, seen=batch.hash)
    assert [code for code, passed, _ in batch.gates if passed] == ["G-SECOND", "G-TOTAL"]
    paying.driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    assert batch.state == "sent" and batch.due_on
    rows = list(csv.reader(io.StringIO(files.content_of(batch.file).decode("utf-8-sig"))))
    assert rows[1][1:5] == ["示甲一", paying.card(0), "中国工商银行", "1500.00"]
    assert rows[-1] == ["合计", "2笔", "", "", "3000.00", ""]
    result = paying.answered(batch, two[0])
    assert (result.state, result.paid, result.failed, result.amount) == ("taken", 2, 0, 300000)
    assert states() == ["paid"] * 2 and balances(cases[0]) == (0, 150000, 0, 0)
    batch.refresh_from_db()
    assert batch.state == "done"
    assert Message.objects.filter(kind="paid").count() == 2
    assert [event.verb for event in events.of(f"application:{cases[0].pk}")][-3:] == ["notice-over", "batched", "paid"]
    sound()


def test_one_draws_and_another_agrees_on_the_same_day(city, two):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])
    agree = {"pk": batch.pk, "at": PAY, "on": ON, "seen": batch.hash}
    refused("own", runs.agree, actor=two[0], **agree)
    refused("not-yours", runs.agree, actor=city, **agree)
    refused("old", runs.agree, actor=two[1], **(agree | {"on": ON + timedelta(days=1)}))
    refused("faster", runs.agree, actor=two[1], **(agree | {"seen": "0" * 64}))
    assert runs.agree(actor=two[1], **agree).state == "agreed"
    refused("state", runs.agree, actor=two[1], **agree)


def test_a_second_batch_while_one_is_drawn_is_that_one(city, two):
    paying.payable(city, claiming.claimant())
    assert paying.drawn(two[0]) == paying.drawn(two[1])
    assert Payment.objects.count() == 1


GATES = {
    "G-HOLD": lambda case, city: review.hold(pk=case.pk, actor=city, at=PAY, note="正在核实"),
    "G-RESTRICTED": lambda case, city: measures.restrict(
        person=case.person, stops="pay", reason="证书正在核查", since=ON, until=None, actor=city, at=PAY
    ),
    "G-IDENTITY": lambda case, city: town.died(case.person, ON, run=2),
    "G-ACCOUNT": lambda case, city: Application.objects.filter(pk=case.pk).update(account=_of_another()),
    "G-NOTICE": lambda case, city: NoticeLine.objects.filter(line__application=case).update(outcome="taken-off"),
    "G-AMOUNT": lambda case, city: ledger.release(
        case.lines.values_list("pk", flat=True), on=ON, at=PAY, by=None
    ),
}  # fmt: skip


def _of_another():
    other = claiming.claimant("示他人")
    claiming.draft(other, number=paying.card(77))
    return BankAccount.objects.get(person=other)


@pytest.mark.parametrize("code", GATES)
def test_a_gate_keeps_a_line_out_and_says_so_and_lets_the_others_go(code, city, two):
    stopped, other = paying.payable(city, claiming.claimant("示拦下"), claiming.claimant("示放行"))
    GATES[code](stopped, city)
    batch = paying.drawn(two[0])
    assert (batch.payments_count, batch.left_out) == (1, 1)
    row = Gated.objects.get(obligation__line__in=stopped.lines.values("pk"))
    assert not row.passed and code in row.failed.split()
    assert [told[0] for told in row.found] == [gate.code for gate in gates.GATES], "every gate was asked"
    assert {told[0] for told in row.found if not told[1]} == set(row.failed.split())
    assert stopped.lines.get().state == "payable" and other.lines.get().state == "batched"


def test_what_the_fund_cannot_pay_waits_in_order(city, two):
    cases = paying.payable(city, *[claiming.claimant(f"示{n}") for n in "甲乙丙"])
    spent = 100_000_000 - 300_000
    from treasury import appropriations

    cut = appropriations.enter(
        fund=ledger.fund_called("失业保险基金"), year=2025, amount=-spent, paper="示例调减", actor=two[0], at=PAY
    )
    appropriations.agree(pk=cut.pk, actor=two[1], at=PAY)
    batch = paying.drawn(two[0])
    assert (batch.payments_count, batch.left_out) == (2, 1)
    assert Gated.objects.get(passed=False).failed == "G-FUND"
    assert [case.lines.get().state for case in cases] == ["batched", "batched", "payable"]


def test_no_money_no_batch_and_the_gates_tell_why(city):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(paying.finance())
    assert (batch.state, batch.left_out, batch.said) == ("cancelled", 1, "没有可以列入的")
    assert Gated.objects.get().failed == "G-FUND" and states() == ["payable"]


def test_what_comes_out_otherwise_on_pay_day_goes_back_to_the_city(city, two):
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    town.paid(person, paying.AT.date(), run=1, level=3)  # the year's one was paid, as is known since
    batch = paying.drawn(two[0])
    assert batch.state == "cancelled" and "G-DECIDED" in Gated.objects.get().failed.split()
    case.refresh_from_db()
    assert (case.state, case.amount, case.clear) == ("city", 0, False)
    assert case.determination.trigger == Determination.Trigger.BATCH and "SU-CAP" in case.determination.failed
    assert balances(case) == (0, 0, 0, 0) and states() == ["open"]
    assert NoticeLine.objects.get().outcome == NoticeLine.Outcome.TAKEN_OFF
    sound()


def test_a_certificate_withdrawn_before_pay_day_is_not_paid(city, two):
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    town.taken_back(person.certificates.get(), run=2)
    paying.drawn(two[0])
    assert {"G-CONFIRMED", "G-DECIDED"} <= set(Gated.objects.get().failed.split())
    case.refresh_from_db()
    assert case.state == "city"


def test_a_batch_called_off_leaves_its_lines_for_the_next(city, two):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])
    refused("note", runs.cancel, pk=batch.pk, actor=two[0], at=PAY, why=" ")
    assert runs.cancel(pk=batch.pk, actor=two[0], at=PAY, why="选错了日子").state == "cancelled"
    assert states() == ["payable"] and not Part.objects.filter(live=True).exists()
    assert paying.drawn(two[0]).number.endswith("02")
    sound()


def test_what_comes_up_between_drawing_and_agreeing_stops_the_batch(city, two):
    [case] = paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])
    review.hold(pk=case.pk, actor=city, at=PAY, note="刚收到举报")
    refused("changed", runs.agree, pk=batch.pk, actor=two[1], on=ON, at=PAY, seen=batch.hash)
    batch.refresh_from_db()
    assert batch.state == "drawn" and not Payment.objects.filter(agreed_by__isnull=False).exists()


def test_drawing_takes_a_fixed_number_of_queries(city, two):
    def drawing():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            batch = paying.drawn(two[0])
        runs.cancel(pk=batch.pk, actor=two[0], at=PAY, why="再来一次")
        return len(asked)

    paying.payable(city, claiming.claimant())
    few = drawing()
    paying.payable(
        city, *[claiming.claimant(f"示{n}") for n in "甲乙丙丁戊"], cards=[paying.card(n) for n in range(10, 15)]
    )
    assert drawing() == few


def test_an_objection_after_the_line_is_payable_keeps_it_out(city, two):
    """Upheld or not, what is answered late is seen on pay day."""
    [case] = paying.payable(city, claiming.claimant())
    objections.Objection.objects.create(
        kind="notice", application=case, row=NoticeLine.objects.get(), said_sealed=b"x", due_on=ON, made_at=PAY,
        contact_sealed=b"x", once=b"y",
    )  # fmt: skip
    paying.drawn(two[0])
    assert Gated.objects.get().failed == "G-NOTICE"


def test_a_batch_whose_rows_were_touched_is_not_agreed_to(city, two):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])
    Payment.objects.update(amount=150001)
    refused("total", runs.agree, pk=batch.pk, actor=two[1], on=ON, at=PAY, seen=batch.hash)
    assert Batch.objects.get().state == "drawn"


PLANTED = {
    "明细与账目": "UPDATE subsidies_line SET state = 'paid' WHERE state = 'batched'",
    "办理记录和每日总摘要": "UPDATE records_eventnote SET event_id = (SELECT MIN(id) FROM records_event)",
}  # fmt: skip


@pytest.mark.parametrize("check", PLANTED)
def test_a_line_or_a_note_that_was_touched_is_named(check, city, two):
    [case] = paying.payable(city, claiming.claimant())
    paying.drawn(two[0])
    review.hold(pk=case.pk, actor=city, at=PAY, note="正在核实")
    sound()
    with connection.cursor() as cursor:
        cursor.execute(PLANTED[check])
        assert cursor.rowcount
    found = [one for _, wrong in verifying.wrongs() for one in wrong]
    assert {one.what for one in found} == {check} and all(one.row for one in found)


def test_a_job_that_drew_already_does_nothing_more(city, two):
    paying.payable(city, claiming.claimant())
    batch = paying.drawn(two[0])

    class Hold:
        subject = batch.pk

    draw.work(Hold())
    assert Payment.objects.count() == 1
