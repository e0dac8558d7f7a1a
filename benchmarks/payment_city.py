"""So many approved lines that wait to be paid, by SQL, into the empty, migrated database that DATABASE_URL names.

    python -m benchmarks.payment_city ROWS

Everybody has one certificate, 40 months, an account of their own and a claim whose notice is over; the determinations
are those of a real scan, so that deciding again on pay day comes to the same. All of it is made up.
"""

import sys
from datetime import UTC, date, datetime
from typing import Any

import django
from django.db import connection
from stdnum import luhn

from benchmarks.measure import say

django.setup()  # before what follows, which knows the models

from people import bulk, keys  # noqa: E402
from people.actions import grant_role  # noqa: E402
from people.models import BankAccount, District, TrueTo, User  # noqa: E402
from records import events, jobs  # noqa: E402
from records.models import Job  # noqa: E402
from subsidies import lifecycle, scan  # noqa: E402
from subsidies.models import Application  # noqa: E402
from subsidies.paying.owed import fund_of  # noqa: E402
from treasury.models import Appropriation  # noqa: E402

CLAIMED, PAY = datetime(2025, 9, 30, 4, tzinfo=UTC), datetime(2025, 10, 20, 4, tzinfo=UTC)
SCHEME, RUN = "SU", 1
FILL = (
    """
    INSERT INTO people_person (id, name, document, number_sealed, number_index, key_version, since_run, born,
        household_id, phone_sealed, phone_index)
    SELECT n, '示例', '01', %(number)s, sha256(n::text::bytea), 1, 1, date '1985-01-01', %(district)s, %(phone)s,
        sha256(('p' || n)::bytea)
    FROM generate_series(1, %(people)s) n
    """,
    """
    INSERT INTO certificates_certificate (entry, person_id, number, kind, occupation, job, level, issued_on, issuer,
        since_run)
    SELECT n, n, 'S990000000000' || lpad(n::text, 9, '0'), 'L', '4-10-01-05', '', 3 + n %% 3, date '2025-03-10',
        '示例评价机构', 1
    FROM generate_series(1, %(people)s) n
    """,
    """
    INSERT INTO people_insurancespan (person_id, employer_code, employer_kind, first_month, last_month, deferred,
        since_run)
    SELECT n, 'a', 'E', %(first)s, %(last)s, false, 1 FROM generate_series(1, %(people)s) n
    """,
)
CARRY = (
    """
    INSERT INTO subsidies_application (scheme, subject, title, number, state, version, amount, clear, flags, held,
        first_says, reason, returns, made_at, submitted_at, ended_at, account_id, determination_id, district_id,
        first_determination_id, person_id, second_by_id)
    SELECT 'SU', d.subject, '养老护理员 · 中级工（四级）', 'SU' || lpad(d.subject::text, 15, '0'), 'approved', 2,
        d.amount, true, '', false, 'approve', '', 0, %(claimed)s, %(claimed)s, %(claimed)s, d.person_id, d.id,
        %(district)s, d.id, d.person_id, %(city)s
    FROM subsidies_determination d WHERE d.accepted ORDER BY d.id
    """,
    """
    INSERT INTO subsidies_entitlement (scheme, family, person_id, skill, alive)
    SELECT 'SU', 'SU', a.person_id, '4-10-01-05/' || (3 + a.person_id %% 3), true FROM subsidies_application a
    """,
    """
    INSERT INTO subsidies_line (application_id, entitlement_id, kind, amount, determination_id, state, frozen)
    SELECT a.id, e.id, 'claim', a.amount, a.determination_id, 'payable', false
    FROM subsidies_application a JOIN subsidies_entitlement e ON e.person_id = a.person_id ORDER BY a.id
    """,
    """
    INSERT INTO subsidies_notice (scheme, posted_on, ends_on, shown_until, posted_by_id, posted_at, snapshot, hash,
        lines, amount, closed_at)
    SELECT 'SU', '2025-10-01', '2025-10-08', '2025-11-07', %(city)s, %(claimed)s, '[]', repeat('0', 64), count(*),
        sum(amount), %(claimed)s
    FROM subsidies_line
    """,
    """
    INSERT INTO subsidies_noticeline (notice_id, line_id, place, outcome, found_by)
    SELECT n.id, l.id, row_number() OVER (ORDER BY l.id), 'stood', sha256(l.id::text::bytea)
    FROM subsidies_line l, subsidies_notice n
    """,
    """
    INSERT INTO treasury_obligation (line, "right", scheme, fund_id, year, person_id, owed, paid, recoverable,
        written_off)
    SELECT l.id, l.entitlement_id, 'SU', %(fund)s, 2025, a.person_id, 0, 0, 0, 0
    FROM subsidies_line l JOIN subsidies_application a ON a.id = l.application_id ORDER BY l.id
    """,
    """
    INSERT INTO treasury_entry (obligation_id, cause, source, target, amount, "on", at)
    SELECT o.id, 'approved', 'fund', 'owed', l.amount, '2025-09-30', %(claimed)s
    FROM treasury_obligation o JOIN subsidies_line l ON l.id = o.line ORDER BY o.id
    """,
)


def load(people: int) -> None:
    told = _told(people)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are not looked up: they are made right here
        for statement in FILL:
            cursor.execute(statement, told)
        _accounts(people)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        asked = scan.ask(SCHEME, on=date(2025, 9, 30), at=CLAIMED, tell=False)
        jobs.drive(Job.objects.get(verb=scan.VERB, subject=asked.pk).pk)
        for statement in CARRY:
            cursor.execute(statement, told)
            say(f"{cursor.rowcount:,} rows: {' '.join(statement.split()[:3])}")
        cases = Application.objects.order_by("pk").values_list("pk", flat=True)
        events.add_many([lifecycle.chain_of(pk) for pk in cases], "submit", by=None, at=CLAIMED, data={})
        cursor.execute("VACUUM ANALYZE")


def _told(people: int) -> dict[str, Any]:
    users = {role: User.objects.create(username=role) for role in ("city", "finance-a", "finance-b")}
    for name, user in users.items():
        grant_role(user=user, role=name.partition("-")[0], by=None, at=CLAIMED)
    fund = fund_of(SCHEME)
    Appropriation.objects.create(
        fund=fund, year=2025, amount=people * 1_000_000, paper="示例", entered_by=users["finance-a"],
        entered_at=CLAIMED, agreed_by=users["finance-b"], agreed_at=CLAIMED,
    )  # fmt: skip
    TrueTo.objects.create(kind="insurance", run=RUN, day=date(2025, 8, 31))
    return {
        "people": people, "number": keys.seal(keys.NUMBER, "990101198501010075"), "fund": fund.pk,
        "phone": keys.seal(keys.PHONE, "12000000001"), "district": District.objects.values_list("code", flat=True)[0],
        "first": 12 * 2022, "last": 12 * 2025 + 8, "claimed": CLAIMED, "city": users["city"].pk,
    }  # fmt: skip


def _accounts(people: int) -> None:
    """Each with a number of its own; three in a hundred are such that the stand-in bank turns them down."""
    stems = [f"600000{n:07d}{('90' if n % 100 < 3 else '10')}" for n in range(1, people + 1)]
    numbers = [stem + luhn.calc_check_digit(stem) for stem in stems]
    ring, ids = keys.ring(), list(range(1, people + 1))
    bulk.write(
        BankAccount,
        {"id": ids, "person_id": ids, "kind": "card", "bank": "ICBC", "key_version": 1, "made_at": CLAIMED,
         "tail": [number[-4:] for number in numbers], "number_sealed": ring.seal_many(keys.ACCOUNT, numbers, 1),
         "number_index": ring.index_many(keys.ACCOUNT, numbers, 1)},
    )  # fmt: skip


if __name__ == "__main__":
    load(int(sys.argv[1]))
