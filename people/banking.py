"""Bank accounts of persons and organisations: checked, sealed, found again by a keyed index.

What cannot be asked here, whether the bank knows the account and whose it is, the bank's answer to a payment tells.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from stdnum import luhn

from lib import names
from lib.refused import Refused
from people import keys
from people.models import BankAccount, Organisation, Person, User

BANKS = {
    "ICBC": "中国工商银行", "ABC": "中国农业银行", "BOC": "中国银行", "CCB": "中国建设银行", "BOCOM": "交通银行",
    "PSBC": "中国邮政储蓄银行", "BOB": "北京银行", "BRCB": "北京农村商业银行", "CMB": "招商银行", "CITIC": "中信银行",
    "CEB": "中国光大银行", "HXB": "华夏银行", "CMBC": "中国民生银行", "GDB": "广发银行", "SPDB": "浦发银行",
    "CIB": "兴业银行",
}  # fmt: skip
"""The banks that may be chosen; which sixteen the city has contracts with was not found published, so it is 示意."""

# The first six digits of common debit cards, as printed on them. What is not listed is nobody's mistake.
ISSUED_BY = {
    "622202": "ICBC", "621226": "ICBC", "622848": "ABC", "622845": "ABC", "621661": "BOC", "456351": "BOC",
    "621700": "CCB", "622700": "CCB", "622260": "BOCOM", "621799": "PSBC", "622188": "PSBC", "622588": "CMB",
    "621483": "CMB", "622908": "CIB",
}  # fmt: skip


@dataclass(frozen=True)
class Wrong:
    """What is wrong with an account as it was typed: the field, and what to do."""

    field: str
    message: str


def plain(text: str) -> str:
    """The digits, whatever blanks and dashes stood between them."""
    return re.sub(r"[\s\-]", "", text)


def wrongs(*, kind: str, bank: str, number: str, holder: str, person: Person) -> list[Wrong]:
    """All that is wrong with what was typed, at once. ``holder``: the name on the account."""
    found = []
    if kind not in (BankAccount.Kind.CARD, BankAccount.Kind.SOCIAL):
        found.append(Wrong("kind", "请选择用银行卡还是社会保障卡收款。"))
    if bank not in BANKS:
        found.append(Wrong("bank", "请从列出的银行里选一个。"))
    if said := _number_wrong(plain(number)):
        found.append(Wrong("number", said))
    elif bank in BANKS and ISSUED_BY.get(plain(number)[:6], bank) != bank:
        issuer = BANKS[ISSUED_BY[plain(number)[:6]]]
        found.append(Wrong("bank", f"这张卡的卡号属于{issuer}，您选的是{BANKS[bank]}。请看卡面，改成一致的。"))
    if not names.same(holder, person.name):
        found.append(
            Wrong(
                "holder", "户名要与本人姓名一致，补贴只发到本人的账户。别人的卡不能用；改过名的，请先到窗口更正姓名。"
            )
        )
    return found


def keep(
    *, person: Person, kind: str, bank: str, number: str, holder: str, by: User | None, at: datetime
) -> BankAccount:
    """The person's account, made where it is new. ``by``: who typed it for the person. Raises Refused."""
    if found := wrongs(kind=kind, bank=bank, number=number, holder=holder, person=person):
        raise Refused(found[0].field, found[0].message)
    digits = plain(number)
    same = BankAccount.objects.filter(
        person=person, bank=bank, kind=kind, number_index__in=keys.indexes(keys.ACCOUNT, digits)
    )
    if there := same.first():
        return there
    version = keys.in_force()
    try:
        with transaction.atomic():
            return BankAccount.objects.create(
                person=person, kind=kind, bank=bank, tail=digits[-4:], made_at=at, made_by=by, key_version=version,
                number_sealed=keys.ring().seal(keys.ACCOUNT, digits, version),
                number_index=keys.ring().index(keys.ACCOUNT, digits, version),
            )  # fmt: skip
    except IntegrityError as error:  # the same card under another bank or kind, or two windows at once
        if there := same.first():
            return there
        raise Refused("number", "这个账号您以前登记过，银行或种类不同。请核对卡面，改成一致的。") from error


def shown(account: BankAccount) -> str:
    """中国工商银行 银行卡 尾号1234."""
    return f"{BANKS[account.bank]} {account.get_kind_display()} 尾号{account.tail}"


def number_of(account: BankAccount) -> str:
    """In clear, for the bank's file alone."""
    return keys.unseal(keys.ACCOUNT, bytes(account.number_sealed))


def opened(sealed: bytes) -> str:
    """A sealed number in clear, as :func:`number_of`."""
    return keys.unseal(keys.ACCOUNT, bytes(sealed))


def sharers(account: BankAccount) -> list[int]:
    """Ids of the other persons who have the same account."""
    rows = BankAccount.objects.filter(number_index=bytes(account.number_index)).exclude(person=account.person_id)
    return sorted({pk for pk in rows.values_list("person_id", flat=True) if pk})


def _number_wrong(digits: str) -> str:
    if not digits.isdecimal() or not digits.isascii():
        return "账号只有数字。请看着卡面重新填。"
    if not 16 <= len(digits) <= 19:
        return f"账号应是16到19位数字，现在是{len(digits)}位。请看着卡面重新填。"
    if not luhn.is_valid(digits):
        return "账号的数字对不上（最后一位是校验码），多半是错了一位，或者两位颠倒了。请看着卡面逐位核对。"
    return ""


def keep_corporate(
    *, organisation: Organisation, bank: str, number: str, holder: str, by: User | None, at: datetime
) -> BankAccount:
    """The organisation's 对公账户 from now on, made where it is new. Raises Refused.

    The one an organisation is paid to is its last one: taken up again, an old one is another row's turn no more.
    """
    digits = plain(number)
    if bank not in BANKS:
        raise Refused("bank", "请从列出的银行里选一个。")
    if not (digits.isascii() and digits.isdecimal() and 9 <= len(digits) <= 30):
        raise Refused("number", "对公账号是9到30位数字。请对照开户许可证逐位核对。")
    if not names.same(holder, organisation.name):
        raise Refused("holder", f"户名要与单位名称一致：{organisation.name}。补贴只发到本单位的账户。")
    same = BankAccount.objects.filter(
        organisation=organisation, number_index__in=keys.indexes(keys.ACCOUNT, digits)
    ).first()
    if same is not None:
        if same.bank != bank:
            raise Refused("bank", f"这个账号以前登记的是{BANKS[same.bank]}。请核对开户银行。")
        last = BankAccount.objects.filter(organisation=organisation).latest("pk")
        if last.pk != same.pk:
            raise Refused("number", "这个账号以前用过，后来换了。要换回来，请找数据管理员核对。")
        return same
    version = keys.in_force()
    return BankAccount.objects.create(
        organisation=organisation, kind=BankAccount.Kind.CORPORATE, bank=bank, tail=digits[-4:], made_at=at, made_by=by,
        key_version=version, number_sealed=keys.ring().seal(keys.ACCOUNT, digits, version),
        number_index=keys.ring().index(keys.ACCOUNT, digits, version),
    )  # fmt: skip
