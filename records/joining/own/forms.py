"""What a manager fills in."""

from django import forms

from people import banking


class Clerk(forms.Form):
    """Somebody who works here."""

    name = forms.CharField(
        label="姓名", max_length=30,
        error_messages={"required": "请填经办人的姓名。", "max_length": "姓名太长了，最多30个字。"},
    )  # fmt: skip
    username = forms.CharField(
        label="账号", max_length=30, help_text="小写字母开头，可以有数字、点和短横",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填账号。", "max_length": "账号太长了，最多30位。"},
    )  # fmt: skip


class Account(forms.Form):
    """A 对公账户, its number twice."""

    bank = forms.ChoiceField(
        label="开户银行", choices=[("", "请选择"), *banking.BANKS.items()],
        error_messages={"required": "请选择开户银行。", "invalid_choice": "请选择开户银行。"},
    )  # fmt: skip
    holder = forms.CharField(
        label="户名", max_length=100, help_text="和单位名称一样",
        error_messages={"required": "请填户名。", "max_length": "户名太长了。"},
    )  # fmt: skip
    number = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填账号。", "max_length": "账号太长了。"},
    )  # fmt: skip
    again = forms.CharField(
        label="再填一次账号", max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请再填一次账号。", "max_length": "账号太长了。"},
    )  # fmt: skip
