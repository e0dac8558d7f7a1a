"""What a whole plan is changed to: another school, or another level."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apprenticeship.models.plans import Guide, Plan
from people import sight
from people.actor import Actor
from people.models import Organisation
from people.roles import REVIEWER

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def visible_to(self, actor: Actor) -> Any:
        """Those of the plan's parties, of the school that is asked, of the enterprise's district, all for the city."""
        if actor.has(*sight.EVERYONE):
            return self
        own = Q(plan__enterprise__in=actor.organisations) | Q(plan__school__in=actor.organisations)
        own |= Q(school__in=actor.organisations) | Q(old_school__in=actor.organisations)
        if actor.has(REVIEWER):
            own |= Q(plan__enterprise__district__in=actor.districts)
        return self.filter(own)


class PlanChange(models.Model):
    """Proposed by the enterprise, agreed to by every school it concerns, then answered by the district.

    `school`, `agreement` and its days: where another school takes over; `teacher`: whom it gives to all apprentices.
    `level`: where another one is trained for. `old_school`: whose word was needed, kept once the plan has another.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "换合作院校"
        LEVEL = "level", "改培养等级"

    class State(models.TextChoices):
        OPEN = "open", "等院校同意"
        FILED = "filed", "等区里审核"
        DONE = "done", "已变更"
        DECLINED = "declined", "院校不同意"
        WITHDRAWN = "withdrawn", "企业收回"
        LAPSED = "lapsed", "过期没有答复"
        REFUSED = "refused", "区里不同意"

    ALIVE = (State.OPEN, State.FILED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes", verbose_name="培养计划")
    kind = models.CharField("变更什么", max_length=6, choices=Kind.choices)
    level = models.PositiveSmallIntegerField("新的等级", null=True, blank=True)
    school = models.ForeignKey(Organisation, verbose_name="新的院校", **_BY)
    old_school = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="原来的院校")
    agreement = models.CharField("新的合作协议编号", max_length=40, blank=True)
    agreed_on = models.DateField("签订日期", null=True, blank=True)
    agreed_until = models.DateField("到期日", null=True, blank=True)
    teacher = models.ForeignKey(Guide, verbose_name="新院校的教师", **_BY)
    why = models.CharField("理由", max_length=300)
    made_at = models.DateTimeField("提出时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    old_at = models.DateTimeField("原院校同意时间", null=True, blank=True)
    new_at = models.DateTimeField("新院校同意时间", null=True, blank=True)
    due_on = models.DateField("最晚答复日")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="办结人", **_BY)
    words = models.CharField("答复", max_length=300, blank=True)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划变更"
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state__in=["open", "filed"]), name="change_alive")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["open", "filed"]), name="change_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind="level", level__isnull=False, school__isnull=True)
                | Q(kind="school", level__isnull=True, school__isnull=False, agreed_until__isnull=False),
                name="change_says_to_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "filed", "done", "declined", "withdrawn", "lapsed", "refused"]),
                name="change_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "filed"], ended_at__isnull=True)
                | ~Q(state__in=["open", "filed"]) & Q(ended_at__isnull=False),
                name="change_ended_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"变更 {self.pk}"

    @property
    def waits_for(self) -> list[Organisation]:
        """The schools that have not agreed yet."""
        if self.state != self.State.OPEN:
            return []
        lacking = [self.old_school] if self.old_at is None else []
        return [*lacking, self.school] if self.school and self.new_at is None else lacking
