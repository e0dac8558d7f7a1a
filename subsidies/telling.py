"""Telling an applicant what became of an application: a line in the inbox, and a text to the phone on record."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from lib.days import chinese
from lib.money import yuan
from people import bulk, phones, texts
from people.actor import Actor
from people.models import TextMessage
from policy import scheme_of
from subsidies.models import Application, Message

Kind = Message.Kind
Words = Callable[[Application, dict[str, Any]], str]


def _day(data: dict[str, Any]) -> str:
    return chinese(date.fromisoformat(data["until"]))


# What each kind says; the money and the days stand in its data as they were then.
SAYS: dict[str, Words] = {
    Kind.RECEIVED: lambda a, d: f"已经收到您的申请，受理号{a.number}。最晚{_day(d)}办到下一步，有结果会告诉您。",
    Kind.RETURNED: lambda a, d: f"您的申请需要补正，最晚{_day(d)}补好再提交。为什么、补什么，请登录查看。",
    Kind.SOON: lambda a, d: f"您的申请等着补正，最后一天是{_day(d)}。过了这一天按撤回处理。",
    Kind.LAPSED: lambda a, d: "您的申请过了补正期限，已按撤回处理。还在申领期限内的，可以重新申请。",
    Kind.APPROVED: lambda a, d: f"您的申请已经准予，金额{yuan(d['amount'])}。下一步是公示，公示没有异议就发放。",
    Kind.REFUSED: lambda a, d: "您的申请没有准予。为什么、可以怎么办，请登录查看决定书。",
    Kind.REOPENED: lambda a, d: "您的申请正在重新复核，有结果会告诉您。",
    Kind.NOTICED: lambda a, d: f"您的申请正在公示，到{_day(d)}为止。没有异议就发放。",
    Kind.OBJECTED: lambda a, d: f"公示期间有人对您的申请提出异议，最晚{_day(d)}答复。答复以前暂不发放。",
    Kind.ANSWERED: lambda a, d: "对您这份申请的异议已经答复，请登录查看。",
    Kind.PAYABLE: lambda a, d: "您的申请公示结束，等待发放。",
    Kind.PAID: lambda a, d: f"补贴{yuan(d.get('paid', a.amount))}已经发放到您登记的账户，以银行入账为准。",
    Kind.RECOVER: lambda a, d: (
        f"经核实，已发的补贴中有{yuan(d['amount'])}应当退回，第一期最晚{_day(d)}。为什么、怎么退、不同意怎么办，请登录查看。"
    ),
    Kind.REPAID: lambda a, d: f"已收到您退回的{yuan(d['amount'])}，还差{yuan(d['left'])}。",
    Kind.SET_OFF: lambda a, d: (
        f"经批准，您应退回的款从另一笔待发的补贴（受理号{d['number']}）里抵扣{yuan(d['amount'])}，还差{yuan(d['left'])}。"
        "为什么、不同意怎么办，请登录查看。"
    ),
    Kind.RESTORED: lambda a, d: (
        f"抵扣用的那笔补贴（受理号{d['number']}）要重新复核，抵扣的{yuan(d['amount'])}撤回，现在还差{yuan(d['left'])}要退回。"
    ),
    Kind.FAILED: lambda a, d: "银行没有入账。请登录查看原因，换一个收款账户，再发给您。",
}

# What the managers of an organisation are told of its application: what they must do, and what came of it.
TO_MANAGERS: dict[str, str] = {
    Kind.RETURNED: "被退回补正，补什么请登录查看",
    Kind.LAPSED: "过了补正期限，已按撤回处理，可以重新申请",
    Kind.APPROVED: "已经准予，接着公示",
    Kind.REFUSED: "没有准予，为什么请登录查看",
    Kind.REOPENED: "正在重新复核",
    Kind.OBJECTED: "公示期间有人提出异议，有异议的那一笔答复以前不发",
    Kind.ANSWERED: "公示期间的异议已经答复",
    Kind.PAID: "的款项已经入账，明细请登录查看",
    Kind.FAILED: "的款项银行没有入账，请登录换对公账户",
    Kind.RECOVER: "有款项应当退回，为什么、怎么退请登录查看",
}


def tell(application: Application, kind: str, *, at: datetime, **data: Any) -> None:
    """In the caller's transaction; the text goes out once that is in. Of an organisation's application its managers are
    told by text: its pages are their inbox."""
    person = application.person
    if person is None:
        if kind in TO_MANAGERS and application.organisation_id is not None:
            texts.tell_managers(application.organisation_id, f"{application.title}：申请{TO_MANAGERS[kind]}。", at)
        return
    Message.objects.create(person=person, application=application, kind=kind, data=data, at=at)
    texts.tell(person, _text(application, kind, data), at)


def tell_many(applications: Sequence[Application], kind: str, *, at: datetime, **data: Any) -> None:
    """The same to many, in a fixed number of queries; the texts go out by the timetable, some hundreds a minute."""
    for application in applications:
        if application.person_id is None:
            tell(application, kind, at=at)
    told = [(application, application.person) for application in applications if application.person]
    if not told:
        return
    bulk.write(
        Message,
        {"person_id": [person.pk for _, person in told], "application_id": [one.pk for one, _ in told],
         "kind": str(kind), "data": json.dumps(data), "at": at},
    )  # fmt: skip
    letters = [
        (person, phone, texts.signed(_text(one, kind, data)))
        for one, person in told
        if (phone := phones.phone_of(person))
    ]
    if letters:
        texts.queue_many(letters, purpose=TextMessage.Purpose.NOTICE, at=at)


def _text(application: Application, kind: str, data: dict[str, Any]) -> str:
    return f"{scheme_of(application.scheme).title}：{SAYS[kind](application, data)}"


def unread(actor: Actor) -> int:
    """How many lines of the own inbox were not looked at yet."""
    return Message.objects.visible_to(actor).filter(read_at__isnull=True).count()


def seen(messages: Iterable[Message], at: datetime) -> None:
    """Write down that these were looked at, once."""
    new = [message.pk for message in messages if message.read_at is None]
    Message.objects.filter(pk__in=new, read_at__isnull=True).update(read_at=at)


def words(message: Message) -> str:
    """What a line of the inbox says."""
    return SAYS[message.kind](message.application, message.data)
