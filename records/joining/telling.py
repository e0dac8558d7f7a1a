"""What whoever registered an organisation is told by text, where a phone is on record."""

from datetime import datetime

from people import texts
from records.joining.models import Registration


def accepted(row: Registration, at: datetime) -> None:
    texts.tell(row.person, f"{row.name}已经入驻。请登录“单位入驻”设置管理员账号的密码。", at)


def refused(row: Registration, at: datetime) -> None:
    texts.tell(row.person, f"{row.name}的入驻申请没有通过，原因和怎么补请登录“单位入驻”查看。", at)


def told(row: Registration) -> str:
    """What the steward is told of it."""
    return "已发短信告诉本人。" if row.person.phone_sealed else "本人没有登记手机，没有发短信；登录以后看得到。"
