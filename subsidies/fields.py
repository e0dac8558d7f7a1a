"""Fields that forms of several rooms share."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms


def day(label: str, **more: Any) -> forms.DateField:
    """A day, picked or typed; what is wrong with it is said in words."""
    wrong = {"required": f"请填{label}。", "invalid": f"{label}要写成 2025-09-30 的样子。"}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


class Day(forms.Field):
    """A day as people write it: 20220715, 2022-07-15, 2022/7/15, 2022年7月15日; full-width digits are digits too.

    Typed, not picked: a date copied from a certificate is quicker on the numeric keypad than in any calendar.
    """

    widget = forms.DateInput(attrs={"inputmode": "numeric", "data-kind": "day", "autocomplete": "off"}, format="%Y%m%d")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        text = unicodedata.normalize("NFKC", str(value)).strip()
        parts = _EIGHT_DIGITS.fullmatch(text) or _THREE_NUMBERS.fullmatch(text)
        if not parts:
            raise forms.ValidationError(f"看不懂“{text[:20]}”。请写八位数字，月和日各写两位，如 20220715。", "invalid")
        year, month, day = map(int, parts.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError(f"没有{year}年{month}月{day}日这一天，请核对。", "invalid") from None


_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_THREE_NUMBERS = re.compile(r"(\d{4})[-/.、年](\d{1,2})[-/.、月](\d{1,2})[日号。.]?", re.ASCII)
