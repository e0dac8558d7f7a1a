"""A case: what somebody is entitled to, the application it is asked for in, and the lines it is paid in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import BankAccount, District, Organisation, Person
from subsidies import sight
from subsidies.models.decisions import Determination

_BY: Any = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.applications(self, actor)


class Application(models.Model):
    """One request for a subsidy, from its draft to the city's decision. Moved by `subsidies.lifecycle` alone.

    `subject` is what it is about (a certificate's `entry`, a class) and `title` says it in words. One of an
    organisation has no determination of its own: each of its lines has.
    `due_on` is the last day of whoever's turn it is. `clear`: nothing is left for a person to judge; else `flags` names
    it. `version` counts its moves: whoever moves it says which version was looked at.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "还没有提交"
        DISTRICT = "district", "区级审核"
        CITY = "city", "市级复核"
        RETURNED = "returned", "等待补正"
        APPROVED = "approved", "准予发放"
        REFUSED = "refused", "不予发放"
        WITHDRAWN = "withdrawn", "已撤回"

    class Says(models.TextChoices):
        APPROVE = "approve", "建议准予"
        REFUSE = "refuse", "建议不予"

    WAITING = (State.DISTRICT, State.CITY, State.RETURNED)

    scheme = models.CharField("补贴项目", max_length=2)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="申请人"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="申报单位"
    )
    subject = models.BigIntegerField("事项")
    title = models.CharField("事项名称", max_length=120, blank=True)
    number = models.CharField("受理号", max_length=20, null=True, blank=True, unique=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="受理区"
    )  # fmt: skip
    account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="收款账户"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField("办理次序", default=0)
    due_on = models.DateField("最晚办理日", null=True, blank=True)
    determination = models.ForeignKey(Determination, verbose_name="最近一次决定记录", db_index=False, **_BY)
    amount = models.BigIntegerField("金额（分）", default=0)
    clear = models.BooleanField("机器核对全部通过", default=False)
    flags = models.CharField("需人工核对", max_length=200, blank=True)  # codes, parted by blanks
    likeness = models.BinaryField("姓名和出生日期（索引）", max_length=32, null=True)  # see `subsidies.flags`
    held = models.BooleanField("暂缓", default=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="承办人", **(_BY | {"related_name": "cases"}))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="代为录入", db_index=False, **_BY)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="初审人", db_index=False, **_BY)
    first_determination = models.ForeignKey(Determination, verbose_name="机器初审", db_index=False, **_BY)
    first_says = models.CharField("初审意见", max_length=7, choices=Says.choices, blank=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="复核人", db_index=False, **_BY)
    reason = models.CharField("不予发放的原因", max_length=20, blank=True)
    returns = models.PositiveSmallIntegerField("补正次数", default=0)
    days_left = models.PositiveSmallIntegerField("补正前还剩的工作日", null=True, blank=True)
    made_at = models.DateTimeField("填写时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴申请"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "district", "due_on", "id"],
                condition=Q(state__in=["district", "city", "returned"]),
                name="application_queue",
            ),
            models.Index(fields=["likeness"], condition=Q(likeness__isnull=False), name="application_of_a_like_person"),
            # the city's queue, which knows no district; what is left to judge there, and what is held, is little of it
            models.Index(
                fields=["state", "due_on", "id"],
                condition=Q(state__in=["district", "city", "returned"]),
                name="application_due",
            ),
            models.Index(
                fields=["state", "due_on", "id"],
                condition=Q(state__in=["district", "city", "returned"], clear=False),
                name="application_to_judge",
            ),
            models.Index(fields=["state", "due_on", "id"], condition=Q(held=True), name="application_held"),
            # what somebody advised or decided, the newest first
            models.Index(
                fields=["first_by", "-id"], condition=Q(first_by__isnull=False), name="application_advised_by"
            ),
            models.Index(
                fields=["second_by", "-id"], condition=Q(second_by__isnull=False), name="application_decided_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "person", "subject"],
                condition=~Q(state__in=["refused", "withdrawn"]),
                name="application_once_alive_for_a_subject",
            ),
            models.UniqueConstraint(
                fields=["scheme", "organisation", "subject"],
                condition=Q(organisation__isnull=False, state__in=["draft", "district", "city", "returned"]),
                name="application_of_an_organisation_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "district", "city", "returned", "approved", "refused", "withdrawn"]),
                name="application_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="application_has_one_applicant",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True, number__isnull=True)
                | (~Q(state="draft") & Q(submitted_at__isnull=False, number__isnull=False, district__isnull=False)),
                name="application_handed_in_has_its_day_and_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["district", "city", "returned"], due_on__isnull=False, ended_at__isnull=True)
                | Q(state="draft", due_on__isnull=True, ended_at__isnull=True)
                | Q(state__in=["approved", "refused", "withdrawn"], due_on__isnull=True, ended_at__isnull=False),
                name="application_waits_until_a_day_or_has_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["city", "approved", "refused"])
                | (
                    ~Q(first_says="")
                    & (
                        Q(first_by__isnull=False, first_determination__isnull=True)
                        | Q(first_by__isnull=True, first_determination__isnull=False)
                    )
                ),
                name="application_has_a_first_decider",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused"], second_by__isnull=False)
                | (~Q(state__in=["approved", "refused"]) & Q(second_by__isnull=True)),
                name="application_decided_has_a_second_decider",
            ),
            models.CheckConstraint(
                condition=~Q(second_by=F("first_by")) | Q(second_by__isnull=True) | Q(first_by__isnull=True),
                name="application_is_decided_by_two",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True)
                | (
                    (Q(first_by__isnull=True) | ~Q(first_by=F("entered_by")))
                    & (Q(second_by__isnull=True) | ~Q(second_by=F("entered_by")))
                ),
                name="application_is_not_decided_by_who_entered_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(amount__gt=0, account__isnull=False)
                    & (Q(determination__isnull=False) | Q(organisation__isnull=False))
                ),
                name="application_approved_has_an_amount_and_an_account",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason=""))
                | (~Q(state="refused") & Q(reason=""))
                | (Q(state="city", first_says="refuse") & ~Q(reason="")),
                name="application_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returns__gte=1, days_left__isnull=False),
                name="application_returned_keeps_its_clock",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="application_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(held=False) | Q(state__in=["district", "city", "approved"]),
                name="application_held_while_somebody_decides",
            ),
        ]

    def __str__(self) -> str:
        return f"申请 {self.number or self.pk}"

    @property
    def applicant(self) -> str:
        """The name of whoever asks: a person or an organisation."""
        who = self.person or self.organisation
        return who.name if who else ""


class Entitlement(models.Model):
    """One person's right to one thing: alive from the moment the scheme says until refused, withdrawn or recovered.

    `family`: schemes that share their once-for-all share it. `skill`: canonical occupation and level, or what stands
    for it. `common`: the same key again, where the terms let nobody have it from this family and from another one.
    """

    scheme = models.CharField("补贴项目", max_length=2)
    family = models.CharField("同一次的范围", max_length=10)
    person = models.ForeignKey(Person, models.PROTECT, related_name="entitlements", verbose_name="人员")
    skill = models.CharField("职业与等级", max_length=40)
    common = models.CharField("与他项互斥的键", max_length=40, null=True, blank=True)  # noqa: DJ001 (none: not exclusive)
    alive = models.BooleanField("在办或已发", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "享受资格"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "family", "skill"], condition=Q(alive=True), name="entitlement_once_alive"
            ),
            models.UniqueConstraint(
                fields=["person", "common"],
                condition=Q(alive=True, common__isnull=False),
                name="entitlement_alive_excludes_its_like",
            ),
            models.CheckConstraint(condition=~Q(skill="") & ~Q(family=""), name="entitlement_is_to_something"),
        ]

    def __str__(self) -> str:
        return f"资格 {self.pk}"
