"""Triggers, said once for each engine: from the day an edition is sent to its second person its rows and what it says
of itself stand as they are; what was published is never taken away. Part one restamps too, as its neighbours do.

An edition that was not agreed to becomes a draft again, and is free again. SQLite drops the triggers of a table that a
later migration remakes: such a migration ends with `set_triggers` again.
"""

from importlib import import_module

from django.db import migrations

restamping = import_module("occupations.migrations.0002_the_database_stamps_every_write_and_keeps_the_key")

FROZEN = "an edition that was sent stands as it is"
ROWS = ["catalogueentry", "post"]
FACTS = ["year", "version", "title", "slug", "effective_from", "demonstration", "source", "scale", "digest"]

POSTGRESQL = [
    """
    CREATE OR REPLACE TRIGGER post_restamps
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON occupations_post
    FOR EACH STATEMENT EXECUTE FUNCTION occupations_restamp()
    """,
    f"""
    CREATE OR REPLACE FUNCTION occupations_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM occupations_catalogueedition
            WHERE state <> 'draft'
              AND id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.edition_id END,
                         CASE WHEN TG_OP <> 'INSERT' THEN OLD.edition_id END)
        ) THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_keeps_its_rows BEFORE INSERT OR UPDATE OR DELETE ON occupations_{table}
        FOR EACH ROW EXECUTE FUNCTION occupations_keep_rows()
        """
        for table in ROWS
    ),
    f"""
    CREATE OR REPLACE FUNCTION occupations_keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER catalogueedition_stands BEFORE UPDATE ON occupations_catalogueedition
    FOR EACH ROW WHEN (
        OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FACTS)})
        OR OLD.state = 'published' AND NEW.state <> 'published'
    )
    EXECUTE FUNCTION occupations_keep_edition()
    """,
    """
    CREATE OR REPLACE TRIGGER catalogueedition_stays BEFORE DELETE ON occupations_catalogueedition
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION occupations_keep_edition()
    """,
]

_OF = {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}
SQLITE = [
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS post_restamps_on_{verb} AFTER {verb} ON occupations_post
        BEGIN
            INSERT INTO occupations_stamp (id, token) VALUES (1, lower(hex(randomblob(16))))
            ON CONFLICT (id) DO UPDATE SET token = excluded.token;
        END
        """
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_keeps_its_rows_on_{verb} BEFORE {verb} ON occupations_{table}
        WHEN EXISTS (SELECT 1 FROM occupations_catalogueedition
                     WHERE state <> 'draft' AND id IN ({", ".join(f"{row}.edition_id" for row in rows)}))
        BEGIN
            SELECT RAISE(ABORT, '{FROZEN}');
        END
        """
        for table in ROWS
        for verb, rows in _OF.items()
    ),
    f"""
    CREATE TRIGGER IF NOT EXISTS catalogueedition_stands BEFORE UPDATE ON occupations_catalogueedition
    WHEN OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FACTS)})
        OR OLD.state = 'published' AND NEW.state <> 'published'
    BEGIN
        SELECT RAISE(ABORT, '{FROZEN}');
    END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS catalogueedition_stays BEFORE DELETE ON occupations_catalogueedition
    WHEN OLD.state <> 'draft'
    BEGIN
        SELECT RAISE(ABORT, '{FROZEN}');
    END
    """,
]


def set_triggers(apps, schema_editor):
    restamping.set_triggers(apps, schema_editor)
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION occupations_keep_rows, occupations_keep_edition CASCADE")
        schema_editor.execute("DROP TRIGGER post_restamps ON occupations_post")
        return
    for name in ["stands", "stays"]:
        schema_editor.execute(f"DROP TRIGGER catalogueedition_{name}")
    for verb in _OF:
        schema_editor.execute(f"DROP TRIGGER post_restamps_on_{verb}")
        for table in ROWS:
            schema_editor.execute(f"DROP TRIGGER {table}_keeps_its_rows_on_{verb}")


class Migration(migrations.Migration):
    dependencies = [("occupations", "0003_editions_are_agreed_to_by_two")]

    operations = [migrations.RunPython(set_triggers, drop_triggers)]
