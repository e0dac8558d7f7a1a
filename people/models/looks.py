"""Who looked at what of whom. Rows are only ever added: triggers refuse the rest."""

from django.db import models
from django.db.models import Q

from people.models.accounts import User
from people.models.who import District, Organisation, Person
from people.roles import DUTIES, ORGANISATION_ROLES


class Look(models.Model):
    """One look at what is masked or handed in as a proof, or what a counter did: found a person, wrote down a phone; or
    a file with whole numbers that an organisation took along: `organisation` says which.

    Made by `people.looks`.
    """

    class What(models.TextChoices):
        NUMBER = "number", "完整的证件号码"
        PHONE = "phone", "完整的手机号码"
        FOUND = "found", "按姓名和证件号码查询"
        REGISTERED = "registered", "登记或更改手机"
        PROOF = "proof", "交来的证明材料"
        FILE = "file", "文件里的完整证件号码"

    person = models.ForeignKey(Person, models.PROTECT, related_name="looks", verbose_name="被查看人")
    by = models.ForeignKey(User, models.PROTECT, related_name="looks", verbose_name="查看人")
    role = models.CharField("以何身份", max_length=10, choices=[(duty.role, duty.words) for duty in DUTIES.values()])
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="所在区")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="单位")
    at = models.DateTimeField("时间", db_index=True)
    what = models.CharField("查看内容", max_length=10, choices=What.choices)
    why = models.CharField("原因", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="look_has_a_reason"),
            models.CheckConstraint(
                condition=Q(what__in=["number", "phone", "found", "registered", "proof", "file"]),
                name="look_is_at_something",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(ORGANISATION_ROLES), organisation__isnull=False)
                | ~Q(role__in=sorted(ORGANISATION_ROLES)) & Q(organisation__isnull=True),
                name="look_by_an_organisation_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"查看记录 {self.pk}"
