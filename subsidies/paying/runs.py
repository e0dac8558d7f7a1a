"""A batch after it was drawn: agreed to, called off, written for the bank. The doors' face to `treasury.batches`."""

from datetime import date, datetime

from django.db import connection, transaction

from lib.refused import Refused
from people import banking, bulk
from people.actor import Actor
from people.models import BankAccount, Organisation, Person, User
from people.roles import FINANCE
from policy import scheme_of
from records import events, files, jobs
from subsidies import clocks
from subsidies.actions.claims import day_of
from subsidies.models import Line
from subsidies.paying import lines
from subsidies.paying.draw import chain
from subsidies.paying.frame import OBJECTED, RESTRICTED
from treasury import bank, batches
from treasury.bank import Order
from treasury.models import Batch, Payment

VERB = "send-batch"
State = Line.State
# What has come up since the batch was drawn that keeps a line of it back.
SINCE = f"""
    SELECT COUNT(*) FROM treasury_part t
    JOIN treasury_payment p ON p.id = t.payment_id
    JOIN treasury_obligation o ON o.id = t.obligation_id
    JOIN subsidies_line l ON l.id = o.line
    JOIN subsidies_application a ON a.id = l.application_id
    WHERE p.batch_id = %(batch)s AND t.live AND (
        a.held OR l.frozen OR l.state <> 'batched' OR o.owed <> t.amount OR l.amount <> o.owed + o.paid
        OR {RESTRICTED} OR {OBJECTED}
    )
"""


def agree(*, pk: int, actor: Actor, on: date, at: datetime, seen: str) -> Batch:
    """The second person's yes; the file for the bank is then written by a job. Raises Refused."""
    with transaction.atomic():
        batch = batches.agree(pk=pk, actor=actor, at=at, on=on, seen=seen)
        if actor.own is not None and batch.payments.filter(person=actor.own).exists():
            raise Refused("own-payee", "这一批里有您本人的一笔，请另一位财务人员复核。")
        if count := _since(batch, on):
            raise Refused(
                "changed", f"生成以后有 {count} 笔情况有变（暂缓、限制或者异议），不能整批复核。请作废，重新生成一批。"
            )
        events.add(chain(batch), "agree", by=actor, at=at, data={"amount": batch.amount, "hash": batch.hash})
        jobs.put(VERB, batch.pk)
        return batch


def _since(batch: Batch, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"batch": batch.pk, "on": on})
        return int(cursor.fetchone()[0])


def cancel(*, pk: int, actor: Actor, at: datetime, why: str) -> Batch:
    """Call a batch off before it is sent: its lines wait for the next. Raises Refused."""
    with transaction.atomic():
        back = batches.cancel(pk=pk, actor=actor, at=at, why=why)
        lines.move(back, State.BATCHED, State.PAYABLE, "unbatched", by=actor, at=at, data={"batch": pk})
        batch = Batch.objects.get(pk=pk)
        events.add(chain(batch), "cancel", by=actor, at=at, note=why)
        return batch


def work(hold: jobs.Hold) -> None:
    """What the job of sending does: the file is written, stored and handed to the bank."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=hold.subject)
        if batch.state != Batch.State.AGREED:
            return
        hold.step(0, 1, "正在写银行文件")
        assert batch.agreed_by is not None and batch.agreed_at is not None
        send(batch, by=batch.agreed_by, at=batch.agreed_at)


def gave_up(subject: int, why: str) -> None:
    """It stays agreed to, and says why; it may be called off."""
    Batch.objects.filter(pk=subject, state=Batch.State.AGREED).update(said=f"银行文件没有写成：{why}"[:200])


def send(batch: Batch, *, by: User, at: datetime) -> Batch:
    """Write the bank's file and keep it sealed. In a transaction."""
    content = bank.written(_orders(batch))
    file = files.keep(content, f"{batch.number}-{batch.payments_count}笔.csv", by, at)
    done = batches.sent(batch, file=file, at=at, due_on=clocks.due("bank", day_of(at)))
    events.add(chain(batch), "send", by=None, at=at, data={"file": file.sha256, "payments": batch.payments_count})
    return done


def _orders(batch: Batch) -> list[Order]:
    rows = Payment.objects.filter(batch=batch, state=Payment.State.PLANNED).order_by("place")
    told = list(rows.values_list("reference", "person", "organisation", "account", "amount"))
    names = _named(Person, {row[1] for row in told}), _named(Organisation, {row[2] for row in told})
    accounts = _accounts({row[3] for row in told})
    words = scheme_of(batch.scheme).title
    return [
        Order(reference, names[0][person] if person else names[1][organisation], *accounts[account], amount, words)
        for reference, person, organisation, account, amount in told
    ]


def _named(model: type[Person] | type[Organisation], ids: set[int | None]) -> dict[int, str]:
    wanted = sorted(pk for pk in ids if pk)
    return dict(bulk.select_in(f"SELECT id, name FROM {model._meta.db_table} WHERE id", wanted))


def _accounts(ids: set[int]) -> dict[int, tuple[str, str]]:
    """The number in clear and the bank's name of each account."""
    sql = f"SELECT id, bank, number_sealed FROM {BankAccount._meta.db_table} WHERE id"
    return {pk: (banking.opened(sealed), banking.BANKS[code]) for pk, code, sealed in bulk.select_in(sql, sorted(ids))}


def download(*, pk: int, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """The file for the bank and its name, for finance alone; that it was taken is written down. Raises Refused."""
    if not actor.has(FINANCE):
        raise Refused("not-yours", "银行文件由财务人员下载。")
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).select_related("file").filter(pk=pk).first()
        if batch is None or batch.file is None:
            raise Refused("state", "这一批还没有银行文件。复核以后，系统会写好。")
        content = files.content_of(batch.file)
        events.add(chain(batch), "download", by=actor, at=at, data={"file": batch.file.sha256})
        return f"{batch.number}.csv", content
