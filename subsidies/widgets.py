"""Boxes to type into that Django does not have."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.forms import Widget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PARTS = (("year", "年", 4), ("month", "月", 2), ("day", "日", 2))


class DayInput(Widget):
    """A day as three boxes, 年 月 日: typed from a certificate with the numeric keypad faster than any calendar turns.

    Reads ``name=2022-07-15`` (a link) or ``name_year=2022&name_month=7&name_day=15`` (this form) and hands the field
    the ISO text; full-width digits are understood. What is no day stays as typed, for the field to refuse.
    """

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        if data.get(name):
            return str(data[name])
        parts = [unicodedata.normalize("NFKC", data.get(f"{name}_{part}", "")).strip() for part, _, _ in PARTS]
        if not any(parts):
            return None
        year, month, day = parts
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part, _, _ in PARTS)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        typed = [*str(value or "").split("-"), "", "", ""][:3]
        given = {**self.attrs, **(attrs or {})}
        first_id = given.get("id", f"id_{name}")
        kept = format_html_join(
            "",
            ' {}="{}"',
            ((k, v) for k, v in given.items() if k in ("aria-describedby", "aria-invalid")),
        )
        boxes = format_html_join(
            "",
            '<label class="day-part" for="{id}"><input type="text" name="{name}" id="{id}" value="{value}"'
            ' inputmode="numeric" autocomplete="off" maxlength="{length}" size="{length}"{kept}>'
            "<span>{word}</span></label>",
            (
                {
                    "id": first_id if part == "year" else f"{first_id}_{part}",
                    "name": f"{name}_{part}",
                    "value": text if part == "year" else text.lstrip("0"),
                    "length": length,
                    "word": word,
                    "kept": kept,
                }
                for (part, word, length), text in zip(PARTS, typed, strict=True)
            ),
        )
        return format_html('<div class="day">{}</div>', boxes)
