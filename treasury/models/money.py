"""Funds, what they are given for a year, what they owe, and the entries that move it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import Organisation, Person
from treasury import sight

_BY: Any = {"on_delete": models.PROTECT, "related_name": "+", "db_index": False}
ACCOUNTS = ("owed", "paid", "recoverable", "written_off")


class Fund(models.Model):
    """A fund that subsidies are paid from, as the terms of schemes name it. It is there once a scheme asks for it."""

    title = models.CharField("名称", max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class AppropriationQuerySet(models.QuerySet["Appropriation"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_officials(self, actor)


class Appropriation(models.Model):
    """What a fund may spend in a year, or what that was raised or cut by: one paper entered, a second person agrees.

    It counts from then on. Never edited: what was wrong is put right by another, or cancelled before it counted.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="appropriations", verbose_name="资金")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.BigIntegerField("金额（分）")
    paper = models.CharField("文号", max_length=40)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="录入人", **_BY)
    entered_at = models.DateTimeField("录入时间")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="复核人", **_BY)
    agreed_at = models.DateTimeField("复核时间", null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="作废人", **_BY)
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = AppropriationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度预算"
        ordering = ["-year", "fund", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="appropriation_is_something"),
            models.CheckConstraint(condition=~Q(paper=""), name="appropriation_rests_on_a_paper"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("entered_by")),
                name="appropriation_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True, cancelled_at__isnull=True)
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False, agreed_at__isnull=True),
                name="appropriation_cancelled_never_counted",
            ),
            models.UniqueConstraint(
                fields=["fund", "year", "paper", "amount"],
                condition=Q(cancelled_at__isnull=True),
                name="appropriation_once_of_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"预算 {self.pk}"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor)


class Obligation(models.Model):
    """What a fund took on for one line of somebody's subsidy: the balances of its accounts, in fen.

    `line` and `right` are the spine's: an instalment, and what it is an instalment of. The balances are moved by the
    database itself, with every entry, and none can fall below zero; `treasury.ledger` is the only writer of entries.
    """

    line = models.BigIntegerField("明细", unique=True)
    right = models.BigIntegerField("享受资格", db_index=True)
    scheme = models.CharField("补贴项目", max_length=2)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="obligations", db_index=False, verbose_name="资金")
    year = models.PositiveSmallIntegerField("年度")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name="收款人"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name="收款单位"
    )
    owed = models.BigIntegerField("应付（分）", default=0)
    paid = models.BigIntegerField("已付（分）", default=0)
    recoverable = models.BigIntegerField("应追回（分）", default=0)
    written_off = models.BigIntegerField("已核销（分）", default=0)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应付款"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["fund", "year"], name="obligation_of_a_fund"),
            models.Index(fields=["id"], condition=Q(recoverable__gt=0), name="obligation_to_be_recovered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owed__gte=0, paid__gte=0, recoverable__gte=0, written_off__gte=0),
                name="obligation_never_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="obligation_is_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"应付款 {self.pk}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_payees(self, actor, "obligation")


class Entry(models.Model):
    """One amount moved from one account of an obligation to another. Only ever added.

    `to`: the obligation that a set-off moves it to; none otherwise. `on`: the day it counts from. `payment`,
    `recovery`: ids of what moved it.
    """

    class Account(models.TextChoices):
        FUND = "fund", "资金"
        OWED = "owed", "应付"
        PAID = "paid", "已付"
        RECOVERABLE = "recoverable", "应追回"
        WRITTEN_OFF = "written_off", "已核销"

    class Cause(models.TextChoices):
        APPROVED = "approved", "准予发放"
        LOWERED = "lowered", "不再应付"
        PAID = "paid", "银行已入账"
        RECOVER = "recover", "决定追回"
        REPAID = "repaid", "已退回"
        WRITTEN_OFF = "written-off", "核销"
        SET_OFF = "set-off", "抵扣"
        COVERED = "covered", "抵扣付讫"
        KEPT = "kept", "抵扣收回"
        UNCOVERED = "uncovered", "撤回抵扣付讫"
        UNKEPT = "unkept", "撤回抵扣收回"

    # cause → from where, to where
    MOVES = {
        Cause.APPROVED: (Account.FUND, Account.OWED),
        Cause.LOWERED: (Account.OWED, Account.FUND),
        Cause.PAID: (Account.OWED, Account.PAID),
        Cause.RECOVER: (Account.PAID, Account.RECOVERABLE),
        Cause.REPAID: (Account.RECOVERABLE, Account.FUND),
        Cause.WRITTEN_OFF: (Account.RECOVERABLE, Account.WRITTEN_OFF),
        Cause.SET_OFF: (Account.PAID, Account.PAID),
        Cause.COVERED: (Account.OWED, Account.PAID),
        Cause.KEPT: (Account.RECOVERABLE, Account.FUND),
        Cause.UNCOVERED: (Account.PAID, Account.OWED),
        Cause.UNKEPT: (Account.FUND, Account.RECOVERABLE),
    }

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="entries", verbose_name="应付款")
    to = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="抵扣到"
    )
    cause = models.CharField("因何", max_length=11, choices=Cause.choices)
    source = models.CharField("从", max_length=11, choices=Account.choices)
    target = models.CharField("到", max_length=11, choices=Account.choices)
    amount = models.BigIntegerField("金额（分）")
    on = models.DateField("记账日")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="经办人", **_BY)
    payment = models.BigIntegerField("支付", null=True, blank=True)
    recovery = models.BigIntegerField("追回", null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分录"
        ordering = ["id"]
        indexes = [models.Index(fields=["on", "id"], name="entry_of_a_day")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=Q(cause="approved", source="fund", target="owed")
                | Q(cause="lowered", source="owed", target="fund")
                | Q(cause="paid", source="owed", target="paid", payment__isnull=False)
                | Q(cause="recover", source="paid", target="recoverable", recovery__isnull=False)
                | Q(cause="repaid", source="recoverable", target="fund", recovery__isnull=False)
                | Q(cause="written-off", source="recoverable", target="written_off", recovery__isnull=False)
                | Q(cause="set-off", source="paid", target="paid", to__isnull=False) & ~Q(to=F("obligation"))
                | Q(cause="covered", source="owed", target="paid", recovery__isnull=False)
                | Q(cause="kept", source="recoverable", target="fund", recovery__isnull=False)
                | Q(cause="uncovered", source="paid", target="owed", recovery__isnull=False)
                | Q(cause="unkept", source="fund", target="recoverable", recovery__isnull=False),
                name="entry_moves_between_accounts_that_are_joined",
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=True) | Q(cause="set-off"), name="entry_stays_if_not_set_off"
            ),
            models.UniqueConstraint(
                fields=["payment", "obligation"], condition=Q(cause="paid"), name="entry_paid_once_by_a_payment"
            ),
        ]

    def __str__(self) -> str:
        return f"分录 {self.pk}"


class LedgerRoot(models.Model):
    """The entries of one day tied into one hash, with the root before: what was entered cannot be rewritten later."""

    day = models.DateField("日期", primary_key=True)
    count = models.PositiveIntegerField("分录数")
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "每日账目摘要"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
