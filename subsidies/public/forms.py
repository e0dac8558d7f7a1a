"""What the public fills in: who one is, to find oneself; what is wrong and how to be reached, to object."""

import re
import unicodedata

from django import forms


class Find(forms.Form):
    """Nothing of it is ever put into an address."""

    name = forms.CharField(
        label="姓名",
        max_length=60,
        error_messages={"required": "请填姓名，和证件上的一样。", "max_length": "姓名太长了，请只填证件上的姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    last_four = forms.CharField(
        label="证件号码后4位",
        help_text="最后一位是字母的，也要填，例如 123X",
        max_length=8,
        error_messages={"required": "请填证件号码的后4位。", "max_length": "只填最后4位，不要填整个号码。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "class": "code-box"}
        ),
    )

    def clean_last_four(self) -> str:
        typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["last_four"])).upper()
        if not re.fullmatch(r"[0-9A-Z]{4}", typed):
            raise forms.ValidationError(
                f"应是4位数字，或者3位数字加一个字母；这里有{len(typed)}位。请对照证件重新填。", code="shape"
            )
        return typed


class Said(forms.Form):
    """What is wrong with a line."""

    said = forms.CharField(
        label="您认为哪里不对？",
        min_length=4,
        max_length=1000,
        help_text="写您知道的情况，越具体越容易核实：什么时间、什么地方、怎么知道的。4到1000个字。",
        error_messages={
            "required": "请写明哪里不对。", "min_length": "太短了，至少写4个字，讲清楚哪里不对。",
            "max_length": "太长了，请写在1000个字以内。",
        },
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip


class Contact(forms.Form):
    """Who objects, and where to ask back."""

    name = forms.CharField(
        label="您的姓名",
        min_length=2,
        max_length=60,
        error_messages={
            "required": "请填您的姓名。", "min_length": "请填完整的姓名。", "max_length": "姓名太长了，请只填姓名。",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(
        label="您的电话",
        max_length=20,
        help_text="手机或者座机，核实情况时打给您",
        error_messages={"required": "请填电话，核实时要联系您。", "max_length": "电话太长了，请只填一个号码。"},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        typed = re.sub(r"[\s()（）\-]", "", unicodedata.normalize("NFKC", self.cleaned_data["phone"]))
        if not re.fullmatch(r"\+?\d{7,15}", typed):
            raise forms.ValidationError("电话应是7到15位数字，座机请带区号。请检查后重新填。", code="shape")
        return typed
