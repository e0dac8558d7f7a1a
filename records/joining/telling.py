"""What whoever registered an organisation is told by text, where a phone is on record."""

from datetime import datetime

from django.db import transaction

from people import phones, texts
from people.models import TextMessage
from records.joining.models import Registration


def accepted(row: Registration, at: datetime) -> None:
    _tell(row, f"{row.name}已经入驻。请登录“单位入驻”设置管理员账号的密码。", at)


def refused(row: Registration, at: datetime) -> None:
    _tell(row, f"{row.name}的入驻申请没有通过，原因和怎么补请登录“单位入驻”查看。", at)


def told(row: Registration) -> str:
    """What the steward is told of it."""
    return "已发短信告诉本人。" if row.person.phone_sealed else "本人没有登记手机，没有发短信；登录以后看得到。"


def _tell(row: Registration, words: str, at: datetime) -> None:
    phone = phones.phone_of(row.person)
    if phone:
        text = texts.queue(
            person=row.person, purpose=TextMessage.Purpose.NOTICE, phone=phone, body=f"【训兴】{words}", at=at
        )
        transaction.on_commit(lambda: texts.send(text.pk, at), robust=True)
