"""异议: to a line on public notice, by anybody; to a refusal, by the applicant. Answered by the city, with a reason."""

import json
from datetime import date, datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people import keys
from people.actor import Actor
from people.roles import AUDITOR, CITY
from subsidies import clocks, lifecycle, telling
from subsidies.actions import claims, notices, undoing
from subsidies.models import Application, Line
from subsidies.models.notices import NoticeLine, Objection
from subsidies.telling import Kind

SAID = "objection"
State = Objection.State


def to_notice(*, row: int, said: str, name: str, contact: str, person: int | None, at: datetime) -> Objection:
    """Somebody objects to one line while its notice lasts: the line is frozen, the others go on. Raises Refused."""
    on, said = claims.day_of(at), _words(said)
    if not 2 <= len(name.strip()) <= 60 or not 5 <= len(contact.strip()) <= 60:
        raise Refused("contact", "请留下您的姓名和电话，核实时要联系您。姓名和电话不会公开，也不会告诉被公示的人。")
    told = [name.strip(), contact.strip()]
    same = "\n".join([str(row), said, *told])
    with transaction.atomic():
        list(Application.objects.select_for_update(of=("self",)).filter(lines__notices=row))
        found = NoticeLine.objects.select_related("notice", "line__application__person").filter(pk=row).first()
        if found is None or found.outcome not in (NoticeLine.Outcome.OPEN, NoticeLine.Outcome.DISMISSED):
            raise Refused("gone", "这一笔已经不在公示中了。")
        if before := Objection.objects.filter(once__in=keys.indexes(SAID, same)).first():
            return before  # the button was pressed twice
        if on > found.notice.ends_on:
            raise Refused("over", "公示已经结束。结束后发现问题的，请拨打12333举报，核实后会追回。")
        Line.objects.filter(pk=found.line_id, state=Line.State.NOTICED).update(frozen=True)
        made = Objection.objects.create(
            kind=Objection.Kind.NOTICE, application=found.line.application, row=found, person_id=person,
            said_sealed=keys.seal(SAID, said), due_on=clocks.due("objection", on), made_at=at,
            contact_sealed=keys.seal(SAID, json.dumps(told, ensure_ascii=False)),
            once=keys.ring().index(SAID, same, keys.in_force()),
        )  # fmt: skip
        lifecycle.note(found.line.application, "objected", by=None, at=at, objection=made.pk)
        telling.tell(found.line.application, Kind.OBJECTED, at=at, until=str(made.due_on))
        return made


def to_refusal(*, pk: int, said: str, actor: Actor, at: datetime) -> Objection:
    """The applicant says that the refusal is wrong. Raises Refused."""
    on, said = claims.day_of(at), _words(said)
    try:
        with transaction.atomic():
            application = claims.own(pk, actor)
            if application.state != Application.State.REFUSED:
                raise Refused("state", "这份申请没有被拒，不用提异议。")
            made = Objection.objects.create(
                kind=Objection.Kind.REFUSAL, application=application, person_id=application.person_id, made_at=at,
                said_sealed=keys.seal(SAID, said), due_on=clocks.due("objection", on),
            )  # fmt: skip
            lifecycle.note(application, "objected", by=actor, at=at, objection=made.pk)
            return made
    except IntegrityError as error:
        raise Refused("twice", "您已经提过异议，正在答复。") from error


def answer(*, pk: int, upheld: bool, words: str, actor: Actor, at: datetime) -> Objection:
    """Say whether the objection holds, and why. Upheld, the case is reviewed anew. Raises Refused.

    Who decided the case does not answer an objection to its refusal.
    """
    if not actor.has(CITY):
        raise Refused("not-yours", "异议由市级经办人答复。")
    words = _words(words)
    with transaction.atomic():
        row = Objection.objects.select_related("application__person", "row").get(pk=pk)
        application = Application.objects.select_for_update(of=("self",)).get(pk=row.application_id)
        not_own(row, actor)
        if row.kind == Objection.Kind.REFUSAL and application.second_by_id == actor.user_id:
            raise Refused("own", "这份申请的决定是您作出的，异议要换一个人答复。")
        state = State.UPHELD if upheld else State.DISMISSED
        if not Objection.objects.filter(pk=pk, state=State.OPEN).update(
            state=state, answered_by=actor.user_id, answered_at=at, answer_sealed=keys.seal(SAID, words)
        ):
            raise Refused("faster", lifecycle.FASTER)
        lifecycle.note(application, f"objection-{state}", by=actor, at=at, objection=pk)
        if row.row_id:
            _of_a_line(row, upheld, application, actor, words, at)
        elif upheld:
            undoing.reopened(application, by=actor, at=at, note=words)
        telling.tell(application, Kind.ANSWERED, at=at)
        row.refresh_from_db()
        return row


def _of_a_line(row: Objection, upheld: bool, application: Application, actor: Actor, words: str, at: datetime) -> None:
    assert row.row is not None
    if upheld:
        Objection.objects.filter(row=row.row_id, state=State.OPEN).update(
            state=State.UPHELD, answered_by=actor.user_id, answered_at=at, answer_sealed=keys.seal(SAID, words)
        )
        if application.organisation_id is not None:
            undoing.fell_out(application, [row.row.line_id], by=actor, at=at, outcome=NoticeLine.Outcome.UPHELD)
            return
        notices.take_off(application, at=at, outcome=NoticeLine.Outcome.UPHELD)
        undoing.reopened(application, by=actor, at=at, note=words)
        return
    if not Objection.objects.filter(row=row.row_id, state=State.OPEN).exists():
        NoticeLine.objects.filter(pk=row.row.pk).update(outcome=NoticeLine.Outcome.DISMISSED)
        Line.objects.filter(pk=row.row.line_id).update(frozen=False)


def not_own(row: Objection, actor: Actor) -> None:
    """Raises Refused where the official is whom it is about, or who made it."""
    lifecycle.not_own(row.application.person_id, actor)
    lifecycle.not_own(row.person_id, actor)
    if row.row is not None:
        lifecycle.not_own(row.row.line.entitlement.person_id, actor)


def said(row: Objection) -> str:
    return keys.unseal(SAID, bytes(row.said_sealed))


def answered(row: Objection) -> str:
    """Empty while it waits."""
    return keys.unseal(SAID, bytes(row.answer_sealed)) if row.answer_sealed else ""


def see_contact(*, pk: int, actor: Actor, at: datetime) -> tuple[str, str]:
    """Name and phone of who objects to a line on notice; the case's history says who looked. Raises Refused."""
    row = Objection.objects.visible_to(actor).select_related("application").filter(pk=pk).first()
    if row is None or row.contact_sealed is None or not actor.has(CITY, AUDITOR):
        raise Refused("not-yours", "没有留下姓名和电话，或者不在您的办理范围内。")
    not_own(row, actor)
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=row.application_id)
        lifecycle.note(row.application, "saw-objector", by=actor, at=at, objection=pk)
    name, phone = json.loads(keys.unseal(SAID, bytes(row.contact_sealed)))
    return name, phone


def due(on: date) -> date:
    return clocks.due("objection", on)


def _words(text: str) -> str:
    text = text.strip()
    if not 4 <= len(text) <= 1000:
        raise Refused("words", "请把理由写清楚，4到1000个字。")
    return text
