"""What decisions leave behind, and what was paid before this system began. Never names a scheme."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.models import Person, Versioned


class EarlierPayment(Versioned):
    """A subsidy paid before, told by the `payments` feed: a fact for the checks, no entry of any ledger."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="earlier_payments", verbose_name="人员")
    scheme = models.CharField("补贴项目", max_length=2)
    occupation = models.CharField("职业编码", max_length=10)
    level = models.PositiveSmallIntegerField("等级")
    paid_on = models.DateField("发放日期")
    amount = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = verbose_name_plural = "以前发放的补贴"
        ordering = ["person", "paid_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme", "occupation", "level", "paid_on"],
                condition=Q(until_run__isnull=True),
                name="earlier_payment_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="earlier_payment_is_positive"),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3, 4, 5]), name="earlier_payment_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"以前的补贴 {self.pk}"


class TermsSnapshot(models.Model):
    """The terms of one period of a scheme, under the hash of their content. Never edited, never removed."""

    hash = models.CharField("内容摘要", max_length=64, primary_key=True)
    scheme = models.CharField("补贴项目", max_length=2)
    content = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "政策参数存档"

    def __str__(self) -> str:
        return f"{self.scheme} {self.hash[:12]}"


class Determination(models.Model):
    """What a decision leaves behind: the raw facts as they stood, the terms, the rule's version, the outcome.

    Never edited. `facts` holds person ids at most, never names or numbers. Checks and steps are not stored: they are
    derived again.
    """

    class Trigger(models.TextChoices):
        SCAN = "scan", "主动筛查"
        CORRECTION = "correction", "更正后重算"
        SUBMISSION = "submission", "提交申请"
        DECISION = "decision", "审核决定"
        BATCH = "batch", "发放当天重算"
        RECOVERY = "recovery", "追回前重算"

    scheme = models.CharField("补贴项目", max_length=2)
    person = models.ForeignKey(Person, models.PROTECT, related_name="determinations", verbose_name="人员")
    subject = models.BigIntegerField("事项")  # the certificate's `entry`; later the claim, the trainee, the apprentice
    on = models.DateField("按哪天")
    law_date = models.DateField("适用日期")
    facts = models.JSONField("事实")
    terms = models.ForeignKey(TermsSnapshot, models.PROTECT, db_index=False, verbose_name="政策参数")
    rule_version = models.CharField("规则版本", max_length=20)
    accepted = models.BooleanField("符合")
    amount = models.BigIntegerField("金额（分）")
    failed = models.CharField("未通过", max_length=200, blank=True)  # codes, parted by blanks
    review = models.BooleanField("需人工核对")
    trigger = models.CharField("因何而作", max_length=10, choices=Trigger.choices)
    known_run = models.BigIntegerField("依据数据到哪次导入")
    made_at = models.DateTimeField("作出时间")

    class Meta:
        verbose_name = verbose_name_plural = "决定记录"
        ordering = ["id"]
        indexes = [models.Index(fields=["scheme", "subject", "-id"], name="determination_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="determination_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(accepted=True, failed="") | Q(accepted=False, amount=0),
                name="determination_refused_pays_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"决定 {self.pk}"


class Invitation(models.Model):
    """免申即享: the city found that something is owed and asks the person to confirm, until the last day."""

    class State(models.TextChoices):
        OPEN = "open", "待确认"
        CLOSED = "closed", "已失效"

    scheme = models.CharField("补贴项目", max_length=2)
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations", verbose_name="人员")
    subject = models.BigIntegerField("事项")
    determination = models.ForeignKey(Determination, models.PROTECT, verbose_name="依据的决定")
    amount = models.BigIntegerField("金额（分）")
    found_on = models.DateField("发现日期")
    last_day = models.DateField("最后一天")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.OPEN)
    reminded = models.PositiveSmallIntegerField("已提醒到剩余天数", default=999)

    class Meta:
        verbose_name = verbose_name_plural = "主动告知"
        ordering = ["last_day", "id"]
        indexes = [
            models.Index(fields=["last_day"], condition=Q(state="open"), name="invitation_open_until"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "subject"], name="invitation_once_for_a_subject"),
            models.CheckConstraint(condition=Q(last_day__gte=F("found_on")), name="invitation_has_time_left"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invitation_offers_something"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="invitation_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"告知 {self.pk}"


class Scan(models.Model):
    """One pass over everybody under one scheme, and what came of it so far; see `subsidies.scan`.

    `counts` are those of `subsidies.scan.Counts`. `reached`: the last person id that is done. `said`: why it was given
    up, where it was. `started_by`: who asked for it; none where the timetable or the command line did.
    """

    scheme = models.CharField("补贴项目", max_length=2)
    on = models.DateField("按哪天")
    known_run = models.BigIntegerField("依据数据到哪次导入")
    reached = models.BigIntegerField("做到哪个人", default=0)
    counts = models.JSONField("结果", default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁发起的"
    )
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    said = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "主动筛查"
        ordering = ["-id"]
        indexes = [models.Index(fields=["scheme", "-id"], name="scan_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "on"], condition=Q(finished_at__isnull=True), name="scan_of_a_day_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(said="") | Q(finished_at__isnull=False), name="scan_given_up_has_ended"),
        ]

    def __str__(self) -> str:
        return f"筛查 {self.pk}"
