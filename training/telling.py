"""What trainees are told by text, where a phone is on record: a class cancelled, a lesson moved, an answer to them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from people import phones, texts
from people.models import Person, TextMessage
from training.filing.hours import when
from training.models import ClassSession, Enrolment, SessionChange


def cancelled(lines: Iterable[Enrolment], at: datetime) -> int:
    """How many were reached."""
    return _tell(lines, lambda one: f"您的培训班“{one.of.name}”取消了，原因和别的班请登录“我的”查看。", at)


def moved(change: SessionChange, at: datetime) -> int:
    """A lesson is held at another time, by another or not at all."""
    session = ClassSession.objects.select_related("of__organisation", "replaced_by").get(pk=change.session_id)
    lines = Enrolment.objects.filter(of=session.of_id).inside().select_related("person", "of")
    to = f"改到{when(session.replaced_by)}" if session.replaced_by else "取消"
    return _tell(lines, lambda one: f"“{one.of.name}”{when(session)}的课{to}。", at)


def answered(line: Enrolment, at: datetime) -> int:
    """A sign-up was answered, or a seat came free."""
    words = {
        "enrolled": "您报名的“{}”已录取，课表请登录“我的”查看。",
        "declined": "您报名的“{}”没有录取，原因请登录“我的”查看。",
        "left": "您已不在“{}”，原因请登录“我的”查看。",
        "applied": "“{}”空出了名额，您从候补转为已报名，等机构确认。",
    }[line.state]
    return _tell([line], lambda one: words.format(one.of.name), at)


def looked_into(line: Enrolment, at: datetime) -> int:
    """What came of a line that its person denied."""
    return _tell([line], lambda one: f"您说没有参加“{one.of.name}”，区里已经核查，结果请登录“我的”查看。", at)


def _tell(lines: Iterable[Enrolment], words: Callable[[Enrolment], str], at: datetime) -> int:
    letters: list[tuple[Person, str, str]] = []
    for one in lines:
        if phone := phones.phone_of(one.person):
            letters.append((one.person, phone, texts.signed(words(one))))
    if letters:
        texts.queue_many(letters, purpose=TextMessage.Purpose.NOTICE, at=at)
    return len(letters)
