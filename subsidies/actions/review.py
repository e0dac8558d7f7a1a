"""What reviewers and the city do to a case: take it, advise, send it back, hold it, decide it, think again.

``seen``: the version of the case that whoever acts has looked at; where it is another by now, a colleague was faster.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from lib.refused import Refused
from people.actor import Actor
from people.models import Person
from people.roles import CITY, REVIEWER
from subsidies import clocks, flags, lifecycle, telling
from subsidies.actions import measures, undoing
from subsidies.actions.claims import UNDECIDED, day_of, decide, end_lines, outcome
from subsidies.bundles import actions as bundles
from subsidies.bundles import netting
from subsidies.models import Application, Determination, Line
from subsidies.models.measures import Restriction
from subsidies.paying import owed
from subsidies.reasons import REFUSALS, RETURNS
from subsidies.telling import Kind

State, Says = Application.State, Application.Says
DECIDING = (State.DISTRICT, State.CITY)


def take(*, pk: int, actor: Actor, at: datetime, seen: int | None = None) -> Application:
    """Answer for a case: nobody's becomes one's own, a colleague's is taken over. Raises Refused."""
    with transaction.atomic():
        application = _held(pk, actor, seen)
        if application.state not in DECIDING:
            raise Refused("state", "这份申请现在不在审核中，不用承办。")
        in_turn(application, actor)
        if application.holder_id != actor.user_id:
            was = application.holder_id
            Application.objects.filter(pk=pk).update(holder=actor.user_id)
            lifecycle.note(application, "take-over" if was else "take", by=actor, at=at, was=was)
            application.refresh_from_db()
        return application


def advise(*, pk: int, actor: Actor, at: datetime, note: str = "", seen: int | None = None) -> Application:
    """The district would grant it: on to the city. What was found is decided again first. Raises Refused."""
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.may(application, "advise", actor)
        measures.none_stops(application, Restriction.Stops.DECIDE, day_of(at))
        if _same(application, at) and application.amount > 0:
            lifecycle.move(
                application, "advise", by=actor, at=at, note=note, first_by_id=actor.user_id, first_says=Says.APPROVE,
                due_on=clocks.due("city", day_of(at)), holder=None, data=_on(application),
            )  # fmt: skip
            return application
    raise _changed(application)


def advise_against(
    *, pk: int, reason: str, actor: Actor, at: datetime, note: str, seen: int | None = None
) -> Application:
    """The district would refuse it, for a reason of REFUSALS: on to the city. Raises Refused."""
    _known(reason, REFUSALS)
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.move(
            application, "advise-against", by=actor, at=at, note=note, first_by_id=actor.user_id, held=False,
            first_says=Says.REFUSE, reason=reason, due_on=clocks.due("city", day_of(at)), holder=None,
            data=_on(application) | {"reason": reason},
        )  # fmt: skip
        return application


def undo_advice(*, pk: int, actor: Actor, at: datetime, seen: int | None = None) -> Application:
    """The district thinks again, before the city has decided. Raises Refused."""
    return _back(pk, "undo-advice", actor, at, "", seen)


def send_back(*, pk: int, actor: Actor, at: datetime, note: str, seen: int | None = None) -> Application:
    """The city wants the district to look again. Raises Refused."""
    return _back(pk, "send-back", actor, at, note, seen)


def ask_for_more(
    *, pk: int, reason: str, actor: Actor, at: datetime, note: str, seen: int | None = None
) -> Application:
    """补正: back to the applicant, once; all that is missing is asked for at one time. Raises Refused."""
    _known(reason, RETURNS)
    on = day_of(at)
    with transaction.atomic():
        application = _held(pk, actor, seen)
        if application.returns:
            raise Refused(
                "once", "已经请本人补正过一次，只能一次告知。现在请按已有的材料办理，或者暂缓并电话联系本人。"
            )
        assert application.due_on is not None
        lifecycle.move(
            application, "return", by=actor, at=at, note=note, returns=F("returns") + 1, held=False,
            days_left=clocks.left(application.due_on, on), due_on=clocks.due("correction", on), holder=None,
            data={"reason": reason}, **UNDECIDED,
        )  # fmt: skip
        telling.tell(application, Kind.RETURNED, at=at, until=str(application.due_on))
        return application


def approve(*, pk: int, actor: Actor, at: datetime, note: str = "", seen: int | None = None) -> Application:
    """The city grants it; decided once more first, and where that comes out otherwise nothing is granted.

    Raises Refused.
    """
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.may(application, "approve", actor)
        if application.first_says != Says.APPROVE:
            raise Refused("advice", "初审建议不予发放。同意的，请按“不予发放”；不同意的，请退回区级重审。")
        measures.none_stops(application, Restriction.Stops.DECIDE, day_of(at))
        if _same(application, at) and application.amount > 0:
            lifecycle.move(
                application, "approve", by=actor, at=at, note=note, second_by_id=actor.user_id, due_on=None,
                ended_at=at, holder=None, data=_on(application),
            )  # fmt: skip
            lines = Line.objects.filter(application=application, state=Line.State.OPEN)
            if application.person_id is not None:
                lines.update(amount=application.amount, determination=application.determination)
            lines.update(state=Line.State.CLEARED)
            owed.take_on(application, by=actor.user_id, on=day_of(at), at=at)
            netting.set_off(application, by=actor.user_id, at=at)
            telling.tell(application, Kind.APPROVED, at=at, amount=application.amount)
            return application
    raise _changed(application)


def refuse(*, pk: int, reason: str, actor: Actor, at: datetime, note: str, seen: int | None = None) -> Application:
    """The city does not grant it, for a reason of REFUSALS. Raises Refused."""
    _known(reason, REFUSALS)
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.may(application, "refuse", actor)
        _same(application, at)
        lifecycle.move(
            application, "refuse", by=actor, at=at, note=note, second_by_id=actor.user_id, reason=reason, due_on=None,
            held=False, ended_at=at, holder=None, data=_on(application) | {"reason": reason},
        )  # fmt: skip
        end_lines(application)
        telling.tell(application, Kind.REFUSED, at=at)
        return application


def reopen(*, pk: int, actor: Actor, at: datetime, note: str, seen: int | None = None) -> Application:
    """Undo a decision while no money is on its way: back to the city's review. Raises Refused."""
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.may(application, "reopen", actor)
        undoing.reopened(application, by=actor, at=at, note=note)
        return application


def look_again(*, pk: int, actor: Actor, at: datetime, seen: int | None = None) -> Application:
    """Decide it again by what the registers and the overrides say now, and move nothing. Raises Refused."""
    with transaction.atomic():
        application = _held(pk, actor, seen)
        in_turn(application, actor)
        if application.state not in DECIDING:
            raise Refused("state", "这份申请已经办结，不再重算。")
        _same(application, at)
        return application


def hold(*, pk: int, actor: Actor, at: datetime, note: str, seen: int | None = None) -> Application:
    """暂缓: nobody grants it until it is let go again; why stands in its history. Raises Refused."""
    return _hold(pk, True, actor, at, note, seen)


def release(*, pk: int, actor: Actor, at: datetime, note: str = "", seen: int | None = None) -> Application:
    """Raises Refused."""
    return _hold(pk, False, actor, at, note, seen)


def _hold(pk: int, held: bool, actor: Actor, at: datetime, note: str, seen: int | None) -> Application:
    with transaction.atomic():
        application = _held(pk, actor, seen)
        in_turn(application, actor)
        if held and not note.strip():
            raise Refused("note", "请写明为什么暂缓。")
        here = Application.objects.filter(pk=pk, version=application.version, held=not held)
        if not here.update(held=held, version=F("version") + 1):
            raise Refused("faster", lifecycle.FASTER)
        lifecycle.note(application, "hold" if held else "release", by=actor, at=at, note=note)
        application.refresh_from_db()
        return application


def _back(pk: int, verb: str, actor: Actor, at: datetime, note: str, seen: int | None) -> Application:
    with transaction.atomic():
        application = _held(pk, actor, seen)
        lifecycle.move(
            application, verb, by=actor, at=at, note=note, held=False, due_on=clocks.due("district", day_of(at)),
            holder=None, **UNDECIDED,
        )  # fmt: skip
        return application


def _held(pk: int, actor: Actor, seen: int | None) -> Application:
    """The case, if it is in sight, held until the transaction ends. Raises Refused, also where it was moved since."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("person", "account", "determination")
    found = rows.filter(pk__in=Application.objects.visible_to(actor).filter(pk=pk).values("pk")).first()
    if found is None:
        raise Refused("not-yours", "没有找到这份申请，或者不在您的办理范围内。")
    if seen is not None and seen != found.version:
        raise Refused("faster", lifecycle.FASTER)
    return found


def in_turn(application: Application, actor: Actor) -> None:
    """Raises Refused where it is not this desk's turn, or it is the official's own."""
    lifecycle.not_own(application.person_id, actor)
    if application.state == State.DISTRICT and not (actor.has(REVIEWER) and application.district_id in actor.districts):
        raise Refused("not-yours", "这份申请在区级审核，由那个区的审核员办理。")
    if application.state in (State.CITY, State.APPROVED) and not actor.has(CITY):
        raise Refused("not-yours", "这份申请已经到市级，由市级经办人办理。")
    if application.state not in (State.DISTRICT, State.CITY, State.APPROVED):
        raise Refused("state", f"这份申请现在是“{application.get_state_display()}”，不能再做这一步。请刷新后核对。")


def _same(application: Application, at: datetime) -> bool:
    """Decide it again by what is known now; what came out is written down. Did it come out as it stood?"""
    if application.person_id is None:
        return bundles.same(application, at)
    Person.objects.select_for_update().get(pk=application.person_id)
    was = (application.amount, application.determination and application.determination.failed)
    ruling = decide(application, day_of(at), at, Determination.Trigger.DECISION)
    judged = flags.found(application) + ([] if ruling.clear else [flags.RULE])
    told = outcome(ruling, judged)
    now = (ruling.explanation.amount, ruling.determination.failed)
    if now != was:
        told["version"] = F("version") + 1
        lifecycle.note(application, "changed", by=None, at=at, determination=ruling.determination.pk, amount=now[0])
        Line.objects.filter(application=application).update(amount=now[0], determination=ruling.determination)
    Application.objects.filter(pk=application.pk).update(**told)
    application.refresh_from_db()
    return now == was


def _changed(application: Application) -> Refused:
    if application.amount > 0:
        return Refused("changed", "登记刚刚有了变化，结果和您看到的不一样了。已经按新的情况重算，请再看一遍小票。")
    return Refused("refused-by-rule", "现在有条件没有通过，不能准予。请看小票；应当放行的，先提出放行并由另一人批准。")


def _on(application: Application) -> dict[str, Any]:
    return {"determination": application.determination_id, "amount": application.amount}


def _known(reason: str, reasons: dict) -> None:
    if reason not in reasons:
        raise Refused("reason", "请从列出的原因里选一个。")
