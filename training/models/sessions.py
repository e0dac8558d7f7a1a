"""What is taught when, where and by whom, and what was changed of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from training.models.classes import OfAClassQuerySet, Room, Teacher, TrainingClass


class ClassSession(models.Model):
    """One lesson: minutes of a day (9:00 is 540), with a teacher, in a room or online.

    `replaced_by` is the lesson a moved one moved to; `makes_up` the lesson that a make-up one makes up for.
    """

    class Mode(models.TextChoices):
        THEORY = "theory", "理论"
        PRACTICE = "practice", "实训"
        ONLINE = "online", "线上"

    class State(models.TextChoices):
        PLANNED = "planned", "照常"
        MOVED = "moved", "已改期"
        CANCELLED = "cancelled", "已取消"

    of = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions", verbose_name="班次")
    day = models.DateField("日期")
    begins = models.PositiveSmallIntegerField("开始（当天第几分钟）")
    ends = models.PositiveSmallIntegerField("结束（当天第几分钟）")
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="教室")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="sessions", verbose_name="教师")
    topic = models.CharField("内容", max_length=60, blank=True)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PLANNED)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="改到"
    )
    makes_up = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="made_up_by", verbose_name="补哪一课"
    )
    closed_at = models.DateTimeField("考勤确认时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考勤确认人"
    )

    objects = OfAClassQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课次"
        ordering = ["day", "begins", "id"]
        indexes = [
            models.Index(fields=["teacher", "day"], name="session_of_a_teacher"),
            models.Index(fields=["room", "day"], name="session_in_a_room"),
            models.Index(fields=["day"], name="session_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "day", "begins"], condition=Q(state="planned"), name="session_once_at_an_hour"
            ),
            models.CheckConstraint(
                condition=Q(begins__lt=F("ends"), ends__lte=1440), name="session_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(mode="online", room__isnull=True) | Q(mode__in=["theory", "practice"], room__isnull=False),
                name="session_is_in_a_room_or_online",
            ),
            models.CheckConstraint(
                condition=Q(state="moved", replaced_by__isnull=False)
                | Q(state__in=["planned", "cancelled"], replaced_by__isnull=True),
                name="session_moved_has_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, state="planned"),
                name="session_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"课次 {self.pk}"


class SessionChange(models.Model):
    """A lesson moved, cancelled or given to another after the class was accepted, with the reason.

    Small changes hold at once; those beyond the share that a class may change by itself wait for an officer.
    """

    class State(models.TextChoices):
        DONE = "done", "已生效"
        WAITING = "waiting", "等待审核"
        REFUSED = "refused", "没有同意"

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="changes", verbose_name="课次")
    to = models.JSONField("改成", default=dict)  # day, begins, ends, room, teacher, mode; empty: cancelled
    reason = models.CharField("原因", max_length=200)
    hours = models.PositiveIntegerField("涉及学时（百分之一）")
    state = models.CharField("状态", max_length=8, choices=State.choices)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answer = models.CharField("没有同意的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "课次变更"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(state="waiting"), name="session_change_waits_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, due_on__isnull=False)
                | Q(state="done")
                | (Q(state="refused", answered_at__isnull=False) & ~Q(answer="")),
                name="session_change_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"课次变更 {self.pk}"
