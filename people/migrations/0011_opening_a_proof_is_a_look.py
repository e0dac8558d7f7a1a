from importlib import import_module

from django.db import migrations, models

# On SQLite the table is made anew, and its triggers are gone.
set_triggers = import_module("people.migrations.0005_roles_kept_apart_and_looks_kept").set_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_persons_are_found_by_number_alone"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="look",
            name="look_is_at_something",
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
                ],
                max_length=10,
                verbose_name="查看内容",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["number", "phone", "found", "registered", "proof"])),
                name="look_is_at_something",
            ),
        ),
        migrations.RunPython(set_triggers, migrations.RunPython.noop),
    ]
