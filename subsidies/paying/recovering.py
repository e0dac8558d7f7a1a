"""追回 as the cases see it: the city orders, finance agrees, the person is told and pays back, in parts or at once.

What has come back in full no longer counts: the line ends and the right to it may be asked for again.
"""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import transaction

from lib.days import add_months
from lib.refused import Refused
from people.actor import Actor
from people.models import Person
from records import events
from subsidies import clocks, lifecycle, telling
from subsidies.actions import claims
from subsidies.deciding import Ruling
from subsidies.models import Application, Determination, Entitlement, Line
from subsidies.telling import Kind
from treasury import recoveries
from treasury.models import Obligation, Recovery, WriteOff

GROUND = Recovery.Ground
BY_ITSELF = "单位的申请按人追回：登记、名册或者成绩更正以后，系统按人重算，多发的自动提出追回，由财务批准。"
State = Recovery.State


def look(*, pk: int, at: datetime) -> Ruling:
    """What the rule says today of a case that was paid, written down as a determination. In a transaction.

    Raises Refused.
    """
    application = _held(pk)
    assert application.person_id is not None
    Person.objects.select_for_update().get(pk=application.person_id)
    return claims.decide(application, claims.day_of(at), at, Determination.Trigger.RECOVERY)


def ask(
    *,
    pk: int,
    amount: int,
    ground: str,
    words: str,
    instalments: Sequence[tuple[date, int]],
    actor: Actor,
    at: datetime,
) -> Recovery:
    """Propose that so much of what was paid on a case comes back. Raises Refused.

    Where a changed register is the ground, the case is decided again and the determination kept with the order; what
    the rule still pays is not asked back.
    """
    with transaction.atomic():
        application = _held(pk)
        lifecycle.not_own(application.person_id, actor)
        owed = paid_obligation(application)
        determination = None
        if ground == GROUND.CHANGED:
            ruling = look(pk=pk, at=at)
            determination, still = ruling.determination.pk, ruling.explanation.amount
            if amount > owed.paid - still:
                raise Refused(
                    "unchanged",
                    "按现在的登记重算，应得的没有少这么多，不能以登记更正为由追回。请核对金额或者原因。",
                )
        row = recoveries.ask(
            obligation=owed.pk, amount=amount, ground=ground, words=words, instalments=instalments, actor=actor, at=at,
            on=claims.day_of(at), determination=determination,
        )  # fmt: skip
        lifecycle.note(application, "ask-recovery", by=actor, at=at, recovery=row.pk, amount=amount)
        return row


def answer(*, pk: int, agree: bool, actor: Actor, at: datetime, parts: int = 1) -> Recovery:
    """The second person's yes or no. ``parts``: in how many months, where the machine proposed it. Raises Refused."""
    with transaction.atomic():
        application = _of(pk, actor)
        asked, on = Recovery.objects.get(pk=pk), claims.day_of(at)
        instalments = equal_parts(asked.amount, clocks.due("repayment", on), parts) if parts > 1 else ()
        row = recoveries.answer(pk=pk, agree=agree, actor=actor, at=at, on=on, instalments=instalments)
        lifecycle.note(application, "agree-recovery" if agree else "deny-recovery", by=actor, at=at, recovery=pk)
        if agree:
            first = row.instalments.first()
            assert first is not None
            telling.tell(application, Kind.RECOVER, at=at, amount=row.amount, until=str(first.due_on))
        return row


def equal_parts(amount: int, first: date, parts: int) -> list[tuple[date, int]]:
    """One a month; what does not divide goes into the first."""
    each = amount // parts
    days = [add_months(np.datetime64(first, "D"), nth).item() for nth in range(parts)]
    return [(day, each + (amount - each * parts if not nth else 0)) for nth, day in enumerate(days)]


def repaid(*, pk: int, amount: int, actor: Actor, at: datetime, seen: int | None = None) -> Recovery:
    """So much came back. ``seen``: what was still open when it was looked at, where somebody looked. Raises Refused."""
    with transaction.atomic():
        application = _of(pk, actor)
        row = recoveries.repaid(pk=pk, amount=amount, actor=actor, at=at, on=claims.day_of(at), seen=seen)
        lifecycle.note(application, "repaid", by=actor, at=at, recovery=pk, amount=amount)
        settled(row)
        telling.tell(application, Kind.REPAID, at=at, amount=amount, left=row.left)
        return row


def ask_write_off(*, pk: int, amount: int, words: str, actor: Actor, at: datetime) -> WriteOff:
    """Raises Refused."""
    with transaction.atomic():
        application = _of(pk, actor)
        row = recoveries.ask_write_off(pk=pk, amount=amount, words=words, actor=actor, at=at)
        lifecycle.note(application, "ask-write-off", by=actor, at=at, recovery=pk, amount=amount)
        return row


def answer_write_off(*, pk: int, agree: bool, actor: Actor, at: datetime) -> WriteOff:
    """Raises Refused."""
    with transaction.atomic():
        asked = WriteOff.objects.filter(pk=pk).first()
        if asked is None:
            raise Refused("not-there", "没有找到这份核销。")
        application = _of(asked.recovery_id, actor)
        row = recoveries.answer_write_off(pk=pk, agree=agree, actor=actor, at=at, on=claims.day_of(at))
        verb = "agree-write-off" if agree else "deny-write-off"
        lifecycle.note(application, verb, by=actor, at=at, recovery=asked.recovery_id, amount=asked.amount)
        return row


def paid_obligation(application: Application) -> Obligation:
    """What was paid on its line. Raises Refused where nothing was."""
    if application.organisation_id is not None:
        raise Refused("each", BY_ITSELF)
    lines = Line.objects.filter(application=application, state=Line.State.PAID).values("pk")
    owed = Obligation.objects.filter(line__in=lines, paid__gt=0).order_by("pk").first()
    if owed is None:
        raise Refused("state", "这份申请没有已经发放的款项，没有可以追回的。")
    return owed


def history_of(row: Recovery) -> list[events.Event]:
    """What was done about it, in order."""
    found = events.of(lifecycle.chain(_case_of(row)))
    return [event for event in found if event.data.get("recovery") == row.pk]


def settled(row: Recovery) -> None:
    """Where all of what was paid came back: it counts no longer. In a transaction that holds the case."""
    owed = Obligation.objects.get(pk=row.obligation_id)
    if row.state != State.SETTLED or owed.paid or owed.owed or owed.written_off:
        return
    Line.objects.filter(pk=owed.line, state=Line.State.PAID).update(state=Line.State.CLOSED)
    alive = Line.objects.filter(entitlement=owed.right).exclude(state=Line.State.CLOSED)
    if not alive.exists():
        Entitlement.objects.filter(pk=owed.right).update(alive=False)


def _of(recovery: int, actor: Actor) -> Application:
    """The case of a recovery, held; nobody handles his own. Raises Refused."""
    row = Recovery.objects.select_related("obligation").filter(pk=recovery).first()
    if row is None:
        raise Refused("not-there", "没有找到这份追回决定。")
    application = _held(_case_of(row).pk)
    lifecycle.not_own(application.person_id, actor)
    return application


def _case_of(row: Recovery) -> Application:
    return Application.objects.get(lines=row.obligation.line)


def _held(pk: int) -> Application:
    row = Application.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if row is None:
        raise Refused("not-there", "没有找到这份申请。")
    return row
