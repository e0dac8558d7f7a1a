"""One person in two plans at once: what either enterprise says of it, and what became of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apprenticeship.models.apprentices import Apprentice
from people import sight
from people.actor import Actor
from people.roles import REVIEWER


class OverlapQuerySet(models.QuerySet["Overlap"]):
    def visible_to(self, actor: Actor) -> Any:
        """Those of either enterprise; of the districts of either; everybody's for the city."""
        if actor.has(*sight.EVERYONE):
            return self
        own = Q(first__plan__enterprise__in=actor.organisations) | Q(second__plan__enterprise__in=actor.organisations)
        if actor.has(REVIEWER):
            own |= Q(first__plan__enterprise__district__in=actor.districts)
            own |= Q(second__plan__enterprise__district__in=actor.districts)
        return self.filter(own)


class Overlap(models.Model):
    """`first` was filed first. Whose holder has not answered by `due_on` ends; where neither has, the second; where
    both have, the city decides. Where one has gone meanwhile, or the days have changed, nothing ends.

    `first_says`, `second_says`: why that record is true; empty while its enterprise has not answered.
    """

    class State(models.TextChoices):
        OPEN = "open", "等两家企业答复"
        CITY = "city", "等市级决定"
        FIRST = "first", "先备案的保留"
        SECOND = "second", "后备案的保留"
        APART = "apart", "已经不重叠"

    ALIVE = (State.OPEN, State.CITY)

    first = models.ForeignKey(Apprentice, models.PROTECT, related_name="+", verbose_name="先备案的")
    second = models.ForeignKey(Apprentice, models.PROTECT, related_name="+", verbose_name="后备案的")
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    due_on = models.DateField("最晚答复日")
    first_says = models.CharField("先备案的企业说", max_length=300, blank=True)
    second_says = models.CharField("后备案的企业说", max_length=300, blank=True)
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    words = models.CharField("依据", max_length=300, blank=True)

    objects = OverlapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时间重叠"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "due_on"], condition=Q(state__in=["open", "city"]), name="overlap_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(state__in=["open", "city"]), name="overlap_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "city", "first", "second", "apart"]), name="overlap_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "city"], ended_at__isnull=True)
                | Q(state__in=["first", "second", "apart"], ended_at__isnull=False),
                name="overlap_ended_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="overlap_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"重叠 {self.pk}"
