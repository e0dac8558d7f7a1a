"""What is filled in at finance's desk."""

from typing import Any

from django import forms

from lib.money import parse_yuan


class Why(forms.Form):
    """The reason for calling a batch off."""

    why = forms.CharField(
        label="为什么作废", min_length=2, max_length=200, help_text="写进批次的记录，2到200个字",
        error_messages={"required": "请写明为什么作废。", "min_length": "太短了，至少写2个字。",
                        "max_length": "太长了，请写在200个字以内。"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class Answer(forms.Form):
    """A file from the bank."""

    file = forms.FileField(
        label="银行给的回单文件", help_text="xlsx 或 csv，64 MB 以内；要有流水号、结果、金额、记账日期四列",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "还没有选文件。请选择银行给的回单。", "empty": "这个文件是空的。请重新选一个。",
                        "invalid": "文件没有传上来。请重新选，再交一次。", "missing": "文件没有传上来。请重新选。",
                        "max_length": "文件名太长。请改短一些再交。"},
    )  # fmt: skip


class Yuan(forms.CharField):
    """An amount in yuan as people type it, cleaned to fen. ``below``: it may be less than zero."""

    def __init__(self, *, below: bool = False, **more: Any):
        self.below = below
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(",", "").replace("，", "").replace("−", "-").removeprefix("¥")
        sign = -1 if self.below and text.startswith("-") else 1
        try:
            return sign * parse_yuan(text.removeprefix("-") if sign < 0 else text)
        except ValueError as error:
            raise forms.ValidationError("金额要写成 2500.00 这样的数字，单位是元。") from error
