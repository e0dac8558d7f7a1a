"""演示手机: everything to walk alone through a demonstration; nothing of it anywhere else."""

import re
from datetime import UTC, datetime

import pytest

from cms.models import Installation
from people import demo
from people.logins import code_now
from people.models import User
from tests.people.cast import a_person, number

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_it_is_not_there_outside_a_demonstration(client):
    assert client.get("/demo/phone/").status_code == 404
    for path in ("/my/sign-in/", "/sign-in/"):
        assert "/demo/phone/" not in client.get(path).content.decode()


def test_a_worker_walks_alone(client):
    Installation.mark_as_demonstration()
    a_person("示范明", phone="12000000321", nth=700)
    assert "还没有短信" in client.get("/demo/phone/").content.decode()
    assert "/demo/phone/" in client.get("/my/sign-in/").content.decode()
    client.post("/my/sign-in/", {"name": "示范明", "document": "01", "number": number(700)})
    assert "/demo/phone/" in client.get("/my/sign-in/code/").content.decode()
    page = client.get("/demo/phone/").content.decode()
    assert "120****0321" in page and "12000000321" not in page and "示范明" not in page
    code = re.search(r"验证码是(\d{6})", page)[1]
    assert client.post("/my/sign-in/code/", {"code": code}).status_code == 302
    assert "退出" in client.get("/demo/phone/").content.decode()


def test_every_demonstration_account_signs_in_with_the_code_shown(client):
    Installation.mark_as_demonstration()
    accounts = demo.make_accounts({}, AT)
    assert {account.username for account in accounts} == set(demo.ACCOUNTS)
    page = client.get("/demo/phone/").content.decode()
    shown = dict(re.findall(r"<td>(\w+)</td><td class=\"demo-code\">(\d{6})<", page))
    assert set(shown) == set(demo.ACCOUNTS)
    for account in accounts[:2]:
        client.post("/sign-in/", {"login": account.username, "password": account.password})
        client.post("/sign-in/code/", {"code": shown[account.username]})
        assert account.username in client.get("/account/").content.decode()
        client.post("/account/sign-out/")


def test_making_them_again_changes_nothing_and_mends_what_was_changed():
    accounts = demo.make_accounts({}, AT)
    known = {account.username: account.password for account in accounts}
    codes = {name: code_now(User.objects.get(username=name), AT) for name in known}
    rows = list(User.objects.order_by("pk").values())
    assert demo.make_accounts(known, AT) == accounts
    assert list(User.objects.order_by("pk").values()) == rows
    assert codes == {name: code_now(User.objects.get(username=name), AT) for name in known}
    User.objects.filter(username="guanli").update(is_superuser=True)
    User.objects.get(username="guanli").grants.all().delete()
    demo.make_accounts(known, AT)
    steward = User.objects.get(username="guanli")
    assert not steward.is_superuser and steward.is_staff and steward.grants.get().role == "steward"


def test_the_roles_of_the_demonstration_are_all_nine_and_each_holds_one():
    demo.make_accounts({}, AT)
    held = [
        list(user.grants.values_list("role", flat=True)) for user in User.objects.filter(username__in=demo.ACCOUNTS)
    ]
    assert {role for roles in held for role in roles} == set(demo.DUTIES)
    assert all(len(roles) == 1 for roles in held)
