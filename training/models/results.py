"""How a class ends for a trainee: the final exam, and the completion certificate that the class issues."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.actor import Actor
from training.models.classes import of_organisations
from training.models.enrolments import Enrolment


class OfATraineeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; those of the classes in sight."""
        if actor.person_id is not None:
            return self.filter(enrolment__person=actor.person_id)
        return of_organisations(self, actor, "enrolment__of__organisation")


class ExamResult(models.Model):
    """The final exam (结业考核) of one trainee, as it counts now; what it said before stands in the class's history.

    `score`: out of 100, where one was given. One that is voided (`voided_at`) counts for nothing.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="result", verbose_name="学员")
    held_on = models.DateField("考核日期")
    score = models.PositiveSmallIntegerField("成绩", null=True, blank=True)
    passed = models.BooleanField("合格")
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_why = models.CharField("作废原因", max_length=100, blank=True)

    objects = OfATraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结业考核成绩"
        ordering = ["enrolment"]
        constraints = [
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=100), name="result_is_out_of_100"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_why="") | (Q(voided_at__isnull=False) & ~Q(void_why="")),
                name="result_voided_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"结业考核 {self.pk}"


class CompletionCertificate(models.Model):
    """培训合格证书: issued by the class to a trainee who attended enough and passed; anybody may check its number.

    Withdrawn (`voided_at`) where the result behind it no longer counts; the number is never given again.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions", verbose_name="学员")
    number = models.CharField("证书编号", max_length=20, unique=True)
    issued_on = models.DateField("发证日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发证人")
    voided_at = models.DateTimeField("撤回时间", null=True, blank=True)
    void_why = models.CharField("撤回原因", max_length=100, blank=True)

    objects = OfATraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训合格证书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(voided_at__isnull=True), name="completion_once_of_a_trainee"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_why="") | (Q(voided_at__isnull=False) & ~Q(void_why="")),
                name="completion_voided_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number
