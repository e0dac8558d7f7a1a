"""Nothing goes before the public on one person's word."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, WorkflowState

from cms import models
from cms.tasks import publish_due_pages
from people.models import User
from tests.cms import pages
from tests.people import cast

pytestmark = pytest.mark.django_db


def answer(client: Client, page: Page, action: str = "approve", comment: str = ""):
    state = page.current_workflow_task_state
    where = f"/editor/pages/workflow/action/{page.pk}/{action}/{state.pk}/"
    return client.post(where, {"comment": comment}, headers={"x-requested-with": "XMLHttpRequest"})


def in_editor(client: Client, page: Page, **more: str):
    return client.post(f"/editor/pages/{page.pk}/edit/", pages.form(**more))


def live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_one_writes_a_second_publishes_and_all_read(client):
    writer, _ = pages.editor()
    second, _ = pages.editor()
    page = pages.submitted(writer)
    assert not live(page) and client.get(page.get_url()).status_code == 404
    waiting = second.get("/editor/").content.decode()
    assert page.title in waiting
    assert answer(second, page).status_code == 200
    assert live(page)
    html = client.get("/guides/how/").content.decode()
    assert page.title in html and "先登录。" in html


def test_who_wrote_does_not_approve_by_any_road():
    writer, _ = pages.editor()
    page = pages.submitted(writer)
    assert answer(writer, page).status_code in (302, 403)
    in_editor(writer, page, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    in_editor(writer, page, **{"action-publish": "1"})
    writer.post(f"/editor/bulk/wagtailcore/page/publish/?id={page.pk}", {})
    writer.post(f"/editor/pages/{page.pk}/copy/", {"new_title": "抄", "new_slug": "chao", "publish_copies": "1",
                                                  "new_parent_page": str(page.get_parent().pk)})  # fmt: skip
    assert not models.GuidePage.objects.filter(live=True).exists()


def test_nobody_publishes_at_once_not_even_whoever_may_all(admin_client):
    where = f"/editor/pages/add/cms/guidepage/{models.GuideIndexPage.objects.get().pk}/"
    writer, _ = pages.editor()
    for client in (writer, admin_client):
        client.post(where, pages.form(**{"action-publish": "1"}))
        assert not models.GuidePage.objects.filter(live=True).exists()
        assert "action-publish" not in client.get(where).content.decode()
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()


def test_a_superuser_is_no_second_person(admin_client):
    writer, _ = pages.editor()
    page = pages.submitted(writer)
    assert answer(admin_client, page).status_code in (302, 403)
    assert not live(page)


def test_whoever_had_a_hand_in_it_does_not_approve():
    one, _ = pages.editor()
    two, _ = pages.editor()
    third, _ = pages.editor()
    page = pages.submitted(one)
    answer(two, page, "reject", "请补一句")
    assert in_editor(two, page, text="<p>改过。</p>").status_code == 302, "sent back, anybody may write on"
    in_editor(one, page, **{"action-submit": "1"})
    page = models.GuidePage.objects.get()
    assert page.workflow_in_progress
    assert answer(two, page).status_code in (302, 403) and not live(page)
    answer(third, page)
    assert live(page)


def test_what_waits_stands_still_and_an_answer_saves_nothing():
    writer, _ = pages.editor()
    second, _ = pages.editor()
    page = pages.submitted(writer)
    before = page.latest_revision_id
    in_editor(second, page, text="<p>悄悄改。</p>")
    in_editor(writer, page, text="<p>悄悄改。</p>")
    extra = json.dumps({"comment": "好"})
    in_editor(second, page, text="<p>悄悄改。</p>", **{
        "action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra,
    })  # fmt: skip
    page = models.GuidePage.objects.get()
    assert page.live and page.latest_revision_id == before
    assert "悄悄改" not in str(page.body)


def test_a_live_page_keeps_its_words_until_the_second_person_has_read_the_new_ones(client):
    page = pages.guide(slug="how")
    page.save_revision().publish()
    writer, _ = pages.editor()
    second, _ = pages.editor()
    in_editor(writer, page, text="<p>新的说法。</p>", **{"action-submit": "1"})
    assert "新的说法" not in client.get("/guides/how/").content.decode()
    answer(second, Page.objects.get(pk=page.pk))
    assert "新的说法" in client.get("/guides/how/").content.decode()
    in_editor(second, page, text="<p>再改。</p>", **{"action-submit": "1"})
    answer(writer, Page.objects.get(pk=page.pk))
    assert "再改" in client.get("/guides/how/").content.decode(), "earlier parts do not bar anybody"


def test_no_other_role_comes_in():
    page = pages.submitted(pages.editor()[0])
    for role in ("steward", "city", "auditor"):
        client = Client()
        client.force_login(cast.official(role))
        assert answer(client, page).status_code in (302, 403)
    assert not live(page)


def test_the_writer_may_take_it_back():
    writer, _ = pages.editor()
    page = pages.submitted(writer)
    in_editor(writer, page, **{"action-cancel-workflow": "1"})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_it_goes_up_and_comes_down_at_its_hour(client, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    writer, user = pages.editor()
    second, _ = pages.editor()
    day = (timezone.localtime(now) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    end = (timezone.localtime(now) + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    page = pages.submitted(writer, go_live_at=day, expire_at=end)
    answer(second, page)
    publish_due_pages()
    assert client.get("/guides/how/").status_code == 404, "its hour has not come"
    time_machine.move_to(now + timedelta(days=1, minutes=1), tick=False)
    publish_due_pages()
    publish_due_pages()
    assert page.title in client.get("/guides/how/").content.decode()
    time_machine.move_to(now + timedelta(days=3, minutes=1), tick=False)
    publish_due_pages()
    assert client.get("/guides/how/").status_code == 404
    assert User.objects.filter(pk=user.pk).exists()


def test_a_draft_with_an_hour_and_without_a_second_person_never_goes_up(client, time_machine):
    now = timezone.now()
    writer, _ = pages.editor()
    day = (timezone.localtime(now) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    page = pages.submitted(writer, go_live_at=day)
    time_machine.move_to(now + timedelta(days=2))
    call_command("publish_scheduled")
    assert not live(page)


def test_the_preview_shows_the_draft_with_its_facts():
    writer, _ = pages.editor()
    where = f"/editor/pages/add/cms/guidepage/{models.GuideIndexPage.objects.get().pk}/preview/"
    assert writer.post(where, pages.form()).json()["is_valid"]
    shown = writer.get(where + "?mode=")
    assert "先登录。" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]


def test_the_editors_screens_are_in_chinese():
    writer, _ = pages.editor()
    second, _ = pages.editor()
    page = pages.submitted(writer)
    html = second.get(f"/editor/pages/{page.pk}/edit/").content.decode()
    assert "核准并发布" in html and "退回修改" in html and "action-save-draft" not in html
    index = models.GuideIndexPage.objects.get()
    new = writer.get(f"/editor/pages/add/cms/guidepage/{index.pk}/").content.decode()
    assert "提交" in new and "保存草稿" in new
