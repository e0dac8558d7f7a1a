from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """SQLite makes the table of accounts anew, and suffers no trigger meanwhile that reads it."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("people.migrations.0005_roles_kept_apart_and_looks_kept").drop_triggers(apps, schema_editor)


def set_triggers(apps, schema_editor):
    """And those of every table made anew are gone."""
    for name in ("0005_roles_kept_apart_and_looks_kept", "0012_what_was_done_to_accounts"):
        import_module(f"people.migrations.{name}").set_triggers(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0012_what_was_done_to_accounts"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="accountchange",
            name="account_change_names_its_role",
        ),
        migrations.AddField(
            model_name="user",
            name="own",
            field=models.OneToOneField(
                blank=True,
                help_text="有角色的账号背后是哪一个人：他自己的申请、异议和更正，不由他办。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="official",
                to="people.person",
                verbose_name="本人是",
            ),
        ),
        migrations.AlterField(
            model_name="accountchange",
            name="what",
            field=models.CharField(
                choices=[
                    ("opened", "开通账号"),
                    ("named", "改账号名或姓名"),
                    ("password", "重设密码"),
                    ("unbound", "解除两步验证"),
                    ("granted", "授予角色"),
                    ("revoked", "收回角色"),
                    ("closed", "停用账号"),
                    ("reopened", "恢复账号"),
                    ("own", "登记本人是谁"),
                    ("nobody", "去掉登记的本人"),
                ],
                max_length=8,
                verbose_name="做了什么",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what__in", ["granted", "revoked"]), models.Q(("role", ""), _negated=True)),
                    models.Q(
                        ("role", ""),
                        ("what__in", ["opened", "named", "password", "unbound", "closed", "reopened", "own", "nobody"]),
                    ),
                    _connector="OR",
                ),
                name="account_change_names_its_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", True), ("own__isnull", True), _connector="OR"),
                name="account_is_a_persons_or_has_one",
            ),
        ),
        migrations.RunPython(set_triggers, migrations.RunPython.noop),
    ]
