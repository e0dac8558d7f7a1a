"""Who is typed, fed or told of on the walk, and was not in the city. No such area, no such phone: nobody exists."""

from datetime import date, timedelta
from types import SimpleNamespace

from lib import idcard
from people import banking, identities, phones
from people.models import BankAccount, Person


class Stranger(SimpleNamespace):
    @classmethod
    def called(cls, name: str, nth: int) -> "Stranger":
        number = idcard.make("990199", date(1981, 3, 5) + timedelta(days=nth), 40 + nth)
        return cls(name=name, number=number, phone=f"1209988{nth:04d}")


MISTYPED, IN_FILE, IN_NAME, IN_NOTE, NEWCOMER, WITNESS = (
    Stranger.called(name, nth)
    for nth, name in enumerate(("例误填", "演坏行", "试文件名", "例备注", "演新来", "试证人"), start=11)
)
STRANGERS = (MISTYPED, IN_FILE, IN_NAME, IN_NOTE, NEWCOMER, WITNESS)
ACCOUNT, WRONG_ACCOUNT = "6000001234567894", "6000009876543214"  # of no bank there is
NEW_PHONE, NEW_NAME = "12099887766", "示差悦"
FILE_NAME = f"{IN_NAME.name}{IN_NAME.number}电话{IN_NAME.phone}"


def row(one: Stranger) -> dict[str, str]:
    """How every file about persons begins."""
    return {"姓名": one.name, "证件类型": "居民身份证", "证件号码": one.number}


def everybody() -> tuple[list[str], list[str]]:
    """(names; numbers, phones and accounts) of whoever is on record and of the strangers."""
    known = list(Person.objects.all())
    names = [person.name for person in known] + [one.name for one in STRANGERS] + [NEW_NAME]
    digits = [identities.number_of(person) for person in known] + [phones.phone_of(person) for person in known]
    digits += [banking.number_of(account) for account in BankAccount.objects.all()]
    digits += [text for one in STRANGERS for text in (one.number, one.phone)]
    return names, [*digits, NEW_PHONE, ACCOUNT, WRONG_ACCOUNT]
