"""Finance's desk: from what waits to the bank's answer, wrong turns in words, who acts and who only reads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User
from records import events, files
from subsidies.actions import measures
from subsidies.paying import answers, draw, runs
from subsidies.paying.draw import chain
from tests.people import cast
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from tests.subsidies.test_notice_pages import text
from tests.subsidies.test_paying import city, two  # noqa: F401 (fixtures)
from treasury import bank
from treasury.models import BankResult, Batch, Payment

pytestmark = pytest.mark.django_db
HOME = "/desk/money/"


def client_of(actor):
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def desks(two, time_machine):  # noqa: F811
    """Both persons of finance at their desks, on the day after a notice is over."""
    time_machine.move_to(PAY)
    return client_of(two[0]), client_of(two[1])


def drawn(a):
    response = a.post(f"{HOME}waiting/SU/draw/")
    pk = Batch.objects.latest("pk").pk
    assert response["Location"] == f"{HOME}batches/{pk}/"
    return pk


def seen(page):
    return page.split('name="seen" value="')[1].split('"')[0]


def test_the_whole_walk(desks, city):  # noqa: F811
    a, b = desks
    paying.payable(city, claiming.claimant("示甲一"), claiming.claimant("示乙二"),
                   cards=[paying.card(1), paying.card(2, "closed")])  # fmt: skip
    assert "2 笔，¥3,000.00" in text(a.get(HOME))
    assert "生成批次" in text(a.get(f"{HOME}waiting/SU/"))
    pk = drawn(a)
    page = text(a.get(f"{HOME}batches/{pk}/"))
    assert "正在逐笔核对" in page and "every 1s" in page
    assert "正在逐笔核对" in text(a.get(f"{HOME}batches/{pk}/far/?state=drawing"))
    paying.driven(draw.VERB, pk)
    assert a.get(f"{HOME}batches/{pk}/far/?state=drawing")["HX-Refresh"] == "true"
    page = text(a.get(f"{HOME}batches/{pk}/"))
    assert "要另一位财务人员复核" in page and 'name="seen"' not in page
    page = text(b.get(f"{HOME}batches/{pk}/"))
    assert "复核通过 2 笔，¥3,000.00" in page and "示甲一" in page and "尾号" in page
    assert "待复核" in text(b.get(HOME))
    b.post(f"{HOME}batches/{pk}/agree/", {"seen": seen(page)})
    paying.driven(runs.VERB, pk)
    page = text(a.get(f"{HOME}batches/{pk}/"))
    assert "已送银行" in page and "轮到银行答复" in page
    _download(a, pk)
    _answered(a, pk)
    assert "¥1,500.00" in text(a.get(f"{HOME}batches/{pk}/compare/"))
    assert "差 ¥0.00" in text(a.get(f"{HOME}batches/{pk}/compare/"))


def _download(a, pk):
    response = a.post(f"{HOME}batches/{pk}/file/")
    assert response["Content-Type"].startswith("text/csv") and paying.card(1) in response.content.decode()
    batch = Batch.objects.get(pk=pk)
    assert [one.verb for one in events.of(chain(batch))][-1] == "download"
    assert "下载银行文件" in text(a.get(f"{HOME}batches/{pk}/"))


def _answered(a, pk):
    batch = Batch.objects.get(pk=pk)
    told = bank.answered_by_standin(files.content_of(batch.file), PAY.date(), bank.WHOLE)
    response = a.post(f"{HOME}answers/", {"file": SimpleUploadedFile("回单.csv", told)})
    result = BankResult.objects.get()
    assert response["Location"] == f"{HOME}answers/{result.pk}/"
    assert "正在核对回单" in text(a.get(response["Location"]))
    paying.driven(answers.VERB, result.pk)
    page = text(a.get(response["Location"]))
    assert "1 笔，¥1,500.00" in page
    [failed] = Payment.objects.filter(state="failed")
    case = failed.parts.get().obligation.line
    page = text(a.get(f"{HOME}failed/"))
    assert "示乙二" in page
    page = text(a.get(page.split(f'href="{HOME}failed/')[2].join([f"{HOME}failed/", ""]).split('"')[0]))
    assert "账户已销户" in page and "轮到本人" in page
    page = text(a.get(f"{HOME}lines/{case}/"))
    assert "准予发放" in page and "资金 → 应付" in page


def test_what_a_gate_left_out_stands_under_it_with_its_remedy(desks, city):  # noqa: F811
    a, _ = desks
    person = claiming.claimant("示限一")
    paying.payable(city, person, claiming.claimant("示好二"))
    measures.restrict(person=person, stops="pay", reason="正在核查。", since=PAY.date(), until=None, actor=city, at=PAY)
    pk = drawn(a)
    paying.driven(draw.VERB, pk)
    page = text(a.get(f"{HOME}batches/{pk}/"))
    assert "对收款人有暂停发放的限制" in page and "限制解除或者到期以后" in page and "示限一" not in page
    page = text(a.get(f"{HOME}batches/{pk}/?gate=G-RESTRICTED"))
    assert "示限一" in page and "公示期满，没有等待答复的异议" in page
    assert a.get(f"{HOME}batches/{pk}/?gate=nonsense&from=x").status_code == 200


def test_wrong_turns_are_answered_in_words(desks, city):  # noqa: F811
    a, b = desks
    paying.payable(city, claiming.claimant())
    pk = drawn(a)
    paying.driven(draw.VERB, pk)
    follow = {"follow": True}
    assert "要另一位财务人员复核" in text(a.post(f"{HOME}batches/{pk}/agree/", {"seen": "x"}, **follow))
    assert "同事刚刚办过" in text(b.post(f"{HOME}batches/{pk}/agree/", {"seen": "x"}, **follow))
    assert "还没有银行文件" in text(b.post(f"{HOME}batches/{pk}/file/", **follow))
    assert "请写明为什么作废" in text(b.post(f"{HOME}batches/{pk}/cancel/"))
    assert "已作废" in text(b.post(f"{HOME}batches/{pk}/cancel/", {"why": "日期不对"}, **follow))
    assert "还没有选文件" in text(a.post(f"{HOME}answers/"))
    for path in ("batches/999/", "answers/999/", "lines/999/", "failed/999/", "waiting/XX/", "recoveries/999/"):
        assert a.get(HOME + path).status_code == 404, path


def test_a_batch_of_yesterday_is_said_to_be_past_its_day(desks, two, city, time_machine):  # noqa: F811
    a, _ = desks
    paying.payable(city, claiming.claimant())
    pk = drawn(a)
    paying.driven(draw.VERB, pk)
    time_machine.move_to(PAY.replace(day=PAY.day + 1))
    b = client_of(two[1])
    page = text(b.get(f"{HOME}batches/{pk}/"))
    assert "过了当天不能复核" in page and 'name="seen"' not in page
    assert "过了当天，要重新生成" in text(b.get(HOME))


def test_the_funds_as_of_a_day_and_what_is_over(desks, city):  # noqa: F811
    a, _ = desks
    page = text(a.get(HOME))
    assert "已用 0%" in page and "¥1,000,000.00" in page
    assert "还没有到" in text(a.get(HOME, {"on": "2099-01-01"})) and "样子" in text(a.get(HOME, {"on": "x"}))
    assert "还没有资金" in text(a.get(HOME, {"on": "2017-01-01"}))


def test_over_committed_is_said_in_words(city, time_machine):  # noqa: F811
    time_machine.move_to(PAY)
    paying.give(amount=100_000)
    claiming.approved(claiming.claimant(), city)
    page = text(client_of(paying.finance()).get(HOME))
    assert "超出预算 ¥500.00" in page


ACTS = ["waiting/SU/draw/", "batches/1/agree/", "batches/1/cancel/", "batches/1/file/", "failed/1/again/",
        "books/appropriations/1/agree/", "recoveries/1/answer/", "recoveries/1/repaid/",
        "recoveries/1/write-off/answer/"]  # fmt: skip
PAGES = ["", "waiting/SU/", "batches/", "answers/", "failed/", "books/", "books/appropriations/", "books/checks/",
         "recoveries/"]  # fmt: skip


@pytest.mark.parametrize("role", ["city", "auditor"])
def test_the_city_and_the_auditor_read_and_do_not_act(role):
    client = Client()
    client.force_login(cast.official(role))
    assert [client.get(HOME + path).status_code for path in PAGES] == [200] * len(PAGES)
    assert [client.post(HOME + path).status_code for path in ACTS] == [403] * len(ACTS)
    assert "由财务人员" in text(client.get(f"{HOME}answers/"))


@pytest.mark.parametrize("role", ["reviewer", "counter", "manager", "clerk", "editor", "steward"])
def test_nobody_else_is_let_in(role):
    client = Client()
    client.force_login(cast.official(role))
    assert {client.get(HOME + path).status_code for path in PAGES} == {403}
    assert {client.post(HOME + path).status_code for path in ACTS} == {403}


def test_however_many_there_are_the_queries_are_as_many(desks, two, city):  # noqa: F811
    a, _ = desks
    counted = []
    for names in (["示一"], ["示二", "示三", "示四"]):
        paying.payable(city, *[claiming.claimant(name) for name in names],
                       cards=[paying.card(ord(name[1]) % 97, "closed") for name in names])  # fmt: skip
        counted.append([_queries(a, path) for path in ("", "waiting/SU/")])
        pk = drawn(a)
        paying.driven(draw.VERB, pk)
        counted[-1].append(_queries(a, f"batches/{pk}/"))
        batch = runs.agree(pk=pk, actor=two[1], on=PAY.date(), at=PAY,
                           seen=Batch.objects.get(pk=pk).hash)  # fmt: skip
        paying.driven(runs.VERB, pk)
        batch.refresh_from_db()
        told = bank.answered_by_standin(files.content_of(batch.file), PAY.date(), bank.WHOLE)
        result = paying.taken(told, two[0], PAY)
        paths = ("batches/", "answers/", f"answers/{result.pk}/", "failed/", f"batches/{pk}/compare/", "books/")
        counted[-1] += [_queries(a, path) for path in paths]
    assert counted[0] == counted[1]


def _queries(client, path):
    client.get(HOME + path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(HOME + path).status_code == 200
    return len(found)
