"""A feed's template as import-export's Resource: which columns a file of a kind has, and how each is read.

The engine reads, checks and writes (`records.runs`); import-export's screens are told about the columns from here.
"""

from typing import Any, NamedTuple

from import_export import widgets
from import_export.fields import Field
from import_export.resources import Resource

from lib.feed import Feed
from lib.workbook import Column

_WIDGETS: dict[str, type[widgets.Widget]] = {
    "day": widgets.DateWidget,
    "whole": widgets.IntegerWidget,
    "level": widgets.IntegerWidget,
    "money": widgets.DecimalWidget,
    "flag": widgets.BooleanWidget,
}
_KINDS = {
    "text": "文字",
    "code": "编号（文本格式）",
    "word": "从这几个里选",
    "day": "日期，如 2024-01-05",
    "month": "月份，如 2024-01",
    "whole": "整数",
    "money": "金额，单位元，最多两位小数",
    "level": "等级，填 1 到 5 或者写全",
    "flag": "是或否",
}


class Line(NamedTuple):
    """One column in words, for whoever fills the file in."""

    title: str
    needed: str
    rule: str
    hint: str
    example: str


class FeedResource(Resource):
    """``feed`` is whose columns these are."""

    feed: Feed

    @classmethod
    def get_display_name(cls) -> str:
        return cls.feed.template.title

    @classmethod
    def lines(cls) -> list[Line]:
        return [
            Line(column.title, "必填" if column.required else "可不填", _rule(column), column.hint, column.example)
            for column in cls.feed.template.layout
        ]

    def get_user_visible_fields(self) -> list[Field]:
        return [self.fields[column.name] for column in self.feed.template.layout]


def resource_of(feed: Feed) -> type[FeedResource]:
    """The feed's schema."""
    template = feed.template
    fields: dict[str, Any] = {
        column.name: Field(
            attribute=column.name, column_name=column.title, widget=_WIDGETS.get(column.kind, widgets.CharWidget)()
        )
        for column in template.layout
    }
    meta = type("Meta", (), {"import_id_fields": template.key, "name": template.title})
    return type("FeedResource", (FeedResource,), {**fields, "Meta": meta, "feed": feed})


def _rule(column: Column) -> str:
    words = _KINDS[column.kind]
    if column.choices and column.kind == "word":
        words = f"{words}：{'、'.join(column.choices)}"
    if column.kind in ("text", "code") and not column.judged_later:
        words += f"，最多 {column.longest} 个字"
    return words
