"""The facts a scheme declares, as strict API fields: what is not exactly of its kind is an error, never a guess."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import SkipField, empty

from lib.money import parse_yuan
from policy import Fact

OCCUPATION_CODE = r"^[1-8]-[0-9]{2}-[0-9]{2}-[0-9]{2}$"
MOST_ITEMS = 5000  # people in a class or plan, payments of a person: beyond it the file is something else
MOST_SHOWN = 60  # signs of a key that are sent back
MOST = 100_000_000  # any count or number of hours: what a check judges is no error, so this only keeps sums exact

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


SAID: dict[str, Any] = {"required": "缺少这一项。", "null": "不能为空（null）。"}
"""What every field says where there is nothing to look at."""


def _told(takes: str, *codes: str) -> dict[str, Any]:
    """A field's messages: whatever is wrong with a value, the answer is what it should have been."""
    gap = " " if takes[0].isascii() else ""
    return SAID | dict.fromkeys(codes, f"应为{gap}{takes}。")


class Whole(serializers.IntegerField):
    """A JSON whole number between two bounds; "4", 4.0 and true are none."""

    def __init__(self, *, min_value: int, max_value: int, **common: Any):
        self.takes = f"{min_value} 至 {max_value} 的整数"
        messages = _told(self.takes, "invalid", "max_value", "min_value")
        super().__init__(min_value=min_value, max_value=max_value, error_messages=messages, **common)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class Hours(serializers.FloatField):
    """学时: a JSON number with at most two decimals."""

    def __init__(self, *, min_value: int, max_value: int, **common: Any):
        self.takes = f"{min_value} 至 {max_value} 的数字，最多两位小数"
        messages = _told(self.takes, "invalid", "max_value", "min_value")
        super().__init__(min_value=min_value, max_value=max_value, error_messages=messages, **common)

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not math.isfinite(data) or data > 10**15:
            self.fail("invalid")
        if round(data, 2) != data:
            self.fail("invalid")
        return float(data)


class Flag(serializers.BooleanField):
    """true or false, and null where the fact allows it; "yes" and 1 are neither."""

    def __init__(self, **common: Any):
        self.takes = "true、false 或 null" if common.get("allow_null") else "true 或 false"
        super().__init__(error_messages=_told(self.takes, "invalid"), **common)

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid")
        return data


class Day(serializers.DateField):
    """An ISO day, ``2022-07-15``."""

    takes = "存在的日期，写成 2022-07-15 的样子"
    default_error_messages = _told(takes, "invalid")

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One of the fact's words."""

    def __init__(self, *, choices: Any, **common: Any):
        *others, last = (word for word, _ in choices)
        self.takes = f"{'、'.join(others)} 或 {last}"
        super().__init__(choices=choices, error_messages=_told(self.takes, "invalid_choice"), **common)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice")
        return data


class Code(serializers.RegexField):
    """An occupation code by its shape; whether an edition knows it is for a check to tell."""

    takes = "职业编码，写成 4-10-01-05 的样子"
    default_error_messages = _told(takes, "invalid", "blank")

    def __init__(self, **kwargs: Any):
        super().__init__(OCCUPATION_CODE, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or not data.isascii() or data.endswith("\n"):
            self.fail("invalid")
        return super().to_internal_value(data)


class Yuan(serializers.RegexField):
    """Money as text with two decimals; inside it is whole fen."""

    takes = '有两位小数的金额，写成文字，如 "2500.00"'
    default_error_messages = _told(takes, "invalid", "blank")

    def __init__(self, **kwargs: Any):
        super().__init__(r"^[0-9]{1,12}\.[0-9]{2}$", trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not data.isascii() or data.endswith("\n"):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = empty) -> Any:
        text = super().run_validation(data)
        return parse_yuan(text) if isinstance(text, str) else text


def _make(field: type[serializers.Field], **fixed: Any) -> Callable[..., serializers.Field]:
    return lambda fact, **common: field(**fixed, **common)


_FIELDS: Mapping[str, Callable[..., serializers.Field]] = {
    "day": _make(Day),
    "whole": lambda fact, **common: Whole(min_value=0, max_value=MOST, **common),
    "hours": lambda fact, **common: Hours(min_value=0, max_value=MOST, **common),
    "money": _make(Yuan),
    "flag": _make(Flag),
    "maybe": _make(Flag),
    "level": _make(Whole, min_value=1, max_value=5),
    "word": lambda fact, **common: Word(choices=list(fact.words.items()), **common),
    "code": _make(Code),
}


def field_for(fact: Fact) -> serializers.Field:
    """The strict field of one fact."""
    common: dict[str, Any] = {"help_text": "；".join(filter(None, (fact.title, fact.hint)))}
    if not fact.required:
        common |= {"required": False, "default": _said(fact)}
    if fact.null:
        common["allow_null"] = True
    return _FIELDS[fact.kind](fact, **common)


def _said(fact: Fact) -> Any:
    """The default as it would be said in JSON."""
    return "0.00" if fact.kind == "money" else fact.default


class StrictSerializer(serializers.Serializer):
    """Reports everything that is wrong at once: each field, unknown keys, and what does not fit together."""

    default_error_messages = SAID

    def run_validation(self, data: Any = empty) -> dict[str, Any]:
        if data is not empty and not isinstance(data, Mapping):
            raise ValidationError({"": [ErrorDetail("应为 JSON 对象。", code="invalid")]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, field in self.fields.items():
            try:
                values[name] = field.run_validation(data.get(name, empty))
            except SkipField:
                pass
            except ValidationError as error:
                errors[name] = error.detail
        for name in data:
            if name not in self.fields:
                errors[_printable(name)] = [ErrorDetail(f"没有名为“{_shown(name)}”的项，请核对名称。", code="unknown")]
        for name in getattr(data, "said_twice", ()):
            errors[_printable(name)] = [ErrorDetail("这一项写了不止一次。", code="duplicate")]
        for name, message, code in self.misfits(values):
            errors.setdefault(name, [ErrorDetail(message, code=code)])
        if errors:
            raise ValidationError(errors)
        return values

    def misfits(self, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """(field, message, code) for values that are each right but impossible together. May lack invalid ones."""
        return []


def _printable(name: str) -> str:
    """A key as it can be sent back: half a surrogate pair cannot."""
    return name[:MOST_SHOWN].encode("utf-8", "backslashreplace").decode()


def _shown(name: str) -> str:
    return _printable(name) + ("…" if len(name) > MOST_SHOWN else "")


def serializer_for(
    name: str,
    facts: Sequence[Fact],
    lists: Mapping[str, Sequence[Fact]] | None = None,
    titles: Mapping[str, str] | None = None,
    **more: serializers.Field,
) -> type[StrictSerializer]:
    """A strict serializer class for facts and lists of facts; ``titles`` name the lists, ``more`` are made by hand."""
    fields: dict[str, Any] = {fact.name: field_for(fact) for fact in facts}
    for key, items in (lists or {}).items():
        item: Any = serializer_for(f"{name}{key.title()}", items)
        messages = _LISTED | {"max_length": f"最多 {MOST_ITEMS} 条，请分批。"}
        fields[key] = item(
            many=True, required=False, default=list, max_length=MOST_ITEMS, error_messages=messages,
            help_text=(titles or {}).get(key, ""),
        )  # fmt: skip
    return type(name, (StrictSerializer,), fields | more)


def members_field(serializer: type[StrictSerializer], title: str) -> serializers.Field:
    """The people of a class or plan: at least one. ``title``: what they are called."""
    messages = _LISTED | {"empty": "至少要有一人。", "max_length": f"一次最多 {MOST_ITEMS} 人，请分批。"}
    made: Any = serializer  # the stubs do not know what a list of them may be told
    return made(many=True, allow_empty=False, max_length=MOST_ITEMS, error_messages=messages, help_text=title)


_LISTED = SAID | {"not_a_list": "应为列表，写成 [ … ] 的样子。"}
