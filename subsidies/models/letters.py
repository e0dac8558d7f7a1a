"""Papers: what was set in type for whom, under which number, and whether it still holds."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from people.actor import Actor
from people.roles import AUDITOR, CITY, FINANCE
from records.models import StoredFile
from subsidies.models.cases import Application
from subsidies.models.decisions import Determination
from subsidies.models.notices import Notice
from treasury.models import Recovery

_OF: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "letters"}


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> Any:
        """Those of cases in sight; lists of names for whoever sees all cases. What the public may have: `public`."""
        seen = Q(application__in=Application.objects.visible_to(actor).values("pk"))
        if actor.person_id is None and actor.has(CITY, FINANCE, AUDITOR):
            seen |= Q(notice__isnull=False)
        return self.filter(seen)

    def public(self, on: date) -> Any:
        """Lists on public notice, as long as their names are shown."""
        return self.filter(notice__shown_until__gte=on)


class Letter(models.Model):
    """One paper as a PDF, kept sealed; its number is all that somebody needs to ask whether it is genuine.

    Made by `subsidies.letters.actions`. `name` is masked, as the page that confirms it shows it. `signed`: a
    certificate signed the file; `test`: it was only a test certificate's, or the site is a demonstration.
    """

    class Kind(models.TextChoices):
        SLIP = "slip", "算得清小票"
        APPROVAL = "approval", "准予发放决定书"
        REFUSAL = "refusal", "不予发放决定书"
        NOTICE = "notice", "公示名单"
        RECOVERY = "recovery", "追回决定书"

    DECISIONS = (Kind.APPROVAL, Kind.REFUSAL)

    number = models.CharField("编号", max_length=19, unique=True)
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    application = models.ForeignKey(Application, verbose_name="申请", **_OF)
    determination = models.ForeignKey(
        Determination, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="依据的决定"
    )
    notice = models.ForeignKey(Notice, verbose_name="公示", **_OF)
    recovery = models.ForeignKey(Recovery, verbose_name="追回决定", **_OF)
    name = models.CharField("姓名（遮盖）", max_length=60, blank=True)
    amount = models.BigIntegerField("金额（分）")
    decided_on = models.DateField("文书日期")
    sha256 = models.CharField("内容摘要", max_length=64, db_index=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    signed = models.BooleanField("已加盖电子签章")
    test = models.BooleanField("测试签章")
    made_at = models.DateTimeField("制作时间")
    superseded_at = models.DateTimeField("失效时间", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "determination"], name="letter_once_for_a_determination"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind__in=["approval", "refusal"], superseded_at__isnull=True),
                name="letter_one_decision_holds",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind="slip", superseded_at__isnull=True),
                name="letter_one_slip_holds",
            ),
            models.UniqueConstraint(fields=["notice"], name="letter_once_for_a_notice"),
            models.UniqueConstraint(fields=["recovery"], name="letter_once_for_a_recovery"),
            models.CheckConstraint(
                condition=Q(kind__in=["slip", "approval", "refusal"], application__isnull=False,
                            determination__isnull=False, notice__isnull=True, recovery__isnull=True)
                | Q(kind="notice", application__isnull=True, determination__isnull=True, notice__isnull=False,
                    recovery__isnull=True)
                | Q(kind="recovery", application__isnull=False, determination__isnull=True, notice__isnull=True,
                    recovery__isnull=False),
                name="letter_is_about_a_case_or_a_notice",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["approval", "recovery"], amount__gt=0) | Q(kind="refusal", amount=0)
                | Q(kind__in=["slip", "notice"], amount__gte=0),
                name="letter_amount_fits_its_kind",
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\Z"),
                                   name="letter_number_has_its_shape"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}\Z"), name="letter_hash_has_its_shape"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
