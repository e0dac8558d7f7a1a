"""One correction request, from its draft to its answer."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import Person
from people.sight import of_persons


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; for those who see everybody what was sent, for a draft is nobody else's business."""
        rows = of_persons(self, actor)
        return rows if actor.person_id is not None else rows.exclude(state=Correction.State.DRAFT)

    def open(self) -> Any:
        """Those that somebody still has to do something about."""
        return self.filter(state__in=[Correction.State.DRAFT, Correction.State.SENT])


class Correction(models.Model):
    """What a person says is wrong, what it should be, and what became of it. Written by `records.corrections.actions`.

    `about` and `row` name what stands in the register: a span's or a status's id, a certificate's `entry`, 0 where
    nothing stands there yet; a month has its number (`lib.months`), anything else 0. What the person wrote, and
    what was answered in free words, is sealed. An answered request is never opened again: undoing is another one.
    """

    class About(models.TextChoices):
        MONTH = "month", "参保月份"
        SPAN = "span", "参保记录"
        CERTIFICATE = "certificate", "证书"
        STATUS = "status", "身份记录"
        NAME = "name", "姓名"

    class State(models.TextChoices):
        DRAFT = "draft", "还没有提交"
        SENT = "sent", "已提交，等待核对"
        GRANTED = "granted", "已更正"
        REFUSED = "refused", "没有更正"
        WITHDRAWN = "withdrawn", "本人已撤回"

    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections", verbose_name="申请人")
    about = models.CharField("关于", max_length=12, choices=About.choices)
    row = models.BigIntegerField("哪一条", default=0)
    month = models.IntegerField("哪个月", default=0)
    said_sealed = models.BinaryField("申请内容（加密）", max_length=8000)
    file = models.ForeignKey(
        "records.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证明材料"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField("填写时间")
    sent_at = models.DateTimeField("提交时间", null=True, blank=True)
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    reason = models.CharField("不更正的原因", max_length=20, blank=True)
    answer_sealed = models.BinaryField("答复（加密）", max_length=2000, null=True)
    run = models.ForeignKey(
        "records.ImportRun", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="写入"
    )
    outcome = models.JSONField("更正前后", default=list, blank=True)  # per certificate: no names, no numbers
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    proof_gone_at = models.DateTimeField("证明材料删去时间", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="correction_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "about", "row", "month"],
                condition=Q(state__in=["draft", "sent"]),
                name="correction_once_open_for_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(about__in=["month", "span", "certificate", "status", "name"]),
                name="correction_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(about="month", month__gt=0, row=0) | (~Q(about="month") & Q(month=0)),
                name="correction_names_its_month",
            ),
            models.CheckConstraint(
                condition=Q(about__in=["month", "span", "certificate", "status"]) | Q(row=0),
                name="correction_names_its_row",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True, due_on__isnull=True)
                | (
                    Q(state__in=["sent", "granted", "refused", "withdrawn"])
                    & Q(sent_at__isnull=False, due_on__isnull=False)
                ),
                name="correction_sent_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["granted", "refused"], answered_at__isnull=False, answered_by__isnull=False)
                | Q(state__in=["draft", "sent", "withdrawn"], answered_at__isnull=True, answered_by__isnull=True),
                name="correction_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", run__isnull=False) | (~Q(state="granted") & Q(run__isnull=True)),
                name="correction_granted_has_written",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason="")) | (~Q(state="refused") & Q(reason="")),
                name="correction_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="correction_withdrawn_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(proof_gone_at__isnull=True) | Q(state="withdrawn", file__isnull=True),
                name="correction_proof_goes_once_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("sent_at")),
                name="correction_answered_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"更正申请 {self.pk}"
