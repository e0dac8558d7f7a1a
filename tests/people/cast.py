"""Who appears in these tests: persons, organisations and accounts, all plainly made up."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from lib import idcard
from people import identities, keys, phones
from people.actions import grant_role
from people.models import District, Organisation, Person, TextMessage, User
from people.roles import DUTIES

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday noon in Beijing
PASSWORD = "long-enough-for-anyone-9"
CODES = ("52990101MJ0000002K", "91990101MA0000001Y")  # of no area there is
_serial = count()


def number(nth: int) -> str:
    """An identity number of an area that does not exist."""
    return idcard.make("990101", date(1985, 1, 1) + timedelta(days=nth), 7)


def a_person(name: str, household: str = "", phone: str = "", nth: int | None = None) -> Person:
    with transaction.atomic():
        nth = next(_serial) if nth is None else nth
        pk = identities.ensure(["01"], [number(nth)], [name], run=1)[0]
        person = Person.objects.get(pk=int(pk))
        if household:
            person.household_id = household
            person.save(update_fields=["household"])
        if phone:
            phones.register(person, phone)
    return person


PHONE = "12000000321"
WHO = {"name": "示范明", "document": "01", "number": number(700)}
STRANGER = WHO | {"number": number(701)}


def ask(client: Client, who: dict[str, str] = WHO, **more: str) -> HttpResponse:
    """Fill in the first page of signing in as a person."""
    return client.post("/my/sign-in/", who | more)


def sent() -> str:
    """The code in the newest message."""
    row = TextMessage.objects.first()
    return re.search(r"\d{6}", keys.unseal(keys.MESSAGE, row.body_sealed))[0]


def wrong(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def organisation(nth: int = 0) -> Organisation:
    kind = ("institution", "enterprise")[nth]
    return Organisation.objects.get_or_create(
        code=CODES[nth],
        defaults={"name": ("示例职业培训学校", "示例科技有限公司")[nth], "kind": kind, "district_id": "110105"},
    )[0]


def user(username: str, **more) -> User:
    made = User(username=username, **more)
    made.set_password(PASSWORD)
    made.save()
    return made


def official(role: str, username: str = "", enrolled: bool = True, **where) -> User:
    """An account that holds one role, with its second factor unless told."""
    made = user(username or role)
    if DUTIES[role].place == "district":
        where = where or {"district": District.objects.get(code="110101")}
    if DUTIES[role].place == "organisation":
        where = where or {"organisation": organisation()}
    grant_role(user=made, role=role, by=None, at=AT, **where)
    if enrolled:
        enrol(made)
    return made


def enrol(holder: User) -> None:
    """The second factor, as if the QR code had been scanned; `people.logins.code_now` is its app."""
    TOTP.activate(holder, generate_totp_secret())
    RecoveryCodes.activate(holder)
