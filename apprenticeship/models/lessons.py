"""What was taught to whom, and when somebody was away for a while."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apprenticeship.derive import AREAS
from apprenticeship.models.apprentices import Apprentice
from apprenticeship.models.plans import Guide, Plan, of_parties
from people.actor import Actor

MOST_A_DAY = 24  # 学时 that a day holds at all; how many are let pass, `apprenticeship.plans.rules` says


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, actor: Actor) -> Any:
        return of_parties(self, actor, "plan__")

    def held(self) -> Any:
        return self.filter(voided_at__isnull=True)


class PauseQuerySet(models.QuerySet["Pause"]):
    def visible_to(self, actor: Actor) -> Any:
        return of_parties(self, actor, "apprentice__plan__")


class Lesson(models.Model):
    """So many 学时 of one module on one day, by one mentor or teacher, for some apprentices of a plan.

    Written down by the party whose guide taught it; never edited: void it, with a reason, and write it anew.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="lessons", verbose_name="培养计划")
    area = models.CharField("内容", max_length=8, choices=list(AREAS.items()))
    on = models.DateField("日期")
    hours = models.PositiveSmallIntegerField("学时")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="lessons", verbose_name="导师或教师")
    topic = models.CharField("教了什么", max_length=100)
    apprentices = models.ManyToManyField(Apprentice, related_name="lessons", verbose_name="学徒")
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )  # fmt: skip
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    void_why = models.CharField("作废原因", max_length=200, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学徒授课"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["plan", "on"], name="lesson_of_a_plan")]
        constraints = [
            models.CheckConstraint(condition=Q(area__in=list(AREAS)), name="lesson_is_of_a_module"),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=MOST_A_DAY), name="lesson_fits_into_a_day"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_why="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_why=""),
                name="lesson_void_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"授课 {self.pk}"


class Pause(models.Model):
    """Away from the training for a while, from day to day, both counted; `until` empty: still away.

    A month that a pause touches does not count; the plan's end does not move.
    """

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="pauses", verbose_name="学徒")
    since = models.DateField("从哪天")
    until = models.DateField("到哪天", null=True, blank=True)
    why = models.CharField("原因", max_length=100)
    made_at = models.DateTimeField("录入时间")

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "中断"
        ordering = ["apprentice", "since"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice"], condition=Q(until__isnull=True), name="pause_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"中断 {self.pk}"


class LessonProofQuerySet(models.QuerySet["LessonProof"]):
    def visible_to(self, actor: Actor) -> Any:
        return of_parties(self, actor, "lesson__plan__")


class LessonProof(models.Model):
    """A photo or a sign-in sheet of a lesson, kept by its hash. Handed in by the party that taught it; never taken
    away: struck out, with a reason, it stays to be seen."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="proofs", verbose_name="授课")
    file = models.ForeignKey("records.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    at = models.DateTimeField("交来时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交来人")
    struck_at = models.DateTimeField("划去时间", null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="划去人"
    )
    struck_why = models.CharField("划去原因", max_length=200, blank=True)

    objects = LessonProofQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授课凭证"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "file"], name="lesson_proof_once_of_a_file"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_why="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_why=""),
                name="lesson_proof_struck_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"凭证 {self.pk}"
