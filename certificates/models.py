"""The register of skill certificates, as the national network and the issuing bodies tell it."""

from django.db import models
from django.db.models import F, Q

from occupations.models import CODE
from people.models import Person, Versioned


class Certificate(Versioned):
    """One certificate as it is known; a correction ends this row and adds another with the same `entry`.

    The register confirms number, person, occupation, level and day, so what stands in it is verified. `occupation` is
    the code as printed; which occupation that is today, the crosswalk says.
    """

    class Kind(models.TextChoices):
        LEVEL = "L", "职业技能等级证书"
        QUALIFICATION = "Q", "职业资格证书"
        OTHER = "O", "其他编号的证书"

    entry = models.BigIntegerField("登记号")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates", verbose_name="持证人")
    number = models.CharField("证书编号", max_length=30)
    kind = models.CharField("证书类别", max_length=1, choices=Kind.choices)
    occupation = models.CharField("职业编码", max_length=10)
    job = models.CharField("工种", max_length=60, blank=True)
    level = models.PositiveSmallIntegerField("等级")
    issued_on = models.DateField("核发日期")
    issuer = models.CharField("发证机构", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        ordering = ["person", "issued_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(until_run__isnull=True), name="certificate_number_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(until_run__isnull=True), name="certificate_entry_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3, 4, 5]), name="certificate_level_is_known"),
            models.CheckConstraint(condition=Q(kind__in=["L", "Q", "O"]), name="certificate_kind_is_known"),
            models.CheckConstraint(condition=Q(occupation__regex=CODE), name="certificate_code_has_its_shape"),
            models.CheckConstraint(condition=~Q(number=""), name="certificate_has_a_number"),
            models.CheckConstraint(
                condition=Q(until_run__isnull=True) | Q(until_run__gt=F("since_run")),
                name="certificate_known_before_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"证书 {self.entry}"
