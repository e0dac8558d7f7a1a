"""培训目录: which institution may teach what, from which day to which, as the city publishes it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import Organisation, Versioned
from people.models.spans import VersionedQuerySet
from training.derive import CATEGORIES, COURSES, FIELDS, KINDS

CODE = r"^([1-8](-[0-9]{2}){3})?\Z"


class CourseQuerySet(VersionedQuerySet):
    def visible_to(self, actor: Actor) -> Any:
        """Everybody's to read: the list is published, and holds no person."""
        return self

    def on(self, day: Any) -> Any:
        """On the list that day, as is known now."""
        return self.current().filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Course(Versioned):
    """One course of one institution on the published list. Fed, and corrected by ending the row and adding another.

    `occupation` is the code as printed, `level` 0 and `occupation` empty for 创业培训, which has a `course` instead.
    `since`, `until`: first and last day, both still on the list; `minimum_hours` in 学时.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="courses", verbose_name="培训机构")
    kind = models.CharField("培训项目", max_length=12, choices=list(KINDS.items()))
    occupation = models.CharField("职业编码", max_length=10, blank=True)
    level = models.PositiveSmallIntegerField("等级", default=0)
    course = models.CharField("创业培训课程", max_length=6, blank=True, choices=list(COURSES.items()))
    category = models.CharField("课程类别", max_length=1, blank=True, choices=list(CATEGORIES.items()))
    field = models.CharField("领域", max_length=12, blank=True, choices=list(FIELDS.items()))  # of 金蓝领
    minimum_hours = models.PositiveSmallIntegerField("最低学时")
    since = models.DateField("从")
    until = models.DateField("到", null=True, blank=True)

    objects = CourseQuerySet.as_manager()  # type: ignore[misc]  # persons have nothing to do with it

    class Meta:
        verbose_name = verbose_name_plural = "培训目录"
        ordering = ["organisation", "kind", "occupation", "-level", "id"]
        indexes = [
            models.Index(fields=["occupation", "level"], condition=Q(until_run__isnull=True), name="course_of_a_skill"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "occupation", "level", "course", "since"],
                condition=Q(until_run__isnull=True),
                name="course_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="startup", occupation="", level=0, category="") & ~Q(course="")
                | Q(kind__in=["jinlanling", "key-group"], level__in=[1, 2, 3, 4, 5], course="")
                & ~Q(occupation="")
                & ~Q(category=""),
                name="course_is_of_a_skill_or_for_founders",
            ),
            models.CheckConstraint(condition=Q(occupation__regex=CODE), name="course_code_has_its_shape"),
            models.CheckConstraint(
                condition=Q(field="") | Q(kind="jinlanling"), name="course_has_a_field_of_jinlanling_alone"
            ),
            models.CheckConstraint(condition=Q(minimum_hours__gt=0), name="course_takes_time"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="course_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(until_run__isnull=True) | Q(until_run__gt=F("since_run")),
                name="course_known_before_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"培训目录 {self.pk}"
