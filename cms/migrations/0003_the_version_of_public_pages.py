"""The table of stamps; what renews them is set after every migrate (`cms.stamps`)."""

from django.db import migrations, models

from cms import stamps


def drop(apps, schema_editor):
    stamps.drop_stamps(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_home")]

    operations = [
        migrations.CreateModel(
            name="PageStamp",
            fields=[
                ("id", models.CharField(max_length=8, primary_key=True, serialize=False, verbose_name="内容")),
                ("token", models.CharField(max_length=36, verbose_name="版本")),
            ],
            options={"verbose_name": "网页版本", "verbose_name_plural": "网页版本"},
        ),
        migrations.RunPython(migrations.RunPython.noop, drop),
    ]
