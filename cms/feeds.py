"""通知公告 for feed readers."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils.feedgenerator import Rss201rev2Feed

from cms.models import NewsPage, newest

ITEMS = 30


class NewsFeed(Feed):
    """The latest notices. A notice keeps its guid whatever becomes of its title and address."""

    feed_type = Rss201rev2Feed
    title = "训兴 · 通知公告"
    link = "/news/"
    feed_url = "/news/feed/"
    description = "职业培训补贴的通知公告"
    language = "zh-Hans"
    item_guid_is_permalink = False

    def items(self) -> QuerySet:
        return newest(NewsPage.objects.live().public())[:ITEMS]

    def item_title(self, item: Any) -> str:
        return item.title

    def item_description(self, item: Any) -> str:
        return ("【演示内容】" if item.example else "") + item.summary

    def item_link(self, item: Any) -> str:
        return item.get_url() or "/news/"

    def item_guid(self, item: Any) -> str:
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: Any) -> datetime:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> datetime:
        return item.last_published_at
