"""What people type into the calculators of a class or a plan: numbers, and groups of people who are alike."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from subsidies.fact_fields import OCCUPATION_CODE
from subsidies.fields import Day

MOST_PEOPLE, MOST_GROUPS = 1000, 12  # beyond it the plan is a file for the API, not a page
LONGEST = 200  # signs of one answer
YEARS = range(2000, 2100)  # so that months counted on from a day are days too

SAID = {"required": "请填这一项。", "invalid_choice": "请从列出的里面选一个。"}
_COUNT = re.compile(r"(-?\d{1,9})[个人名月]*", re.ASCII)
_HOURS = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)(?:学时|小时|%)?", re.ASCII)


def plain(value: Any) -> str:
    """What was typed, full-width signs as their own, without gaps."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))


def near_our_days(day: date) -> None:
    """A validator: the year is one in which there can be a class or a plan."""
    if day.year not in YEARS:
        raise forms.ValidationError(f"{day.year}年太远了，请核对年份。", "far")


class Count(forms.IntegerField):
    """A whole number: 40, 40人, ４０. ``unit`` is said in the messages."""

    def __init__(self, *, unit: str = "人", most: int = MOST_PEOPLE, least: int = 0, **kwargs: Any):
        messages = {
            "required": f"请填有多少{unit}。",
            "min_value": f"不能小于{least}。",
            "max_value": f"最多{most}{unit}，请核对。".replace("%", "%%"),  # Django fills these in
        } | kwargs.pop("error_messages", {})
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=least, max_value=most, widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        typed = _COUNT.fullmatch(plain(value))
        if not typed:
            raise forms.ValidationError(f"看不懂“{str(value)[:20]}”。请只写数字。", "invalid")
        return int(typed[1])


class Hours(forms.Field):
    """学时: a number with at most two decimals, as the rule and the API take it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | float | None:
        if value in self.empty_values:
            return None
        typed = _HOURS.fullmatch(plain(value))
        if not typed:
            raise forms.ValidationError(f"看不懂“{str(value)[:20]}”。请写数字，如 80 或 70.5。", "invalid")
        number = Decimal(typed[1])
        return int(number) if number == int(number) else float(number)


def day(label: str, **more: Any) -> Day:
    """A day that somebody plans, typed."""
    messages = {"required": f"请写{label}，如 20260901。"}
    return Day(label=label, validators=[near_our_days], error_messages=messages, **more)


def occupation_code(**more: Any) -> forms.RegexField:
    """The code of an occupation; the page looks it up by its name."""
    messages = {
        "required": "请写职业名称，再从列出的里面选一个。",
        "invalid": "职业编码应写成 4-10-01-05 的样子；不知道编码的，直接搜名称。",
    }
    return forms.RegexField(OCCUPATION_CODE, label="职业", error_messages=messages, **more)


def radio(label: str, choices: Any, asked: str = "", **more: Any) -> forms.ChoiceField:
    """One of a few choices. ``asked``: what is said where none is taken."""
    messages = SAID | ({"required": asked} if asked else {})
    return forms.ChoiceField(choices=choices, label=label, widget=forms.RadioSelect, error_messages=messages, **more)


class PlanForm(forms.Form):
    """A part of a plan. Whatever is wrong is said at once; what is only missing, once somebody says that is all."""

    def lacking(self, done: bool) -> list[str]:
        """Judge the part. → the labels of what is missing; it only becomes an error where the form is ``done``."""
        self.is_valid()
        told = self.errors.as_data()
        missing = [name for name in self.fields if any(e.code == "required" for e in told.get(name, ()))]
        labels = [str(self[name].label) for name in missing]
        for name in missing if not done else ():
            del self.errors[name]
        return labels

    @property
    def said(self) -> Iterator[tuple[str, str]]:
        """What was answered, for the address."""
        for name in self.fields:
            value = self.data.get(self.add_prefix(name), "")
            if value.strip():
                yield self.add_prefix(name), value.strip()

    def need(self, name: str) -> None:
        """One more field that must be there, given what the others say."""
        if name not in self.errors and self.cleaned_data.get(name) in (None, ""):
            self.add_error(name, forms.ValidationError(self.fields[name].error_messages["required"], "required"))


Group = TypeVar("Group", bound=PlanForm)


def answers(given: QueryDict) -> dict[str, str]:
    """Everything in an address, each answer once and of a bounded length."""
    return {str(name): str(given[name])[:LONGEST].replace("\0", "") for name in given}


def groups_of(form: type[Group], given: Mapping[str, str], more: bool = False) -> list[Group]:
    """The groups of people in ``given``, as ``g1-…``, ``g2-…``; those left blank are left out, but one always stands.

    ``more``: with an empty one at the end.
    """
    typed = [name for name, field in form.base_fields.items() if not isinstance(field, forms.ChoiceField)]
    told = [
        {name: given.get(f"g{place}-{name}", "") for name in form.base_fields} for place in range(1, MOST_GROUPS + 1)
    ]
    kept = [own for own in told if any(own[name].strip() for name in typed)] or told[:1]
    if more and len(kept) < MOST_GROUPS:
        kept.append({})
    return [
        form({f"g{place}-{name}": value for name, value in own.items()}, prefix=f"g{place}")
        for place, own in enumerate(kept, start=1)
    ]


def too_many(groups: Sequence[PlanForm]) -> None:
    """Say so where all groups together are more people than a page takes."""
    people = sum(group.cleaned_data.get("people") or 0 for group in groups)
    if people > MOST_PEOPLE:
        groups[-1].add_error("people", f"一共{people}人，这里一次最多算{MOST_PEOPLE}人，请分开算。")
