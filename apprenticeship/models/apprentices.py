"""Who learns in a plan, as both parties have confirmed it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apprenticeship.models.plans import Guide, Plan, of_parties
from people.actor import Actor
from people.models import Person
from subsidies.models import Entitlement

WITHOUT_END = 1200  # months of a contract without an end, as people write it


class ApprenticeQuerySet(models.QuerySet["Apprentice"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; those of the plans in sight."""
        if actor.person_id is not None:
            return self.filter(person=actor.person_id)
        return of_parties(self, actor, "plan__")

    def there(self) -> Any:
        return self.exclude(state=Apprentice.State.GONE)


class Apprentice(models.Model):
    """One person's record in a plan. Written by `apprenticeship.entering` alone.

    Whichever party enters or changes it has confirmed it by that; it counts once both have. `first_day`, `months`:
    where they are other than the plan's. `right`: what the plan's acceptance promised. A record that its
    person denies (`denied_at`) counts nothing until it is looked into.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "等双方确认"
        CONFIRMED = "confirmed", "双方已确认"
        GONE = "gone", "已退出"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="apprentices", verbose_name="培养计划")
    person = models.ForeignKey(Person, models.PROTECT, related_name="apprenticeships", verbose_name="学徒")
    contract_began = models.DateField("劳动合同开始日期")
    contract_months = models.PositiveSmallIntegerField("劳动合同月数")
    moved_on = models.DateField("转岗日期", null=True, blank=True)
    first_day = models.DateField("本人开始日期", null=True, blank=True)
    months = models.PositiveSmallIntegerField("本人计划月数", null=True, blank=True)
    mentor = models.ForeignKey(
        Guide, models.PROTECT, null=True, blank=True, related_name="taught_at_work", verbose_name="企业导师"
    )
    teacher = models.ForeignKey(
        Guide, models.PROTECT, null=True, blank=True, related_name="taught_at_school", verbose_name="院校教师"
    )
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PROPOSED)
    right = models.ForeignKey(
        Entitlement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="享受资格"
    )
    made_at = models.DateTimeField("录入时间")
    enterprise_at = models.DateTimeField("企业确认时间", null=True, blank=True)
    enterprise_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业确认人"
    )
    school_at = models.DateTimeField("院校确认时间", null=True, blank=True)
    school_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="院校确认人"
    )
    denied_at = models.DateTimeField("本人否认时间", null=True, blank=True)
    denial_due = models.DateField("最晚核查日", null=True, blank=True)
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_why = models.CharField("退出原因", max_length=100, blank=True)

    objects = ApprenticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学徒"
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=~Q(state="gone"), name="apprentice_once_in_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed", "gone"]), name="apprentice_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(enterprise_at__isnull=False, school_at__isnull=False),
                name="apprentice_confirmed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(denied_at__isnull=True, denial_due__isnull=True)
                | Q(denied_at__isnull=False, denial_due__isnull=False),
                name="apprentice_denied_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(state="gone", left_on__isnull=False) | ~Q(state="gone") & Q(left_on__isnull=True),
                name="apprentice_gone_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"学徒 {self.pk}"

    @property
    def without_end(self) -> bool:
        """Has the contract no end?"""
        return self.contract_months >= WITHOUT_END
