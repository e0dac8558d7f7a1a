"""How a person signs in: real name and document number, then six digits sent to the phone on record, and only there.

Whether there is such a person, and with a phone, is told by nothing: not by words, not by the next page, not by time.
So a wish to sign in is written down alike for everybody (`ask`), and what only a known person causes, the message, is
done after the answer has gone out (`deliver`). Limits are counted in the database, over what was typed and over where
it came from; both are kept as keyed indexes.
"""

import secrets
import unicodedata
from datetime import datetime, timedelta
from math import ceil

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from lib import names
from lib.refused import Refused
from people import identities, keys, limits, phones, texts
from people.models import Person, SignInCode, TextMessage, User

GOOD_FOR = timedelta(minutes=5)
APART = timedelta(seconds=60)
HOUR = timedelta(hours=1)
PER_HOUR, PER_HOUR_FROM_ADDRESS, TRIES = 5, 30, 5
IDLE = timedelta(minutes=30)  # without a page for so long, a person is signed out
KEPT_FOR = timedelta(days=1)
ASKED, ADDRESS, CODE = "sign-in-asked", "address", "sign-in-code"  # purposes of keyed indexes

AGAIN = "请按“再要一个验证码”。"


def ask(*, name: str, document: str, number: str, address: str, at: datetime) -> SignInCode:
    """Write down a wish to sign in. Raises Refused where it comes too soon or too often."""
    asked = f"{names.plain(name)}\n{document}:{number.strip().upper()}"
    person = identities.find(document, number)
    known = person if person and names.same(person.name, name) else None
    return _write(keys.indexes(ASKED, asked), keys.indexes(ADDRESS, address), known, at)


def ask_again(*, pk: int, address: str, at: datetime) -> SignInCode:
    """The same wish once more, without typing. Raises Refused."""
    before = SignInCode.objects.filter(pk=pk, used_at__isnull=True).select_related("person").first()
    if before is None:
        raise Refused("no-wish", "这次登录已经过期，请从头填写姓名和证件号码。")
    return _write([bytes(before.asked)], keys.indexes(ADDRESS, address), before.person, at)


def deliver(pk: int, at: datetime) -> None:
    """Send the code of a wish that is a known person's with a phone; nothing for any other. Twice is once."""
    row = SignInCode.objects.filter(pk=pk, code_hash__isnull=True).select_related("person").first()
    phone = phones.phone_of(row.person) if row and row.person else ""
    if row is None or not phone:
        return
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        if not SignInCode.objects.filter(pk=pk, code_hash__isnull=True).update(code_hash=_hash(row, code)):
            return
        text = texts.queue(
            person=row.person, purpose=TextMessage.Purpose.SIGN_IN, phone=phone, at=at, good_until=row.good_until,
            body=texts.signed(f"您的登录验证码是{code}，5分钟内有效。工作人员不会向您要验证码，谁要都不要给。"),
        )  # fmt: skip
    texts.send(text.pk, at)


def enter(*, pk: int, digits: str, at: datetime) -> User:
    """The account of the person whose code this is. Every try counts, whoever asks. Raises Refused."""
    alive = SignInCode.objects.filter(pk=pk, used_at__isnull=True, good_until__gt=at, tries__lt=TRIES)
    if not alive.update(tries=F("tries") + 1):
        raise _why_not(pk, at)
    row = SignInCode.objects.select_related("person").get(pk=pk)
    typed = "".join(unicodedata.normalize("NFKC", digits).split())
    hashes = _hashes(row, typed)  # reckoned for nobody too, so that it takes as long
    right = row.code_hash is not None and bytes(row.code_hash) in hashes
    if row.person is None or not right:
        raise _wrong(TRIES - row.tries)
    if not SignInCode.objects.filter(pk=pk, used_at__isnull=True).update(used_at=at):
        raise _why_not(pk, at)
    account = account_of(row.person)
    if not account.is_active:
        raise Refused("closed", "这个账号已经停用。请带身份证到就近的社保所或政务服务大厅窗口问明原因。")
    return account


def account_of(person: Person) -> User:
    """The person's own account, made on first use: no password, and a name that says nothing."""
    made = {"username": f"p-{secrets.token_hex(8)}", "password": make_password(None)}
    return User.objects.get_or_create(person=person, defaults=made)[0]


def forget_old(at: datetime) -> None:
    """Codes are of no use after an hour, when the last limit has run out; they are kept for a day."""
    SignInCode.objects.filter(asked_at__lt=at - KEPT_FOR).delete()


def _write(asked: list[bytes], addresses: list[bytes], person: Person | None, at: datetime) -> SignInCode:
    with transaction.atomic():
        limits.one_at_a_time(asked[-1])
        limits.one_at_a_time(addresses[-1])
        _not_too_often(asked, addresses, at)
        return SignInCode.objects.create(
            asked=asked[-1], address=addresses[-1], person=person, asked_at=at, good_until=at + GOOD_FOR
        )


def _not_too_often(asked: list[bytes], addresses: list[bytes], at: datetime) -> None:
    rows = SignInCode.objects.filter(asked_at__gt=at - HOUR).order_by("asked_at")
    same = list(rows.filter(asked__in=asked).values_list("asked_at", flat=True))
    if same and at - same[-1] < APART:
        wait = ceil((same[-1] + APART - at).total_seconds())
        raise Refused("too-soon", f"刚才已经申请过一次，两次之间要隔60秒。请等{wait}秒再试。")
    if len(same) >= PER_HOUR:
        raise Refused("too-often", f"一小时内最多申请{PER_HOUR}次，已经用完。请{_minutes(same[0], at)}分钟后再试。")
    from_there = list(rows.filter(address__in=addresses).values_list("asked_at", flat=True))
    if len(from_there) >= PER_HOUR_FROM_ADDRESS:
        raise Refused(
            "address-too-often",
            f"同一个网络一小时内申请太多。请{_minutes(from_there[0], at)}分钟后再试，或者换手机流量上网。",
        )


def _minutes(first: datetime, at: datetime) -> int:
    return ceil((first + HOUR - at) / timedelta(minutes=1))


def _hash(row: SignInCode, code: str) -> bytes:
    return keys.ring().index(CODE, f"{row.pk}:{code}", keys.in_force())


def _hashes(row: SignInCode, code: str) -> list[bytes]:
    return keys.indexes(CODE, f"{row.pk}:{code}")


def _wrong(left: int) -> Refused:
    if not left:
        return Refused("spent", f"验证码不对，已经错了{TRIES}次，这个验证码作废了。{AGAIN}")
    return Refused("wrong-code", f"验证码不对，还可以试{left}次。请填最新一条短信里的6位数字。")


def _why_not(pk: int, at: datetime) -> Refused:
    row = SignInCode.objects.filter(pk=pk).first()
    if row is None or row.used_at:
        return Refused("used", f"这个验证码已经用过了。{AGAIN}")
    if row.tries >= TRIES:
        return Refused("spent", f"这个验证码错了{TRIES}次，已经作废。{AGAIN}")
    return Refused("expired", f"验证码过了5分钟，已经失效。{AGAIN}")
