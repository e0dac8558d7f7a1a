"""Who is where when, as schemes write it down: sessions by the hour, apprenticeships by the day."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models import Person


class SlotQuerySet(models.QuerySet["Slot"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_persons(self, actor)


class Slot(models.Model):
    """One stretch of a person's time that a class or a plan takes up. Written by `subsidies.timetable` alone.

    `owner`: the scheme's own id of what takes it up. A session has its minutes of one day (9:00 is 540, the end not
    counted); without minutes it is whole days, both ends counted.
    """

    scheme = models.CharField("补贴项目", max_length=2)
    owner = models.BigIntegerField("班次或计划")
    person = models.ForeignKey(Person, models.PROTECT, related_name="slots", db_index=False, verbose_name="人员")
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    begins = models.PositiveSmallIntegerField("开始（当天第几分钟）", null=True, blank=True)
    ends = models.PositiveSmallIntegerField("结束（当天第几分钟）", null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时间安排"
        ordering = ["person", "first_day", "begins"]
        indexes = [
            models.Index(fields=["person", "first_day"], name="slot_of_a_person"),
            models.Index(fields=["scheme", "owner"], name="slot_of_an_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__isnull=True, ends__isnull=True, last_day__gte=F("first_day"))
                | Q(begins__isnull=False, ends__isnull=False, begins__lt=F("ends"), ends__lte=1440)
                & Q(last_day=F("first_day")),
                name="slot_is_a_session_or_whole_days",
            ),
            models.UniqueConstraint(
                fields=["scheme", "owner", "person", "first_day", "begins"],
                name="slot_once_of_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"时间 {self.pk}"
