"""Holders of a role: password, then the app's code; locked out after five; led to bind before anything else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client

from people.actions import revoke_role
from people.logins import code_now, is_enrolled
from people.models import User
from tests.people.cast import AT, PASSWORD, a_person, official, user

SIGN_IN, CODE, BIND = "/sign-in/", "/sign-in/code/", "/account/second-factor/bind/"

pytestmark = pytest.mark.django_db


def sign_in(client, username="steward", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": username, "password": password, **more})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def app(secret: str, at=None) -> str:
    """What an app that knows the secret shows."""
    return totp.format_hotp_value(totp.hotp_value(secret, int((at or datetime.now(UTC)).timestamp()) // 30))


def test_password_then_code_then_in(client, clock):
    steward = official("steward")
    page = sign_in(client, next="/steward/")
    assert page.status_code == 302 and page.url.startswith(CODE)
    assert not signed_in(client)
    assert client.get("/account/").status_code == 302
    done = client.post(page.url, {"code": code_now(steward, AT)})
    assert (done.status_code, done.url) == (302, "/steward/")
    assert client.get("/steward/").status_code == 200


def test_a_code_of_the_app_is_good_once(clock):
    steward, first, second = official("steward"), Client(), Client()
    for client in (first, second):
        sign_in(client)
        client.post(CODE, {"code": code_now(steward, AT)})
    assert signed_in(first) and not signed_in(second)


def test_a_recovery_code_stands_in_once(clock):
    steward = official("steward")
    spare = Authenticator.objects.get(user=steward, type="recovery_codes").wrap().get_unused_codes()[3]
    for expected in (True, False):
        client = Client()
        sign_in(client)
        client.post(CODE, {"code": spare})
        assert signed_in(client) is expected


def test_wrong_codes_are_answered_and_stopped(client, clock):
    steward = official("steward")
    sign_in(client)
    assert "验证码不对" in client.post(CODE, {"code": "000000"}).content.decode()
    assert "请填验证器" in client.post(CODE, {"code": ""}).content.decode()
    for _ in range(5):
        page = client.post(CODE, {"code": "000000"})
    assert "错的次数太多" in page.content.decode()
    client.post(CODE, {"code": code_now(steward, AT)})
    assert not signed_in(client), "even the right one has to wait"


@pytest.mark.parametrize(("username", "password"), [("steward", "wrong"), ("nobody", PASSWORD), ("own", "wrong")])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(client, username, password):
    official("steward")
    user("own", person=a_person("示一"))
    page = sign_in(client, username, password)
    assert page.status_code == 200 and "账号或者密码不对" in page.content.decode()


def test_five_failures_lock_name_and_address_for_half_an_hour(client, clock):
    steward = official("steward")
    for _ in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    page = sign_in(client, password="wrong")
    assert page.status_code == 429 and "30分钟后" in page.content.decode()
    clock.shift(timedelta(minutes=6))
    assert sign_in(client).status_code == 429, "the right password has to wait too"
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert sign_in(elsewhere).status_code == 302, "another address is not locked"
    assert sign_in(Client(), "other").status_code == 200, "nor is another name"
    clock.shift(timedelta(minutes=31))
    assert sign_in(client).status_code == 302
    client.post(CODE, {"code": code_now(steward, AT + timedelta(minutes=37))})
    assert signed_in(client)


def test_a_success_forgets_the_failures_before_it(client, clock):
    steward = official("steward")
    for _ in range(4):
        sign_in(client, password="wrong")
    sign_in(client)
    client.post(CODE, {"code": code_now(steward, AT)})
    assert not AccessAttempt.objects.exists()


def test_whoever_holds_a_role_binds_before_anything_else(client, clock):
    steward = official("steward", enrolled=False)
    assert sign_in(client).status_code == 302
    assert signed_in(client)
    for path in ("/", "/account/", "/steward/", "/editor/", "/rules/", "/account/password/", "/people/1/reveal/"):
        assert client.get(path).url == BIND, path
    assert client.post("/people/1/reveal/", {"why": "审计核查"}).url == BIND
    html = client.get(BIND).content.decode()
    assert "data:image/svg+xml" in html
    assert "验证码不对" in client.post(BIND, {"code": "000000"}).content.decode()
    secret = re.search(r'class="bind-secret">(\w+)<', client.get(BIND).content.decode())[1]
    done = client.post(BIND, {"code": app(secret, AT)})
    assert done.url == "/account/recovery-codes/"
    spare = client.get(done.url).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", spare)) == 10
    assert client.get("/steward/").status_code == 200
    assert is_enrolled(steward)


@pytest.mark.parametrize("role", ["manager", "clerk", "reviewer", "auditor", "editor", "finance", "city", "counter"])
def test_every_role_is_led_there(client, role):
    client.force_login(official(role, enrolled=False))
    assert client.get("/account/").url == BIND


def test_a_superuser_is_led_there_and_a_person_is_not(client):
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    assert client.get("/rules/").url == BIND
    own = Client()
    own.force_login(user("own", person=a_person("示一")))
    assert own.get("/rules/").status_code == 200
    for path in (BIND, "/account/", "/account/password/", "/account/recovery-codes/", "/account/confirm/"):
        assert own.get(path).status_code == 403, path


def test_the_setting_lets_a_role_in_without(client, settings):
    settings.SECOND_FACTOR = False
    official("steward", enrolled=False)
    sign_in(client)
    assert client.get("/steward/").status_code == 200
    assert "还没有绑定" in client.get("/account/").content.decode()


def test_signing_out_and_large_type_are_open_before_binding(client):
    client.force_login(official("steward", enrolled=False))
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get("/display/large/on").status_code == 302
    assert client.get("/healthz").status_code == 200
    assert client.post("/account/sign-out/").url == "/"
    assert not signed_in(client)


def test_a_new_phone_needs_the_password_again_and_then_binds_anew(client, clock):
    steward = official("steward")
    client.force_login(steward)
    confirm = client.get("/account/second-factor/unbind/")
    assert confirm.url.startswith("/account/confirm/")
    assert "密码不对" in client.post(confirm.url, {"password": "wrong"}).content.decode()
    back = client.post(confirm.url, {"password": PASSWORD})
    assert back.url == "/account/second-factor/unbind/"
    assert client.post(back.url).status_code == 302
    assert not Authenticator.objects.filter(user=steward).exists()
    assert client.get("/account/").url == BIND


def test_what_the_apps_codes_are_made_of_is_sealed(client, clock):
    steward = official("steward")
    row = Authenticator.objects.get(user=steward, type="totp")
    assert len(code_now(steward, AT)) == 6
    secret = row.wrap().instance.data["secret"]
    assert not re.fullmatch(r"[A-Z2-7]{32}", secret), "no plain TOTP secret"


def test_a_password_is_changed_only_for_a_good_one(client):
    steward = official("steward")
    client.force_login(steward)
    new = "夏天-wheat-rain-42-lamp"
    for given, words in [
        (("wrong", new, new), "现在的密码不对"),
        ((PASSWORD, "short1", "short1"), "12"),
        ((PASSWORD, "123456789012345", "123456789012345"), "数字"),
        ((PASSWORD, new, new + "x"), "两次填的新密码不一样"),
        ((PASSWORD, new, ""), "再填一次"),
    ]:
        data = dict(zip(("oldpassword", "password1", "password2"), given, strict=True))
        page = client.post("/account/password/", data)
        assert page.status_code == 200 and words in page.content.decode(), given
    done = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.url == "/account/"
    steward.refresh_from_db()
    assert steward.check_password(new)
    assert client.get("/account/").status_code == 200, "this session goes on"


def test_nobody_signs_up_and_nothing_goes_by_mail(client):
    for path in ("signup", "email", "password/reset", "login", "password/set", "login/code"):
        assert client.get(f"/account/{path}/").status_code == 404, path


@pytest.mark.parametrize("area", ["editor", "steward"])
def test_other_sign_in_pages_lead_to_ours(client, area):
    page = client.get(f"/{area}/login/?next=/{area}/")
    assert page.url == f"/sign-in/?next=/{area}/"
    assert client.get(f"/{area}/", follow=True).redirect_chain[-1][0].startswith("/sign-in/?next=")
    client.force_login(official("finance"))
    assert client.get(f"/{area}/", follow=True).status_code == 403, "no circle"
    assert client.get(f"/{area}/password_change/").url == "/account/password/"


def test_a_closed_account_is_told_so(client):
    User.objects.filter(pk=official("steward").pk).update(is_active=False)
    page = client.post(SIGN_IN, {"login": "steward", "password": PASSWORD}, follow=True)
    assert "已经停用" in page.content.decode() and not signed_in(client)


def test_a_role_taken_back_closes_its_desk_at_once(client):
    steward = official("steward")
    client.force_login(steward)
    assert client.get("/steward/").status_code == 200
    revoke_role(grant=steward.grants.get(), by=None, at=AT)
    assert client.get("/steward/", follow=True).status_code == 403
    assert "还没有角色" in client.get("/account/").content.decode()


def test_neither_names_nor_addresses_are_kept_or_logged(caplog, clock):
    """People type their own name and number there too."""
    caplog.set_level("DEBUG")
    official("steward")
    client = Client(REMOTE_ADDR="10.44.55.66")
    for typed in ("示范明", "990101198612020078", "steward"):
        for _ in range(3):
            sign_in(client, typed, "wrong-password-示")
    sign_in(client, "steward", next="/steward/")
    kept = caplog.text + repr(list(AccessAttempt.objects.values_list())) + repr(list(AccessLog.objects.values_list()))
    kept += "".join(str(row.get_decoded()) for row in Session.objects.exclude(pk=client.session.session_key))
    assert AccessAttempt.objects.exists()
    for secret in ("示范明", "990101198612020078", "steward", "10.44.55.66", "wrong-password", PASSWORD):
        assert secret not in kept.replace("/steward/", "").replace("people.stewards", ""), secret
