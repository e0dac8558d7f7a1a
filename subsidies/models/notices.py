"""公示: lists put before the public, what is said against their lines, and what came of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import get_current_timezone

from people.actor import Actor
from people.models import Person
from people.roles import AUDITOR, CITY
from subsidies import sight
from subsidies.models.cases import Application
from subsidies.models.lines import Line

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class Notice(models.Model):
    """One list on public notice, posted for good. `snapshot` is what stood on it, masked; `hash` is of that text.

    Written by `subsidies.actions.notices`. Public from its posting; names are shown until `shown_until`, afterwards the
    counts, the outcome and the hash.
    """

    scheme = models.CharField("补贴项目", max_length=2)
    posted_on = models.DateField("公示日期")
    ends_on = models.DateField("公示最后一天")
    shown_until = models.DateField("名单展示到")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", **_BY)
    posted_at = models.DateTimeField("发布时间")
    snapshot = models.TextField("公示内容")  # JSON of the masked rows, as text, so that its hash can be taken again
    hash = models.CharField("内容摘要", max_length=64)
    lines = models.PositiveIntegerField("笔数")
    amount = models.BigIntegerField("金额（分）")
    closed_at = models.DateTimeField("公示结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("posted_on")), name="notice_lasts_a_while"),
            models.CheckConstraint(condition=Q(lines__gt=0, amount__gt=0), name="notice_lists_somebody"),
        ]

    def __str__(self) -> str:
        return f"公示 {self.pk}"


class NoticeLineQuerySet(models.QuerySet["NoticeLine"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_applications(self, actor, "line__application")


class NoticeLine(models.Model):
    """Which line stands where on a notice, how its person finds it, and what came of it."""

    class Outcome(models.TextChoices):
        OPEN = "open", "公示中"
        STOOD = "stood", "公示无异议"
        DISMISSED = "dismissed", "异议不成立"
        UPHELD = "upheld", "异议成立，撤下"
        TAKEN_OFF = "taken-off", "已撤下"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="rows", verbose_name="公示")
    line = models.ForeignKey(Line, models.PROTECT, related_name="notices", verbose_name="补贴明细")
    place = models.PositiveIntegerField("序号")
    found_by = models.BinaryField("姓名和证件末四位（索引）", max_length=32, db_index=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.OPEN)

    objects = NoticeLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示名单"
        ordering = ["notice", "place"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "place"], name="notice_line_has_its_place"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(outcome__in=["open", "stood", "dismissed"]), name="line_on_one_notice"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "stood", "dismissed", "upheld", "taken-off"]),
                name="notice_line_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.place}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; for the city and the auditor all. Who objects to whom is nobody else's business."""
        if actor.person_id is not None:
            return self.filter(person=actor.person_id)
        return self if actor.has(CITY, AUDITOR) else self.none()


class Objection(models.Model):
    """Somebody says that a line on notice is wrong, or an applicant that a refusal is. What was said stands sealed."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "对公示有异议"
        REFUSAL = "refusal", "对不予发放有异议"

    class State(models.TextChoices):
        OPEN = "open", "等待答复"
        UPHELD = "upheld", "异议成立"
        DISMISSED = "dismissed", "异议不成立"

    kind = models.CharField("种类", max_length=7, choices=Kind.choices)
    application = models.ForeignKey(Application, models.PROTECT, related_name="objections", verbose_name="申请")
    row = models.ForeignKey(
        NoticeLine, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="公示名单"
    )
    person = models.ForeignKey(Person, verbose_name="提出人", **_BY)
    said_sealed = models.BinaryField("内容（加密）", max_length=8000)
    contact_sealed = models.BinaryField("姓名和联系方式（加密）", max_length=1000, null=True)
    once = models.BinaryField("同一份（索引）", max_length=32, null=True, unique=True)  # the same said twice is one
    made_at = models.DateTimeField("提出时间")
    due_on = models.DateField("最晚答复日")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="答复人", **_BY)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer_sealed = models.BinaryField("答复（加密）", max_length=8000, null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="objection_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(kind="refusal", state="open"), name="objection_to_a_refusal_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="notice", row__isnull=False)
                | Q(kind="refusal", row__isnull=True, person__isnull=False),
                name="objection_is_to_something",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | Q(state__in=["upheld", "dismissed"], answered_by__isnull=False, answered_at__isnull=False),
                name="objection_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"异议 {self.pk}"

    @property
    def reference(self) -> str:
        """What whoever objects is given to ask after it by."""
        return f"YY{self.made_at.astimezone(get_current_timezone()):%Y%m%d}{self.pk:05d}"
