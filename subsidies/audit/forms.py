"""What an auditor asks for."""

from typing import Any

from django import forms

from subsidies.fields import day


class OnePayment(forms.Form):
    reference = forms.CharField(
        label="支付流水号", max_length=24, help_text="批次里每一笔都有，如 SU26112801000001",
        error_messages={"required": "请填流水号。", "max_length": "流水号最多24位。请核对。"},
    )  # fmt: skip


class OneCase(forms.Form):
    number = forms.CharField(
        label="受理号",
        max_length=20,
        error_messages={"required": "请填受理号。", "max_length": "受理号最多20位。请核对。"},
    )
    on = day("哪一天")


class Period(forms.Form):
    first = day("开始日期")
    last = day("结束日期")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "结束日期早于开始日期。请核对这两个日期。")
        return given
