"""The bank's answers, and what follows for the cases: paid, or failed and put right by the applicant or by finance."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from lib.refused import Refused
from people import banking, bulk
from people.actor import Actor
from people.models import BankAccount, User
from people.roles import FINANCE
from records import jobs
from subsidies import lifecycle, telling
from subsidies.actions import claims
from subsidies.bundles import actions as bundles
from subsidies.models import Application, Line
from subsidies.paying import gates, lines
from subsidies.telling import Kind
from treasury import bank, results
from treasury.models import BankResult, Gated, Payment

VERB = "bank-result"
AT_ONCE = 2_000


def receive(*, content: bytes, name: str, actor: Actor, at: datetime) -> BankResult:
    """Keep a file of answers; a job reads it. Raises Refused."""
    with transaction.atomic():
        result = results.receive(content=content, name=name, actor=actor, at=at)
        if result.state == BankResult.State.READING:
            jobs.put(VERB, result.pk)
        return result


def work(hold: jobs.Hold) -> None:
    """What the job does: the books and the cases move together or not at all."""
    with transaction.atomic():
        result = BankResult.objects.select_for_update().select_related("file").get(pk=hold.subject)
        if result.state != BankResult.State.READING:
            return
        hold.step(0, 1, "正在核对回单")
        take(result, at=result.at)


def gave_up(subject: int, why: str) -> None:
    results.gave_up(subject, why)


def take(result: BankResult, *, at: datetime) -> None:
    """Enter a file of answers and move the cases along. In a transaction."""
    taken = results.take(result, on=claims.day_of(at), at=at)
    _moved(taken.paid, Line.State.PAID, "paid", Kind.PAID, result, at)
    _moved(list(taken.failed), Line.State.FAILED, "failed", Kind.FAILED, result, at)


def _moved(ids: list[int], state: str, verb: str, kind: str, result: BankResult, at: datetime) -> None:
    less = _kept_out(ids) if kind == Kind.PAID else {}
    cases = lines.move(ids, Line.State.BATCHED, state, verb, by=None, at=at, data={"result": result.pk})
    for start in range(0, len(cases), AT_ONCE):
        part = Application.objects.filter(pk__in=cases[start : start + AT_ONCE]).select_related("person")
        telling.tell_many([one for one in part if one.pk not in less], kind, at=at)
        for one in part:
            if one.pk in less:
                telling.tell(one, kind, at=at, paid=one.amount - less[one.pk])


def _kept_out(ids: list[int]) -> dict[int, int]:
    """How much was kept out of the payment of each case of these lines, where anything was."""
    sql = """
        SELECT l.application_id, s.amount FROM treasury_setoff s
        JOIN treasury_obligation o ON o.id = s.to_id JOIN subsidies_line l ON l.id = o.line
        WHERE s.agreed AND s.undone_at IS NULL AND o.line
    """
    found: Counter[int] = Counter()
    for case, amount in bulk.select_in(sql, ids):
        found[case] += amount
    return found


def use_other_account(*, pk: int, account: int, actor: Actor, at: datetime) -> Application:
    """After the bank turned it down: the applicant names another account, and it is paid again. Raises Refused.

    So too while it waits and the account kept it out of the last batch.
    """
    with transaction.atomic():
        application = claims.own(pk, actor)
        failed = [] if kept_out_by_account(application) else _failed(application)
        if not BankAccount.objects.filter(pk=account, person=application.person_id).exists():
            raise Refused("account", "没有找到这个收款账户，或者它不是您的。")
        if account == application.account_id and not _may_try_again(application):
            raise Refused("account", "这个账户上次没有入账，请换一个，或者到银行办好以后再填。")
        Application.objects.filter(pk=pk).update(account=account)
        if failed:
            _again(application, failed, actor, at, was=application.account_id)
        else:
            lifecycle.note(application, "account", by=actor, at=at, was=application.account_id)
        application.refresh_from_db()
        return application


def give_other_account(
    *, pk: int, actor: Actor, kind: str, bank: str, number: str, holder: str, at: datetime
) -> Application:
    """The same with an account that was not known before. Raises Refused."""
    with transaction.atomic():
        application = claims.own(pk, actor)
        assert application.person is not None
        by = None if actor.person_id is not None else User.objects.get(pk=actor.account)
        made = banking.keep(person=application.person, kind=kind, bank=bank, number=number, holder=holder, by=by, at=at)
        return use_other_account(pk=pk, account=made.pk, actor=actor, at=at)


def use_last_account(*, pk: int, actor: Actor, at: datetime) -> Application:
    """The same for an organisation, into the account that it named last. Raises Refused."""
    with transaction.atomic():
        application = bundles.own(pk, actor)
        failed = [] if kept_out_by_account(application) else _failed(application)
        last = BankAccount.objects.filter(organisation=application.organisation_id).order_by("-pk").first()
        if last is None or (last.pk == application.account_id and not _may_try_again(application)):
            raise Refused("account", "登记的还是上次没有入账的账户。请先由管理员在“本单位”里换一个对公账户。")
        Application.objects.filter(pk=pk).update(account=last)
        if failed:
            _again(application, failed, actor, at, was=application.account_id)
        else:
            lifecycle.note(application, "account", by=actor, at=at, was=application.account_id)
        application.refresh_from_db()
        return application


def kept_out_by_account(application: Application) -> bool:
    """Does it wait because its account kept it out of the last batch, and was not changed since?"""
    waiting = Line.objects.filter(application=application, state=Line.State.PAYABLE).values("pk")
    last = Gated.objects.filter(obligation__line__in=waiting).order_by("-pk").first()
    return last is not None and gates.ACCOUNT.code in last.failed.split()


def try_again(*, pk: int, actor: Actor, at: datetime, note: str) -> Application:
    """Finance pays again into the same account where the bank itself was the reason. Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "重新发放由财务人员办理。")
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if application is None:
            raise Refused("not-there", "没有找到这份申请。")
        lifecycle.not_own(application.person_id, actor)
        failed = _failed(application)
        if not _may_try_again(application):
            raise Refused("account", "银行说的是账户的问题，要由本人换一个收款账户。")
        _again(application, failed, actor, at, note=note)
        return application


def _failed(application: Application) -> list[int]:
    found = list(Line.objects.filter(application=application, state=Line.State.FAILED).values_list("pk", flat=True))
    if not found:
        raise Refused("state", "这份申请没有发放失败的，不用再发。请刷新后核对。")
    return found


def _may_try_again(application: Application) -> bool:
    return failure_of(application) in bank.AGAIN


def failure_of(application: Application) -> str:
    """Why the bank turned it down last; empty where it did not."""
    rows = Payment.objects.filter(
        parts__obligation__line__in=Line.objects.filter(application=application).values("pk"),
        state=Payment.State.FAILED,
    )
    return rows.order_by("-pk").values_list("failure", flat=True).first() or ""


def _again(
    application: Application, failed: list[int], actor: Actor, at: datetime, note: str = "", **data: object
) -> None:
    rows = Line.objects.filter(pk__in=failed, state=Line.State.FAILED)
    if rows.update(state=Line.State.PAYABLE) != len(failed):
        raise Refused("faster", lifecycle.FASTER)
    lifecycle.note(application, "pay-again", by=actor, at=at, note=note, **data)
