"""How django-allauth and django-axes are to behave here: usernames and passwords for those who hold roles, a second
factor by an authenticator app, nothing by e-mail, and neither names nor addresses in a log or in a table."""

import base64
import hashlib
import ipaddress
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework.throttling import BaseThrottle

from people import keys
from people.models import User

SECOND_FACTOR, FAILED = "second-factor", "failed-sign-in"  # purposes of keys
PERIOD = 30  # seconds a code of the app lasts


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, and nothing is sent."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "账号或者密码不对。请检查大小写和输入法；忘了密码的，请找数据管理员重设。",
        "too_many_login_attempts": "错的次数太多了，请等5分钟再试。忘了密码的，请找数据管理员重设。",
        "incorrect_password": "密码不对，请重新输入。",
        "enter_current_password": "现在的密码不对，请重新输入。",
        "rate_limited": "试得太快了，请等几分钟再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever is only just binding the first phone has just given the password, and can do nothing else yet."""
        user = context.request.user
        return bool(user.is_anonymous or is_enrolled(user))


class SecondFactorAdapter(DefaultMFAAdapter):
    """What the app's codes are made of is sealed like any other secret."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对。请填验证器里现在的6位数字，用过的要等它换；总不对的，请把手机时间设为自动。",
        "cannot_generate_recovery_codes": "先绑定验证器，才能生成备用码。",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal(SECOND_FACTOR, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal(SECOND_FACTOR, base64.b64decode(encrypted_text))


class Bind(ActivateTOTPView):
    """Whoever has just bound an app has shown password and code: the recovery codes come without asking again."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", reauthenticated=True)
        return response


def is_enrolled(user: Any) -> bool:
    """Has the account bound an authenticator app?"""
    return Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.TOTP).exists()


def unbind(user: User) -> bool:
    """Forget the app and the recovery codes. False where there were none."""
    return Authenticator.objects.filter(user=user).delete()[0] > 0


def code_now(user: User, at: datetime) -> str:
    """What the account's app shows now; empty where none is bound. For demonstrations and tests."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return ""
    secret = SecondFactorAdapter().decrypt(row.data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, int(at.timestamp()) // PERIOD))


def reseal(version: int) -> Iterator[int]:
    """For `people.rotation`: seal again what other keys sealed; yields how many so far."""
    adapter, done = SecondFactorAdapter(), 0
    for row in Authenticator.objects.order_by("pk").iterator():
        for name in ("secret", "seed"):
            sealed = row.data.get(name)
            if sealed and base64.b64decode(sealed)[0] != version:
                text = adapter.decrypt(sealed)
                row.data[name] = base64.b64encode(keys.ring().seal(SECOND_FACTOR, text, version)).decode()
                row.save(update_fields=["data"])
                done += 1
        yield done


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, behind as many proxies as NUM_PROXIES says; the API's limit counts the same."""
    return BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]


def axes_name(request: HttpRequest, credentials: dict | None = None) -> str:
    """Under which name failures are counted: a keyed index, because people type all sorts of things there."""
    given = credentials or {}
    typed = given.get("username") or given.get("login") or request.POST.get("login", "")
    return keys.ring().index(FAILED, str(typed).strip().lower(), keys.in_force()).hex()


def axes_address(request: HttpRequest) -> str:
    """A private address that stands for the real one: the column wants an address, nobody wants to keep it."""
    index = keys.ring().index(FAILED, address_of(request), keys.in_force())
    return str(ipaddress.IPv6Address(b"\xfd" + hashlib.sha256(index).digest()[:15]))


def axes_words(*_: Any) -> str:
    """How a failure is named in the log: not at all."""
    return "somebody"
