"""What an applicant hands in to prove something."""

from typing import Any

from django.conf import settings
from django.db import models

from records.models import StoredFile
from subsidies import sight
from subsidies.models.cases import Application


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Any) -> Any:
        return sight.of_applications(self, actor)


class Attachment(models.Model):
    """One proof of an application. Its label is one of a list, so that nobody writes a name or a number into it.

    Nothing rests on the proofs of what was taken back: after a time their files go, and the rows say when.
    """

    class Label(models.TextChoices):
        PAYSLIP = "payslip", "工资条"
        INSURANCE = "insurance", "缴费凭证"
        CONTRACT = "contract", "劳动合同"
        CERTIFICATE = "certificate", "证书照片"
        CARD = "card", "银行卡或社保卡照片"
        WORDS = "words", "情况说明"
        OTHER = "other", "其他证明"

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments", verbose_name="申请")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )  # fmt: skip
    label = models.CharField("是什么", max_length=11, choices=Label.choices)
    at = models.DateTimeField("时间")
    gone_at = models.DateTimeField("到期删去时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证明材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "file"], name="attachment_once_of_a_file"),
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, gone_at__isnull=True)
                | models.Q(file__isnull=True, gone_at__isnull=False),
                name="attachment_has_a_file_until_it_is_gone",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    label__in=["payslip", "insurance", "contract", "certificate", "card", "words", "other"]
                ),
                name="attachment_label_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"证明材料 {self.pk}"
