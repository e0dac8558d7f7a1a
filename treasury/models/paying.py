"""What is paid: batches, payments and their parts, the gates each line passed or not, files to and from the bank."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import BankAccount, Organisation, Person
from records.models import StoredFile
from treasury import sight
from treasury.models.money import Fund, Obligation

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+", "db_index": False}


class OfficialsQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_officials(self, actor)


class Batch(models.Model):
    """发放批次: payments of one fund and scheme that are drawn, agreed to by another person and sent together.

    `hash`: of what was frozen when it was drawn (payee, account, lines, amounts); `file`: what the bank got.
    `left_out`: lines that failed a gate. `gates`: those of the batch as a whole, as [code, passed, found].
    """

    class State(models.TextChoices):
        DRAWING = "drawing", "正在生成"
        DRAWN = "drawn", "待复核"
        AGREED = "agreed", "已复核，待送银行"
        SENT = "sent", "已送银行"
        DONE = "done", "银行已全部答复"
        CANCELLED = "cancelled", "已作废"

    LIVE = (State.DRAWING, State.DRAWN, State.AGREED, State.SENT)

    number = models.CharField("批次号", max_length=16, unique=True)
    scheme = models.CharField("补贴项目", max_length=2)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="batches", db_index=False, verbose_name="资金")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAWING)
    on = models.DateField("发放日")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="生成人", **(_BY | {"null": False}))
    drawn_at = models.DateTimeField("生成时间")
    payments_count = models.PositiveIntegerField("笔数", default=0)
    lines_count = models.PositiveIntegerField("明细数", default=0)
    left_out = models.PositiveIntegerField("未列入", default=0)
    amount = models.BigIntegerField("金额（分）", default=0)
    hash = models.CharField("摘要", max_length=64, blank=True)
    gates = models.JSONField("整批关口", default=list, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="复核人", **_BY)
    agreed_at = models.DateTimeField("复核时间", null=True, blank=True)
    file = models.ForeignKey(StoredFile, verbose_name="银行文件", **_BY)
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)
    due_on = models.DateField("银行最晚答复日", null=True, blank=True)
    said = models.CharField("说明", max_length=200, blank=True)

    objects = OfficialsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放批次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["drawing", "drawn", "agreed", "sent", "done", "cancelled"]),
                name="batch_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("drawn_by")),
                name="batch_takes_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "sent", "done"]) | Q(agreed_by__isnull=False),
                name="batch_goes_on_once_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "done"])
                | Q(sent_at__isnull=False, file__isnull=False, due_on__isnull=False),
                name="batch_sent_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drawn", "agreed", "sent", "done"])
                | Q(amount__gt=0, payments_count__gt=0) & ~Q(hash=""),
                name="batch_drawn_has_its_hash",
            ),
            models.UniqueConstraint(
                fields=["scheme", "fund"], condition=Q(state__in=["drawing", "drawn"]), name="batch_drawn_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"批次 {self.number}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor)


class Payment(models.Model):
    """One payee's money in one batch: one row of the bank's file. `reference` is what the bank answers with."""

    class State(models.TextChoices):
        PLANNED = "planned", "已列入批次"
        SENT = "sent", "已送银行"
        PAID = "paid", "已入账"
        FAILED = "failed", "未入账"
        CANCELLED = "cancelled", "已撤下"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments", verbose_name="批次")
    place = models.PositiveIntegerField("序号")
    reference = models.CharField("流水号", max_length=24, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="收款人"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="收款单位"
    )
    account = models.ForeignKey(BankAccount, models.PROTECT, db_index=False, verbose_name="收款账户")
    amount = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PLANNED)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="复核人", **_BY)
    ended_on = models.DateField("银行记账日", null=True, blank=True)
    failure = models.CharField("未入账原因", max_length=12, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支付"
        ordering = ["batch", "place"]
        indexes = [models.Index(fields=["batch", "state"], name="payment_of_a_batch_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="payment_is_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"])
                | Q(agreed_by__isnull=False) & Q(state__in=["sent", "paid", "failed"]),
                name="payment_sent_has_its_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["paid", "failed"], ended_on__isnull=False)
                | ~Q(state__in=["paid", "failed"]) & Q(ended_on__isnull=True),
                name="payment_answered_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="payment_failed_has_a_reason",
            ),
            models.UniqueConstraint(fields=["batch", "place"], name="payment_has_its_place"),
            models.UniqueConstraint(
                fields=["batch", "person"],
                condition=Q(person__isnull=False) & ~Q(state="cancelled"),
                name="payment_one_of_a_person_in_a_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"支付 {self.reference}"


class PartQuerySet(models.QuerySet["Part"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor, "payment")


class Part(models.Model):
    """One line's share of a payment. `live` until the payment fails or is taken out: a line has one live payment."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="parts", verbose_name="支付")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="parts", verbose_name="应付款")
    amount = models.BigIntegerField("金额（分）")
    live = models.BooleanField("有效", default=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支付明细"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="part_is_positive"),
            models.UniqueConstraint(fields=["obligation"], condition=Q(live=True), name="part_live_once_of_a_line"),
            models.UniqueConstraint(fields=["payment", "obligation"], name="part_once_in_a_payment"),
        ]

    def __str__(self) -> str:
        return f"支付明细 {self.pk}"


class GatedQuerySet(models.QuerySet["Gated"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor, "obligation")


class Gated(models.Model):
    """What the gates said of one line when a batch was drawn: all of them, passed or not.

    `found`: [code, passed, what was found] of each. `failed`: the codes that kept it out, parted by blanks.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="gated", verbose_name="批次")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="gated", verbose_name="应付款")
    passed = models.BooleanField("列入")
    failed = models.CharField("未通过", max_length=200, blank=True)
    found = models.JSONField("各关口")

    objects = GatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放关口"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "obligation"], name="gated_once_in_a_batch"),
            models.CheckConstraint(
                condition=Q(passed=True, failed="") | Q(passed=False) & ~Q(failed=""), name="gated_out_has_a_code"
            ),
        ]

    def __str__(self) -> str:
        return f"关口 {self.pk}"


class BankResult(models.Model):
    """回单: one file of answers from the bank. Taken as a whole or not at all; `problems`: each row that is wrong.

    `problems` holds [row, reference, code, found]; `remarks` the same of rows that said again what was known.
    """

    class State(models.TextChoices):
        READING = "reading", "正在读取"
        TAKEN = "taken", "已入账"
        REFUSED = "refused", "未采用"

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="bank_results", verbose_name="回单文件")
    sha256 = models.CharField("内容摘要", max_length=64)
    state = models.CharField("状态", max_length=7, choices=State.choices, default=State.READING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="上传人", **(_BY | {"null": False}))
    at = models.DateTimeField("上传时间")
    rows = models.PositiveIntegerField("行数", default=0)
    paid = models.PositiveIntegerField("已入账", default=0)
    failed = models.PositiveIntegerField("未入账", default=0)
    amount = models.BigIntegerField("入账金额（分）", default=0)
    problems = models.JSONField("有问题的行", default=list, blank=True)
    remarks = models.JSONField("已经知道的行", default=list, blank=True)
    said = models.CharField("说明", max_length=200, blank=True)

    objects = OfficialsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "银行回单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "taken", "refused"]), name="bank_result_state_is_known"
            ),
            models.UniqueConstraint(fields=["sha256"], condition=~Q(state="refused"), name="bank_result_taken_once"),
        ]

    def __str__(self) -> str:
        return f"回单 {self.pk}"
