"""What this floor adds to verify_ledger: lines against the books, and the chains of events with their roots."""

from collections.abc import Iterator

from django.db import connection

from records import events
from treasury.verifying import Wrong

LINES, CHAINS = "明细与账目", "办理记录和每日总摘要"
COVERED = """(COALESCE((
        SELECT SUM(s.amount) FROM treasury_setoff s WHERE s.to_id = o.id AND s.agreed AND s.undone_at IS NULL
    ), 0) + COALESCE((
        SELECT SUM(n.amount) FROM subsidies_netting n WHERE n.line_id = l.id AND n.undone_at IS NULL
    ), 0))"""
# Where a line stands, and what its accounts must then hold.
QUESTION = f"""
    SELECT l.id, l.state || ' owed ' || COALESCE(o.owed, 0) || ' paid ' || COALESCE(o.paid, 0), l.amount
    FROM subsidies_line l LEFT JOIN treasury_obligation o ON o.line = l.id
    WHERE CASE
        WHEN l.state IN ('cleared', 'noticed', 'payable', 'batched', 'failed')
            THEN COALESCE(o.owed, 0) <> l.amount - {COVERED} OR o.paid <> {COVERED} OR o.id IS NULL
        WHEN l.state = 'paid'
            THEN COALESCE(o.owed, 0) <> 0 OR COALESCE(o.paid + o.recoverable + o.written_off, 0) = 0
        ELSE COALESCE(o.owed, 0) <> 0 OR COALESCE(o.paid, 0) <> 0
    END
    ORDER BY l.id
"""
BATCHED = f"""
    SELECT l.id, l.state || ' ' || COALESCE(t.amount, 0), COALESCE(p.state, 'no live payment')
    FROM subsidies_line l
    LEFT JOIN treasury_obligation o ON o.line = l.id
    LEFT JOIN treasury_part t ON t.obligation_id = o.id AND t.live
    LEFT JOIN treasury_payment p ON p.id = t.payment_id
    WHERE CASE l.state
        WHEN 'batched' THEN COALESCE(p.state, '') NOT IN ('planned', 'sent') OR t.amount <> l.amount - {COVERED}
        WHEN 'paid' THEN COALESCE(p.state, 'paid') <> 'paid' OR COALESCE(t.amount, 0) <> l.amount - {COVERED}
        WHEN 'closed' THEN COALESCE(p.state, 'paid') <> 'paid'
        ELSE p.id IS NOT NULL
    END
    ORDER BY l.id
"""


def lines() -> Iterator[Wrong]:
    """Every line agrees with its accounts and with its live payment."""
    for question in (QUESTION, BATCHED):
        with connection.cursor() as cursor:
            cursor.execute(question)
            while rows := cursor.fetchmany(100):
                for row, found, needed in rows:
                    yield Wrong(LINES, str(row), str(found), str(needed))


def chains() -> Iterator[Wrong]:
    for one in events.broken():
        yield Wrong(CHAINS, f"{one.chain} {one.place}".strip(), one.what)
