"""Make our home page the root of the site: Wagtail's welcome page becomes it, so the site's own row stays as it is."""

from django.db import migrations

TITLE = "首页"


def open_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("cms", "HomePage")

    kind, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    if welcome is None:
        return
    inherited = {f.attname: getattr(welcome, f.attname) for f in Page._meta.concrete_fields if f.attname != "id"}
    home = HomePage(page_ptr_id=welcome.pk, **inherited)
    home.content_type_id, home.title, home.draft_title = kind.pk, TITLE, TITLE
    home.save()
    Site.objects.filter(root_page_id=welcome.pk).update(site_name="训兴")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(open_home, migrations.RunPython.noop)]
