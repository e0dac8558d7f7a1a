"""An enterprise's plan to train apprentices with a school, and who teaches for either."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models import Organisation, Person
from people.roles import FINANCE, REVIEWER


def of_parties(rows: models.QuerySet, actor: Actor, to: str) -> Any:
    """Of these rows those of plans in sight: of either party, of the district of the enterprise, of all for the city.
    A draft is its enterprise's alone. ``to``: the path to the plan, with ``__`` at its end; empty for plans."""
    own, shown = Q(**{f"{to}enterprise__in": actor.organisations}), ~Q(**{f"{to}state": Plan.State.DRAFT})
    if actor.has(*sight.EVERYONE, FINANCE):
        return rows.filter(own | shown)
    others = Q(**{f"{to}school__in": actor.organisations})
    if actor.has(REVIEWER):
        others |= Q(**{f"{to}enterprise__district__in": actor.districts})
    return rows.filter(own | (shown & others))


class GuideQuerySet(models.QuerySet["Guide"]):
    def visible_to(self, actor: Actor) -> Any:
        """Those of one's own organisation; whoever sees everybody."""
        return self if actor.has(*sight.EVERYONE) else self.filter(organisation__in=actor.organisations)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> Any:
        return of_parties(self, actor, "")

    def asking_leave(self) -> Any:
        """Those that wait for the city's word on a longer term, as `Plan.asks_leave`."""
        return self.filter(state__in=Plan.ASKING, leave_on=None).exclude(leave_why="")


class Guide(models.Model):
    """Somebody who teaches apprentices for one party: 企业导师 of an enterprise, 院校教师 of a school."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="guides", verbose_name="单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="guiding", verbose_name="人员")
    qualification = models.CharField("资格", max_length=60)
    active = models.BooleanField("在用", default=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导师和教师"
        ordering = ["organisation", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="guide_once_of_a_party")]

    def __str__(self) -> str:
        return f"导师 {self.pk}"


class Plan(models.Model):
    """One plan (培养计划). Written by `apprenticeship.plans` alone.

    The enterprise drafts it and offers it to the school, which agrees or sends it back; what both agreed to is filed,
    and accepted by the district. `general`, `theory`, `practice`: planned 学时 for each apprentice. `leave_on`: the
    city's leave for more months than the rule lets a plan have. `enterprise_trusts`, `school_trusts`: this party lets
    the other's word about an apprentice be its own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OFFERED = "offered", "等院校确认"
        AGREED = "agreed", "双方已确认"
        FILED = "filed", "等待审核"
        RETURNED = "returned", "退回补正"
        ACCEPTED = "accepted", "已备案"
        REFUSED = "refused", "不予备案"
        CANCELLED = "cancelled", "已取消"

    OPEN = (State.DRAFT, State.OFFERED, State.AGREED, State.RETURNED)  # what the parties may still change
    ASKING = OPEN[1:]  # a draft asks nobody yet
    ALIVE = (*OPEN, State.FILED, State.ACCEPTED)
    STANDING = (State.FILED, State.ACCEPTED)  # takes up its apprentices' days

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="plans", verbose_name="企业")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="shared_plans", verbose_name="合作院校")
    number = models.CharField("计划编号", max_length=12, unique=True, null=True)  # noqa: DJ001 (once it has an id)
    occupation = models.CharField("职业编码", max_length=10)
    level = models.PositiveSmallIntegerField("培养等级")
    first_day = models.DateField("培养第一天")
    months = models.PositiveSmallIntegerField("培养月数")
    general = models.PositiveSmallIntegerField("通用素质学时")
    theory = models.PositiveSmallIntegerField("专业理论学时")
    practice = models.PositiveSmallIntegerField("技能实训学时")
    agreement = models.CharField("合作协议编号", max_length=40)
    agreed_on = models.DateField("合作协议签订日期")
    agreed_until = models.DateField("合作协议到期日")
    content = models.TextField("培养方案", max_length=2000)
    leave_why = models.CharField("申请延长的理由", max_length=300, blank=True)
    leave_on = models.DateField("市级同意延长的日期", null=True, blank=True)
    leave_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同意延长的人"
    )
    enterprise_trusts = models.BooleanField("企业委托院校确认", default=False)
    school_trusts = models.BooleanField("院校委托企业确认", default=False)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField("建立时间")
    school_at = models.DateTimeField("院校确认时间", null=True, blank=True)
    school_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="院校确认人"
    )
    filed_at = models.DateTimeField("提交备案时间", null=True, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    review = models.JSONField("要人看的", default=list, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培养计划"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "-first_day"], name="plan_of_an_enterprise"),
            models.Index(fields=["school", "-first_day"], name="plan_of_a_school"),
            models.Index(fields=["state", "due_on", "id"], name="plan_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[*("draft", "offered", "agreed", "filed", "returned", "accepted", "refused", "cancelled")]
                ),
                name="plan_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(enterprise=F("school")), name="plan_is_of_two_parties"),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3, 4, 5], months__gt=0), name="plan_leads_somewhere"),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "filed", "accepted"])
                | Q(school_at__isnull=False, school_by__isnull=False),
                name="plan_takes_both_parties",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "returned", "accepted", "refused"])
                | Q(filed_at__isnull=False, filed_on__isnull=False),
                name="plan_filed_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(due_on__isnull=False, answered_at__isnull=True),
                name="plan_waiting_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned", "refused"]) | Q(answered_at__isnull=False),
                name="plan_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(leave_on__isnull=True, leave_by__isnull=True)
                | Q(leave_on__isnull=False, leave_by__isnull=False),
                name="plan_leave_has_its_giver",
            ),
        ]

    def __str__(self) -> str:
        return f"培养计划 {self.number or self.pk}"

    @property
    def asks_leave(self) -> bool:
        """Does it wait for the city's word on a longer term?"""
        return bool(self.leave_why) and self.leave_on is None and self.state in self.ASKING
