"""A decision undone before its money is on its way: by the city, or because the rule says otherwise on pay day."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people.actor import Actor
from subsidies import clocks, flags, lifecycle, telling
from subsidies.actions import notices
from subsidies.actions.claims import close_invitation, day_of
from subsidies.letters import actions as letters
from subsidies.models import Application, Entitlement, Line
from subsidies.paying import owed
from subsidies.telling import Kind

State, Says = Application.State, Application.Says


def reopened(application: Application, *, by: Actor, at: datetime, note: str) -> None:
    """Back to the city, its lines taken off whatever notice they stand on. In a transaction. Raises Refused."""
    lines = list(Line.objects.select_for_update().filter(application=application))
    if any(line.state in (Line.State.BATCHED, Line.State.PAID, Line.State.FAILED) for line in lines):
        raise Refused("paid", "款项已经进入发放，不能撤销决定。确实有误的，按追回办理。")
    _off_its_way(application, lines, by.user_id, at)
    if application.state == State.REFUSED:
        _revive(application)
    Line.objects.filter(application=application).update(state=Line.State.OPEN, frozen=False)
    lifecycle.move(
        application, "reopen", by=by, at=at, note=note, second_by=None, ended_at=None,
        reason="" if application.first_says == Says.APPROVE else application.reason or "conditions",
        due_on=clocks.due("city", day_of(at)),
    )  # fmt: skip
    telling.tell(application, Kind.REOPENED, at=at)


def came_out_otherwise(*, pk: int, determination: int, amount: int, at: datetime) -> None:
    """On pay day the rule says something else than was approved: back to the city, nothing paid. In a transaction.

    The caller holds the case and its person, and wrote the determination.
    """
    application = Application.objects.select_related("person").get(pk=pk)
    lines = list(Line.objects.filter(application=application, state=Line.State.PAYABLE))
    _off_its_way(application, lines, None, at)
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=Line.State.OPEN, amount=amount, determination=determination
    )
    lifecycle.move(
        application, "differs", by=None, at=at, second_by=None, ended_at=None, amount=amount,
        determination_id=determination, clear=False, flags=flags.RULE, due_on=clocks.due("city", day_of(at)),
        data={"determination": determination, "amount": amount},
    )  # fmt: skip
    telling.tell(application, Kind.REOPENED, at=at)


def _off_its_way(application: Application, lines: Iterable[Line], by: int | None, at: datetime) -> None:
    """Nothing of it is on its way any more: not on a notice, not owed, not told by a letter that holds."""
    notices.take_off(application, at=at)
    letters.supersede(application, at=at)
    owed.let_go([line.pk for line in lines], by=by, on=day_of(at), at=at)


def _revive(application: Application) -> None:
    """What was refused may be granted after all, unless it has meanwhile been asked for again. Raises Refused."""
    try:
        with transaction.atomic():
            Entitlement.objects.filter(lines__application=application).update(alive=True)
    except IntegrityError as error:
        raise Refused("again", "本人已经另外申请了这一项，不用重新复核这一份。") from error
    close_invitation(application)
