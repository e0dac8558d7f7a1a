"""The site's own pages, kept by its editors. Facts (amounts, rules, occupations) never stand here: pages read them
from the tables. The tree cannot be built otherwise: home, four sections that are always there, their pages.
"""

from itertools import groupby
from typing import Any, ClassVar

import numpy as np
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms import home, questions
from cms.approval import SecondPersonTask
from cms.blocks import Body, QuestionGroup
from cms.catalogue_desk.marked import MarkedWorkbook
from cms.installation import Installation, PageStamp
from cms.wording import refuse_amounts_in

__all__ = [
    "Installation",
    "MarkedWorkbook",
    "PageStamp",
    "SecondPersonTask",
]  # models are found here, whatever file they stand in
NEWS_A_PAGE = 20
SEO = MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], heading="给搜索引擎看的")
WITH_SLUG = MultiFieldPanel(
    [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], heading="地址和给搜索引擎看的"
)


class SitePage(Page):
    """Every page of ours: its words name no amount, and it is read as of today."""

    worded: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        names = ("title", "seo_title", "search_description", *self.worded)
        refuse_amounts_in({name: getattr(self, name) for name in names}, names)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "on": np.datetime64(localdate(), "D"), **self.shown(request)}

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """What this kind of page shows besides its own fields."""
        return {}


class HomePage(SitePage):
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
    promote_panels = [SEO]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.GuideIndexPage", "cms.PolicyIndexPage", "cms.QuestionsPage", "cms.NewsIndexPage",
    ]  # fmt: skip
    max_count = 1
    worded: ClassVar[tuple[str, ...]] = ("sentence", "intro")
    template = "cms/home_page.html"

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **home.context(on=localdate()), "news": newest(NewsPage.objects.live())[:3],
            "guides": GuidePage.objects.live().order_by("path")[:4],
        }  # fmt: skip


class SectionPage(SitePage):
    """A section of the site: made with it, one of its kind, its address fixed."""

    lede = models.CharField("一句话说明", max_length=120, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede")]
    promote_panels = [SEO]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    max_count = 1
    worded: ClassVar[tuple[str, ...]] = ("lede",)

    class Meta:
        abstract = True


class Article(SitePage):
    """A page of text: what it is about in a sentence, and its body in blocks."""

    summary = models.CharField("一句话说明", max_length=120, help_text="列表里、搜索结果里显示的一句话。")
    example = models.BooleanField(
        "演示内容", default=False, help_text="不是正式发布的内容，页面上会注明“演示内容，不能作为依据”。"
    )
    body = StreamField(Body(), verbose_name="正文")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("example"), FieldPanel("body")]
    promote_panels = [WITH_SLUG]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    subpage_types: ClassVar[list[str]] = []
    worded: ClassVar[tuple[str, ...]] = ("summary",)

    class Meta:
        abstract = True


class GuideIndexPage(SectionPage):
    """办事指南."""

    subpage_types: ClassVar[list[str]] = ["cms.GuidePage"]
    template = "cms/pages/guides.html"

    class Meta:
        verbose_name = "办事指南（栏目）"
        verbose_name_plural = "办事指南（栏目）"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        pages = sorted(GuidePage.objects.live().child_of(self).order_by("path"), key=lambda one: one.place)
        groups = [(words, list(some)) for words, some in groupby(pages, key=lambda one: one.get_audience_display())]
        return {"groups": groups, "count": len(pages)}


class GuidePage(Article):
    """How one thing is done, for one kind of reader."""

    class Audience(models.TextChoices):
        WORKER = "worker", "劳动者"
        ENTERPRISE = "enterprise", "企业"
        INSTITUTION = "institution", "培训机构"
        ANYONE = "anyone", "所有人"

    audience = models.CharField("写给谁看", max_length=12, choices=Audience.choices, default=Audience.WORKER)

    content_panels = [*Page.content_panels, FieldPanel("audience"), *Article.content_panels[1:]]
    parent_page_types: ClassVar[list[str]] = ["cms.GuideIndexPage"]
    template = "cms/pages/guide.html"

    class Meta:
        verbose_name = "办事指南"
        verbose_name_plural = "办事指南"

    @property
    def place(self) -> int:
        return self.Audience.values.index(self.audience)


class PolicyIndexPage(SectionPage):
    """政策看得懂."""

    subpage_types: ClassVar[list[str]] = ["cms.PolicyPage"]
    template = "cms/pages/policies.html"

    class Meta:
        verbose_name = "政策看得懂（栏目）"
        verbose_name_plural = "政策看得懂（栏目）"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        return {"pages": PolicyPage.objects.live().child_of(self).order_by(F("issued_on").desc(nulls_last=True), "pk")}


class PolicyPage(Article):
    """One policy document in plain words."""

    document = models.CharField("文件名称", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True, help_text="例如：京就办发〔2022〕1号")
    issuer = models.CharField("发文单位", max_length=120, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    in_force_from = models.DateField("从哪天起执行", null=True, blank=True)
    in_force_until = models.DateField("执行到哪天", null=True, blank=True)
    source = models.CharField(
        "原文在哪里", max_length=300, blank=True, help_text="网址或出处。只显示成文字，不做链接。"
    )
    changed = models.TextField("变了什么", blank=True, max_length=600, help_text="和以前相比变了什么，一行一条。")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "document", "number", "issuer", "issued_on", "in_force_from", "in_force_until", "source",
            )],
            heading="这份文件",
        ),
        FieldPanel("summary"), FieldPanel("changed"), FieldPanel("example"), FieldPanel("body"),
    ]  # fmt: skip
    parent_page_types: ClassVar[list[str]] = ["cms.PolicyIndexPage"]
    worded: ClassVar[tuple[str, ...]] = ("summary", "document", "changed")
    template = "cms/pages/policy.html"

    class Meta:
        verbose_name = "政策解读"
        verbose_name_plural = "政策解读"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        return {"changes": [line.strip() for line in self.changed.splitlines() if line.strip()]}


class QuestionsPage(SectionPage):
    """常见问题: all on one page, grouped by who asks."""

    groups = StreamField([("group", QuestionGroup())], verbose_name="问题", blank=True)
    example = models.BooleanField("演示内容", default=False, help_text="不是正式发布的内容，页面上会注明。")

    content_panels = [*SectionPage.content_panels, FieldPanel("example"), FieldPanel("groups")]
    search_fields = [*Page.search_fields, index.SearchField("groups")]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/pages/questions.html"

    class Meta:
        verbose_name = "常见问题"
        verbose_name_plural = "常见问题"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        return questions.context(self.groups, np.datetime64(localdate(), "D"))


class NewsIndexPage(SectionPage):
    """通知公告."""

    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    template = "cms/pages/news_index.html"

    class Meta:
        verbose_name = "通知公告（栏目）"
        verbose_name_plural = "通知公告（栏目）"

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        pages = newest(NewsPage.objects.live().child_of(self))
        return {"pages": Paginator(pages, NEWS_A_PAGE).get_page(request.GET.get("page"))}


class NewsPage(Article):
    """One notice to the public."""

    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    template = "cms/pages/news.html"

    class Meta:
        verbose_name = "通知公告"
        verbose_name_plural = "通知公告"


def newest(pages: QuerySet) -> QuerySet:
    return pages.order_by("-first_published_at", "-pk")
