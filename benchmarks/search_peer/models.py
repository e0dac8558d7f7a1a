"""The same words, indexed by Wagtail as they come, and cut into pairs of signs first.

Its database search splits text at blanks, so that a Chinese name is one word to it.
"""

from typing import ClassVar

from django.db import models
from wagtail.search import index


class Plain(index.Indexed, models.Model):
    """`words`: the name, everyday words, code, pinyin and initials, parted by blanks."""

    name = models.CharField(max_length=60)
    words = models.TextField()
    search_fields: ClassVar = [index.SearchField("words")]

    class Meta:
        verbose_name = "对照"

    def __str__(self) -> str:
        return self.name


class Cut(index.Indexed, models.Model):
    """`words`: of every Chinese word each pair of neighbouring signs."""

    name = models.CharField(max_length=60)
    words = models.TextField()
    search_fields: ClassVar = [index.SearchField("words")]

    class Meta:
        verbose_name = "切分后的对照"

    def __str__(self) -> str:
        return self.name
