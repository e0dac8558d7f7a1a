"""The bank's answers: in any order, by halves, twice; wrong ones whole refused; failures put right and paid."""

from datetime import timedelta

import pytest

from people import banking
from subsidies.models import Message
from subsidies.paying import answers
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from tests.subsidies.test_paying import balances, city, refused, sound, states, two  # noqa: F401 (fixtures)
from treasury import bank, results
from treasury.models import BankResult, Payment

pytestmark = pytest.mark.django_db


def test_what_failed_is_put_right_by_the_applicant_and_paid(city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person, cards=[paying.card(1, "closed")])
    batch = paying.sent(*two)
    result = paying.answered(batch, two[0])
    assert (result.state, result.paid, result.failed) == ("taken", 0, 1)
    assert states() == ["failed"] and balances(case) == (150000, 0, 0, 0)
    assert answers.failure_of(case) == "closed" and Message.objects.filter(kind="failed").count() == 1
    refused("account", answers.try_again, pk=case.pk, actor=two[0], at=PAY, note="再试")
    worker = claiming.worker(person)
    old = case.account_id
    refused("account", answers.use_other_account, pk=case.pk, account=old, actor=worker, at=PAY)
    claims_account = _another_card(person)
    answers.use_other_account(pk=case.pk, account=claims_account, actor=worker, at=PAY + timedelta(days=2))
    batch = paying.sent(*two, at=PAY + timedelta(days=3))
    paying.answered(batch, two[0], at=PAY + timedelta(days=4))
    assert states() == ["paid"] and balances(case) == (0, 150000, 0, 0)
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["failed", "paid"]
    sound()


def _another_card(person):
    made = banking.keep(
        person=person, kind="card", bank="ICBC", number=paying.card(2), holder=person.name, by=None, at=PAY
    )
    return made.pk


def test_where_the_bank_was_the_reason_finance_pays_again(city, two):  # noqa: F811
    [case] = paying.payable(city, claiming.claimant(), cards=[paying.card(1, "busy")])
    paying.answered(paying.sent(*two), two[0])
    answers.try_again(pk=case.pk, actor=two[0], at=PAY, note="银行说可以重试")
    assert states() == ["payable"]
    assert paying.drawn(two[0], at=PAY + timedelta(days=2)).payments_count == 1


def test_halves_in_any_order_and_twice_are_one_payment(city, two):  # noqa: F811
    cases = paying.payable(city, *[claiming.claimant(f"示{n}") for n in "甲乙丙"])
    batch = paying.sent(*two)
    late = paying.answered(batch, two[0], bank.LATE)
    assert (late.paid, states()) == (1, ["batched", "batched", "paid"])
    batch.refresh_from_db()
    assert batch.state == "sent"
    half = paying.answered(batch, two[0], bank.TWICE)
    assert (half.state, half.paid, len(half.remarks)) == ("taken", 2, 2)
    whole = paying.answered(batch, two[0], bank.WHOLE)
    assert (whole.state, whole.paid, len(whole.remarks)) == ("taken", 0, 3)
    assert paying.answered(batch, two[0], bank.WHOLE) == whole, "the same file again is the same"
    batch.refresh_from_db()
    assert batch.state == "done" and [balances(case)[1] for case in cases] == [150000] * 3
    sound()


def test_a_file_with_one_wrong_row_is_not_taken_and_each_wrong_row_is_told(city, two):  # noqa: F811
    paying.payable(city, claiming.claimant(), claiming.claimant("示乙"))
    batch = paying.sent(*two)
    result = paying.answered(batch, two[0], bank.WRONG)
    assert (result.state, {code for _, _, code, _ in result.problems}) == ("refused", {"amount", "unknown"})
    assert states() == ["batched"] * 2 and Payment.objects.filter(state="sent").count() == 2
    assert all(code in results.WORDS for _, _, code, _ in result.problems)
    sound()


ROWS = {
    "conflict": [("1", "失败", "1500.00", "2025-10-09", "账户已销户")],
    "repeated": [("2", "成功", "1500.00", "2025-10-09", ""), ("2", "失败", "1500.00", "2025-10-09", "账户已销户")],
    "future": [("2", "成功", "1500.00", "2025-12-31", "")],
    "early": [("2", "成功", "1500.00", "2025-10-01", "")],
    "reason": [("2", "失败", "1500.00", "2025-10-09", "")],
}  # fmt: skip


@pytest.mark.parametrize("code", ROWS)
def test_every_wrong_row_has_its_word(code, city, two):  # noqa: F811
    paying.payable(city, claiming.claimant(), claiming.claimant("示乙"))
    batch = paying.sent(*two)
    paying.answered(batch, two[0], bank.HALF)
    references = dict(enumerate(Payment.objects.order_by("place").values_list("reference", flat=True), 1))
    rows = [(references[int(place)], *rest) for place, *rest in ROWS[code]]
    told = "流水号,结果,金额,记账日期,失败原因\n" + "\n".join(",".join(row) for row in rows)
    result = paying.taken(told.encode(), two[0], PAY + timedelta(days=2))
    assert result.state == "refused" and code in {one[2] for one in result.problems}, result.problems
    assert states() == ["batched", "paid"]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", "流水号,金额\nA,1".encode(), "流水号,结果,金额,记账日期\n=1+1,成功,x,昨天".encode("gbk")],
    ids=["no table", "columns missing", "nonsense"],
)
def test_a_file_that_is_none_is_answered_in_words(content, city, two):  # noqa: F811
    result = paying.taken(content, two[0], PAY)
    assert result.state == BankResult.State.REFUSED and result.said


def test_only_finance_brings_answers(city, two):  # noqa: F811
    refused("not-yours", answers.receive, content=b"x", name="x.csv", actor=city, at=PAY)
    refused("empty", answers.receive, content=b"", name="x.csv", actor=two[0], at=PAY)
