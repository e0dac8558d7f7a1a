from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

# On SQLite the table is made anew, and its triggers are gone.
set_triggers = import_module("people.migrations.0005_roles_kept_apart_and_looks_kept").set_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_whom_the_holder_of_an_account_is"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="look",
            name="look_is_at_something",
        ),
        migrations.AddField(
            model_name="look",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="people.organisation",
                verbose_name="单位",
            ),
        ),
        migrations.AlterField(
            model_name="look",
            name="what",
            field=models.CharField(
                choices=[
                    ("number", "完整的证件号码"),
                    ("phone", "完整的手机号码"),
                    ("found", "按姓名和证件号码查询"),
                    ("registered", "登记或更改手机"),
                    ("proof", "交来的证明材料"),
                    ("file", "文件里的完整证件号码"),
                ],
                max_length=10,
                verbose_name="查看内容",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["number", "phone", "found", "registered", "proof", "file"])),
                name="look_is_at_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("role__in", ["clerk", "manager"])),
                    models.Q(
                        models.Q(("role__in", ["clerk", "manager"]), _negated=True), ("organisation__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="look_by_an_organisation_says_which",
            ),
        ),
        migrations.RunPython(set_triggers, migrations.RunPython.noop),
    ]
