"""The 人力资源开发目录, edition by edition: part one (posts of key industries) and part two (urgent occupations).

Its urgent list moves money, so an edition is made by one person and agreed to by another (`occupations.editions`), and
from the day it is sent to the second person its rows stand as they are: the database refuses to change them.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from occupations.models.classification import Occupation

LEVELS = r"^([1-5](,[1-5])*)?\Z"
SLUG = r"^[0-9]{4}[0-9a-z.-]*\Z"


class CatalogueEdition(models.Model):
    """One edition of the 人力资源开发目录. A demonstration edition has no force and says so.

    What the rules read is published editions alone, each from its `effective_from`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "编制中"
        SENT = "sent", "等第二人同意"
        AGREED = "agreed", "已同意，到日公布"
        PUBLISHED = "published", "已公布"

    year = models.PositiveSmallIntegerField("年份")
    version = models.CharField("版本", max_length=20, blank=True)
    title = models.CharField("名称", max_length=100)
    slug = models.CharField("网址里的名字", max_length=40, unique=True)
    effective_from = models.DateField("施行日期")
    effective_to = models.DateField("最后一天", null=True, blank=True, help_text="当日仍有效；不填则一直有效")
    demonstration = models.BooleanField("示例版", default=False)
    source = models.CharField("来源", max_length=200)
    scale = models.JSONField("紧缺程度的写法，从低到高", default=list, blank=True)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAFT)
    digest = models.CharField("内容指纹", max_length=64, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    publish_on = models.DateField("公布日期", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    returned = models.CharField("退回说明", max_length=300, blank=True)
    occupations = models.ManyToManyField(
        Occupation, through="CatalogueEntry", related_name="catalogue_editions", verbose_name="职业"
    )

    class Meta:
        verbose_name = verbose_name_plural = "目录版次"
        ordering = ["-effective_from", "demonstration"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version", "demonstration"], name="catalogue_edition_once"),
            models.UniqueConstraint(
                fields=["effective_from", "demonstration"], name="catalogue_edition_begins_on_its_own_day"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="catalogue_edition_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="catalogue_edition_names_its_source"),
            models.CheckConstraint(condition=~Q(title=""), name="catalogue_edition_has_a_title"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="catalogue_edition_slug_has_its_shape"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "agreed", "published"]), name="catalogue_edition_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_by__isnull=True, agreed_by__isnull=True, published_at__isnull=True)
                | Q(state="sent", sent_by__isnull=False, agreed_by__isnull=True, published_at__isnull=True)
                | Q(state="agreed", agreed_by__isnull=False, publish_on__isnull=False, published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="catalogue_edition_state_agrees",
            ),
            # 示例版 come with the software and have no force; whatever has is the word of two.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"])
                | Q(demonstration=True, sent_by__isnull=True, agreed_by__isnull=True)
                | (Q(sent_by__isnull=False, agreed_by__isnull=False) & ~Q(sent_by=F("agreed_by"))),
                name="catalogue_edition_is_agreed_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How screens and letters name the edition, e.g. 2022年版（3.0版）·示例版."""
        version = f"（{self.version}）" if self.version else ""
        return f"{self.year}年版{version}" + ("·示例版" if self.demonstration else "")


class Scarcity(models.Model):
    """What a row of either part may say of supply and pay, in the edition's own words: pay is yuan a month."""

    grade = models.CharField("紧缺程度", max_length=20, blank=True)
    pay_from = models.PositiveIntegerField("月薪从（元）", null=True, blank=True)
    pay_to = models.PositiveIntegerField("月薪到（元）", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def pay(self) -> str:
        """6,000—9,000元/月; empty where the edition says nothing."""
        if self.pay_from is None or self.pay_to is None:
            return ""
        band = f"{self.pay_from:,}" if self.pay_from == self.pay_to else f"{self.pay_from:,}—{self.pay_to:,}"
        return f"{band}元/月"


_PAY = Q(pay_from__isnull=True, pay_to__isnull=True) | Q(
    pay_from__isnull=False, pay_to__isnull=False, pay_to__gte=F("pay_from")
)


class CatalogueEntry(Scarcity):
    """Part two: an occupation in an edition, and whether that edition calls it urgent (急需紧缺).

    `levels` are those the edition names, as 5,4,3; `jobs` the 工种 it prints, empty where it means the whole. `code`
    and `name` are what it prints, whatever the occupation is called later.
    """

    edition = models.ForeignKey(CatalogueEdition, models.CASCADE, related_name="entries", verbose_name="目录版次")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="entries", verbose_name="职业")
    code = models.CharField("印出的编码", max_length=10, blank=True)
    name = models.CharField("印出的名称", max_length=60, blank=True)
    urgent = models.BooleanField("急需紧缺", default=False)
    levels = models.CharField("等级", max_length=9, blank=True)
    jobs = models.CharField("工种", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目录条目"
        ordering = ["edition", "occupation"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "occupation"], name="catalogue_entry_once"),
            models.CheckConstraint(condition=Q(levels__regex=LEVELS), name="catalogue_entry_levels_have_their_shape"),
            models.CheckConstraint(condition=_PAY, name="catalogue_entry_pay_is_a_band"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.occupation}"

    @property
    def printed(self) -> tuple[str, str]:
        """(code, name) as the edition prints them."""
        return self.code or self.occupation.code, self.name or self.occupation.name


class Post(Scarcity):
    """Part one: a representative post (代表性岗位) of 产业类别 → 核心领域 → 重点方向, and what it asks of people.

    `skills`: its 核心能力要求, one a line. `occupation` is set where the edition or its editor says which one it is,
    and `code` then is the code it prints.
    """

    edition = models.ForeignKey(CatalogueEdition, models.CASCADE, related_name="posts", verbose_name="目录版次")
    place = models.PositiveIntegerField("次序")
    industry = models.CharField("产业类别", max_length=30)
    area = models.CharField("核心领域", max_length=60)
    direction = models.CharField("重点方向", max_length=60)
    name = models.CharField("代表性岗位", max_length=60)
    skills = models.TextField("核心能力要求", blank=True)
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="职业"
    )
    code = models.CharField("印出的编码", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重点产业岗位"
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "industry", "area", "direction", "name"], name="post_once_in_an_edition"
            ),
            models.CheckConstraint(condition=~Q(industry="") & ~Q(name=""), name="post_has_its_names"),
            models.CheckConstraint(condition=_PAY, name="post_pay_is_a_band"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.name}"

    @property
    def abilities(self) -> list[str]:
        return self.skills.splitlines()


class EditionStep(models.Model):
    """Who did what to an edition on its way to the public, and when. `by` is empty where the day itself did it."""

    class Verb(models.TextChoices):
        SEND = "send", "送审"
        TAKE_BACK = "take_back", "撤回"
        GIVE_BACK = "give_back", "退回"
        AGREE = "agree", "同意"
        PUBLISH = "publish", "到日公布"

    edition = models.ForeignKey(CatalogueEdition, models.CASCADE, related_name="steps", verbose_name="目录版次")
    verb = models.CharField("做了什么", max_length=9, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "版次经过"
        ordering = ["edition", "at", "id"]

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_verb_display()}"
