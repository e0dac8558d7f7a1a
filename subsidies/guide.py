"""What the API's guide page shows, read from the same fields that check a request and describe an answer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.fields import empty

from policy import registered
from subsidies.estimates import (
    MOST_BYTES,
    ProblemSerializer,
    ResultSerializer,
    TermsSerializer,
    published,
)
from subsidies.fact_fields import MOST_ITEMS

_KINDS: tuple[tuple[type[serializers.Field], str], ...] = (
    (serializers.ListSerializer, "列表"),
    (serializers.BaseSerializer, "对象"),
    (serializers.ListField, "两个数字的列表"),
    (serializers.BooleanField, "true 或 false"),
    (serializers.DateField, "日期"),
    (serializers.RegexField, "有两位小数的金额"),
    (serializers.Field, "文字"),
)
_PER = {"s": "每秒", "m": "每分钟", "h": "每小时", "d": "每天"}


@dataclass(frozen=True)
class Entry:
    """One field. ``words``: (word, 中文) of what it may be; ``default``: as JSON, empty where it must be given."""

    name: str
    meaning: str
    takes: str
    words: list[tuple[str, str]]
    default: str
    may_be_null: bool


@dataclass(frozen=True)
class Group:
    """The fields of one object. ``path``: where it stands, like ``trainees[].paid[]``; empty for the whole."""

    path: str
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Operation:
    title: str
    slug: str
    example: str
    answer: str
    facts: list[Group]
    result: list[Entry]


def operations() -> list[Operation]:
    """What can be asked, in the order in which all schemes are listed."""
    found = []
    for scheme in registered():
        if view := published.get(scheme.slug):
            answer = json.dumps(view.example_answer(), ensure_ascii=False, indent=1)
            facts = list(_groups(view.serializer_class()))
            own = _entries(view.answer_class())
            found.append(Operation(scheme.title, scheme.slug, view.example.strip(), answer, facts, own))
    return found


def shapes() -> dict[str, list[Group]]:
    """What every answer is made of, and every refusal."""
    checked = [*_groups(ResultSerializer(), "", "一个结果"), *_groups(TermsSerializer(), "terms", "适用的规定")]
    return {"result": checked, "problems": [Group("errors[]", "一个问题", _entries(ProblemSerializer()))]}


def limits() -> dict[str, Any]:
    """rate (a phrase), megabytes, items."""
    number, per = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["estimates"].split("/")  # type: ignore
    return {"rate": f"{_PER[per[0]]} {number} 次", "megabytes": MOST_BYTES // 1_000_000, "items": MOST_ITEMS}


def _groups(serializer: Any, path: str = "", title: str = "") -> Iterator[Group]:
    yield Group(path, title, _entries(serializer))
    for name, field in serializer.fields.items():
        inner, many = (field.child, "[]") if isinstance(field, serializers.ListSerializer) else (field, "")
        if isinstance(inner, serializers.BaseSerializer):
            yield from _groups(inner, f"{path}.{name}{many}".lstrip("."), str(field.help_text or "").split("；")[0])


def _entries(serializer: Any) -> list[Entry]:
    plain_first = sorted(serializer.fields.items(), key=lambda item: isinstance(item[1], serializers.BaseSerializer))
    return [_entry(name, field) for name, field in plain_first]


def _entry(name: str, field: Any) -> Entry:
    default = field.default
    if default is not empty:
        default = json.dumps(default() if callable(default) else default, ensure_ascii=False)
    words = field.choices.items() if isinstance(field, serializers.ChoiceField) else ()
    kind = next(told for kind, told in _KINDS if isinstance(field, kind))
    return Entry(
        name,
        meaning=str(field.help_text or ""),
        takes="" if words else getattr(field, "takes", kind),
        words=[(str(word), str(told)) for word, told in words],
        default="" if default is empty else default,
        may_be_null=bool(field.allow_null),
    )
