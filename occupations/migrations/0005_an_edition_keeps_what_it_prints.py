"""What an edition prints, code and name, stands in its own rows: an occupation renamed later renames no old edition.

Rows that stand already are given what the classification calls the occupation now; their triggers, which would refuse it,
are away meanwhile. SQLite lost them with the tables that it remade.
"""

from importlib import import_module

from django.db import migrations, models

standing = import_module("occupations.migrations.0004_a_sent_edition_stands_as_it_is")

FILL = """
    UPDATE occupations_{table} SET {names} WHERE occupation_id IS NOT NULL
"""
OF = "(SELECT o.{name} FROM occupations_occupation o WHERE o.id = occupation_id)"
COLUMNS = {"catalogueentry": ("code", "name"), "post": ("code",)}


def fill(apps, schema_editor):
    kept = "ALTER TABLE occupations_{table} {verb} TRIGGER {table}_keeps_its_rows"
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, columns in COLUMNS.items():
        if not apps.get_model("occupations", table).objects.exists():
            continue  # a statement that changes nothing is a write too, and would stamp an empty database
        if postgresql:
            schema_editor.execute(kept.format(table=table, verb="DISABLE"))
        names = ", ".join(f"{name} = {OF.format(name=name)}" for name in columns)
        schema_editor.execute(FILL.format(table=table, names=names))
        if postgresql:
            schema_editor.execute(kept.format(table=table, verb="ENABLE"))
    if not postgresql:
        standing.set_triggers(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("occupations", "0004_a_sent_edition_stands_as_it_is")]

    operations = [
        migrations.AddField(
            model_name="catalogueentry",
            name="code",
            field=models.CharField(blank=True, default="", max_length=10, verbose_name="印出的编码"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="catalogueentry",
            name="name",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="印出的名称"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="post",
            name="code",
            field=models.CharField(blank=True, default="", max_length=10, verbose_name="印出的编码"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
