"""verify_ledger: every account added up anew, and everything that tells of the same money compared.

Each check is one question to the database that names the rows that are wrong, the first of them first. Checks of what
an upper floor knows (lines, events) are registered by it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils.timezone import get_current_timezone

from lib.money import plain_yuan
from records import files, roots
from treasury import batches
from treasury.models import BankResult, Batch, Entry, LedgerRoot

AT_MOST = 20  # rows named of each kind


@dataclass(frozen=True)
class Wrong:
    """``what``: the check; ``row``: what does not agree, by id; ``found``, ``needed`` in words or fen."""

    what: str
    row: str
    found: str = ""
    needed: str = ""


Check = Callable[[], Iterator[Wrong]]

# name → SQL giving (row, found, needed) of every row that is wrong
_QUESTIONS = {
    "分录相加与余额": """
        SELECT o.id, 'owed ' || o.owed || ' paid ' || o.paid || ' recoverable ' || o.recoverable
                     || ' written off ' || o.written_off,
               'owed ' || COALESCE(e.owed, 0) || ' paid ' || COALESCE(e.paid, 0) || ' recoverable '
                       || COALESCE(e.recoverable, 0) || ' written off ' || COALESCE(e.written_off, 0)
        FROM treasury_obligation o LEFT JOIN (
            SELECT obligation_id,
                   SUM(CASE account WHEN 'owed' THEN amount ELSE 0 END) AS owed,
                   SUM(CASE account WHEN 'paid' THEN amount ELSE 0 END) AS paid,
                   SUM(CASE account WHEN 'recoverable' THEN amount ELSE 0 END) AS recoverable,
                   SUM(CASE account WHEN 'written_off' THEN amount ELSE 0 END) AS written_off
            FROM (
                SELECT obligation_id, source AS account, -amount AS amount FROM treasury_entry
                UNION ALL
                SELECT COALESCE(to_id, obligation_id), target, amount FROM treasury_entry
            ) moved GROUP BY obligation_id
        ) e ON e.obligation_id = o.id
        WHERE o.owed <> COALESCE(e.owed, 0) OR o.paid <> COALESCE(e.paid, 0)
           OR o.recoverable <> COALESCE(e.recoverable, 0) OR o.written_off <> COALESCE(e.written_off, 0)
        ORDER BY o.id
    """,
    "支付与入账分录": """
        SELECT p.id, 'entries ' || COALESCE(e.amount, 0), CASE p.state WHEN 'paid' THEN p.amount ELSE 0 END
        FROM treasury_payment p LEFT JOIN (
            SELECT payment, SUM(amount) AS amount FROM treasury_entry WHERE cause = 'paid' GROUP BY payment
        ) e ON e.payment = p.id
        WHERE COALESCE(e.amount, 0) <> CASE p.state WHEN 'paid' THEN p.amount ELSE 0 END
        ORDER BY p.id
    """,
    "支付与支付明细": """
        SELECT p.id, 'parts ' || COALESCE(t.amount, 0), p.amount FROM treasury_payment p LEFT JOIN (
            SELECT payment_id, SUM(amount) AS amount FROM treasury_part GROUP BY payment_id
        ) t ON t.payment_id = p.id
        WHERE COALESCE(t.amount, 0) <> p.amount ORDER BY p.id
    """,
    "支付明细是否有效": """
        SELECT t.id, p.state, CASE WHEN t.live THEN 'not failed' ELSE 'failed' END FROM treasury_part t
        JOIN treasury_payment p ON p.id = t.payment_id
        WHERE t.live <> (p.state NOT IN ('failed', 'cancelled')) ORDER BY t.id
    """,
    "批次合计": """
        SELECT b.id, 'payments ' || COALESCE(p.amount, 0), b.amount FROM treasury_batch b LEFT JOIN (
            SELECT batch_id, SUM(amount) AS amount, COUNT(*) AS many FROM treasury_payment GROUP BY batch_id
        ) p ON p.batch_id = b.id
        WHERE COALESCE(p.amount, 0) <> b.amount OR COALESCE(p.many, 0) <> b.payments_count ORDER BY b.id
    """,
    "复核人": """
        SELECT p.id, COALESCE(p.agreed_by_id, 0), COALESCE(b.agreed_by_id, 0) FROM treasury_payment p
        JOIN treasury_batch b ON b.id = p.batch_id
        WHERE p.state IN ('sent', 'paid', 'failed')
          AND (p.agreed_by_id IS NULL OR p.agreed_by_id <> b.agreed_by_id OR b.agreed_by_id = b.drawn_by_id)
        ORDER BY p.id
    """,
    "追回与应追回": """
        SELECT r.id, 'entries ' || COALESCE(e.back, 0) || ' written off ' || COALESCE(e.off, 0),
               'repaid ' || r.repaid || ' written off ' || r.written_off
        FROM treasury_recovery r LEFT JOIN (
            SELECT recovery,
                   SUM(CASE cause WHEN 'repaid' THEN amount WHEN 'kept' THEN amount WHEN 'unkept' THEN -amount ELSE 0
                       END) AS back,
                   SUM(CASE cause WHEN 'written-off' THEN amount ELSE 0 END) AS off,
                   SUM(CASE cause WHEN 'recover' THEN amount ELSE 0 END) AS asked
            FROM treasury_entry WHERE recovery IS NOT NULL GROUP BY recovery
        ) e ON e.recovery = r.id
        WHERE COALESCE(e.back, 0) <> r.repaid OR COALESCE(e.off, 0) <> r.written_off
           OR COALESCE(e.asked, 0) <> CASE WHEN r.state IN ('ordered', 'settled') THEN r.amount ELSE 0 END
        ORDER BY r.id
    """,
    "抵扣与分录": """
        SELECT o.id, 'covered ' || COALESCE(e.covered, 0) || ' kept ' || COALESCE(e.kept, 0),
               'covered ' || COALESCE(t.amount, 0) || ' kept ' || COALESCE(b.amount, 0)
        FROM treasury_obligation o LEFT JOIN (
            SELECT obligation_id,
                   SUM(CASE cause WHEN 'covered' THEN amount WHEN 'uncovered' THEN -amount ELSE 0 END) AS covered,
                   SUM(CASE cause WHEN 'kept' THEN amount WHEN 'unkept' THEN -amount ELSE 0 END) AS kept
            FROM treasury_entry WHERE cause IN ('covered', 'uncovered', 'kept', 'unkept') GROUP BY obligation_id
        ) e ON e.obligation_id = o.id LEFT JOIN (
            SELECT to_id, SUM(amount) AS amount FROM treasury_setoff
            WHERE agreed AND undone_at IS NULL GROUP BY to_id
        ) t ON t.to_id = o.id LEFT JOIN (
            SELECT r.obligation_id, SUM(s.amount) AS amount FROM treasury_setoff s
            JOIN treasury_recovery r ON r.id = s.recovery_id
            WHERE s.agreed AND s.undone_at IS NULL GROUP BY r.obligation_id
        ) b ON b.obligation_id = o.id
        WHERE COALESCE(e.covered, 0) <> COALESCE(t.amount, 0) OR COALESCE(e.kept, 0) <> COALESCE(b.amount, 0)
        ORDER BY o.id
    """,
}
_more: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """A check that an upper floor adds: it yields what is wrong."""
    _more[name] = check


def names() -> list[str]:
    return [*_QUESTIONS, "批次内容摘要", "银行文件合计", "每日账目摘要", *_more]


def wrongs() -> Iterator[tuple[str, list[Wrong]]]:
    """Each check with what it found, at most AT_MOST rows. All see the same moment on PostgreSQL."""
    with transaction.atomic():
        _one_moment()
        for name, sql in _QUESTIONS.items():
            yield name, _asked(name, sql)
        yield "批次内容摘要", _first(_batches())
        yield "银行文件合计", _first(_files())
        yield "每日账目摘要", _first(_roots())
        for name, check in _more.items():
            yield name, _first(check())


def _one_moment() -> None:
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _asked(name: str, sql: str) -> list[Wrong]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {AT_MOST}")
        return [Wrong(name, str(row), str(found), str(needed)) for row, found, needed in cursor.fetchall()]


def _first(found: Iterator[Wrong]) -> list[Wrong]:
    return [one for _, one in zip(range(AT_MOST), found, strict=False)]


def _batches() -> Iterator[Wrong]:
    for batch in Batch.objects.exclude(hash="").order_by("pk"):
        if not batches.holds(batch):
            yield Wrong("批次内容摘要", batch.number, "changed", batch.hash[:12])


def _files() -> Iterator[Wrong]:
    """What was sent and what was answered still stand as they were."""
    for batch in Batch.objects.filter(file__isnull=False).select_related("file").order_by("pk"):
        assert batch.file is not None
        wanted = f",{batch.payments_count}笔,,,{plain_yuan(batch.amount)},"
        try:
            last = files.content_of(batch.file).decode("utf-8-sig").rstrip().rsplit("\n", 1)[-1]
        except files.Lost as error:
            yield Wrong("银行文件合计", batch.number, str(error))
        else:
            if not last.endswith(wanted):
                yield Wrong("银行文件合计", batch.number, last, wanted)
    for result in BankResult.objects.select_related("file").order_by("pk"):
        try:
            files.content_of(result.file)
        except files.Lost as error:
            yield Wrong("银行文件合计", f"result {result.pk}", str(error))


def seal_days(before: date) -> list[LedgerRoot]:
    """Tie the entries of every day that is over and has no root yet."""
    span = Entry.objects.aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None:
        return []
    root = LedgerRoot.objects.order_by("-day").first()
    zone = get_current_timezone()
    day = root.day + timedelta(days=1) if root else span["first"].astimezone(zone).date()
    made = []
    while day < before and day <= span["last"].astimezone(zone).date():
        count, digest = _tied(root.hash if root else "", day)
        if count:
            root, _ = LedgerRoot.objects.get_or_create(day=day, defaults={"count": count, "hash": digest})
            made.append(root)
        day += timedelta(days=1)
    return made


def _roots() -> Iterator[Wrong]:
    before = ""
    for root in LedgerRoot.objects.order_by("day"):
        count, digest = _tied(before, root.day)
        if (count, digest) != (root.count, root.hash):
            yield Wrong("每日账目摘要", str(root.day), f"{count} {digest[:12]}", f"{root.count} {root.hash[:12]}")
        before = root.hash


def _tied(before: str, day: date) -> tuple[int, str]:
    begun, over = roots.during(day, day)
    rows = Entry.objects.filter(at__gte=begun, at__lt=over).order_by("id")
    told = rows.values_list("id", "obligation", "to", "cause", "amount", "on", "payment", "recovery", "by")
    return roots.tied(before, (",".join(map(str, row)) + "\n" for row in told.iterator(chunk_size=5000)))
