"""A decision undone before its money is on its way: by the city, or because the rule says otherwise on pay day."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people.actor import Actor
from subsidies import clocks, flags, lifecycle, telling
from subsidies.actions import notices
from subsidies.actions.claims import close_invitation, day_of, end
from subsidies.letters import actions as letters
from subsidies.models import Application, Entitlement, Line, NoticeLine
from subsidies.paying import owed
from subsidies.telling import Kind

State, Says = Application.State, Application.Says


def reopened(application: Application, *, by: Actor, at: datetime, note: str) -> None:
    """Back to the city, its lines taken off whatever notice they stand on. In a transaction. Raises Refused."""
    if application.organisation_id is not None and application.state == State.REFUSED:
        raise Refused("again", "单位可以重新申请，不用撤销这个决定。")
    lines = list(Line.objects.select_for_update().filter(application=application))
    if any(line.state in (Line.State.BATCHED, Line.State.PAID, Line.State.FAILED) for line in lines):
        raise Refused("paid", "款项已经进入发放，不能撤销决定。确实有误的，按追回办理。")
    _off_its_way(application, lines, by.user_id, at)
    if application.state == State.REFUSED:
        _revive(application)
    fell = Line.objects.none() if application.state == State.REFUSED else Line.objects.filter(state=Line.State.CLOSED)
    Line.objects.filter(application=application).exclude(pk__in=fell).update(state=Line.State.OPEN, frozen=False)
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


def fell_out(
    application: Application, lines: Sequence[int], *, by: Actor | None, at: datetime,
    outcome: str = NoticeLine.Outcome.TAKEN_OFF, determinations: Sequence[int] = (),
) -> None:  # fmt: skip
    """Some lines of an organisation's application are not paid after all; the others go on. In a transaction.

    What those persons are still due, if anything, is what the next application of the subject asks for.
    """
    rows = Line.objects.select_for_update().filter(application=application, pk__in=lines)
    ids = [line.pk for line in rows if line.state in (Line.State.CLEARED, Line.State.NOTICED, Line.State.PAYABLE)]
    if len(ids) != len(set(lines)):
        raise Refused("paid", "款项已经进入发放，不能撤下。确实有误的，按追回办理。")
    notices.take_lines_off(ids, outcome=outcome)
    owed.let_go(ids, by=by.user_id if by else None, on=day_of(at), at=at)
    end(Line.objects.filter(pk__in=ids))
    lifecycle.note(application, "fell-out", by=by, at=at, lines=ids, determinations=list(determinations))


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
