"""A class of a course, from its draft to its last day, and the teachers and rooms of its institution."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models import District, Organisation, Person
from people.roles import REVIEWER
from training.derive import COURSES, KINDS
from training.models.courses import CODE, Course


def of_organisations(rows: models.QuerySet, actor: Actor, to: str) -> Any:
    """Of these rows those of organisations in sight. ``to``: the path to the organisation."""
    if actor.has(*sight.EVERYONE):
        return rows
    seen = Q(**{f"{to}__in": actor.organisations})
    if actor.has(REVIEWER):
        seen |= Q(**{f"{to}__district__in": actor.districts})
    return rows.filter(seen)


class OwnedQuerySet(models.QuerySet):
    """Rows of an organisation: its own people, the reviewers of its district, those who see everybody."""

    to = "organisation"

    def visible_to(self, actor: Actor) -> Any:
        return of_organisations(self, actor, self.to)


class OfAClassQuerySet(OwnedQuerySet):
    to = "of__organisation"


class Teacher(models.Model):
    """Somebody who teaches for an institution; known as a person, so that two institutions find the same one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teachers", verbose_name="培训机构")
    person = models.ForeignKey(Person, models.PROTECT, related_name="teaching", verbose_name="人员")
    qualification = models.CharField("资格", max_length=60, help_text="教师资格、职业技能等级或专业技术职务")
    active = models.BooleanField("在聘", default=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教师"
        ordering = ["organisation", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="teacher_once_of_a_school")]

    def __str__(self) -> str:
        return f"教师 {self.pk}"


class Room(models.Model):
    """A place to teach in, and how many it holds."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rooms", verbose_name="培训机构")
    name = models.CharField("名称", max_length=40)
    address = models.CharField("地址", max_length=120)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="所在区")
    seats = models.PositiveSmallIntegerField("核定人数")
    active = models.BooleanField("在用", default=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教室"
        ordering = ["organisation", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="room_once_of_a_school"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="room_holds_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingClass(models.Model):
    """One class of a course. Written by `training.filing.actions` alone.

    `number` is what people call it by (班号); `course` the row of the published list it was drafted from, and what it
    said then is kept beside. `filed_on` is set by the first filing that goes to be accepted and is TR-FILED's day.
    `first_day`, `last_day`, `hours` (hundredths of a 学时) and `longest_day` follow the sessions.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FILED = "filed", "等待审核"
        RETURNED = "returned", "退回补正"
        ACCEPTED = "accepted", "已备案"
        REFUSED = "refused", "不予备案"
        CANCELLED = "cancelled", "已取消"

    OPEN = (State.DRAFT, State.RETURNED)  # what its institution may still change freely
    ALIVE = (State.DRAFT, State.FILED, State.RETURNED, State.ACCEPTED)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="classes", verbose_name="培训机构")
    number = models.CharField("班号", max_length=12, unique=True, null=True)  # noqa: DJ001 (given once it has an id)
    name = models.CharField("班名", max_length=40)
    course = models.ForeignKey(Course, models.PROTECT, related_name="classes", verbose_name="课程")
    kind = models.CharField("培训项目", max_length=12, choices=list(KINDS.items()))
    occupation = models.CharField("职业编码", max_length=10, blank=True)
    level = models.PositiveSmallIntegerField("等级", default=0)
    startup = models.CharField("创业培训课程", max_length=6, blank=True, choices=list(COURSES.items()))
    seats = models.PositiveSmallIntegerField("招收人数")
    public = models.BooleanField("公开报名", default=False)
    plan = models.TextField("教学计划", max_length=2000, blank=True)
    first_day = models.DateField("开班第一天", null=True, blank=True)
    last_day = models.DateField("培训最后一天", null=True, blank=True)
    hours = models.PositiveIntegerField("计划学时（百分之一）", default=0)
    longest_day = models.PositiveIntegerField("学时最多的一天（百分之一）", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField("建立时间")
    filed_at = models.DateTimeField("提交备案时间", null=True, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    review = models.JSONField("要人看的", default=list, blank=True)  # codes found when it was filed

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-first_day"], name="class_of_a_school"),
            models.Index(fields=["state", "due_on", "id"], name="class_queue"),
            models.Index(fields=["first_day"], condition=Q(state="accepted", public=True), name="class_to_sign_up_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "filed", "returned", "accepted", "refused", "cancelled"]),
                name="class_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="startup", occupation="", level=0) & ~Q(startup="")
                | Q(kind__in=["jinlanling", "key-group"], level__in=[1, 2, 3, 4, 5], startup="") & ~Q(occupation=""),
                name="class_is_of_a_skill_or_for_founders",
            ),
            models.CheckConstraint(condition=Q(occupation__regex=CODE), name="class_code_has_its_shape"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(filed_at__isnull=False, filed_on__isnull=False, first_day__isnull=False, last_day__isnull=False),
                name="class_filed_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(due_on__isnull=False, answered_at__isnull=True),
                name="class_waiting_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned", "refused"]) | Q(answered_at__isnull=False),
                name="class_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="class_ends_later",
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="class_has_seats"),
        ]

    def __str__(self) -> str:
        return f"班次 {self.number or self.pk}"
