"""What an applicant is told, and what the applicant says in the end."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.models import Person
from subsidies import sight
from subsidies.models.cases import Application


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Any) -> Any:
        return self.filter(person=actor.person_id) if actor.person_id is not None else self.none()


class Message(models.Model):
    """One line of a person's inbox. Its words are made from `kind` and the application when it is read."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "已收到申请"
        RETURNED = "returned", "请您补正"
        SOON = "soon", "补正快到期了"
        LAPSED = "lapsed", "逾期没有补正"
        APPROVED = "approved", "准予发放"
        REFUSED = "refused", "不予发放"
        REOPENED = "reopened", "重新复核"
        NOTICED = "noticed", "正在公示"
        OBJECTED = "objected", "公示期间有人提出异议"
        ANSWERED = "answered", "异议已经答复"
        PAYABLE = "payable", "公示结束，等待发放"
        PAID = "paid", "已经发放"
        FAILED = "failed", "银行没有入账"
        RECOVER = "recover", "需要退回补贴"
        REPAID = "repaid", "已收到退回的款"
        SET_OFF = "set-off", "应退回的款已抵扣"
        RESTORED = "restored", "抵扣已经撤回"

    person = models.ForeignKey(Person, models.PROTECT, related_name="messages", verbose_name="收件人")
    application = models.ForeignKey(Application, models.PROTECT, related_name="messages", verbose_name="申请")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    data = models.JSONField("内容", default=dict, blank=True)  # days and amounts: nothing personal
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("看过的时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="message_inbox")]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(kind="soon"), name="message_soon_comes_once")
        ]

    def __str__(self) -> str:
        return f"消息 {self.pk}"


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, actor: Any) -> Any:
        return sight.of_applications(self, actor)


class Rating(models.Model):
    """好差评: five grades once a case has ended, and words, sealed."""

    class Grade(models.IntegerChoices):
        VERY_BAD = 1, "非常不满意"
        BAD = 2, "不满意"
        FAIR = 3, "基本满意"
        GOOD = 4, "满意"
        VERY_GOOD = 5, "非常满意"

    application = models.OneToOneField(Application, models.PROTECT, related_name="rating", verbose_name="申请")
    grade = models.PositiveSmallIntegerField("评价", choices=Grade.choices)
    words_sealed = models.BinaryField("意见（加密）", max_length=4000, null=True)
    at = models.DateTimeField("时间")

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(grade__in=[1, 2, 3, 4, 5]), name="rating_has_five_grades")]

    def __str__(self) -> str:
        return f"评价 {self.pk}"
