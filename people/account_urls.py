"""The pages of django-allauth that this site has, under its names for them, at our addresses. There are no others:
nobody signs up, and nothing goes by e-mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from people.logins import Bind
from people.views import elsewhere, with_password

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/password/", with_password(account.password_change), name="account_change_password"),
    path("account/confirm/", with_password(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", with_password(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor/", RedirectView.as_view(pattern_name="people:account"), name="mfa_index"),
    path("account/second-factor/bind/", with_password(Bind.as_view()), name="mfa_activate_totp"),
    path("account/second-factor/unbind/", with_password(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", with_password(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/",
        with_password(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        with_password(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]


def one_sign_in(*areas: str) -> list[URLPattern]:
    """Other people's sign-in and password pages below these addresses, led to ours. Comes before theirs."""
    pages = {"login/": "account_login", "password_change/": "account_change_password"}
    return [path(area + page, elsewhere, {"to": to}) for area in areas for page, to in pages.items()]
