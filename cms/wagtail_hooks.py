"""How Wagtail's own screens greet our editors, and what they do not let through."""

import json

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

ANSWERS = {"approve": "核准并发布", "reject": "退回修改"}


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Our ink and action colours; the editor's screens stay Wagtail's otherwise."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("before_publish_page")
def nobody_publishes_alone(request: HttpRequest, page: Page) -> HttpResponse:
    """Whatever somebody's permissions say: a page goes before the public by the workflow only."""
    messages.error(request, "网页由第二人核准后发布。请先保存草稿，再点“提交”。")
    where = ("wagtailadmin_pages:edit", page.pk) if page.pk else ("wagtailadmin_home",)
    return redirect(*where)


@hooks.register("before_edit_page")
def what_waits_stands_still(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An answer to what was handed in saves nothing: published is what was read, whatever stands in the form."""
    task, state = page.current_workflow_task, page.current_workflow_task_state
    if request.method != "POST" or task is None or request.POST.get("action-cancel-workflow"):
        return None
    if not request.POST.get("action-workflow-action"):
        messages.error(request, "这一页正在等第二人核准，内容不能改。要改，请先退回修改，或者由提交的人撤回。")
        return redirect("wagtailadmin_pages:edit", page.pk)
    action = request.POST.get("workflow-action-name", "")
    if action not in [name for name, *_ in task.get_actions(page, request.user)]:
        raise PermissionDenied
    more = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    task.on_action(state, request.user, action, comment=str(more.get("comment", "")))
    messages.success(request, "已经核准。" if action == "approve" else "已经退回修改。")
    return redirect("wagtailadmin_home")


@hooks.register("construct_page_action_menu")
def only_what_works(items: list, request: HttpRequest, context: dict) -> None:
    """No button that would be refused: nobody publishes directly, nobody edits what waits."""
    page = context.get("page")
    refused = {"action-publish", "action-unpublish"}
    if page is not None and page.workflow_in_progress:
        refused |= {"action-save-draft", "action-restart-workflow"}
    items[:] = [item for item in items if item.name not in refused]
    for item in items:
        item.label = ANSWERS.get(item.name, item.label)
    items.sort(key=lambda item: item.name not in ANSWERS)  # the first is the button one sees
