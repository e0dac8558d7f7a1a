"""What is kept beside the pages: what this installation is, and the version of what public pages are made from."""

from django.db import models


class Installation(models.Model):
    """What this installation is; one row. Loading demonstration data marks it, and every page's foot says so."""

    demonstration = models.BooleanField("演示系统", default=False)

    class Meta:
        verbose_name = "安装信息"
        verbose_name_plural = "安装信息"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "演示系统" if self.demonstration else "正式系统"

    @classmethod
    def is_demonstration(cls) -> bool:
        return cls.objects.filter(demonstration=True).exists()

    @classmethod
    def mark_as_demonstration(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"demonstration": True})


class PageStamp(models.Model):
    """A token that the database changes with any write to what public pages are made from (`cms.stamps`)."""

    id = models.CharField("内容", max_length=8, primary_key=True)
    token = models.CharField("版本", max_length=36)

    class Meta:
        verbose_name = verbose_name_plural = "网页版本"

    def __str__(self) -> str:
        return self.token
