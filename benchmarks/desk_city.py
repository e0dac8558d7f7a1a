"""As many applications as wanted on top of `scan_city`'s people, by SQL, into the database that DATABASE_URL names.

    python -m benchmarks.desk_city

All of it is made up: every determination is a copy of one of a few that the rule really made, every event says that a
claim was handed in. Three in ten wait, spread over all districts and four weeks around today.
"""

from typing import Any

import django
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.measure import say

django.setup()  # before what follows, which knows the models

from certificates.models import Certificate  # noqa: E402
from people import keys  # noqa: E402
from people.models import District, User  # noqa: E402
from people.roles import CITY, REVIEWER  # noqa: E402
from subsidies import deciding  # noqa: E402
from subsidies.models import Determination  # noqa: E402

MODELS = 40
WAITING = "CASE WHEN c.entry % 10 < 3 THEN (ARRAY['district', 'city', 'city'])[1 + c.entry / 10 % 3]"
STATE = f"{WAITING} WHEN c.entry % 10 = 3 THEN 'refused' ELSE 'approved' END"
FILL = (
    """
    UPDATE people_person SET born = date '1965-01-01' + (id %% 14000)::int, number_sealed = %(number)s,
        phone_sealed = %(phone)s, phone_index = sha256(('p' || id)::bytea)
    """,
    """
    INSERT INTO people_bankaccount (id, kind, bank, number_sealed, number_index, key_version, tail, made_at, person_id)
    SELECT id, 'card', 'ICBC', %(account)s, sha256(('a' || id)::bytea), 1, lpad((id %% 10000)::text, 4, '0'), now(), id
    FROM people_person
    """,
    """
    INSERT INTO subsidies_determination (scheme, person_id, subject, "on", law_date, facts, terms_id, rule_version,
        accepted, amount, failed, review, trigger, known_run, made_at)
    SELECT m.scheme, c.person_id, c.entry, m."on", m.law_date, m.facts, m.terms_id, m.rule_version, m.accepted,
        m.amount, m.failed, m.review, m.trigger, m.known_run, m.made_at
    FROM certificates_certificate c
    JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS nth, d.* FROM subsidies_determination d) m
        ON m.nth = c.entry %% %(models)s
    WHERE c.until_run IS NULL ORDER BY c.entry
    """,
    f"""
    INSERT INTO subsidies_application (scheme, subject, title, number, state, version, due_on, amount, clear, flags,
        held, first_says, reason, returns, made_at, submitted_at, ended_at, account_id, determination_id, district_id,
        first_by_id, first_determination_id, holder_id, person_id, second_by_id, likeness)
    SELECT 'SU', entry, '示例职业 · 中级工（四级）', 'SU' || lpad(entry::text, 15, '0'), state, 1,
        CASE WHEN state IN ('district', 'city') THEN current_date - 9 + (entry / 7 %% 28)::int END, 150000,
        state <> 'district' AND entry %% 9 > 0, CASE WHEN state = 'district' OR entry %% 9 = 0 THEN 'RULE' ELSE '' END,
        state = 'district' AND entry %% 50 = 0, CASE state WHEN 'district' THEN '' ELSE 'approve' END,
        CASE state WHEN 'refused' THEN 'untrue' ELSE '' END, 0, now(), now(),
        CASE WHEN state IN ('approved', 'refused') THEN now() END, person_id, determination,
        (%(districts)s::varchar[])[1 + entry %% %(many)s], NULL,
        CASE state WHEN 'district' THEN NULL ELSE determination END,
        CASE WHEN state = 'district' AND entry %% 4 = 0 THEN %(reviewer)s END, person_id,
        CASE WHEN state IN ('approved', 'refused') THEN %(city)s END, sha256(('l' || person_id)::bytea)
    FROM (
        SELECT c.entry, c.person_id, d.id AS determination, {STATE.replace("%", "%%")} AS state
        FROM certificates_certificate c
        JOIN (SELECT subject, max(id) AS id FROM subsidies_determination GROUP BY subject) d ON d.subject = c.entry
        WHERE c.until_run IS NULL
    ) made ORDER BY entry
    """,
    """
    INSERT INTO records_event (chain, place, verb, at, role, data, note_hash, before, hash)
    SELECT 'application:' || id, 1, 'submit', now(), 'worker', jsonb_build_object('determination', determination_id,
        'from', 'draft', 'to', 'district'), '', '', repeat('0', 64)
    FROM subsidies_application ORDER BY id
    """,
)


def load() -> None:
    """Fill a database that has its people and certificates."""
    _decide_some()
    city, reviewer = (User.objects.create(username=role) for role in (CITY, REVIEWER))
    districts = list(District.objects.values_list("code", flat=True))
    city.grants.create(role=CITY, granted_at=timezone.now())
    reviewer.grants.create(role=REVIEWER, district_id=districts[0], granted_at=timezone.now())
    told: dict[str, Any] = {
        "number": keys.seal(keys.NUMBER, "990101198501010075"), "phone": keys.seal(keys.PHONE, "12000000001"),
        "account": keys.seal(keys.ACCOUNT, "6000001234567894"), "models": Determination.objects.count(),
        "districts": districts, "many": len(districts), "city": city.pk, "reviewer": reviewer.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are not looked up: they are made right here
        for statement in FILL:
            cursor.execute(statement, told)
            say(f"{cursor.rowcount:,} rows: {' '.join(statement.split()[:3])}")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _decide_some() -> None:
    """A few determinations as the rule makes them, whose facts all the others repeat."""
    now = timezone.now()
    for row in Certificate.objects.filter(until_run__isnull=True).order_by("-issued_on", "entry")[:MODELS]:
        with transaction.atomic():
            deciding.rule(
                code="SU", person=row.person_id, subject=row.entry, on=timezone.localdate(now), at=now,
                trigger=Determination.Trigger.SUBMISSION,
            )  # fmt: skip


if __name__ == "__main__":
    load()
