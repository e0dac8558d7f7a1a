"""Triggers, said once for each engine.

The stamp: whoever writes to what the atlas reads, by whatever road, changes the token, so that no process
goes on answering from an old atlas (the urgent list moves money). The key: who an occupation is never changes.

SQLite drops the triggers of a table that a later migration remakes (most changes of a field or constraint):
such a migration ends with `set_triggers` again. A test writes to each table and looks.
"""

from django.db import migrations

WATCHED = ["occupation", "standing", "alias", "codechange", "catalogueedition", "catalogueentry"]

POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION occupations_restamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO occupations_stamp (id, token) VALUES (1, gen_random_uuid()::text)
        ON CONFLICT (id) DO UPDATE SET token = excluded.token;
        RETURN NULL;
    END $$
    """,
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_restamps
        AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON occupations_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION occupations_restamp()
        """
        for table in WATCHED
    ),
    """
    CREATE OR REPLACE FUNCTION occupations_keep_key() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an occupation keeps its key for ever' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER occupation_keeps_its_key BEFORE UPDATE ON occupations_occupation
    FOR EACH ROW WHEN (NEW.key IS DISTINCT FROM OLD.key) EXECUTE FUNCTION occupations_keep_key()
    """,
]

SQLITE = [
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_restamps_on_{verb} AFTER {verb} ON occupations_{table}
        BEGIN
            INSERT INTO occupations_stamp (id, token) VALUES (1, lower(hex(randomblob(16))))
            ON CONFLICT (id) DO UPDATE SET token = excluded.token;
        END
        """
        for table in WATCHED
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER IF NOT EXISTS occupation_keeps_its_key BEFORE UPDATE ON occupations_occupation
    WHEN NEW.key IS NOT OLD.key
    BEGIN
        SELECT RAISE(ABORT, 'an occupation keeps its key for ever');
    END
    """,
]


def set_triggers(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION occupations_restamp, occupations_keep_key CASCADE")
        return
    schema_editor.execute("DROP TRIGGER occupation_keeps_its_key")
    for table in WATCHED:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_restamps_on_{verb}")


class Migration(migrations.Migration):
    dependencies = [("occupations", "0001_the_occupations_and_the_catalogue")]

    operations = [migrations.RunPython(set_triggers, drop_triggers)]
