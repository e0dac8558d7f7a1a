"""A line: one instalment of what somebody is entitled to, and where it stands on its way to the bank."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.actor import Actor
from subsidies import sight
from subsidies.models.cases import Application, Entitlement
from subsidies.models.decisions import Determination

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_applications(self, actor)


class Line(models.Model):
    """One instalment of an entitlement, inside an application. From the notice on each line moves by itself.

    `frozen`: an objection to it is open. Who owes what, the ledger says; `state` tells the story.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", "申领"
        ADVANCE = "advance", "预拨"
        SETTLEMENT = "settlement", "结算"
        SUPPLEMENT = "supplement", "补发"

    class State(models.TextChoices):
        OPEN = "open", "在审"
        CLEARED = "cleared", "待公示"
        NOTICED = "noticed", "公示中"
        PAYABLE = "payable", "待发放"
        BATCHED = "batched", "发放中"
        PAID = "paid", "已发放"
        FAILED = "failed", "发放失败"
        CLOSED = "closed", "已终止"

    application = models.ForeignKey(Application, models.PROTECT, related_name="lines", verbose_name="申请")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="lines", verbose_name="享受资格")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    amount = models.BigIntegerField("金额（分）", default=0)
    determination = models.ForeignKey(Determination, verbose_name="依据的决定", db_index=False, **_BY)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    frozen = models.BooleanField("有异议，暂停", default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴明细"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "id"], condition=~Q(state__in=["paid", "closed"]), name="line_on_its_way")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement", "kind"],
                condition=~Q(state="closed") & ~Q(kind="supplement"),
                name="line_once_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "cleared", "noticed", "payable", "batched", "paid", "failed", "closed"]),
                name="line_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["claim", "advance", "settlement", "supplement"]), name="line_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="line_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"]) | Q(amount__gt=0, determination__isnull=False),
                name="line_to_be_paid_has_its_determination",
            ),
            models.CheckConstraint(
                condition=Q(frozen=False) | Q(state__in=["noticed", "payable"]), name="line_frozen_before_it_is_paid"
            ),
        ]

    def __str__(self) -> str:
        return f"明细 {self.pk}"


class Netting(models.Model):
    """So much of what was paid on `source` counts as paid on `line` of the same subject. See `subsidies.bundles`."""

    source = models.ForeignKey(Line, models.PROTECT, related_name="covers", verbose_name="多发的明细")
    line = models.ForeignKey(Line, models.PROTECT, related_name="covered_by", verbose_name="抵给的明细")
    amount = models.BigIntegerField("金额（分）")
    at = models.DateTimeField("时间")
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结算抵算"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="netting_moves_something"),
            models.CheckConstraint(condition=~Q(source=models.F("line")), name="netting_is_between_two_lines"),
        ]

    def __str__(self) -> str:
        return f"抵算 {self.pk}"
