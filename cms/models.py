"""The site's own pages, kept by its editors. Facts (amounts, rules, occupations) never stand here: pages read them
from the tables."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms import home


class HomePage(Page):
    """The first page: one sentence, a search, what one can do here. There is one, and it is the root of the site."""

    sentence = models.CharField(
        "一句话",
        max_length=40,
        default="拿到技能证书，能领多少补贴，在这里算得清。",
        help_text="首页最大的一行字，不超过40个字，让没来过的人一眼明白这里能做什么。",
    )
    intro = RichTextField(
        "说明",
        features=["bold", "link"],
        blank=True,
        max_length=400,
        default="<p>回答几个问题，就知道能不能领、领多少、差在哪里、依据哪一条。不用登录，也不会留下您填的内容。</p>",
        help_text="一两句话。金额和条件不要写在这里，它们由规则自动给出。",
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("sentence"), FieldPanel("intro")], heading="首页文字"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    template = "cms/home_page.html"

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **home.context(on=localdate())}


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
