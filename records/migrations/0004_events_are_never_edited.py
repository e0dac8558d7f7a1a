"""Triggers, said once for each engine: events and their daily roots are added, never changed or taken away.

An empty table may be emptied again: nothing is lost by it.

SQLite drops the triggers of a table that a later migration remakes (most changes of a field or constraint):
such a migration ends with `set_triggers` again. A test writes to each table and looks.
"""

from django.db import migrations

TABLES = ["records_event", "records_eventroot"]
KEPT = "an event is never changed or taken away"

POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION records_only_add() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION records_only_empty() RETURNS trigger LANGUAGE plpgsql AS $$
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
        FOR EACH ROW EXECUTE FUNCTION records_only_add()
        """
        for table in TABLES
    ),
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION records_only_empty()
        """
        for table in TABLES
    ),
]

SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS {table}_only_adds_on_{verb} BEFORE {verb} ON {table}
    BEGIN
        SELECT RAISE(ABORT, '{KEPT}');
    END
    """
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
]


def set_triggers(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)  # a format of its own stands in one


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION records_only_add, records_only_empty CASCADE")
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_only_adds_on_{verb}")


class Migration(migrations.Migration):
    dependencies = [("records", "0003_events")]

    operations = [migrations.RunPython(set_triggers, drop_triggers)]
