"""Names of files, which may say whose they are, are sealed."""

from django.db import migrations, models

PURPOSE = "file-name"


def seal(apps, schema_editor):
    """Each name under the key in force. Where there is no file there need be no key either."""
    from people.keys import ring

    rows = apps.get_model("records", "StoredFile").objects
    if not rows.exists():
        return
    in_force = apps.get_model("people", "KeyInForce").objects.filter(pk=1).first()
    version = in_force.version if in_force else ring().newest
    for row in rows.iterator():
        rows.filter(pk=row.pk).update(name_sealed=ring().seal(PURPOSE, row.name, version))


def unseal(apps, schema_editor):
    from people.keys import ring

    rows = apps.get_model("records", "StoredFile").objects
    for row in rows.iterator():
        rows.filter(pk=row.pk).update(name=ring().open(PURPOSE, bytes(row.name_sealed)))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_bank_accounts_and_finding_by_name"),
        ("records", "0004_events_are_never_edited"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="name_sealed",
            field=models.BinaryField(default=b"", max_length=500, verbose_name="文件名（加密）"),
            preserve_default=False,
        ),
        migrations.RunPython(seal, unseal),
        migrations.AlterField(  # so that going back has something to begin with
            model_name="storedfile",
            name="name",
            field=models.CharField(default="", max_length=100, verbose_name="文件名"),
        ),
        migrations.RemoveField(
            model_name="storedfile",
            name="name",
        ),
    ]
