"""The steward's lists of accounts and roles: opened, refused in words, and never a way to more than a steward's."""

import pytest
from django.test import Client
from django.urls import reverse

from people.logins import is_enrolled
from people.models import Look, RoleGrant, User
from people.signin import account_of
from tests.people.cast import AT, PASSWORD, a_person, official, organisation, user

LISTS = ("user", "rolegrant", "look", "textmessage")

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(client):
    holder = official("steward")
    client.force_login(holder)
    client.holder = holder
    return client


@pytest.fixture
def client_of_editor(db):
    other = Client()
    other.force_login(official("editor"))
    return other


def at(name, what="changelist", *args):
    return reverse(f"admin:people_{name}_{what}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_and_searches(steward, name):
    account_of(a_person("示范明"))
    Look.objects.create(
        person=a_person("示旁人"), by=steward.holder, role="steward", at=AT, what="number", why="审计核查"
    )  # fmt: skip
    page = steward.get(at(name))
    assert page.status_code == 200
    assert "示范明" not in page.content.decode() and "示旁人" not in page.content.decode()


def test_an_account_is_opened_with_a_good_password_and_no_flags(steward):
    form = steward.get(at("user", "add")).content.decode()
    assert "is_superuser" not in form and "is_staff" not in form and "groups" not in form
    data = {"username": "xinren", "last_name": "示", "first_name": "新", "password1": "short", "password2": "short"}
    assert "12" in steward.post(at("user", "add"), data).content.decode()
    data |= {"password1": PASSWORD, "password2": PASSWORD, "is_superuser": "on", "is_staff": "on"}
    assert steward.post(at("user", "add"), data).status_code == 302
    made = User.objects.get(username="xinren")
    assert not made.is_superuser and not made.is_staff and made.check_password(PASSWORD)
    steward.post(at("user", "change", made.pk), {"username": "xinren", "is_active": "on", "is_superuser": "on"})
    made.refresh_from_db()
    assert made.is_active and not made.is_superuser


def test_a_role_is_given_and_taken_back(steward):
    clerk, office = user("xinren"), organisation()
    data = {"user": clerk.pk, "role": "clerk", "organisation": office.pk}
    assert steward.post(at("rolegrant", "add"), data).url == at("user", "change", clerk.pk)
    grant = RoleGrant.objects.get(user=clerk)
    assert (grant.role, grant.organisation, grant.granted_by) == ("clerk", office, steward.holder)
    assert steward.post(at("rolegrant", "change", grant.pk), {"role": "city"}).status_code in (302, 403)
    assert RoleGrant.objects.get(pk=grant.pk).role == "clerk"
    page = steward.get(at("rolegrant", "delete", grant.pk)).content.decode()
    assert "收回角色" in page and f'name="user" value="{clerk.pk}"' in page
    back = steward.post(at("rolegrant", "delete", grant.pk), {"post": "yes", "user": clerk.pk}, follow=True)
    assert back.redirect_chain == [(at("user", "change", clerk.pk), 302)] and "已经收回" in back.content.decode()
    assert not clerk.grants.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"role": "finance"}, "不能同时是"),
        ({"role": "counter"}, "是哪个区的"),
        ({"role": "clerk"}, "是哪个单位的"),
        ({"role": "editor", "district": "110101"}, "把多选的去掉"),
        ({"role": "city"}, "已经是"),
        ({}, "必需"),
    ],
)
def test_what_forbids_a_role_is_said_on_the_form(steward, data, words):
    holder = official("city")
    html = steward.post(at("rolegrant", "add"), {"user": holder.pk, **data}).content.decode()
    assert words in html and "约束" not in html, "nothing of the database's own names"
    assert holder.grants.count() == 1


def test_nobody_gives_or_takes_his_own(steward):
    own = steward.holder
    html = steward.post(at("rolegrant", "add"), {"user": own.pk, "role": "editor"}).content.decode()
    assert "不能给自己授权" in html
    assert steward.post(at("rolegrant", "delete", own.grants.get().pk), {"post": "yes"}).status_code == 403


def test_a_lost_phone_is_unbound_by_another_only(steward):
    other = official("editor")
    page = steward.get(at("user", "change", other.pk)).content.decode()
    assert at("user", "unbind", other.pk) in page
    assert "先核对是不是本人" in steward.get(at("user", "unbind", other.pk)).content.decode() and is_enrolled(other)
    assert "已经解除" in steward.post(at("user", "unbind", other.pk), follow=True).content.decode()
    assert not is_enrolled(other)
    assert "不用解除" in steward.post(at("user", "unbind", other.pk), follow=True).content.decode()
    assert (
        at("user", "unbind", steward.holder.pk)
        not in steward.get(at("user", "change", steward.holder.pk)).content.decode()
    )
    assert "在“我的账号”里换" in steward.post(at("user", "unbind", steward.holder.pk), follow=True).content.decode()
    assert is_enrolled(steward.holder)


def test_a_forgotten_password_is_reset_by_another_only_and_ends_what_was_signed_in(steward, client_of_editor):
    other = User.objects.get(grants__role="editor")
    assert client_of_editor.get("/account/").status_code == 200
    address = reverse("admin:auth_user_password_change", args=[other.pk])
    page = steward.get(address).content.decode()
    assert "先核对是不是本人" in page and "LDAP" not in page
    short = steward.post(address, {"new_password1": "short", "new_password2": "short"}).content.decode()
    assert "12" in short and "有误" in short
    differs = {"new_password1": PASSWORD + "x", "new_password2": PASSWORD + "y"}
    assert "两次填的密码不一样" in steward.post(address, differs).content.decode()
    new = {"new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"}
    assert "已经重设" in steward.post(address, new, follow=True).content.decode()
    other.refresh_from_db()
    assert other.check_password(PASSWORD + "x")
    assert client_of_editor.get("/account/").status_code == 302
    own = reverse("admin:auth_user_password_change", args=[steward.holder.pk])
    assert "在“我的账号”里改" in steward.post(own, new, follow=True).content.decode()
    steward.holder.refresh_from_db()
    assert steward.holder.check_password(PASSWORD)


def test_an_account_is_closed_and_opened_again_and_nobody_closes_his_own(steward, client_of_editor):
    other = User.objects.get(grants__role="editor")
    page = steward.get(at("user", "change", other.pk)).content.decode()
    assert "pbkdf2" not in page and "md5" not in page and "盐" not in page, "nothing of the password's hash"
    steward.post(at("user", "change", other.pk), {"username": other.username, "last_name": "示"})
    assert client_of_editor.get("/account/").status_code == 302
    steward.post(at("user", "change", other.pk), {"username": other.username, "last_name": "示", "is_active": "on"})
    other.refresh_from_db()
    assert other.is_active
    own = steward.post(at("user", "change", steward.holder.pk), {"username": steward.holder.username})
    assert "不能停用自己的账号" in own.content.decode()
    steward.holder.refresh_from_db()
    assert steward.holder.is_active


def test_superusers_and_persons_are_out_of_a_stewards_reach(steward, admin_user):
    own = account_of(a_person("示范明"))
    for row in (admin_user, own):
        assert steward.get(at("user", "change", row.pk)).status_code == 302, "not found, back to the list"
        new = {"new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"}
        steward.post(reverse("admin:auth_user_password_change", args=[row.pk]), new)
        row.refresh_from_db()
        assert not row.check_password(PASSWORD + "x")
    listed = steward.get(at("user")).content.decode()
    assert own.username not in listed and ">root<" not in listed


@pytest.mark.parametrize("name", ["look", "textmessage", "user"])
def test_nothing_is_deleted(steward, name):
    assert steward.post(at(name, "delete", 1), {"post": "yes"}).status_code in (302, 403)


def test_others_see_none_of_it(client):
    client.force_login(official("auditor"))
    for name in LISTS:
        assert client.get(at(name), follow=True).status_code == 403
