"""抵扣 as the cases see it: what one case must give back is kept out of what another of the same payee is to get.

Only out of what may be paid: its notice is over, and on the day it is agreed to the gates of a payment are asked of it,
all but those that are about the bank. What it is kept out of in full is paid by it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from lib.refused import Refused
from people.actor import Actor
from people.models import Person
from policy import scheme_of
from subsidies import lifecycle, telling
from subsidies.actions import claims
from subsidies.models import Application, Line
from subsidies.paying import frame, gates, lines, recovering
from subsidies.sources import known_now
from subsidies.telling import Kind
from treasury import setting_off
from treasury.models import Obligation, Recovery, SetOff

OF_THE_BANK = (gates.ACCOUNT, gates.PAYEE, gates.FUND)
AT_MOST = 20


@dataclass(frozen=True)
class Choice:
    """Something that is owed to the same payee. ``why_not``: in words; empty where it may be set off against."""

    owed: Obligation
    case: Application
    why_not: str


def choices(row: Recovery) -> list[Choice]:
    """What is owed to whoever must pay back, what may be set off against first."""
    back = row.obligation
    same = Obligation.objects.filter(person=back.person_id, organisation=back.organisation_id, owed__gt=0)
    rows = same.exclude(pk=back.pk).select_related("fund").order_by("pk")[:AT_MOST]
    by_line = Line.objects.select_related("application").in_bulk([one.line for one in rows])
    found = [Choice(one, by_line[one.line].application, _why_not(back, one, by_line[one.line])) for one in rows]
    return sorted(found, key=lambda one: bool(one.why_not))


def _why_not(back: Obligation, owed: Obligation, line: Line) -> str:
    if owed.fund_id != back.fund_id:
        return f"用的是“{owed.fund.title}”，和要追回的不是同一笔资金，不能抵扣"
    if line.state != Line.State.PAYABLE or line.application.state != Application.State.APPROVED:
        return f"现在是“{line.get_state_display()}”，公示结束、等待发放的才能抵扣"
    if line.frozen or line.application.held:
        return "有异议或者暂缓，解除以后才能抵扣"
    return ""


def ask(*, pk: int, to: int, amount: int, words: str, actor: Actor, at: datetime) -> SetOff:
    """Propose that so much of a recovery is kept out of an obligation, ``to``. Raises Refused."""
    with transaction.atomic():
        row, owed, case, other = _held(pk, to, actor)
        if why := _why_not(row.obligation, owed, Line.objects.get(pk=owed.line)):
            raise Refused("to", f"受理号{other.number}{why}。")
        made = setting_off.ask(pk=pk, to=to, amount=amount, words=words, actor=actor, at=at)
        for one in (case, other):
            lifecycle.note(one, "ask-set-off", by=actor, at=at, recovery=pk, amount=amount, set_off=made.pk)
        return made


def answer(*, pk: int, agree: bool, actor: Actor, at: datetime) -> SetOff:
    """The second person's yes or no. Raises Refused."""
    with transaction.atomic():
        asked = SetOff.objects.filter(pk=pk).first()
        if asked is None:
            raise Refused("not-there", "没有找到这份抵扣。")
        row, owed, case, other = _held(asked.recovery_id, asked.to_id, actor)
        if agree:
            _payable(row, owed, other, at)
        done = setting_off.answer(pk=pk, agree=agree, actor=actor, at=at, on=claims.day_of(at))
        verb = "agree-set-off" if agree else "deny-set-off"
        told: dict[str, Any] = {"recovery": row.pk, "amount": done.amount, "set_off": pk}
        lifecycle.note(case, verb, by=actor, at=at, **told)
        if agree and not done.to.owed:
            lines.move([owed.line], Line.State.PAYABLE, Line.State.PAID, verb, by=actor, at=at, data=told)
        else:
            lifecycle.note(other, verb, by=actor, at=at, **told)
        if agree:
            recovering.settled(done.recovery)
            telling.tell(
                case, Kind.SET_OFF, at=at, amount=done.amount, left=done.recovery.left, number=other.number
            )  # fmt: skip
        return done


def _held(pk: int, to: int, actor: Actor) -> tuple[Recovery, Obligation, Application, Application]:
    """The recovery and what it is to be set off against, with the case of each, held as a batch holds them: the cases,
    then whose they are. Nobody handles his own. Raises Refused."""
    row = Recovery.objects.select_related("obligation").filter(pk=pk).first()
    owed = Obligation.objects.select_related("fund").filter(pk=to).first()
    if row is None or owed is None:
        raise Refused("not-there", "没有找到这份追回决定，或者要抵扣的那一笔。")
    held = Application.objects.select_for_update(of=("self",)).select_related("person")
    found = [held.get(pk=Line.objects.get(pk=one.line).application_id) for one in (owed, row.obligation)]
    for case in found:
        lifecycle.not_own(case.person_id, actor)
    persons = {case.person_id for case in found if case.person_id}
    list(Person.objects.select_for_update().filter(pk__in=persons).order_by("pk"))
    return row, owed, found[1], found[0]


def _payable(row: Recovery, owed: Obligation, other: Application, at: datetime) -> None:
    """Would a batch of today pay it, as far as the bank is not concerned? Raises Refused."""
    if why := _why_not(row.obligation, owed, Line.objects.get(pk=owed.line)):
        raise Refused("to", f"受理号{other.number}{why}。")
    scheme, run, on = scheme_of(other.scheme), known_now(), claims.day_of(at)
    applications, seen = np.array([other.pk], dtype=np.int64), np.zeros(0, dtype=np.int64)
    while len(applications):
        one, applications = frame.read(scheme, owed.fund, on, run, applications, seen)
        seen = np.concatenate([seen, one.line])
        for place in np.flatnonzero(one.line == owed.line).tolist():
            for gate in (gate for gate in gates.GATES if gate not in OF_THE_BANK):
                if not gate.passes(one)[place]:
                    raise Refused("gate", f"受理号{other.number}今天不能发放，也就不能抵扣：{gate.failed}。")
