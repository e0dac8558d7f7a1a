"""The letter of an order to pay back: once it is agreed to, once, to whom it belongs."""

from datetime import timedelta

import pytest

from people.actor import Actor
from people.identities import number_of
from records import jobs
from subsidies.letters import actions, job
from subsidies.models import Letter, Message
from subsidies.paying import recovering
from tests.subsidies import claiming, paying, town
from tests.subsidies.test_claims import city, refused  # noqa: F401 (fixture)
from tests.subsidies.test_letters import text

pytestmark = pytest.mark.django_db


def test_an_order_to_pay_back_is_told_in_a_letter_once_it_is_agreed_to(city):  # noqa: F811
    paying.give()
    two = paying.finance("finance-a"), paying.finance("finance-b")
    holder = claiming.claimant()
    [case] = paying.payable(city, holder)
    paying.answered(paying.sent(*two), two[0])
    town.taken_back(holder.certificates.get(), run=2)
    later = paying.PAY + timedelta(days=40)
    plan = [((later + timedelta(days=30 * n)).date(), 50000) for n in (1, 2, 3)]
    order = recovering.ask(
        pk=case.pk, amount=150000, ground="changed", words="发证机构撤回了这本证书", instalments=plan, actor=city,
        at=later,
    )  # fmt: skip
    refused("state", actions.of_recovery, pk=order.pk, at=later)
    assert not job.due_recoveries().exists()
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=later)
    assert jobs.drive(job.ask(tell=False).pk)
    letter = Letter.objects.get(recovery=order.pk)
    assert actions.of_recovery(pk=order.pk, at=later + timedelta(days=1)) == letter
    assert (letter.kind, letter.amount, letter.name) == ("recovery", 150000, "示*请") and letter.signed
    told = text(letter)
    for words in (
        *("追回决定书", "示申请：", order.number, case.number, "登记更正后不符合条件", "发证机构撤回了这本证书"),
        *("¥1,500.00", "人民币壹仟伍佰元整", "第3期", "¥500.00", "重算以后应得¥0.00", "证书", "60日内", "失业保险基金"),
    ):
        assert words in told, words
    assert number_of(holder) not in told
    stranger = claiming.claimant("示旁人")
    mine = Actor(user_id=None, person_id=holder.pk)
    other = Actor(user_id=None, person_id=stranger.pk)
    assert Letter.objects.visible_to(mine).filter(pk=letter.pk).exists()
    assert not Letter.objects.visible_to(other).filter(pk=letter.pk).exists()
    assert Message.objects.filter(kind="recover").count() == 1
