"""An organisation that wants to come in, from what its person said to what the steward answered."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import District, Organisation, Person
from people.sight import of_persons

KINDS = [
    (Organisation.Kind.INSTITUTION.value, "培训机构"),
    (Organisation.Kind.ENTERPRISE.value, "企业"),
]


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; all for those who see everybody."""
        return of_persons(self, actor)


class Registration(models.Model):
    """One organisation on its way in. Written by `records.joining.actions`; an answered one is never opened again.

    `person` registers it and, once it is accepted, holds its manager's account. `pledge`: the version of
    the 承诺书 agreed to with it (`records.joining.pledge`); `pledge_hash` is of those very words.
    """

    class State(models.TextChoices):
        SENT = "sent", "等待核验"
        ACCEPTED = "accepted", "已入驻"
        REFUSED = "refused", "没有通过"
        WITHDRAWN = "withdrawn", "已撤回"

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations", verbose_name="经办的本人")
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)
    kind = models.CharField("类型", max_length=12, choices=KINDS)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="注册地所在区")
    legal_head = models.CharField("法定代表人", max_length=60)
    licence = models.CharField("办学许可证号", max_length=40, blank=True)
    licence_until = models.DateField("许可证有效期至", null=True, blank=True)
    file = models.ForeignKey("records.StoredFile", models.PROTECT, related_name="+", verbose_name="证照")
    username = models.CharField("管理员账号", max_length=30)
    pledge = models.CharField("承诺书版本", max_length=20)
    pledge_hash = models.CharField("承诺书指纹", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField("提交时间")
    due_on = models.DateField("最晚答复日")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answer = models.CharField("没有通过的原因", max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name="单位"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="管理员的账号"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位入驻申请"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="registration_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "person"], condition=Q(state="sent"), name="registration_once_open_by_a_person"
            ),
            models.UniqueConstraint(
                fields=["username"], condition=Q(state="sent"), name="registration_username_once_open"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{18}\Z"), name="registration_code_has_its_shape"),
            models.CheckConstraint(
                condition=Q(kind="institution") & ~Q(licence="") & Q(licence_until__isnull=False)
                | Q(kind="enterprise", licence="", licence_until__isnull=True),
                name="registration_of_a_school_has_its_licence",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused"], answered_at__isnull=False, answered_by__isnull=False)
                | Q(state__in=["sent", "withdrawn"], answered_at__isnull=True, answered_by__isnull=True),
                name="registration_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(answer="")) | (~Q(state="refused") & Q(answer="")),
                name="registration_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", organisation__isnull=False, account__isnull=False)
                | (~Q(state="accepted") & Q(organisation__isnull=True, account__isnull=True)),
                name="registration_accepted_has_brought_it_in",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="registration_withdrawn_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("sent_at")),
                name="registration_answered_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"入驻申请 {self.pk}"
