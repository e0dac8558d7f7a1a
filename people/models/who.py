"""Districts, persons and organisations."""

from typing import Any

from django.db import models
from django.db.models import Q

from people import sight
from people.actor import Actor


class District(models.Model):
    """One of the 16 districts (GB/T 2260), or 经开区, which reports by itself and has a code of its own (1101KF)."""

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=20, unique=True)
    order = models.PositiveSmallIntegerField("次序", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "区"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Any:
        return sight.persons(self, actor)


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Any:
        return sight.organisations(self, actor)


class Person(models.Model):
    """A natural person, known by a document. The number is sealed; equal numbers are found by the keyed index.

    Written through `people.identities` alone, which seals, finds and never makes the same person twice.
    """

    class Document(models.TextChoices):
        RESIDENT = "01", "居民身份证"
        HKMO_RESIDENCE = "02", "港澳台居民居住证"
        PERMANENT_RESIDENCE = "03", "外国人永久居留身份证"
        PASSPORT = "04", "护照"
        HKMO_PERMIT = "05", "港澳居民来往内地通行证"
        TAIWAN_PERMIT = "06", "台湾居民来往大陆通行证"

    name = models.CharField("姓名", max_length=60)
    document = models.CharField("证件类型", max_length=2, choices=Document.choices, default=Document.RESIDENT)
    number_sealed = models.BinaryField("证件号码（加密）", max_length=100)
    number_index = models.BinaryField("证件号码（索引）", max_length=32, unique=True)
    key_version = models.PositiveSmallIntegerField("密钥版本")
    born = models.DateField("出生日期", null=True, blank=True)
    household = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="户籍所在区"
    )
    phone_sealed = models.BinaryField("登记手机（加密）", max_length=60, null=True)
    phone_index = models.BinaryField("登记手机（索引）", max_length=32, null=True)
    since_run = models.BigIntegerField("由哪次导入得知", default=0)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["id"]
        # Every index is paid for with each of a million persons: there are only those that find one among them.
        indexes = [
            models.Index(fields=["phone_index"], condition=Q(phone_index__isnull=False), name="person_of_a_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(document__in=["01", "02", "03", "04", "05", "06"]), name="person_document_is_known"
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="person_phone_is_sealed_and_indexed",
            ),
        ]

    def __str__(self) -> str:
        return f"人员 {self.pk}"  # a name belongs on a page that may show it, not wherever an object is printed


class Organisation(models.Model):
    """An employer or a training institution, known by its 统一社会信用代码."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        INDIVIDUAL = "individual", "个体工商户"
        PUBLIC = "public", "机关事业单位"
        INSTITUTION = "institution", "培训机构"
        OTHER = "other", "其他组织"

    code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="注册地所在区")
    founded = models.DateField("成立日期", null=True, blank=True)
    legal_head = models.CharField("法定代表人", max_length=60, blank=True)
    since_run = models.BigIntegerField("由哪次导入得知", default=0)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["enterprise", "individual", "public", "institution", "other"]),
                name="organisation_kind_is_known",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{18}\Z"), name="organisation_code_has_its_shape"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyInForce(models.Model):
    """Which master key seals and indexes now; one row.

    Whoever adds a person reads it under a shared lock, so that two keys never index at once and the same number
    cannot be added twice, once under each.
    """

    version = models.PositiveSmallIntegerField("密钥版本")

    class Meta:
        verbose_name = verbose_name_plural = "在用密钥"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="key_in_force_is_one_row")]

    def __str__(self) -> str:
        return f"第{self.version}版密钥"
