"""The version of what public pages are made from: the database changes it with any write, by whatever road.

Triggers, set after every migrate and not by a migration, since Wagtail's own migrations remake its tables on SQLite and
drop what hangs on them. A row for each kind of work, so that an editor who publishes never waits for a notice that is
being posted, nor for a list that is being imported, and an organisation comes in meanwhile.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import Model

PAGES, NOTICES, COURSES, SCHOOLS, OUTCOMES = "pages", "notices", "courses", "schools", "outcomes"
ALL = (PAGES, NOTICES, COURSES, SCHOOLS, OUTCOMES)
# What a public page shows of Wagtail's. No renditions: drawing a page makes them.
_WAGTAIL = (
    "wagtailcore.Page", "wagtailcore.Site", "wagtailcore.PageViewRestriction", "wagtailimages.Image",
    "wagtaildocs.Document",
)  # fmt: skip
_VERBS = ("INSERT", "UPDATE", "DELETE")
_FUNCTION = """
    CREATE OR REPLACE FUNCTION cms_restamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO cms_pagestamp (id, token) VALUES (TG_ARGV[0], gen_random_uuid()::text)
        ON CONFLICT (id) DO UPDATE SET token = excluded.token;
        RETURN NULL;
    END $$
"""


def watched() -> Iterator[tuple[str, type[Model]]]:
    """(row of the stamp, model) of all that public pages are made from, but the catalogue, which has its own."""
    yield NOTICES, apps.get_model("subsidies.Notice")
    yield COURSES, apps.get_model("training.Course")
    yield SCHOOLS, apps.get_model("people.Organisation")  # whose courses they are
    yield OUTCOMES, apps.get_model("training.ClassOutcome")
    yield OUTCOMES, apps.get_model("training.OutcomesCounted")
    yield from ((PAGES, apps.get_model(name)) for name in _WAGTAIL)
    for model in apps.get_app_config("cms").get_models(include_auto_created=True):
        if model._meta.model_name != "pagestamp":
            yield PAGES, model


def set_stamps(using: str, **_: Any) -> None:
    """After a migrate: every watched table renews its stamp, and both stamps are there. Again does no harm."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "cms_pagestamp" not in there or not router.allow_migrate(using, "cms"):
            return
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for row, model in watched():
            if model._meta.db_table in there:
                for statement in _triggers(connection.vendor, row, model._meta.db_table):
                    cursor.execute(statement)
        for row in ALL:
            cursor.execute(
                "INSERT INTO cms_pagestamp (id, token) VALUES (%s, 'new') ON CONFLICT (id) DO NOTHING", [row]
            )


def _triggers(vendor: str, row: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"""
            CREATE OR REPLACE TRIGGER public_pages_restamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION cms_restamp('{row}')
        """]  # fmt: skip
    return [
        f"""
        CREATE TRIGGER IF NOT EXISTS public_pages_{table}_{verb} AFTER {verb} ON {table}
        BEGIN
            INSERT INTO cms_pagestamp (id, token) VALUES ('{row}', lower(hex(randomblob(16))))
            ON CONFLICT (id) DO UPDATE SET token = excluded.token;
        END
        """
        for verb in _VERBS
    ]


def drop_stamps(connection: Any) -> None:
    """Before the table of stamps goes: no trigger may write to it any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS cms_restamp CASCADE")
            return
        for _, model in watched():
            for verb in _VERBS:
                cursor.execute(f"DROP TRIGGER IF EXISTS public_pages_{model._meta.db_table}_{verb}")
