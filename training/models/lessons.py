"""What happens in class: who was there, and what an unannounced look found."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import District
from people.roles import CITY, REVIEWER
from people.sight import EVERYONE
from training.models.classes import of_organisations
from training.models.enrolments import Enrolment
from training.models.sessions import ClassSession


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; those of the classes in sight."""
        if actor.person_id is not None:
            return self.filter(enrolment__person=actor.person_id)
        return of_organisations(self, actor, "session__of__organisation")


class Attendance(models.Model):
    """That a trainee was in a lesson, or was not: hours (hundredths of a 学时), and how it was written down."""

    class How(models.TextChoices):
        QR = "qr", "本人扫码"
        SCREEN = "screen", "教师点名"
        WORKBOOK = "workbook", "表格"

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="attendance", verbose_name="课次")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendance", verbose_name="学员")
    hours = models.PositiveIntegerField("实到学时（百分之一）")
    how = models.CharField("方式", max_length=8, choices=How.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        ordering = ["session", "enrolment"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once_in_a_session"),
            models.CheckConstraint(condition=Q(how__in=["qr", "screen", "workbook"]), name="attendance_way_is_known"),
        ]

    def __str__(self) -> str:
        return f"考勤 {self.pk}"


class InspectionPlanQuerySet(models.QuerySet["InspectionPlan"]):
    def visible_to(self, actor: Actor) -> Any:
        """Those who see everybody; a reviewer those of the own districts. Never an institution."""
        if actor.has(*EVERYONE):
            return self
        return self.filter(district__in=actor.districts) if actor.has(REVIEWER) else self.none()


class InspectionPlan(models.Model):
    """Lessons drawn for a look without notice: `seed` and the rows drawn from tell how, so that it can be drawn again.

    `drawn_from`: how many lessons there were to draw from; `digest`: SHA-256 of their ids in order.
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="区")
    first_day = models.DateField("从")
    last_day = models.DateField("到")
    size = models.PositiveSmallIntegerField("抽取课次")
    seed = models.CharField("随机种子", max_length=32)
    drawn_from = models.PositiveIntegerField("可抽课次")
    digest = models.CharField("可抽课次的指纹", max_length=64)
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="抽取人")

    objects = InspectionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查计划"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="inspection_plan_ends_later"),
            models.CheckConstraint(condition=Q(size__gt=0), name="inspection_plan_draws_some"),
        ]

    def __str__(self) -> str:
        return f"抽查计划 {self.pk}"


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, actor: Actor) -> Any:
        """Inside: as the class. To an institution only what has been looked at: a visit is not announced."""
        rows = of_organisations(self, actor, "session__of__organisation")
        return rows if actor.has(*EVERYONE, REVIEWER, CITY) else rows.filter(done_at__isnull=False)


class Inspection(models.Model):
    """A look at one lesson, drawn or called for. Once done it is never edited."""

    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="抽查计划"
    )
    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="inspections", verbose_name="课次")
    done_at = models.DateTimeField("检查时间", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查人"
    )
    counted = models.PositiveSmallIntegerField("现场人数", null=True, blank=True)
    teacher_there = models.BooleanField("教师在场", null=True, blank=True)
    note = models.CharField("情况", max_length=500, blank=True)
    photos = models.ManyToManyField("records.StoredFile", blank=True, related_name="+", verbose_name="照片")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ["session__day", "session__begins", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "session"], name="inspection_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, counted__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, counted__isnull=False, teacher_there__isnull=False),
                name="inspection_done_says_what_it_found",
            ),
        ]

    def __str__(self) -> str:
        return f"抽查 {self.pk}"


class Finding(models.Model):
    """A trainee whom the look did not find there, whatever the attendance says."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings", verbose_name="抽查")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="findings", verbose_name="学员")

    class Meta:
        verbose_name = verbose_name_plural = "抽查不在的学员"
        ordering = ["inspection", "enrolment"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "enrolment"], name="finding_once_of_a_trainee"),
        ]

    def __str__(self) -> str:
        return f"不在 {self.pk}"
