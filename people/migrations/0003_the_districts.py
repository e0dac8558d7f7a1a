"""The 16 districts of GB/T 2260 and 经开区, which the standard does not know and which reports by itself."""

from django.db import migrations

DISTRICTS = [
    ("110101", "东城区"), ("110102", "西城区"), ("110105", "朝阳区"), ("110106", "丰台区"), ("110107", "石景山区"),
    ("110108", "海淀区"), ("110109", "门头沟区"), ("110111", "房山区"), ("110112", "通州区"), ("110113", "顺义区"),
    ("110114", "昌平区"), ("110115", "大兴区"), ("110116", "怀柔区"), ("110117", "平谷区"), ("110118", "密云区"),
    ("110119", "延庆区"), ("1101KF", "经开区"),
]  # fmt: skip


def add(apps, schema_editor):
    District = apps.get_model("people", "District")
    District.objects.bulk_create(
        District(code=code, name=name, order=order) for order, (code, name) in enumerate(DISTRICTS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_persons_organisations_and_what_happened_to_them")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
