"""What is entered from a paper that gives a fund money for a year."""

from datetime import date
from typing import Any

from django import forms

from subsidies.finance.forms import Yuan
from treasury.models import Fund


class Enter(forms.Form):
    """An appropriation, or what one was raised or cut by."""

    def __init__(self, data: Any = None, *, on: date):
        super().__init__(data)
        year: Any = self.fields["year"]
        year.initial = on.year

    fund = forms.ModelChoiceField(
        Fund.objects.all(), label="资金", empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "请选择资金。", "invalid_choice": "请选择资金。"},
    )  # fmt: skip
    year = forms.IntegerField(
        label="年度", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填年度。", "invalid": "年度要写成 2025 这样的数字。"},
    )  # fmt: skip
    amount = Yuan(
        label="金额（元）",
        below=True,
        help_text="调减的写成 -500000.00",
        error_messages={"required": "请填金额。", "max_length": "金额太长了。"},
    )
    paper = forms.CharField(
        label="文号", max_length=40, help_text="下达预算的文件，如 示例财社〔2025〕1号",
        error_messages={"required": "请填下达预算的文号。", "max_length": "文号太长了，40个字以内。"},
    )  # fmt: skip
