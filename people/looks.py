"""Looking at what is masked: nobody reads a number or a phone in clear, or opens a proof that was handed in, without a
row that says who, what and why.

Nothing else may unseal a number or phone for a page. Showing the masked form is no look. Whoever gives an organisation
a file with whole numbers says so by :func:`take_along`; its own workbook coming back marked is no look.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lib import mask, names
from lib.refused import Refused
from people import bulk, identities, phones, texts
from people.actor import Actor
from people.models import Look, Person, TextMessage
from people.roles import AUDITOR, CITY, CLERK, COUNTER, MANAGER, REVIEWER, STEWARD, words

AUDITED = "审计核查"  # whatever a paper was handed in for, an auditor opens it for that
REASONS = ("与来办事的人核对身份", "联系本人补正材料", "核查数据差错", "办理本人提出的更正", AUDITED)
MAY_LOOK = (COUNTER, REVIEWER, STEWARD, AUDITOR)
MAY_OPEN = (REVIEWER, CITY, STEWARD, AUDITOR)
TOLD_WITHIN = timedelta(days=1)
FOUND_FOR = timedelta(hours=1)  # so long a person found at a counter stays in that clerk's sight


@dataclass(frozen=True)
class Seen:
    """One look, as the person it was at may read it: ``who`` is 东城区区级审核员 or 示例学校的经办人, never a name."""

    at: datetime
    who: str
    what: str
    why: str


def masked_number(person: Person) -> str:
    return mask.number(identities.number_of(person))


def masked_phone(person: Person) -> str:
    """Empty where none is registered."""
    return mask.phone(phones.phone_of(person))


def in_sight(actor: Actor, person_id: int, at: datetime) -> Person | None:
    """The person, where the actor may see him: by role and district, or found at this counter within the hour."""
    return Person.objects.visible_to(actor).filter(pk=person_id).first() or at_this_counter(actor, person_id, at)


def at_this_counter(actor: Actor, person_id: int, at: datetime) -> Person | None:
    """The person, where this clerk has found him by his document within the hour, whatever else the clerk may see."""
    if not actor.has(COUNTER):
        return None
    found = Look.objects.filter(by=actor.user_id, person=person_id, what=Look.What.FOUND, at__gt=at - FOUND_FOR)
    return Person.objects.filter(pk=person_id).first() if found.exists() else None


def reveal(*, actor: Actor, person_id: int, what: str, why: str, at: datetime) -> str:
    """The number ("number") or the phone ("phone") in clear, and a row that says so. Raises Refused."""
    if not actor.has(*MAY_LOOK):
        raise Refused("not-yours", "您的角色不能查看完整号码。确有需要的，请由窗口或审核人员查看。")
    person = in_sight(actor, person_id, at)
    if person is None:
        raise Refused("not-in-sight", "没有找到这个人，或者不在您的办理范围内。")
    why = _reason(why, person)
    if what not in (Look.What.NUMBER, Look.What.PHONE):
        raise Refused("what", "只能查看证件号码或登记手机。请从页面上的按钮进入。")
    if what == Look.What.PHONE and not person.phone_sealed:
        raise Refused("none", "这个人没有登记手机。请到窗口登记。")
    with transaction.atomic():
        _write(actor, person, what, why, at)
        return identities.number_of(person) if what == Look.What.NUMBER else phones.phone_of(person)


def open_proof(*, actor: Actor, person_id: int, why: str, at: datetime) -> None:
    """Write down that a proof of this person's is opened; whoever gives it out answers for whether the actor may see
    it. ``why``: what the desk opens such papers for. Raises Refused."""
    role = next((role for role in MAY_OPEN if actor.has(role)), "")
    if not role:
        raise Refused("not-yours", "您的角色不能查看证明材料。")
    _write(actor, Person.objects.get(pk=person_id), Look.What.PROOF, AUDITED if role == AUDITOR else why, at, role)


def take_along(*, actor: Actor, persons: Iterable[int], organisation: int, why: str, at: datetime) -> None:
    """Write down for each of these persons that an organisation's people take a file along with the whole number in it.
    In the transaction that makes the file; one statement for all. ``why``: which file. Raises Refused."""
    role = next((role for role in (MANAGER, CLERK) if actor.has(role)), "")
    if not role or organisation not in actor.organisations:
        raise Refused("not-yours", "由本单位的管理员或经办人下载。")
    ids = sorted(set(persons))
    bulk.write(
        Look,
        {"person_id": ids, "by_id": actor.account, "role": role, "organisation_id": organisation, "at": at,
         "what": str(Look.What.FILE), "why": why},
    )  # fmt: skip


def find_at_counter(*, actor: Actor, name: str, document: str, number: str, at: datetime) -> Person:
    """The person who came in with this document; a row says who was looked for. Raises Refused."""
    if not actor.has(COUNTER):
        raise Refused("not-yours", "只有窗口人员能按姓名和证件号码查询。")
    person = identities.find(document, number)
    if person is not None and actor.is_oneself(person.pk):
        raise Refused("own", "这是您本人的证件。自己的事不能自己在窗口办，请用本人的账号登录，或者请同事办理。")
    if person is None or not names.same(person.name, name):
        raise Refused(
            "nobody", "没有查到姓名和证件号码都相符的人。请对照证件原件逐字核对；仍查不到的，请数据管理员核实。"
        )
    _write(actor, person, Look.What.FOUND, "本人到窗口办理", at)
    return person


def register_phone(*, actor: Actor, person_id: int, phone: str, at: datetime) -> None:
    """Write down the phone of a person who is at this counter; the phone before is told. Raises Refused."""
    person = in_sight(actor, person_id, at) if actor.has(COUNTER) else None
    if person is None:
        raise Refused("not-in-sight", "查询过了一小时，或者不是在这里查到的人。请让本人出示证件，重新查一次。")
    if not (new := phones.plain(phone)):
        raise Refused("phone", "手机号应是11位数字，以1开头。请当面和本人核对后重新填。")
    with transaction.atomic():
        old = phones.phone_of(person)
        if old == new:
            raise Refused("same", "登记的就是这个号码，不用改。")
        phones.register(person, new)
        _write(actor, person, Look.What.REGISTERED, "本人到窗口办理", at)
        if old:
            texts.queue(
                person=person, purpose=TextMessage.Purpose.NOTICE, phone=old, at=at, good_until=at + TOLD_WITHIN,
                body=texts.signed("您的登记手机已在窗口更改，以后登录验证码发到新号码。不是您本人办理的，请拨打12333。"),
            )  # fmt: skip


def looks_at(person_id: int, limit: int = 100) -> list[Seen]:
    """Who looked at this person's data, newest first. For the person alone: the caller answers for whose id it is."""
    rows = Look.objects.filter(person=person_id).select_related("district", "organisation")[:limit]
    return [Seen(row.at, _who(row), row.get_what_display(), row.why) for row in rows]


def _who(row: Look) -> str:
    if row.organisation is not None:
        return f"{row.organisation.name}的{words(row.role).removeprefix('单位')}"
    return f"{row.district or ''}{words(row.role)}"


def _write(actor: Actor, person: Person, what: str, why: str, at: datetime, role: str = "") -> None:
    assert actor.user_id is not None
    role = role or next(one for one in MAY_LOOK if actor.has(one))
    district = min(actor.districts, key=lambda code: (code != person.household_id, code), default=None)
    Look.objects.create(
        person=person, by_id=actor.user_id, role=role, district_id=district, at=at, what=what, why=why
    )  # fmt: skip


def _reason(why: str, person: Person) -> str:
    why = why.strip()
    if not 4 <= len(why) <= 60:
        raise Refused("reason", "请写明为什么要看，4到60个字。")
    if re.search(r"\d{6}", why) or names.any_in(why, [person.name]):
        raise Refused("reason", "原因里不要写姓名、证件号码或手机号，只写为什么要看。")
    return why
