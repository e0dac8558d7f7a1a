"""Accounts that money may be sent to."""

from django.db import models
from django.db.models import Q

from people.models.accounts import User
from people.models.who import Organisation, Person


class BankAccount(models.Model):
    """One account of a person or an organisation: the number sealed, and found by its keyed index.

    Never edited: another account is another row. Written by `people.banking`.
    """

    class Kind(models.TextChoices):
        CARD = "card", "银行卡"
        SOCIAL = "social", "社会保障卡"
        CORPORATE = "corporate", "对公账户"

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="bank_accounts", verbose_name="户主"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="bank_accounts", verbose_name="户主单位"
    )
    kind = models.CharField("账户种类", max_length=9, choices=Kind.choices)
    bank = models.CharField("开户银行", max_length=8)  # a code of `people.banking.BANKS`
    number_sealed = models.BinaryField("账号（加密）", max_length=100)
    number_index = models.BinaryField("账号（索引）", max_length=32, db_index=True)
    key_version = models.PositiveSmallIntegerField("密钥版本")
    tail = models.CharField("尾号", max_length=4)
    made_at = models.DateTimeField("登记时间")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "收款账户"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number_index"], condition=Q(person__isnull=False), name="account_once_for_a_person"
            ),
            models.UniqueConstraint(
                fields=["organisation", "number_index"],
                condition=Q(organisation__isnull=False),
                name="account_once_for_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True, kind__in=["card", "social"])
                | Q(person__isnull=True, organisation__isnull=False, kind="corporate"),
                name="account_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"账户 {self.pk}"
