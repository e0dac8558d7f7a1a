"""追回: what was paid and must come back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from treasury import sight
from treasury.models.money import Obligation

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+", "db_index": False}


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor, "obligation")


class Recovery(models.Model):
    """An order that so much of what was paid comes back: asked for by one person, or by the machine, which then names
    the determination that says so; agreed to by another.

    `determination`: the spine's, where a changed decision is the ground. Its balance is the obligation's. `repaid`:
    what came back or was set off.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待另一人批准"
        ORDERED = "ordered", "追回中"
        DENIED = "denied", "未批准"
        SETTLED = "settled", "已结清"

    class Ground(models.TextChoices):
        CHANGED = "changed", "登记更正后不符合条件"
        AUDIT = "audit", "审计或检查发现"
        FRAUD = "fraud", "骗取补贴"
        MISTAKE = "mistake", "重复或误发"
        SETTLED = "settled", "结算下来应得的比已经发放的少"

    BY_PEOPLE = (Ground.CHANGED, Ground.AUDIT, Ground.FRAUD, Ground.MISTAKE)  # the machine alone settles

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="recoveries", verbose_name="应付款")
    number = models.CharField("文号", max_length=20, unique=True)
    amount = models.BigIntegerField("金额（分）")
    ground = models.CharField("原因", max_length=7, choices=Ground.choices)
    words_sealed = models.BinaryField("说明（加密）", max_length=4000)
    determination = models.BigIntegerField("依据的决定", null=True, blank=True)
    state = models.CharField("状态", max_length=7, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", **_BY)
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="批准人", **_BY)
    answered_at = models.DateTimeField("批准时间", null=True, blank=True)
    repaid = models.BigIntegerField("已退回（分）", default=0)
    written_off = models.BigIntegerField("已核销（分）", default=0)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "追回决定"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_is_of_something"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False) | Q(determination__isnull=False),
                name="recovery_asked_by_the_machine_names_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "ordered", "denied", "settled"]), name="recovery_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(state="asked")
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_by=F("asked_by")),
                name="recovery_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(repaid__gte=0, written_off__gte=0, amount__gte=F("repaid") + F("written_off")),
                name="recovery_gets_back_no_more_than_it_asks",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(amount=F("repaid") + F("written_off")),
                name="recovery_settled_has_all_of_it",
            ),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state__in=["asked", "ordered"]), name="recovery_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"追回 {self.number}"

    @property
    def left(self) -> int:
        """What has not come back yet, in fen."""
        return self.amount - self.repaid - self.written_off


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor, "recovery__obligation")


class Instalment(models.Model):
    """By when so much of a recovery is to be back, and when it was."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="instalments", verbose_name="追回决定")
    place = models.PositiveSmallIntegerField("第几期")
    due_on = models.DateField("最晚退回日")
    amount = models.BigIntegerField("金额（分）")
    repaid = models.BigIntegerField("已退回（分）", default=0)
    repaid_on = models.DateField("退清日", null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "追回分期"
        ordering = ["recovery", "place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, repaid__gte=0, amount__gte=F("repaid")), name="instalment_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(repaid_on__isnull=False, amount=F("repaid"))
                | Q(repaid_on__isnull=True) & ~Q(amount=F("repaid")),
                name="instalment_repaid_has_its_day",
            ),
            models.UniqueConstraint(fields=["recovery", "place"], name="instalment_has_its_place"),
        ]

    def __str__(self) -> str:
        return f"分期 {self.pk}"


class WriteOff(models.Model):
    """核销: so much of a recovery will not come back; asked for with a reason, agreed to by another person."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="write_offs", verbose_name="追回决定")
    amount = models.BigIntegerField("金额（分）")
    words_sealed = models.BinaryField("理由（加密）", max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", **(_BY | {"null": False}))
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="批准人", **_BY)
    answered_at = models.DateTimeField("批准时间", null=True, blank=True)
    agreed = models.BooleanField("批准", default=False)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核销"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_is_of_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, agreed=False)
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answered_by=F("asked_by")),
                name="write_off_takes_two",
            ),
            models.UniqueConstraint(
                fields=["recovery"], condition=Q(answered_at__isnull=True), name="write_off_asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"核销 {self.pk}"


class SetOff(models.Model):
    """抵扣: so much of a recovery is kept out of what is still owed to the same payee on another obligation, `to`.

    Asked for with a reason, agreed to by another person. `undone_at`: what it was kept out of is no longer to be paid.
    """

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="set_offs", verbose_name="追回决定")
    to = models.ForeignKey(Obligation, models.PROTECT, related_name="set_offs", verbose_name="从哪一笔应付款抵")
    amount = models.BigIntegerField("金额（分）")
    words_sealed = models.BinaryField("理由（加密）", max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", **(_BY | {"null": False}))
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="批准人", **_BY)
    answered_at = models.DateTimeField("批准时间", null=True, blank=True)
    agreed = models.BooleanField("批准", default=False)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抵扣"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="set_off_is_of_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, agreed=False)
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answered_by=F("asked_by")),
                name="set_off_takes_two",
            ),
            models.CheckConstraint(condition=Q(undone_at__isnull=True) | Q(agreed=True), name="set_off_undone_stood"),
            models.UniqueConstraint(
                fields=["recovery"], condition=Q(answered_at__isnull=True), name="set_off_asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"抵扣 {self.pk}"

    @property
    def stands(self) -> bool:
        return self.agreed and self.undone_at is None
