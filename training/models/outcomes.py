"""What became of the trainees of a class that is over, counted; nobody in it can be told apart."""

from django.db import models
from django.db.models import F, Q

from training.models.classes import TrainingClass


class ClassOutcome(models.Model):
    """How many of those who began one class did what. Written by `training.outcomes.actions` alone, every night anew.

    NULL: its time has not come, or the registers do not reach that far. Read by `training.outcomes.queries` alone: what
    is too small to be told stands here too.
    """

    of = models.OneToOneField(TrainingClass, models.CASCADE, related_name="outcome", verbose_name="班次")
    began = models.PositiveIntegerField("开始上课的人")
    stayed = models.PositiveIntegerField("学到最后一天")
    sat = models.PositiveIntegerField("参加结业考核", null=True)
    passed = models.PositiveIntegerField("结业考核合格", null=True)
    certified = models.PositiveIntegerField("取得证书", null=True)
    worked_6 = models.PositiveIntegerField("6个月后在职", null=True)
    worked_12 = models.PositiveIntegerField("12个月后在职", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "班次成效"
        ordering = ["of_id"]
        constraints = [
            models.CheckConstraint(condition=Q(began__gt=0), name="outcome_of_somebody"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": F("began")}),
                    name=f"outcome_{name}_among_who_began",
                )
                for name in ("stayed", "sat", "certified", "worked_6", "worked_12")
            ),
            models.CheckConstraint(
                condition=Q(sat__isnull=True, passed__isnull=True)
                | Q(sat__isnull=False, passed__isnull=False, passed__lte=F("sat")),
                name="outcome_passed_among_who_sat",
            ),
            models.CheckConstraint(
                condition=Q(worked_12__isnull=True) | Q(worked_6__isnull=False), name="outcome_six_before_twelve_months"
            ),
        ]

    def __str__(self) -> str:
        return f"班次成效 {self.of_id}"


class OutcomesCounted(models.Model):
    """One row: the day the outcomes were last counted on, and the days the registers were true to by then."""

    on = models.DateField("统计日")
    insurance_to = models.DateField("社保数据截至", null=True)
    certificates_to = models.DateField("证书数据截至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "成效统计日"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="outcomes_counted_once")]

    def __str__(self) -> str:
        return f"统计于 {self.on}"
