"""Money from one end to the other in Chromium: drawn, agreed to, sent, answered by halves, put right, paid."""

import pytest
from django.test import Client

from cms.models import Installation
from people.models import User
from people.signin import account_of
from subsidies.models import Line
from subsidies.paying import answers, draw, runs
from tests.browser.browser import says
from tests.browser.conftest import DESK, PHONE
from tests.subsidies import claiming, paying
from tests.subsidies.paying import PAY
from treasury.models import BankResult, Batch

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def waiting(site, time_machine):
    """Three whose notice is over, one of them with an account that the bank will turn down."""
    time_machine.move_to(claiming.AT)
    paying.give()
    city = claiming.official("city")
    people = [claiming.claimant(name) for name in ("示甲一", "示阿依·买买提", "示丙三")]
    paying.payable(city, *people, cards=[paying.card(1), paying.card(2, "closed"), paying.card(3)])
    time_machine.move_to(PAY)
    return [paying.finance("finance-a"), paying.finance("finance-b")], people


@pytest.fixture
def opened(open_page, site):
    """A page with somebody's session, whose clock is the test's."""

    def open_as(user, path, width=DESK):
        client = Client()
        client.force_login(user)
        page = open_page("/rules/", width=width)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        page.goto(path)
        return page

    return open_as


def of(actor):
    return User.objects.get(pk=actor.user_id)


def saved(page, press):
    with page.expect_download() as found:
        press()
    return found.value.path()


def batch_until_sent(first, second, sound):
    first.goto("/desk/money/")
    sound(first)
    first.locator(".desk-row", has_text="待发放").click()
    sound(first)
    first.get_by_role("button", name="生成批次").click()
    first.wait_for_url("**/batches/*/")
    batch = Batch.objects.latest("pk")
    paying.driven(draw.VERB, batch.pk)
    first.get_by_text("要另一位财务人员复核").wait_for()  # the bar asked, and the page was drawn anew
    sound(first)
    second.goto("/desk/money/")
    second.locator(".desk-row", has_text=batch.number).click()
    second.get_by_role("button", name="复核通过").wait_for()
    sound(second)
    second.keyboard.press("a")
    second.keyboard.press("Enter")
    second.get_by_text("已复核").first.wait_for()
    paying.driven(runs.VERB, batch.pk)
    second.get_by_role("button", name="下载银行文件").wait_for()
    return batch


def answered(desk, open_page, way, sound):
    phone = open_page("/demo/bank/", width=PHONE)
    sound(phone)
    file = saved(phone, phone.locator("section").first.get_by_role("button", name=way).click)
    desk.goto("/desk/money/answers/")
    sound(desk)
    desk.get_by_label("银行给的回单文件").set_input_files(
        {"name": "回单.csv", "mimeType": "text/csv", "buffer": file.read_bytes()}
    )
    desk.get_by_role("button", name="上传回单").click()
    desk.wait_for_url("**/answers/*/")
    result = BankResult.objects.latest("pk")
    paying.driven(answers.VERB, result.pk)
    desk.locator(".money-state strong").first.wait_for()
    desk.get_by_text(f"回单 {result.pk}").first.wait_for()
    desk.locator(".far").wait_for(state="detached")
    sound(desk)


def test_from_what_waits_to_what_arrived(opened, open_page, sound, waiting, time_machine):
    (a, b), people = waiting
    Installation.mark_as_demonstration()
    first, second = opened(of(a), "/desk/money/"), opened(of(b), "/desk/money/")
    batch = batch_until_sent(first, second, sound)
    sound(second)
    sent = saved(first, lambda: (first.goto(f"/desk/money/batches/{batch.pk}/"),
                                 first.get_by_role("button", name="下载银行文件").click()))  # fmt: skip
    assert "合计,3笔" in sent.read_text(encoding="utf-8-sig")

    answered(first, open_page, "有错的回单", sound)
    says(first.locator("main"), "没有一行入账")
    answered(first, open_page, "全部答复", sound)
    assert sorted(Line.objects.values_list("state", flat=True)) == ["failed", "paid", "paid"]
    first.goto("/desk/money/failed/")
    first.locator(".desk-row").first.click()
    says(first.locator("main"), "账户已销户")
    sound(first)
    first.get_by_role("link", name="¥1,500.00").first.click()
    sound(first)
    first.goto(f"/desk/money/batches/{batch.pk}/compare/")
    says(first.locator("main"), "差 ¥0.00")
    sound(first)
    phone = opened(account_of(people[1]), "/my/applications/", width=PHONE)
    put_right(phone, sound)
    batch_until_sent(first, second, sound)
    answered(first, open_page, "全部答复", sound)
    assert set(Line.objects.values_list("state", flat=True)) == {"paid"}
    phone.reload()
    says(phone.locator("main"), "银行已入账")
    sound(phone)
    first.goto("/desk/money/books/checks/")
    first.get_by_role("button", name="现在核对").click()
    first.get_by_text("全部对上").wait_for()
    sound(first)


def put_right(phone, sound):
    """The worker gives another account on a phone."""
    phone.locator(".case-what a").first.click()
    says(phone.locator("main"), "账户已销户")
    sound(phone)
    phone.get_by_role("link", name="换一个收款账户").click()
    sound(phone)
    phone.get_by_role("textbox", name="卡号").fill(paying.card(9))
    phone.get_by_label("哪家银行？").select_option("ICBC")
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_text("收款账户已经换好").wait_for()
    sound(phone)
