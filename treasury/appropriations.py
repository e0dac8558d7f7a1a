"""Yearly appropriations: entered from a paper by one person of finance, agreed to by another."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people.actor import Actor
from people.roles import FINANCE
from treasury.models import Appropriation, Fund


def enter(*, fund: Fund, year: int, amount: int, paper: str, actor: Actor, at: datetime) -> Appropriation:
    """What a paper gives a fund for a year, or takes (below zero); it counts once another agrees. Raises Refused."""
    _finance(actor)
    paper = paper.strip()
    if not 2 <= len(paper) <= 40:
        raise Refused("paper", "请填下达预算的文号，2到40个字。")
    if not amount:
        raise Refused("amount", "金额不能是零。")
    if not 2017 <= year <= at.year + 1:
        raise Refused("year", f"年度要在2017到{at.year + 1}之间。")
    try:
        with transaction.atomic():
            return Appropriation.objects.create(
                fund=fund, year=year, amount=amount, paper=paper, entered_by_id=actor.account, entered_at=at
            )
    except IntegrityError as error:
        raise Refused("twice", "这份文件的这一笔已经录过了。") from error


def agree(*, pk: int, actor: Actor, at: datetime) -> Appropriation:
    """The second person: from now on it counts. Raises Refused."""
    _finance(actor)
    with transaction.atomic():
        row = _open(pk)
        if row.entered_by_id == actor.user_id:
            raise Refused("own", "这一笔是您录入的，要另一位财务人员复核。")
        Appropriation.objects.filter(pk=pk).update(agreed_by=actor.user_id, agreed_at=at)
        row.refresh_from_db()
        return row


def cancel(*, pk: int, actor: Actor, at: datetime) -> Appropriation:
    """Entered wrong: one person is enough, since it never counted. Raises Refused."""
    _finance(actor)
    with transaction.atomic():
        row = _open(pk)
        Appropriation.objects.filter(pk=pk).update(cancelled_by=actor.user_id, cancelled_at=at)
        row.refresh_from_db()
        return row


def _open(pk: int) -> Appropriation:
    """Held, and neither agreed to nor cancelled. Raises Refused."""
    row = Appropriation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or row.agreed_at is not None or row.cancelled_at is not None:
        raise Refused("faster", "这一笔已经复核、作废，或者不在了。请刷新后核对。")
    return row


def _finance(actor: Actor) -> None:
    if not actor.has(FINANCE):
        raise Refused("not-yours", "预算由财务人员录入，另一位财务人员复核。")
