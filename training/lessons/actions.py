"""Attendance written down: each in one transaction with its event, or Refused in words."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import get_default_timezone

from lib.refused import Refused
from people.actor import Actor
from records import events
from subsidies.actions.claims import day_of
from training.filing.actions import chain, works_for
from training.filing.hours import hours_of
from training.filing.rules import FUTURE, MORE, NOT_IN, SEALED, TOO_LATE, figure
from training.models import Attendance, ClassSession, Enrolment, TrainingClass

How = Attendance.How


def roll(session: ClassSession) -> list[tuple[Enrolment, Attendance | None]]:
    """Who is to be in a lesson, with what is written of each. Two queries."""
    kept = {one.enrolment_id: one for one in session.attendance.all()}
    return [(row, kept.get(row.pk)) for row in expected(session.of_id, session.day)]


def expected(of: int, on: date) -> list[Enrolment]:
    """Who is in a class on a day: in class now, or left that day or later."""
    rows = Enrolment.objects.filter(of=of, denied_at__isnull=True).filter(
        Q(state=Enrolment.State.ENROLLED) | Q(state=Enrolment.State.LEFT, left_on__gte=on)
    )  # fmt: skip
    return list(rows.select_related("person").order_by("pk"))


def mark(*, pk: int, hours: Mapping[int, int], actor: Actor, at: datetime, how: str = How.SCREEN) -> int:
    """Hours (hundredths) of trainees in a lesson, over what was written before; how many. Raises Refused."""
    with transaction.atomic():
        session = _held(pk)
        works_for(session.of.organisation_id, actor)
        _writable(session, at)
        people = {row.pk for row in expected(session.of_id, session.day)}
        if strange := set(hours) - people:
            raise Refused(NOT_IN.code, f"{NOT_IN.found}（{len(strange)}人）。{NOT_IN.remedy}。")
        most = hours_of(session)
        if any(told > most for told in hours.values()):
            raise Refused(MORE.code, f"{MORE.found.format(most=most / 100)}。{MORE.remedy}。")
        _keep(session, hours, how, actor, at)
        return len(hours)


def scan(*, pk: int, person_id: int, actor: Actor, at: datetime) -> Attendance:
    """Somebody is in the lesson and says so by the code on the wall. Twice is once. Raises Refused."""
    with transaction.atomic():
        session = _held(pk)
        row = next((one for one in expected(session.of_id, session.day) if one.person_id == person_id), None)
        if row is None:
            raise Refused(NOT_IN.code, "您不在这个班的名册里。请找老师核对，或者到“我的”看看报名结果。")
        if session.closed_at is not None or not is_open(session, at):
            raise Refused("closed", "现在不在签到时间。没有签上的，请找老师点名。")
        there, _ = Attendance.objects.get_or_create(
            session=session, enrolment=row,
            defaults={"hours": hours_of(session), "how": How.QR, "at": at, "by_id": actor.account},
        )  # fmt: skip
        return there


def close(*, pk: int, actor: Actor, at: datetime) -> int:
    """The attendance of a lesson stands; whoever is not written down was not there. How many were. Raises Refused."""
    with transaction.atomic():
        session = _held(pk)
        works_for(session.of.organisation_id, actor)
        _writable(session, at, ever=True)
        absent = {row.pk: 0 for row, kept in roll(session) if kept is None}
        _keep(session, absent, How.SCREEN, actor, at)
        session.closed_at, session.closed_by_id = at, actor.account
        session.save(update_fields=["closed_at", "closed_by"])
        there = session.attendance.filter(hours__gt=0).count()
        events.add(
            chain(session.of_id), "close", by=actor, at=at, data={"session": pk, "there": there, "absent": len(absent)}
        )  # fmt: skip
        return there


def is_open(session: ClassSession, at: datetime) -> bool:
    """May one say now that one is there: from some minutes before it begins until it ends."""
    begins = _moment(session, session.begins) - timedelta(minutes=figure("scan", session.day))
    return begins <= at <= _moment(session, session.ends)


def begun(session: ClassSession, at: datetime) -> bool:
    return at >= _moment(session, session.begins) - timedelta(minutes=figure("scan", session.day))


def days_since(session: ClassSession, at: datetime) -> int:
    return (day_of(at) - session.day).days


def _moment(session: ClassSession, minute: int) -> datetime:
    midnight = datetime.combine(session.day, datetime.min.time(), get_default_timezone())
    return midnight + timedelta(minutes=minute)


def _writable(session: ClassSession, at: datetime, *, ever: bool = False) -> None:
    """Raises Refused. ``ever``: however long ago."""
    if session.state != ClassSession.State.PLANNED or session.of.state != TrainingClass.State.ACCEPTED:
        raise Refused("state", "这一课没有照常上，不记考勤。")
    if not begun(session, at):
        raise Refused(FUTURE.code, f"{FUTURE.found}。{FUTURE.remedy}。")
    if session.closed_at is not None:
        raise Refused(SEALED.code, f"{SEALED.found}。{SEALED.remedy}。")
    most = figure("entered", session.day)
    if not ever and days_since(session, at) > most:
        raise Refused(
            TOO_LATE.code, f"{TOO_LATE.found.format(days=days_since(session, at), most=most)}。{TOO_LATE.remedy}。"
        )


def _keep(session: ClassSession, hours: Mapping[int, int], how: str, actor: Actor, at: datetime) -> None:
    """Only what differs is written anew, so that who scanned stays as scanned."""
    kept = {one.enrolment_id: one for one in session.attendance.all()}
    new = [
        Attendance(session=session, enrolment_id=pk, hours=told, how=how, at=at, by_id=actor.account)
        for pk, told in hours.items() if pk not in kept
    ]  # fmt: skip
    changed = [kept[pk] for pk, told in hours.items() if pk in kept and kept[pk].hours != told]
    for one in changed:
        one.hours, one.how, one.at, one.by_id = hours[one.enrolment_id], how, at, actor.account
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["hours", "how", "at", "by"])


def _held(pk: int) -> ClassSession:
    """Until the transaction ends. Raises Refused."""
    rows = ClassSession.objects.select_for_update(of=("self",)).select_related("of__organisation")
    session = rows.filter(pk=pk).first()
    if session is None:
        raise Refused("not-there", "没有找到这一课。")
    return session
