"""What was done to accounts: written down with the deed, never changed, read by auditors and by whose account it is."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from lib.refused import Refused
from people.actions import grant_role, keep_account, reset_password, revoke_role, unbind_second_factor
from people.models import AccountChange, District, User
from people.signin import account_of
from tests.people.cast import AT, PASSWORD, a_person, official, user

PAGE = "/account/changes/"

pytestmark = pytest.mark.django_db


def told(account: User) -> list[str]:
    """What was done to it, the oldest first."""
    return [row.words for row in account.changes.order_by("id")]


def signed_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def words(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_whatever_is_done_to_an_account_is_written_down_with_who_did_it():
    steward, other = official("steward"), User(username="xinren", last_name="示", first_name="新")
    other.set_password(PASSWORD)
    keep_account(account=other, by=steward, at=AT)
    grant = grant_role(user=other, role="counter", by=steward, at=AT, district=District.objects.get(code="110101"))
    other.first_name = "老"
    keep_account(account=other, by=steward, at=AT)
    reset_password(account=other, password=PASSWORD + "x", by=steward, at=AT)
    other.refresh_from_db()
    other.is_active = False
    keep_account(account=other, by=steward, at=AT)
    other.is_active = True
    keep_account(account=other, by=steward, at=AT)
    revoke_role(grant=grant, by=steward, at=AT)
    assert told(other) == [
        *("开通账号", "授予角色：窗口人员（东城区）", "改账号名或姓名", "重设密码", "停用账号", "恢复账号"),
        "收回角色：窗口人员（东城区）",
    ]
    assert {row.by for row in other.changes.all()} == {steward}


def test_unbinding_is_written_down_and_what_was_refused_is_not():
    steward, other, plain = official("steward"), official("editor"), user("xinren")
    unbind_second_factor(account=other, by=steward, at=AT)
    assert told(other)[-1] == "解除两步验证"
    before = AccountChange.objects.count()
    for account in (plain, steward, account_of(a_person("示范明"))):
        with pytest.raises(Refused):
            unbind_second_factor(account=account, by=steward, at=AT)
    with pytest.raises(Refused):
        reset_password(account=steward, password=PASSWORD, by=steward, at=AT)
    keep_account(account=other, by=steward, at=AT)
    assert AccountChange.objects.count() == before, "nothing changed, nothing to tell"


def test_what_the_steward_does_on_his_screens_is_what_the_auditor_reads():
    steward, other = official("steward"), official("editor")
    desk = signed_in(steward)
    new = {"new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"}
    desk.post(reverse("admin:auth_user_password_change", args=[other.pk]), new)
    desk.post(reverse("admin:people_user_unbind", args=[other.pk]))
    desk.post(reverse("admin:people_rolegrant_delete", args=[other.grants.get().pk]), {"post": "yes"})
    auditor = signed_in(official("auditor"))
    page = words(auditor.get(PAGE))
    for deed in ("重设密码", "解除两步验证", "收回角色：内容编辑"):
        assert deed in page, deed
    assert steward.username in page and PASSWORD not in page
    assert PAGE in words(auditor.get("/account/")) and "/desk/corrections/" in words(auditor.get("/account/"))


def test_whose_account_it_is_reads_of_it_and_of_no_other():
    editor, counter = official("editor"), official("counter")
    reset_password(account=editor, password=PASSWORD + "x", by=official("steward"), at=AT)
    editor.refresh_from_db()
    own = signed_in(editor)
    assert "重设密码" in words(own.get("/account/")) and '做了什么">重设密码' in words(own.get(PAGE))
    for address in (PAGE, f"{PAGE}?account={editor.pk}"):
        assert '做了什么">重设密码' not in words(signed_in(counter).get(address)), address
    assert editor.username not in words(signed_in(counter).get(f"{PAGE}?account={editor.pk}"))


def test_persons_and_strangers_are_not_let_in():
    assert signed_in(account_of(a_person("示范明"))).get(PAGE).status_code == 403
    assert signed_in(user("xinren")).get(PAGE).status_code == 403
    assert Client().get(PAGE).url.startswith("/sign-in/")


def test_a_long_list_goes_on_by_key_and_odd_addresses_are_taken(monkeypatch):
    monkeypatch.setattr("people.views.PAGE", 2)
    for name in "一二三":
        official("editor", f"editor-{name}")
    auditor = signed_in(official("auditor"))
    first = words(auditor.get(PAGE))
    assert first.count('data-title="做了什么"') == 2 and "较早的" in first
    oldest = AccountChange.objects.order_by("-id")[1].pk
    assert f"after={oldest}" in first
    assert words(auditor.get(f"{PAGE}?after={oldest}")).count('data-title="做了什么"') == 2
    for query in ("?after=x", "?account=x", "?account=0", f"?account={'9' * 30}"):
        assert auditor.get(f"{PAGE}{query}").status_code == 200


@pytest.mark.parametrize(
    "crime", ["UPDATE people_accountchange SET what = 'opened'", "DELETE FROM people_accountchange"]
)
def test_it_is_never_changed_or_taken_away(crime):
    official("editor")
    before = list(AccountChange.objects.values())
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(crime)
    assert before and list(AccountChange.objects.values()) == before


@pytest.mark.postgres
def test_it_is_not_emptied_either():
    official("editor")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE people_accountchange")
