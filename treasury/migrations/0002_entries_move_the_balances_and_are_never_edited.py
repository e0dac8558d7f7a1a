"""Triggers, said once for each engine: every entry moves the balances of its obligation, and no entry is ever edited.

An obligation keeps whose it is and what it is for; a part of a payment stops being live only where its payment failed
or was taken out, and never becomes live again. An empty table may be emptied again: nothing is lost by it.

SQLite drops the triggers of a table that a later migration remakes: such a migration ends with `set_triggers` again.
"""

from django.db import migrations

KEPT = "an entry is never changed or taken away"
TABLES = ["treasury_entry", "treasury_ledgerroot"]
FROZEN = "what an obligation is for never changes"
DEAD = "a part of a payment that may still arrive stays live"
ACCOUNTS = ["owed", "paid", "recoverable", "written_off"]
KEYS = ["line", "right", "scheme", "fund_id", "year", "person_id", "organisation_id"]

POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION treasury_only_add() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION treasury_only_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        there boolean;
    BEGIN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO there;
        IF there THEN
            RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_only_adds BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION treasury_only_add()
        """
        for table in TABLES
    ),
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION treasury_only_empty()
        """
        for table in TABLES
    ),
    """
    CREATE OR REPLACE FUNCTION treasury_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE treasury_obligation o SET
            owed = o.owed + d.owed, paid = o.paid + d.paid, recoverable = o.recoverable + d.recoverable,
            written_off = o.written_off + d.written_off
        FROM (
            SELECT obligation_id,
                   SUM(CASE account WHEN 'owed' THEN amount ELSE 0 END) AS owed,
                   SUM(CASE account WHEN 'paid' THEN amount ELSE 0 END) AS paid,
                   SUM(CASE account WHEN 'recoverable' THEN amount ELSE 0 END) AS recoverable,
                   SUM(CASE account WHEN 'written_off' THEN amount ELSE 0 END) AS written_off
            FROM (
                SELECT obligation_id, source AS account, -amount AS amount FROM fresh
                UNION ALL
                SELECT COALESCE(to_id, obligation_id), target, amount FROM fresh
            ) moved
            GROUP BY obligation_id
        ) d
        WHERE o.id = d.obligation_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER treasury_entry_moves AFTER INSERT ON treasury_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION treasury_move()
    """,
    f"""
    CREATE OR REPLACE FUNCTION treasury_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER treasury_obligation_is_frozen BEFORE UPDATE ON treasury_obligation
    FOR EACH ROW WHEN ({" OR ".join(f'OLD."{key}" IS DISTINCT FROM NEW."{key}"' for key in KEYS)})
    EXECUTE FUNCTION treasury_frozen()
    """,
    f"""
    CREATE OR REPLACE FUNCTION treasury_part_dies() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.live OR EXISTS (
            SELECT 1 FROM treasury_payment p WHERE p.id = NEW.payment_id AND p.state NOT IN ('failed', 'cancelled')
        ) THEN
            RAISE EXCEPTION '{DEAD}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER treasury_part_dies_with_its_payment BEFORE UPDATE ON treasury_part
    FOR EACH ROW WHEN (OLD.live IS DISTINCT FROM NEW.live) EXECUTE FUNCTION treasury_part_dies()
    """,
]

_FROZEN_WHEN = " OR ".join(f'OLD."{key}" IS NOT NEW."{key}"' for key in KEYS)

SQLITE = [
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_only_adds_on_{verb} BEFORE {verb} ON {table}
        BEGIN
            SELECT RAISE(ABORT, '{KEPT}');
        END
        """
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ),
    f"""
    CREATE TRIGGER IF NOT EXISTS treasury_entry_moves AFTER INSERT ON treasury_entry
    BEGIN
        UPDATE treasury_obligation
        SET {", ".join(f"{a} = {a} - NEW.amount * (NEW.source = '{a}')" for a in ACCOUNTS)}
        WHERE id = NEW.obligation_id;
        UPDATE treasury_obligation
        SET {", ".join(f"{a} = {a} + NEW.amount * (NEW.target = '{a}')" for a in ACCOUNTS)}
        WHERE id = COALESCE(NEW.to_id, NEW.obligation_id);
    END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS treasury_obligation_is_frozen BEFORE UPDATE ON treasury_obligation
    WHEN {_FROZEN_WHEN}
    BEGIN
        SELECT RAISE(ABORT, '{FROZEN}');
    END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS treasury_part_dies_with_its_payment BEFORE UPDATE ON treasury_part
    WHEN OLD.live IS NOT NEW.live AND (
        NEW.live OR EXISTS (
            SELECT 1 FROM treasury_payment p WHERE p.id = NEW.payment_id AND p.state NOT IN ('failed', 'cancelled')
        )
    )
    BEGIN
        SELECT RAISE(ABORT, '{DEAD}');
    END
    """,
]
FUNCTIONS = ["treasury_only_add", "treasury_only_empty", "treasury_move", "treasury_frozen", "treasury_part_dies"]
SQLITE_NAMES = [
    *(f"{table}_only_adds_on_{verb}" for table in TABLES for verb in ("UPDATE", "DELETE")),
    *("treasury_entry_moves", "treasury_obligation_is_frozen", "treasury_part_dies_with_its_payment"),
]


def set_triggers(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {', '.join(FUNCTIONS)} CASCADE")
        return
    for name in SQLITE_NAMES:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_funds_entries_batches_and_recoveries")]

    operations = [migrations.RunPython(set_triggers, drop_triggers)]
