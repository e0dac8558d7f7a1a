"""What was done to accounts, by whom. Rows are only ever added: triggers refuse the rest."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.actor import Actor
from people.models.accounts import User
from people.models.who import District, Organisation
from people.roles import AUDITOR, DUTIES, STEWARD


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def visible_to(self, actor: Actor) -> Any:
        """All for stewards and auditors; what was done to one's own account for everybody else."""
        return self if actor.has(STEWARD, AUDITOR) else self.filter(account=actor.user_id)


class AccountChange(models.Model):
    """One thing done to the account of a holder of roles; `by` is empty where the command line did it.

    Made by `people.actions`.
    """

    class What(models.TextChoices):
        OPENED = "opened", "开通账号"
        NAMED = "named", "改账号名或姓名"
        PASSWORD = "password", "重设密码"
        UNBOUND = "unbound", "解除两步验证"
        GRANTED = "granted", "授予角色"
        REVOKED = "revoked", "收回角色"
        CLOSED = "closed", "停用账号"
        REOPENED = "reopened", "恢复账号"
        OWN = "own", "登记本人是谁"
        NOBODY = "nobody", "去掉登记的本人"

    account = models.ForeignKey(User, models.PROTECT, related_name="changes", verbose_name="账号")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁办的")
    at = models.DateTimeField("时间")
    what = models.CharField("做了什么", max_length=8, choices=What.choices)
    role = models.CharField(
        "角色", max_length=10, blank=True, choices=[(duty.role, duty.words) for duty in DUTIES.values()]
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区"
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属单位"
    )

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号变动"
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "-id"], name="account_change_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["granted", "revoked"]) & ~Q(role="")
                | Q(
                    what__in=[
                        *("opened", "named", "password", "unbound", "closed", "reopened"),
                        *("own", "nobody"),
                    ],
                    role="",
                ),
                name="account_change_names_its_role",
            ),
        ]

    def __str__(self) -> str:
        return f"账号变动 {self.pk}"

    @property
    def words(self) -> str:
        """授予角色：窗口人员（东城区）."""
        place = self.district or self.organisation
        role = f"：{self.get_role_display()}{f'（{place}）' if place else ''}" if self.role else ""
        return f"{self.get_what_display()}{role}"
