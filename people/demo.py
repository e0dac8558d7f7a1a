"""The accounts of a demonstration: one for each role, and the two organisations that some of them belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from people.actions import grant_role, keep_in_step, revoke_role
from people.logins import code_now, is_enrolled
from people.models import District, Organisation, User
from people.passwords import new_password
from people.roles import (
    AUDITOR,
    CITY,
    CLERK,
    COUNTER,
    DUTIES,
    EDITOR,
    FINANCE,
    MANAGER,
    REVIEWER,
    STEWARD,
)

DISTRICT = "110101"
# Made up: area 990101 does not exist, the check signs are right.
SCHOOL = ("52990101MJ0000002K", "示例职业培训学校", Organisation.Kind.INSTITUTION)
COMPANY = ("91990101MA0000001Y", "示例科技有限公司", Organisation.Kind.ENTERPRISE)
ACCOUNTS = {
    "guanli": (STEWARD, None),
    "bianji": (EDITOR, None),
    "bianji2": (EDITOR, None),  # publishes what the first has written
    "chuangkou": (COUNTER, None),
    "shenhe": (REVIEWER, None),
    "shenhe2": (REVIEWER, None),  # of the same district: covers while the first is away
    "shiji": (CITY, None),
    "shiji2": (CITY, None),  # answers what the first has decided
    "caiwu": (FINANCE, None),
    "caiwu2": (FINANCE, None),  # agrees to what the first has drawn
    "shenji": (AUDITOR, None),
    "xuexiao": (MANAGER, SCHOOL),
    "qiye": (CLERK, COMPANY),
}


@dataclass(frozen=True)
class Account:
    """A demonstration account, ready to be printed."""

    words: str
    username: str
    password: str


@transaction.atomic
def make_accounts(known: Mapping[str, str], at: datetime) -> list[Account]:
    """Make the accounts, or keep them: role, password and second factor. Doing it again changes nothing.

    known  username → password to have; whoever is not in it gets a new one.
    """
    made = []
    for username, (role, office) in ACCOUNTS.items():
        user, _ = User.objects.get_or_create(username=username)
        user.is_superuser, user.last_name = False, "演示"
        user.first_name = f"{DUTIES[role].words}{'乙' if username.endswith('2') else ''}"
        password = known.get(username) or new_password()
        if not user.check_password(password):
            user.set_password(password)
        user.save()
        place = _hold(user, role, office, at)
        if not is_enrolled(user):
            totp.TOTP.activate(user, totp.generate_totp_secret())
            RecoveryCodes.activate(user)
        made.append(Account(f"{DUTIES[role].words}{f'（{place}）' if place else ''}", username, password))
    return made


def codes_now(at: datetime) -> list[tuple[str, str, str]]:
    """(role in words, username, what the app shows now) of the demonstration accounts, for 演示手机."""
    users = User.objects.in_bulk(list(ACCOUNTS), field_name="username")
    return [
        (DUTIES[role].words, username, code_now(users[username], at))
        for username, (role, _) in ACCOUNTS.items()
        if username in users
    ]


def _hold(user: User, role: str, office: tuple[str, str, str] | None, at: datetime) -> str:
    """Hold this role and no other; what for, in words."""
    district = District.objects.get(code=DISTRICT) if DUTIES[role].place == "district" else None
    organisation = _organisation(*office) if office else None
    for grant in user.grants.exclude(role=role):
        revoke_role(grant=grant, by=None, at=at)
    if not user.grants.filter(role=role).exists():
        grant_role(user=user, role=role, by=None, at=at, district=district, organisation=organisation)
    keep_in_step(user)
    return str(district or organisation or "")


def _organisation(code: str, name: str, kind: str) -> Organisation:
    defaults = {"name": name, "kind": kind, "district_id": DISTRICT}
    return Organisation.objects.get_or_create(code=code, defaults=defaults)[0]
