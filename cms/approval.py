"""Nothing goes before the public on one person's word: who has written does not publish.

Editors may not publish by themselves (Wagtail's permission is taken away by migration 0005); publishing, at once or at
a later hour, and withdrawing at an hour follow from the workflow, whose one task this is. What was handed in stands
still until it is answered, so that what is approved is what was read.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import Page, Task, TaskState

from people.actor import actor_of
from people.roles import EDITOR


class SecondPersonTask(Task):
    """Approval by an editor who has no hand in what is approved."""

    class Meta:
        verbose_name = "第二人核准"
        verbose_name_plural = "第二人核准"

    @classmethod
    def get_description(cls) -> str:
        return "由另一位内容编辑核准后发布；写过这一稿的人不能核准"

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        if not may_answer(obj, user):
            return []
        return [("approve", "核准", True), ("reject", "退回修改", True)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if not may_answer(task_state.workflow_state.content_object, user):
            raise PermissionDenied("写过这一稿的人不能核准，请另一位内容编辑来办。")
        return super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return _is_editor(user)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        return not may_answer(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet:
        if not _is_editor(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        theirs = [one.pk for one in waiting if may_answer(one.workflow_state.content_object, user)]
        return waiting.filter(pk__in=theirs)


def _is_editor(user: Any) -> bool:
    return bool(user.is_active and actor_of(user).has(EDITOR))


def may_answer(page: Page, user: Any) -> bool:
    """Whether this person may approve what waits, or send it back."""
    return _is_editor(user) and user.pk not in authors(page)


def authors(page: Page) -> set[int]:
    """Whoever handed in what waits, or had a hand in it since the page was last published."""
    state, live = page.current_workflow_state, page.live_revision
    since = page.revisions.filter(created_at__gt=live.created_at) if live else page.revisions.all()
    written = set(since.exclude(user=None).values_list("user_id", flat=True))
    if live is None and page.first_published_at is None and page.owner_id:
        written.add(page.owner_id)
    if state and state.requested_by_id:
        written.add(state.requested_by_id)
    return written
