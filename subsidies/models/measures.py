"""What the city does beside deciding cases: restrictions, single checks passed by decision, cover for who is away."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.actor import Actor
from people.models import Organisation, Person
from people.roles import AUDITOR, CITY, FINANCE, REVIEWER
from subsidies import sight
from subsidies.models.cases import Application

_BY: Any = {"on_delete": models.PROTECT, "related_name": "+"}


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def visible_to(self, actor: Actor) -> Any:
        """For the city and the auditor; finance sees what stops payment, a reviewer whom the own cases are of."""
        if actor.has(CITY, AUDITOR):
            return self
        seen = Q(pk__in=[])
        if actor.has(FINANCE):
            seen |= Q(stops=Restriction.Stops.PAY)
        if actor.has(REVIEWER):
            cases = Application.objects.visible_to(actor)
            seen |= Q(person__in=cases.values("person")) | Q(organisation__in=cases.values("organisation"))
        return self.filter(seen)

    def in_force(self, on: Any) -> Any:
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, lifted_at__isnull=True)


class Restriction(models.Model):
    """Something that a person or an organisation may not do for a while, and why. It says what it stops."""

    class Stops(models.TextChoices):
        APPLY = "apply", "不能提交新的申请"
        DECIDE = "decide", "申请暂不作准予决定"
        PAY = "pay", "暂停发放"

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="restrictions", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="restrictions", verbose_name="单位"
    )
    stops = models.CharField("限制什么", max_length=6, choices=Stops.choices)
    reason_sealed = models.BinaryField("原因（加密）", max_length=4000)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="设置人", **_BY)
    placed_at = models.DateTimeField("设置时间")
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="解除人", **_BY)
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "限制措施"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="restriction_is_on_somebody",
            ),
            models.CheckConstraint(
                condition=Q(stops__in=["apply", "decide", "pay"]), name="restriction_stops_something"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="restriction_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="restriction_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"限制 {self.pk}"


class OverrideQuerySet(models.QuerySet["Override"]):
    def visible_to(self, actor: Actor) -> Any:
        return sight.of_applications(self, actor)


class Override(models.Model):
    """经批准放行: one check that one application need not pass, asked for by one person and agreed to by another."""

    class State(models.TextChoices):
        ASKED = "asked", "等待批准"
        AGREED = "agreed", "已批准"
        DENIED = "denied", "未批准"

    application = models.ForeignKey(Application, models.PROTECT, related_name="overrides", verbose_name="申请")
    check_code = models.CharField("条件", max_length=20)
    reason_sealed = models.BinaryField("理由（加密）", max_length=4000)
    expires_on = models.DateField("有效期至")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", **_BY)
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="批准人", **_BY)
    answered_at = models.DateTimeField("批准时间", null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经批准放行"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "check_code"], condition=~Q(state="denied"), name="override_once_of_a_check"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed", "denied"]), name="override_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")), name="override_takes_two"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="override_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"放行 {self.pk}"


class Leave(models.Model):
    """Somebody who decides is away from one day to another, and who covers: whose cases are whose so long."""

    away = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="请假人", **(_BY | {"related_name": "leaves"}))
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="代班人", **(_BY | {"related_name": "covers"}))
    first = models.DateField("自")
    last = models.DateField("至")
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "请假代班"
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(condition=~Q(away=F("cover")), name="leave_is_covered_by_another"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"请假 {self.pk}"
