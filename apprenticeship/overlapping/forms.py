"""What is said of an overlap."""

from django import forms

from people.fields import text


class Say(forms.Form):
    """Why a record is true."""

    words = text(
        "情况", 300, "什么时候起在您这里培养，有什么凭据；另一家企业看得到", widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class Decide(forms.Form):
    """Which one stays."""

    keeps = forms.ChoiceField(
        label="保留哪一份", widget=forms.RadioSelect, choices=[("first", "先备案的"), ("second", "后备案的")],
        error_messages={"required": "请选保留哪一份。", "invalid_choice": "请选保留哪一份。"},
    )  # fmt: skip
    words = text("依据", 300, "两家企业看得到", widget=forms.Textarea(attrs={"rows": 3}))
