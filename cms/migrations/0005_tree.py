"""The sections stand under the home page from the first day, and nothing is published but by a second person."""

from uuid import uuid4

from django.db import migrations
from django.utils import timezone

SECTIONS = (
    ("guideindexpage", "GuideIndexPage", "guides", "办事指南", "怎么领、怎么办、要准备什么，一步一步写清楚。"),
    (
        "policyindexpage",
        "PolicyIndexPage",
        "policies",
        "政策看得懂",
        "一份文件一页：说了什么，和您有什么关系，变了什么。",
    ),
    ("questionspage", "QuestionsPage", "questions", "常见问题", "先看问题，再看回答；金额和条件由规则自动给出。"),
    ("newsindexpage", "NewsIndexPage", "news", "通知公告", "这里发布的通知，最新的在最前面。"),
)
WORKFLOW, TASK = "第二人核准后发布", "第二人核准"


def build(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("cms", "HomePage")
    home = HomePage.objects.first()
    if home is None:
        return
    now = timezone.now()
    for place, (kind, model, slug, title, lede) in enumerate(SECTIONS, start=home.numchild + 1):
        content_type, _ = ContentType.objects.get_or_create(app_label="cms", model=kind)
        apps.get_model("cms", model).objects.create(
            path=f"{home.path}{place:04d}", depth=home.depth + 1, numchild=0, url_path=f"{home.url_path}{slug}/",
            title=title, draft_title=title, slug=slug, lede=lede, live=True, locale_id=home.locale_id,
            translation_key=uuid4(), content_type_id=content_type.pk, first_published_at=now, last_published_at=now,
        )  # fmt: skip
    HomePage.objects.filter(pk=home.pk).update(numchild=home.numchild + len(SECTIONS))


def second_person(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Workflow, WorkflowPage = apps.get_model("wagtailcore", "Workflow"), apps.get_model("wagtailcore", "WorkflowPage")
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(
        group__name__in=("Editors", "Moderators"), permission__codename="publish_page"
    ).delete()
    content_type, _ = ContentType.objects.get_or_create(app_label="cms", model="secondpersontask")
    task = apps.get_model("cms", "SecondPersonTask").objects.create(
        name=TASK, active=True, content_type_id=content_type.pk
    )
    Workflow.objects.update(active=False)
    apps.get_model("wagtailcore", "Task").objects.exclude(pk=task.pk).update(active=False)
    workflow = Workflow.objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    WorkflowPage.objects.all().delete()
    for root in Page.objects.filter(depth=1):
        WorkflowPage.objects.create(page=root, workflow=workflow)


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_pages")]

    operations = [
        migrations.RunPython(build, migrations.RunPython.noop),
        migrations.RunPython(second_person, migrations.RunPython.noop),
    ]
