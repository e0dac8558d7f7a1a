"""An occupation through time, and what people call it. Read through `occupations.queries`; written by feeds and by
stewards.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

CODE = r"^[1-8](-[0-9]{2}){3}\Z"
KEY = r"^[1-8](-[0-9]{2}){3}(#[2-9])?\Z"
EDITION = r"^[0-9]{4}(\+[0-9]{4})?\Z"  # 2022, or 2022+2024: the 2022 edition with the increment of 2024


class Occupation(models.Model):
    """One occupation (职业), whatever code or name an edition prints it under.

    `key` is who it is and never changes (the database refuses): the code it was first kept under, or that
    code with #2 where an older occupation took it. Rights are kept on it. All other fields are its present
    face, as the latest edition it stands in has it; `Standing` is what each edition prints.
    """

    key = models.CharField("档案号", max_length=12, unique=True)
    code = models.CharField("职业编码", max_length=10, db_index=True)
    name = models.CharField("职业名称", max_length=60)
    edition = models.CharField("所在版次", max_length=9)
    major = models.CharField("大类", max_length=60)
    middle = models.CharField("中类", max_length=60)
    minor = models.CharField("小类", max_length=60)
    digital = models.BooleanField("数字职业", default=False)
    green = models.BooleanField("绿色职业", default=False)
    pinyin = models.CharField("拼音", max_length=300, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "职业"
        ordering = ["code", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="occupation_key_has_its_shape"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="occupation_code_has_its_shape"),
            models.CheckConstraint(condition=Q(edition__regex=EDITION), name="occupation_edition_has_its_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="occupation_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    @property
    def major_code(self) -> str:
        return self.code[:1]

    @property
    def middle_code(self) -> str:
        return self.code[:4]

    @property
    def minor_code(self) -> str:
        return self.code[:7]


class Standing(models.Model):
    """The code and name under which one edition of the classification prints one occupation."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="standings", verbose_name="职业")
    edition = models.CharField("大典版次", max_length=9)
    code = models.CharField("职业编码", max_length=10, db_index=True)
    name = models.CharField("职业名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "各版编码"
        ordering = ["edition", "code"]
        constraints = [
            # Increments belong to their edition: 2022 and 2022+2024 are one list.
            models.UniqueConstraint(Left("edition", 4), "code", name="standing_code_once_in_an_edition"),
            models.UniqueConstraint(Left("edition", 4), "occupation", name="standing_occupation_once_in_an_edition"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="standing_code_has_its_shape"),
            models.CheckConstraint(condition=Q(edition__regex=EDITION), name="standing_edition_has_its_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="standing_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}年版 {self.code} {self.name}"


class Alias(models.Model):
    """Another word for an occupation: what people say (月嫂), a 工种 under it, or a name it used to have."""

    class Kind(models.TextChoices):
        COMMON = "common", "俗称"
        JOB = "job", "工种"
        FORMER = "former", "曾用名"

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="aliases", verbose_name="职业")
    text = models.CharField("叫法", max_length=60)
    kind = models.CharField("类别", max_length=6, choices=Kind.choices, default=Kind.COMMON)
    pinyin = models.CharField("拼音", max_length=300, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "别名与工种"
        ordering = ["text", "occupation"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "text"], name="alias_once_for_an_occupation"),
            models.CheckConstraint(condition=~Q(text=""), name="alias_has_a_text"),
            models.CheckConstraint(condition=Q(kind__in=["common", "job", "former"]), name="alias_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.text


class CodeChange(models.Model):
    """The crosswalk: what a code of an older edition became. Corrections inside one edition are not changes.

    Only a code that became exactly one other maps by itself; whoever held a code that was split or merged
    is looked at by a person.
    """

    class Kind(models.TextChoices):
        SAME = "same", "换码"
        RENAMED = "renamed", "改名"
        SPLIT = "split", "拆分"
        MERGED = "merged", "合并"

    AUTOMATIC = ("same", "renamed")

    old_edition = models.CharField("原版次", max_length=9)
    old_code = models.CharField("原编码", max_length=10)
    old_name = models.CharField("原名称", max_length=60, blank=True)
    new_code = models.CharField("新编码", max_length=10)
    kind = models.CharField("变化", max_length=7, choices=Kind.choices)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "编码对照"
        ordering = ["old_edition", "old_code", "new_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_edition", "old_code", "new_code"], name="code_change_once"),
            models.UniqueConstraint(
                fields=["old_edition", "old_code"],
                condition=Q(kind__in=["same", "renamed"]),
                name="code_change_maps_to_one_code",
            ),
            models.CheckConstraint(
                condition=Q(old_code__regex=CODE, new_code__regex=CODE),
                name="code_change_codes_have_their_shape",
            ),
            models.CheckConstraint(condition=Q(old_edition__regex=EDITION), name="code_change_edition_has_its_shape"),
            models.CheckConstraint(
                condition=Q(kind__in=["same", "renamed", "split", "merged"]), name="code_change_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="same", old_code=F("new_code")), name="code_change_changes_the_code"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="code_change_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class Stamp(models.Model):
    """One row whose token the database itself changes with any write above, so no reader can be stale."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=36)

    class Meta:
        verbose_name = verbose_name_plural = "数据版本"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="stamp_is_one_row")]

    def __str__(self) -> str:
        return self.token
