"""Triggers, said once for each engine.

Roles: no account holds two roles that forbid each other, and a person's own account holds none, by whatever road the
row comes. On PostgreSQL the account's row is held first, so that two grants at once wait for each other.
Looks: rows are added, never changed or taken away.

SQLite drops the triggers of a table that a later migration remakes (most changes of a field or constraint):
such a migration ends with `set_triggers` again. A test writes to each table and looks.
"""

from django.db import migrations

INSIDE = ["counter", "reviewer", "city", "finance", "editor", "steward", "auditor"]
PAIRS = [
    *(("manager", role) for role in INSIDE),
    *(("clerk", role) for role in INSIDE),
    ("counter", "reviewer"),
    ("counter", "city"),
    ("counter", "finance"),
    ("reviewer", "finance"),
    ("reviewer", "auditor"),
    ("reviewer", "steward"),
    ("city", "finance"),
    ("city", "auditor"),
    ("city", "steward"),
    ("finance", "auditor"),
    ("finance", "steward"),
]
VALUES = ", ".join(f"('{one}', '{other}'), ('{other}', '{one}')" for one, other in PAIRS)
APART = "these two roles are not held by one account"
OWN = "an account of a person himself holds no role"
KEPT = "a look is never changed or taken away"

POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION people_keep_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM people_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM people_rolegrant held JOIN (VALUES {VALUES}) AS pair (one, other)
                ON pair.one = NEW.role AND pair.other = held.role
            WHERE held.user_id = NEW.user_id AND held.id <> NEW.id
        ) THEN
            RAISE EXCEPTION '{APART}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM people_user WHERE id = NEW.user_id AND person_id IS NOT NULL) THEN
            RAISE EXCEPTION '{OWN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER roles_are_kept_apart BEFORE INSERT OR UPDATE ON people_rolegrant
    FOR EACH ROW EXECUTE FUNCTION people_keep_roles_apart()
    """,
    f"""
    CREATE OR REPLACE FUNCTION people_keep_own_accounts_plain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM people_rolegrant WHERE user_id = NEW.id) THEN
            RAISE EXCEPTION '{OWN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER own_accounts_hold_no_role BEFORE UPDATE ON people_user
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND OLD.person_id IS NULL)
    EXECUTE FUNCTION people_keep_own_accounts_plain()
    """,
    f"""
    CREATE OR REPLACE FUNCTION people_keep_looks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER looks_are_kept BEFORE UPDATE OR DELETE ON people_look
    FOR EACH ROW EXECUTE FUNCTION people_keep_looks()
    """,
    """
    CREATE OR REPLACE TRIGGER looks_are_not_emptied BEFORE TRUNCATE ON people_look
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_looks()
    """,
]

SQLITE = [
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS roles_are_kept_apart_on_{verb} BEFORE {verb} ON people_rolegrant
        BEGIN
            SELECT RAISE(ABORT, '{APART}') WHERE EXISTS (
                WITH pair (one, other) AS (VALUES {VALUES})
                SELECT 1 FROM people_rolegrant held JOIN pair ON pair.one = NEW.role AND pair.other = held.role
                WHERE held.user_id = NEW.user_id AND held.id IS NOT NEW.id
            );
            SELECT RAISE(ABORT, '{OWN}') WHERE EXISTS (
                SELECT 1 FROM people_user WHERE id = NEW.user_id AND person_id IS NOT NULL
            );
        END
        """
        for verb in ("INSERT", "UPDATE")
    ),
    f"""
    CREATE TRIGGER IF NOT EXISTS own_accounts_hold_no_role BEFORE UPDATE ON people_user
    WHEN NEW.person_id IS NOT NULL AND OLD.person_id IS NULL
    BEGIN
        SELECT RAISE(ABORT, '{OWN}') WHERE EXISTS (SELECT 1 FROM people_rolegrant WHERE user_id = NEW.id);
    END
    """,
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS looks_are_kept_on_{verb} BEFORE {verb} ON people_look
        BEGIN
            SELECT RAISE(ABORT, '{KEPT}');
        END
        """
        for verb in ("UPDATE", "DELETE")
    ),
]
ON_SQLITE = [
    *("roles_are_kept_apart_on_INSERT", "roles_are_kept_apart_on_UPDATE"),
    *("own_accounts_hold_no_role", "looks_are_kept_on_UPDATE", "looks_are_kept_on_DELETE"),
]


def set_triggers(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP FUNCTION people_keep_roles_apart, people_keep_own_accounts_plain, people_keep_looks CASCADE"
        )
        return
    for name in ON_SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_roles_texts_and_looks")]

    operations = [migrations.RunPython(set_triggers, drop_triggers)]
