"""我的钱卡在哪: the applicant reads what keeps the money, mends an account, and reads what is to be paid back."""

from datetime import timedelta

import pytest
from django.test import Client

from people.signin import account_of
from subsidies.actions import measures
from subsidies.paying import recovering
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from tests.subsidies.test_notice_pages import text
from tests.subsidies.test_paying import city, states, two  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(time_machine):
    """The page of somebody's case, as its applicant sees it on the day of payment."""
    time_machine.move_to(PAY)

    def client(person):
        made = Client()
        made.force_login(account_of(person))
        return made

    return client


def page(client, case):
    return text(client.get(f"/my/applications/{case.pk}/"))


def test_the_gates_that_failed_speak_for_themselves(own, city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    assert "没有卡住，等着列入下一批" in page(own(person), case)
    measures.restrict(person=person, stops="pay", reason="正在核查。", since=PAY.date(), until=None, actor=city, at=PAY)
    paying.drawn(two[0])
    told = page(own(person), case)
    assert "这一项没有通过" in told and "对收款人有暂停发放的限制" in told
    assert "怎么办：限制解除或者到期以后，列入下一批。" in told and "正在核查" not in told


def test_in_a_batch_and_paid_it_says_whose_turn_and_which_day(own, city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    batch = paying.drawn(two[0])
    assert "轮到另一位财务人员复核" in page(own(person), case)
    from subsidies.paying import runs

    runs.agree(pk=batch.pk, actor=two[1], on=PAY.date(), at=PAY, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)
    batch.refresh_from_db()
    assert "已经送到银行，最晚" in page(own(person), case)
    paying.answered(batch, two[0])
    told = page(own(person), case)
    assert "银行已入账：2025年10月9日" in told and "¥1,500.00" in told


def test_a_failed_one_is_put_right_on_the_page(own, city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person, cards=[paying.card(1, "name")])
    paying.answered(paying.sent(*two), two[0])
    client = own(person)
    assert "户名与账号不符" in page(client, case) and "换一个收款账户" in page(client, case)
    path = f"/my/applications/{case.pk}/account/"
    assert "补贴打到哪个账户" in text(client.get(path))
    new = {"kind": "card", "bank": "ICBC", "holder": person.name}
    same = client.post(path, new | {"number": paying.card(1, "name")})
    assert "请换一个" in text(same) and states() == ["failed"]
    assert client.post(path, new | {"number": paying.card(2)}).status_code == 302
    assert states() == ["payable"] and "没有卡住" in page(client, case)
    assert client.get(path).status_code == 302, "nothing more to mend"


def test_a_bank_that_was_busy_asks_nothing_of_the_applicant(own, city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person, cards=[paying.card(1, "busy")])
    paying.answered(paying.sent(*two), two[0])
    told = page(own(person), case)
    assert "您不用办什么" in told and "换一个收款账户" not in told


def test_what_is_to_be_paid_back_by_when_why_and_how_to_object(own, city, two):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    paying.answered(paying.sent(*two), two[0])
    day = PAY.date()
    made = recovering.ask(
        pk=case.pk, amount=90_000, ground="audit", words="审计发现证书被撤销。", actor=city, at=PAY,
        instalments=[(day + timedelta(days=30 * n), 30_000) for n in (1, 2, 3)],
    )  # fmt: skip
    assert "要退回的" not in page(own(person), case), "only once a second person agreed"
    recovering.answer(pk=made.pk, agree=True, actor=two[0], at=PAY)
    told = page(own(person), case)
    for words in ("要退回的", "¥900.00", "审计发现证书被撤销", "第 3 期", "行政复议", made.number, "怎么退"):
        assert words in told, words
    for _ in range(3):
        recovering.repaid(pk=made.pk, amount=30_000, actor=two[0], at=PAY)
    assert "已经全部退回" in page(own(person), case)


def test_the_page_asks_as_much_however_long_the_story(own, city, two, django_assert_max_num_queries):  # noqa: F811
    person = claiming.claimant()
    [case] = paying.payable(city, person)
    paying.answered(paying.sent(*two), two[0])
    client = own(person)
    page(client, case)
    with django_assert_max_num_queries(30):
        page(client, case)
