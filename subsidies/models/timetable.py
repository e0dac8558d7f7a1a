"""When a class or a plan is held, and who is taken up by it: so that two schemes find who would be in two places."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models import Person

ALWAYS, FOR_EVER = date(1900, 1, 1), date(9999, 12, 31)


class Slot(models.Model):
    """One stretch of time of a class or a plan. Written by `subsidies.timetable` alone.

    `owner`: the scheme's own id of what takes it up. A session has its minutes of one day (9:00 is 540, the end not
    counted); without minutes it is whole days, both ends counted.
    """

    scheme = models.CharField("补贴项目", max_length=2)
    owner = models.BigIntegerField("班次或计划")
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    begins = models.PositiveSmallIntegerField("开始（当天第几分钟）", null=True, blank=True)
    ends = models.PositiveSmallIntegerField("结束（当天第几分钟）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "时间安排"
        ordering = ["first_day", "begins"]
        indexes = [models.Index(fields=["scheme", "owner", "first_day"], name="slot_of_an_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__isnull=True, ends__isnull=True, last_day__gte=F("first_day"))
                | Q(begins__isnull=False, ends__isnull=False, begins__lt=F("ends"), ends__lte=1440)
                & Q(last_day=F("first_day")),
                name="slot_is_a_session_or_whole_days",
            ),
            models.UniqueConstraint(fields=["scheme", "owner", "first_day", "begins"], name="slot_once_of_a_session"),
        ]

    def __str__(self) -> str:
        return f"时间 {self.pk}"


class TakenQuerySet(models.QuerySet["Taken"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_persons(self, actor)


class Taken(models.Model):
    """A person who takes part in what the slots of an owner say, from one day to another, both counted."""

    scheme = models.CharField("补贴项目", max_length=2)
    owner = models.BigIntegerField("班次或计划")
    person = models.ForeignKey(Person, models.PROTECT, related_name="taken_up", db_index=False, verbose_name="人员")
    since = models.DateField("自", default=ALWAYS)
    until = models.DateField("至", default=FOR_EVER)

    objects = TakenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "占用的时间"
        ordering = ["person", "scheme", "owner"]
        indexes = [models.Index(fields=["scheme", "owner"], name="taken_of_an_owner")]
        constraints = [
            models.UniqueConstraint(fields=["person", "scheme", "owner"], name="taken_once_by_an_owner"),
        ]

    def __str__(self) -> str:
        return f"占用 {self.pk}"
