"""What is done to one line of a class: each in one transaction with its event, or Refused in words."""

from datetime import date, datetime

from django.db import transaction

from lib.refused import Refused
from people.actor import Actor
from records import events
from subsidies import timetable
from subsidies.actions.claims import day_of
from subsidies.actions.measures import until
from training.facts import NOT_YET
from training.filing import judge, rules, stops
from training.filing.actions import chain, take_up, works_for
from training.models import Enrolment, TrainingClass
from training.roster.judging import RULED
from training.scheme import TRAINING

State = Enrolment.State
ALWAYS = [check.code for check, always in RULED if always]  # asked of whoever is in class, subsidised or not


def leave(*, pk: int, reason: str, last_day: date, actor: Actor, at: datetime, on: date) -> Enrolment | None:
    """A trainee leaves; ``last_day`` is the last one in class. Gives who moves up from the waiting list, if anybody."""
    if not 2 <= len(reason.strip()) <= 100:
        raise Refused("reason", "请写明为什么退出，2到100个字。")
    with transaction.atomic():
        row = _line(pk, actor)
        if row.state != State.ENROLLED:
            raise Refused("state", "这位学员已经不在班里。请刷新后核对。")
        if row.denied_at is not None:
            raise Refused("denied", "本人说没有参加，区里正在核查。核查以前不能办理退班。")
        if last_day > on or last_day < row.joined_on:
            raise Refused("last_day", "最后一天在进班以后，不晚于今天。")
        return end(row, State.LEFT, reason.strip(), last_day, by=actor, at=at)


def end(
    row: Enrolment, state: str, reason: str, last_day: date, *, by: Actor, at: datetime, verb: str = "leave"
) -> Enrolment | None:
    """The line ends, and its seat goes to whoever waits first; for whoever holds its class."""
    row.state, row.left_on, row.left_why = state, last_day, reason
    row.save(update_fields=["state", "left_on", "left_why"])
    begun = row.of.first_day is not None and row.of.first_day <= last_day
    timetable.take_out(
        scheme=TRAINING.code, owner=row.of_id, person=row.person_id, after=last_day if begun else None
    )  # fmt: skip
    events.add(chain(row.of_id), verb, by=by, at=at, data={"enrolment": row.pk})
    return _move_up(row.of, day_of(at))


def admit(*, pk: int, subsidised: bool, actor: Actor, at: datetime, on: date) -> Enrolment:
    """Whoever signed up is in class. Raises Refused, with what is in the way."""
    with transaction.atomic():
        row = _line(pk, actor)
        one = row.of
        if row.state not in (State.APPLIED, State.WAITING):
            raise Refused("state", "这份报名已经答复或者退出了。请刷新后核对。")
        if one.state != TrainingClass.State.ACCEPTED:
            raise Refused("class", "班次现在不能录取。")
        _may_come(row, subsidised, on)
        if one.enrolments.inside().count() >= one.seats:
            raise Refused("full", "班里已经满了。先改招收人数，或者有人退出以后再录取。")
        row.subsidised = subsidised
        wrong = [line for line in checks_of(row, on) if line.refuses and (subsidised or line.code in ALWAYS)]
        if wrong:
            more = "" if wrong[0].code in ALWAYS else "不申请补贴的，可以选“录取，不申请补贴”。"
            raise Refused("law", f"{wrong[0].title}：{wrong[0].message}{wrong[0].remedy}{more}")
        row.state, row.joined_on = State.ENROLLED, on
        row.save(update_fields=["state", "joined_on", "subsidised"])
        take_up(one)
        events.add(chain(one.pk), "admit", by=actor, at=at, data={"enrolment": pk})
        return row


def decline(*, pk: int, reason: str, actor: Actor, at: datetime, on: date) -> Enrolment | None:
    """Whoever signed up is not taken. Gives who moves up."""
    if not 4 <= len(reason.strip()) <= 100:
        raise Refused("reason", "请写明为什么没有录取，4到100个字；本人看得到。")
    with transaction.atomic():
        row = _line(pk, actor)
        if row.state not in (State.APPLIED, State.WAITING):
            raise Refused("state", "这份报名已经答复或者退出了。请刷新后核对。")
        return end(row, State.DECLINED, reason.strip(), on, by=actor, at=at, verb="decline")


def lapse(on: date, at: datetime) -> list[Enrolment]:
    """Sign-ups of classes that have begun and that nobody answered: they are over. Again does no harm."""
    waiting = Enrolment.objects.filter(state__in=[State.APPLIED, State.WAITING], of__first_day__lte=on)
    over = []
    for row in waiting.select_related("of", "person").order_by("pk"):
        with transaction.atomic():
            hold(row)
            if row.state in (State.APPLIED, State.WAITING):
                row.state, row.left_on, row.left_why = State.DECLINED, on, "开班以前没有答复，报名作废"
                row.save(update_fields=["state", "left_on", "left_why"])
                events.add(chain(row.of_id), "decline", by=None, at=at, data={"enrolment": row.pk})
                over.append(row)
    return over


def move_up(on: date, at: datetime) -> list[Enrolment]:
    """Whoever waits while a seat is free, in turn: seats that came free by a workbook, or while the institution took
    nobody. Again does no harm."""
    rows = TrainingClass.objects.filter(
        state=TrainingClass.State.ACCEPTED, first_day__gt=on, enrolments__state=State.WAITING
    ).exclude(organisation__in=stops.paused(on))  # fmt: skip
    moved = []
    for pk in sorted(set(rows.values_list("pk", flat=True))):
        with transaction.atomic():
            one = TrainingClass.objects.select_for_update(of=("self",)).get(pk=pk)
            while (row := _move_up(one, on)) is not None:
                moved.append(row)
    return moved


def checks_of(row: Enrolment, on: date) -> list:
    """The subsidy's checks of one line as far as they can be asked today, in words."""
    lines = judge.trainee_sheet(row.of, [row], on).explain(0).checks
    return [line for line in lines if line.code not in NOT_YET]


def taken_seats(one: TrainingClass) -> int:
    """Who is in class or has signed up for a seat of it."""
    return int(one.enrolments.filter(state__in=[State.ENROLLED, State.APPLIED]).count())


def _may_come(row: Enrolment, subsidised: bool, on: date) -> None:
    """Raises Refused."""
    if (stop := stops.of_school(row.of.organisation_id, on)) is not None:
        raise Refused(rules.PAUSED.code, f"{rules.PAUSED.found.format(until=until(stop))}。{rules.PAUSED.remedy}。")
    if subsidised and stops.of_person(row.person_id, on) is not None:
        more = "不申请补贴的，可以选“录取，不申请补贴”。"
        raise Refused(rules.OFFICE.code, f"{rules.OFFICE.found}。{rules.OFFICE.remedy}。{more}")


def _move_up(one: TrainingClass, on: date) -> Enrolment | None:
    if stops.of_school(one.organisation_id, on) is not None:
        return None
    if one.state != TrainingClass.State.ACCEPTED or taken_seats(one) >= one.seats:
        return None
    first: Enrolment | None = one.enrolments.filter(state=State.WAITING).order_by("pk").first()
    if first is not None:
        first.state = State.APPLIED
        first.save(update_fields=["state"])
    return first


def _line(pk: int, actor: Actor) -> Enrolment:
    """A line and its class, both until the transaction ends. Raises Refused."""
    row = Enrolment.objects.select_related("of__organisation", "of__course", "person").filter(pk=pk).first()
    if row is None:
        raise Refused("not-there", "没有找到这位学员。")
    works_for(row.of.organisation_id, actor)
    hold(row)
    return row


def hold(row: Enrolment) -> None:
    """The line's class, then the line, until the transaction ends; what it is now."""
    TrainingClass.objects.select_for_update(of=("self",)).get(pk=row.of_id)
    kept = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    for name in ("state", "denied_at", "denial_due", "left_on", "left_why", "subsidised", "joined_on"):
        setattr(row, name, getattr(kept, name))
