"""Text messages sent, and the codes that sign people in. Nothing here can be read without the keys."""

from django.db import models
from django.db.models import Q

from people.models.who import Person


class TextMessage(models.Model):
    """One text message on its way: to whom and what, sealed; how far it came, plain. Written by `people.texts`."""

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "正在发送"
        ACCEPTED = "accepted", "网关已接收"
        DELIVERED = "delivered", "已送达"
        REFUSED = "refused", "未能送达"
        LAPSED = "lapsed", "过期未发"

    class Purpose(models.TextChoices):
        SIGN_IN = "sign-in", "登录验证码"
        INVITATION = "invitation", "提醒领取"
        NOTICE = "notice", "办理进度"

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="texts", verbose_name="收信人"
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices)
    phone_sealed = models.BinaryField("手机（加密）", max_length=60)
    body_sealed = models.BinaryField("内容（加密）", max_length=700)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField("提交时间", db_index=True)
    good_until = models.DateTimeField("有效期至", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    failure = models.CharField("未送达原因", max_length=20, blank=True)
    reference = models.CharField("网关流水号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "accepted", "delivered", "refused", "lapsed"]),
                name="text_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "lapsed"]) | Q(sent_at__isnull=False), name="text_sent_has_its_time"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(failure=""), name="text_refused_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"短信 {self.pk}"


class SignInCode(models.Model):
    """One wish to sign in as a person. It is written alike whether there is such a person or not.

    `asked` is a keyed index of what was typed, `address` one of where it came from: limits are counted on both.
    """

    asked = models.BinaryField("所填身份（索引）", max_length=32, db_index=True)
    address = models.BinaryField("来源（索引）", max_length=32, db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, verbose_name="人员")
    code_hash = models.BinaryField("验证码（摘要）", max_length=32, null=True)
    asked_at = models.DateTimeField("申请时间", db_index=True)
    good_until = models.DateTimeField("有效期至")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录验证码"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="sign_in_code_is_tried_five_times"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(person__isnull=False, code_hash__isnull=False),
                name="sign_in_code_used_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"登录验证码 {self.pk}"


class Asking(models.Model):
    """Something was asked once that needs no account. Written by `people.limits`, which counts them."""

    purpose = models.CharField("做什么", max_length=16)
    address = models.BinaryField("来源（索引）", max_length=32)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开查询次数"
        ordering = ["-id"]
        indexes = [models.Index(fields=["purpose", "address", "at"], name="asking_from_an_address")]

    def __str__(self) -> str:
        return f"公开查询 {self.pk}"
