"""What is filled in to ask money back, to register what came, to write off what will not come."""

from datetime import date
from typing import Any

from django import forms

from subsidies.fields import day
from subsidies.finance.forms import Yuan
from subsidies.paying.recovering import equal_parts
from treasury.models import Recovery
from treasury.recoveries import MOST_INSTALMENTS

LAST_YEAR = 2100
_AMOUNT = {"required": "请填金额。", "max_length": "金额太长了。"}


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, min_length=4, max_length=1000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写清楚理由。", "min_length": "太短了，至少写4个字。",
                        "max_length": "太长了，请写在1000个字以内。"},
    )  # fmt: skip


class Ask(forms.Form):
    """So much, why, and in how many months."""

    amount = Yuan(label="追回多少（元）", error_messages=_AMOUNT)
    ground = forms.ChoiceField(
        label="原因", choices=[(one.value, one.label) for one in Recovery.BY_PEOPLE], widget=forms.RadioSelect,
        error_messages={"required": "请选择原因。", "invalid_choice": "请选择原因。"},
    )  # fmt: skip
    words = _words("理由", "写清查到什么、依据哪一条；本人看得到，4到1000个字")
    first_on = day("第一期最晚退回日")
    parts = forms.IntegerField(
        label="分几期", min_value=1, max_value=MOST_INSTALMENTS, initial=1,
        help_text="每月一期，各期相等，除不尽的放在第一期", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填分几期，一次退清的填 1。", "invalid": "请填数字。",
                        "min_value": "至少 1 期。", "max_value": f"最多 {MOST_INSTALMENTS} 期。"},
    )  # fmt: skip

    def clean_first_on(self) -> date:
        first: date = self.cleaned_data["first_on"]
        if first.year > LAST_YEAR:
            raise forms.ValidationError("这一天太远了，请核对年份。")
        return first

    @property
    def instalments(self) -> list[tuple[date, int]]:
        return equal_parts(self.cleaned_data["amount"], self.cleaned_data["first_on"], self.cleaned_data["parts"])


class Parts(forms.Form):
    """In how many months, where the machine has proposed it."""

    parts = forms.IntegerField(min_value=1, max_value=MOST_INSTALMENTS, required=False)


class Amount(forms.Form):
    """How much came back. ``seen``: fen that were still open on the page it was filled in on."""

    def __init__(self, data: Any = None):
        super().__init__(data, auto_id="repaid_%s")

    amount = Yuan(label="退回多少（元）", help_text="按收到的实数登记；自动抵最早的一期", error_messages=_AMOUNT)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SetOff(forms.Form):
    """How much of what is owed on another case is kept, and why. ``choices``: obligations as (id, words)."""

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]):
        super().__init__(data, auto_id="set_%s")
        to: Any = self.fields["to"]
        to.choices = choices
        if len(choices) == 1:
            to.initial = choices[0][0]

    to = forms.TypedChoiceField(
        label="从哪一笔抵", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "请选择从哪一笔抵。", "invalid_choice": "请选择从哪一笔抵。"},
    )  # fmt: skip
    amount = Yuan(label="抵扣多少（元）", help_text="不超过还差的，也不超过那一笔应付的", error_messages=_AMOUNT)
    words = _words("为什么抵扣", "写清依据哪一条、本人怎么说；本人看得到，4到1000个字")


class Off(forms.Form):
    """How much will not come back, and why."""

    def __init__(self, data: Any = None):
        super().__init__(data, auto_id="off_%s")

    amount = Yuan(label="核销多少（元）", error_messages=_AMOUNT)
    words = _words("为什么收不回来", "写清催收过几次、依据什么，4到1000个字")
