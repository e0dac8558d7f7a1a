"""What the registers say happened to a person: months of insurance, and statuses.

Fed rows are never edited: a correction ends a row (`until_run`) and adds another, so that what was known then and
what is known now both stand. The numbers are those of import runs (`records.models.ImportRun`), one floor above.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models.who import District, Person


class VersionedQuerySet(models.QuerySet):
    def current(self) -> Any:
        """What is known now."""
        return self.filter(until_run__isnull=True)

    def known_in(self, run: int) -> Any:
        """What was known once that run was in."""
        return self.filter(Q(until_run__isnull=True) | Q(until_run__gt=run), since_run__lte=run)

    def visible_to(self, actor: Actor) -> Any:
        """The rows of persons in sight."""
        return sight.of_persons(self, actor)


class Versioned(models.Model):
    """A fed row: true as far as is known from `since_run` until `until_run` took it back or replaced it."""

    since_run = models.BigIntegerField("始于哪次导入", db_index=True)
    until_run = models.BigIntegerField("止于哪次导入", null=True, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True


class InsuranceSpan(Versioned):
    """Months in a row for which one employer paid or deferred a person's unemployment insurance in the city.

    Months are whole numbers (`lib.months`), both ends count. 灵活就业 has no employer code.
    """

    class Employer(models.TextChoices):
        ENTERPRISE = "E", "企业"
        INDIVIDUAL = "I", "个体"
        PUBLIC = "P", "机关事业"
        FLEXIBLE = "F", "灵活就业"

    person = models.ForeignKey(Person, models.PROTECT, related_name="insurance", verbose_name="人员")
    employer_code = models.CharField("单位代码", max_length=18, blank=True)
    employer_kind = models.CharField("单位类型", max_length=1, choices=Employer.choices)
    relation_began = models.DateField("劳动关系起始日", null=True, blank=True)
    first_month = models.IntegerField("起始月")
    last_month = models.IntegerField("截止月")
    deferred = models.BooleanField("缓缴", default=False)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="参保区")

    class Meta:
        verbose_name = verbose_name_plural = "失业保险缴费"
        ordering = ["person", "first_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer_code", "first_month"],
                condition=Q(until_run__isnull=True),
                name="insurance_span_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")), name="insurance_span_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(employer_kind__in=["E", "I", "P", "F"]), name="insurance_employer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until_run__isnull=True) | Q(until_run__gt=F("since_run")),
                name="insurance_span_known_before_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"缴费记录 {self.pk}"


class StatusSpan(Versioned):
    """A status by the day, both ends counted; without an end it goes on."""

    class Kind(models.TextChoices):
        BENEFIT = "benefit", "领取失业保险金"
        UNEMPLOYED = "unemployed", "登记失业"
        RURAL = "rural", "农村转移就业劳动力"
        HARDSHIP = "hardship", "就业困难人员"
        GRADUATE = "graduate", "毕业年度高校毕业生"
        PENSION = "pension", "领取养老金"
        DEAD = "dead", "死亡"

    person = models.ForeignKey(Person, models.PROTECT, related_name="statuses", verbose_name="人员")
    kind = models.CharField("身份", max_length=10, choices=Kind.choices)
    began = models.DateField("起始日")
    ended = models.DateField("截止日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "身份记录"
        ordering = ["person", "began"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "began"],
                condition=Q(until_run__isnull=True),
                name="status_span_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("began")), name="status_span_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["benefit", "unemployed", "rural", "hardship", "graduate", "pension", "dead"]),
                name="status_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(until_run__isnull=True) | Q(until_run__gt=F("since_run")),
                name="status_span_known_before_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"身份记录 {self.pk}"


class TrueTo(models.Model):
    """The day up to which one kind of fed data is true, said by one import run; shown as 社保数据截至…."""

    kind = models.CharField("数据种类", max_length=20)
    run = models.BigIntegerField("导入编号", unique=True)
    day = models.DateField("数据截至")

    class Meta:
        verbose_name = verbose_name_plural = "数据截至日"
        ordering = ["kind", "-run"]

    def __str__(self) -> str:
        return f"{self.kind} 截至 {self.day}"
