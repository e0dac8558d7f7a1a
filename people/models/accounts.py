"""Who signs in, and as what. A person's own account holds no role; whoever holds a role has an account for it."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from people.models.who import District, Organisation, Person
from people.roles import DUTIES


class User(AbstractUser):
    """Whoever signs in. Ours from the first migration, because a user model cannot be swapped later."""

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="account",
        verbose_name="本人",
        help_text="劳动者本人的账号：凭登记手机的验证码登录，不能有任何角色。",
    )
    own = models.OneToOneField(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
        verbose_name="本人是",
        help_text="有角色的账号背后是哪一个人：他自己的申请、异议和更正，不由他办。",
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "账号"
        verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(own__isnull=True), name="account_is_a_persons_or_has_one"
            ),
        ]

    @property
    def words(self) -> str:
        """How the holder of a role is called on screens: 姓名, else the username."""
        return f"{self.last_name}{self.first_name}" or self.username


class RoleGrant(models.Model):
    """One role of one account, for a district or an organisation where the role is held for one.

    Written by `people.actions` alone. What nobody may be at once is kept by triggers too.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=10, choices=[(duty.role, duty.words) for duty in DUTIES.values()])
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="所在区")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="所属单位"
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="given", verbose_name="授权人"
    )
    granted_at = models.DateTimeField("授权时间")

    class Meta:
        verbose_name = verbose_name_plural = "角色授权"
        ordering = ["user", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        *("manager", "clerk", "counter", "reviewer", "city", "finance"),
                        *("editor", "steward", "auditor"),
                    ]
                ),
                name="role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["counter", "reviewer"], district__isnull=False)
                | (~Q(role__in=["counter", "reviewer"]) & Q(district__isnull=True)),
                name="role_has_its_district",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["manager", "clerk"], organisation__isnull=False)
                | (~Q(role__in=["manager", "clerk"]) & Q(organisation__isnull=True)),
                name="role_has_its_organisation",
            ),
            models.UniqueConstraint(
                F("user"),
                F("role"),
                Coalesce(F("district"), Value("")),
                Coalesce(F("organisation"), Value(0)),
                name="role_held_once_for_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def place(self) -> str:
        """What it is held for, in words; empty for the whole city."""
        return str(self.district or self.organisation or "")
