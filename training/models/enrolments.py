"""Who is in a class, or wants to be."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.actor import Actor
from people.models import Person
from training.derive import GROUPS
from training.models.classes import TrainingClass, of_organisations


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; those of the classes in sight."""
        if actor.person_id is not None:
            return self.filter(person=actor.person_id)
        return of_organisations(self, actor, "of__organisation")

    def inside(self) -> Any:
        """Who is in class: a line that its person denies is not, until it is looked into."""
        return self.filter(state=Enrolment.State.ENROLLED, denied_at__isnull=True)


class Enrolment(models.Model):
    """One person's line in a class, from the roster or from signing up. Written by `training.roster` and `.signup`.

    `group` is what the institution says the trainee is; what the registers prove is looked up, never typed.
    `subsidised` False: in class, but nothing is asked for this person. A line that its person denies (`denied_at`) is
    held until an officer has looked into it.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "已报名，等机构确认"
        WAITING = "waiting", "候补"
        ENROLLED = "enrolled", "在班"
        LEFT = "left", "已退出"
        DECLINED = "declined", "没有录取"

    class Source(models.TextChoices):
        ROSTER = "roster", "机构名册"
        SELF = "self", "本人报名"

    ALIVE = (State.APPLIED, State.WAITING, State.ENROLLED)
    NOT_THEM = "经核查不是本人参加"  # why a line ended whose person rightly denied it

    of = models.ForeignKey(TrainingClass, models.CASCADE, related_name="enrolments", verbose_name="班次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name="学员")
    group = models.CharField("人员类别", max_length=12, choices=list(GROUPS.items()), blank=True)
    subsidised = models.BooleanField("申请补贴", default=True)
    phone_sealed = models.BinaryField("联系电话（加密）", max_length=60, null=True)
    phone_index = models.BinaryField("联系电话（索引）", max_length=32, null=True)
    source = models.CharField("来源", max_length=6, choices=Source.choices, default=Source.ROSTER)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ENROLLED)
    joined_on = models.DateField("进班日期")
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_why = models.CharField("退出原因", max_length=100, blank=True)
    denied_at = models.DateTimeField("本人否认时间", null=True, blank=True)
    denial_due = models.DateField("否认最晚核查日", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "person"],
                condition=Q(state__in=["applied", "waiting", "enrolled"]),
                name="enrolment_once_alive_in_a_class",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "waiting", "enrolled", "left", "declined"]),
                name="enrolment_state_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["left", "declined"], left_on__isnull=False) & ~Q(left_why=""))
                | Q(state__in=["applied", "waiting", "enrolled"], left_on__isnull=True, left_why=""),
                name="enrolment_left_has_a_day_and_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(denied_at__isnull=True, denial_due__isnull=True)
                | Q(denied_at__isnull=False, denial_due__isnull=False),
                name="enrolment_denied_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="enrolment_phone_is_sealed_and_indexed",
            ),
        ]

    def __str__(self) -> str:
        return f"学员 {self.pk}"
