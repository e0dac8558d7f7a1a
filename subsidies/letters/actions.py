"""Make a paper, once for what it is about; say of one that it holds no longer."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from lib import mask
from lib.refused import Refused
from people.actor import Actor
from records import files
from subsidies.letters import gathering, papers, sealing
from subsidies.letters.papers import Printed
from subsidies.letters.told import Standing
from subsidies.models import Application, Letter, Notice
from treasury.models import Recovery

Kind, State = Letter.Kind, Application.State
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
ORDERED = (Recovery.State.ORDERED, Recovery.State.SETTLED)
DECISION = {State.APPROVED: Kind.APPROVAL, State.REFUSED: Kind.REFUSAL}
log = logging.getLogger(__name__)
RELATED = ("person", "organisation", "district", "account", "determination__terms")


class Made(NamedTuple):
    """A paper set and sealed, not yet written down."""

    number: str
    printed: Printed
    content: bytes
    signed: bool
    test: bool


def decision(*, pk: int, at: datetime) -> Letter:
    """The letter of a decided case: the one that is there, else a new one. Raises Refused."""
    application = Application.objects.select_related(*RELATED).get(pk=pk)
    kind = DECISION.get(State(application.state))
    if kind is None:
        raise Refused("state", "这份申请还没有决定，没有决定书。")
    return _of_case(application, kind, at)


def slip(*, pk: int, actor: Actor, at: datetime) -> Letter:
    """The slip of a case in sight, as it was last decided. Raises Refused."""
    seen = Application.objects.visible_to(actor).filter(pk=pk).values("pk")
    application = Application.objects.select_related(*RELATED).filter(pk__in=seen).first()
    if application is None:
        raise Refused("not-yours", "没有找到这份申请，或者不在您的范围内。")
    return slip_of(application, at)


def slip_of(application: Application, at: datetime) -> Letter:
    """Raises Refused."""
    if application.determination is None or application.state == State.DRAFT:
        raise Refused("state", "这份申请还没有提交，提交以后才有小票。")
    return _of_case(application, Kind.SLIP, at)


def notice_list(*, pk: int, at: datetime) -> Letter:
    """The list of a notice: the one that is there, else a new one."""
    if found := Letter.objects.filter(notice=pk).first():
        return found
    notice = Notice.objects.get(pk=pk)
    made = _set(lambda standing: papers.notice_list(sealing.fonts(), gathering.of_notice(notice), standing), at)
    try:
        return _keep(made, at, kind=Kind.NOTICE, notice=notice, amount=notice.amount, decided_on=notice.posted_on)
    except IntegrityError:  # somebody else just made it
        return Letter.objects.get(notice=pk)


def of_recovery(*, pk: int, at: datetime) -> Letter:
    """The letter of an order to pay back: the one that is there, else a new one. Raises Refused."""
    if found := Letter.objects.filter(recovery=pk).first():
        return found
    row = Recovery.objects.select_related("obligation__fund").filter(pk=pk).first()
    if row is None or row.state not in ORDERED:
        raise Refused("state", "这份追回还没有批准，没有决定书。")
    told = gathering.of_recovery(row)
    made = _set(lambda standing: papers.recovery(sealing.fonts(), told, standing), at)
    application = Application.objects.get(lines=row.obligation.line)
    try:
        with transaction.atomic():
            return _keep(
                made, at, kind=Kind.RECOVERY, application=application, recovery=row, name=mask.name(told.name),
                amount=row.amount, decided_on=told.days.decided,
            )  # fmt: skip
    except IntegrityError:  # somebody else just made it
        return Letter.objects.get(recovery=pk)


def supersede(application: Application, *, at: datetime) -> None:
    """Its decision was undone: the letter that told it says so from now on. In the caller's transaction."""
    held = Letter.objects.filter(application=application, superseded_at__isnull=True)
    held.filter(kind__in=Letter.DECISIONS).update(superseded_at=at)


def _of_case(application: Application, kind: str, at: datetime) -> Letter:
    same = Letter.objects.filter(application=application, kind=kind, determination=application.determination_id)
    if found := same.first():
        return found
    told = gathering.of_case(application, kind)
    counter = kind == Kind.SLIP and application.entered_by_id is not None
    made = _set(lambda standing: papers.OF_A_CASE[kind](sealing.fonts(), told, standing), at, counter)
    try:
        with transaction.atomic():
            _still(application)
            if kind == Kind.SLIP:
                before = Letter.objects.filter(application=application, kind=kind, superseded_at__isnull=True)
                before.update(superseded_at=at)
            return _keep(
                made, at, kind=kind, application=application, determination=application.determination,
                name=mask.name(told.name), amount=told.amount, decided_on=told.days.decided,
            )  # fmt: skip
    except IntegrityError:  # somebody else just made it
        return same.get()


def _set(paper: Callable[[Standing], Printed], at: datetime, counter: bool = False) -> Made:
    number, test = new_number(), sealing.is_test()
    address = settings.BASE_URL.rstrip("/") + reverse("letters:letter", args=[number])
    standing = Standing(number, settings.ISSUER, address, test, counter)
    printed = paper(standing)
    if printed.missing:
        log.warning("no font here has %s: a letter is not sealed", " ".join(f"U+{ord(s):04X}" for s in printed.missing))
        printed = paper(replace(standing, missing=tuple(printed.missing)))
        return Made(number, printed, printed.content, False, test)
    reason = "测试签章，不具法律效力" if test else "核对文书未被改动"
    return Made(number, printed, sealing.seal(at).set_on(printed.content, reason), True, test)


def _keep(made: Made, at: datetime, *, kind: str, **about: object) -> Letter:
    file = files.keep(made.content, f"{Kind(kind).label}.pdf", None, at)
    return Letter.objects.create(
        number=made.number, kind=kind, sha256=file.sha256, file=file, signed=made.signed, test=made.test, made_at=at,
        **about,
    )  # fmt: skip


def _still(application: Application) -> None:
    """Holds the case until the transaction ends. Raises Refused where it has moved on since it was read."""
    here = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk, version=application.version)
    if not here.filter(state=application.state, determination=application.determination_id).exists():
        raise Refused("faster", "这份申请刚刚有了变化。请刷新后再试。")


def new_number() -> str:
    """Four times four signs, 80 bits: nobody comes upon one by trying."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(16))
    return "-".join(signs[place : place + 4] for place in range(0, 16, 4))
