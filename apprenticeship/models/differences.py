"""Where the two parties of a plan say different things of one apprentice, and what they would change together."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apprenticeship.models.apprentices import Apprentice
from apprenticeship.models.plans import of_parties
from people.actor import Actor

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def visible_to(self, actor: Actor) -> Any:
        return of_parties(self, actor, "apprentice__plan__")

    def open(self) -> Any:
        return self.filter(state=Difference.State.OPEN)


class Difference(models.Model):
    """One field of one record: what stands (`recorded`) and what one party says instead (`claimed`), as text that
    `apprenticeship.differing.codes` reads. The record stays as it is until the other party accepts, or the city
    decides.

    `code` says which field, and whether it is a correction, which the city decides after `due_on`, or a change, which
    then lapses.
    """

    class State(models.TextChoices):
        OPEN = "open", "等对方答复"
        ACCEPTED = "accepted", "对方同意"
        DECLINED = "declined", "对方不同意"
        WITHDRAWN = "withdrawn", "提出的一方收回"
        LAPSED = "lapsed", "过期没有答复"
        CHANGED = "changed", "市级决定改"
        KEPT = "kept", "市级决定不改"

    class Party(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        SCHOOL = "school", "院校"

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="differences", verbose_name="学徒")
    code = models.CharField("代码", max_length=12)
    said_by = models.CharField("提出的一方", max_length=10, choices=Party.choices)
    recorded = models.CharField("登记的", max_length=40, blank=True)
    claimed = models.CharField("提出的", max_length=40, blank=True)
    why = models.CharField("理由", max_length=200)
    opened_at = models.DateTimeField("提出时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    due_on = models.DateField("最晚答复日")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="办结人", **_BY)
    words = models.CharField("答复", max_length=300, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "说法不一致"
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="difference_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "code"], condition=Q(state="open"), name="difference_open_once_of_a_field"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn", "lapsed", "changed", "kept"]),
                name="difference_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="difference_ended_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(recorded=models.F("claimed")), name="difference_is_one"),
        ]

    def __str__(self) -> str:
        return f"不一致 {self.pk}"
