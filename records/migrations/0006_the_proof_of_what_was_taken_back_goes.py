from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_names_of_files_are_sealed"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="proof_gone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="证明材料删去时间"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proof_gone_at__isnull", True),
                    models.Q(("file__isnull", True), ("state", "withdrawn")),
                    _connector="OR",
                ),
                name="correction_proof_goes_once_withdrawn",
            ),
        ),
    ]
