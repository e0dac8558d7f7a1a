"""What somebody says of a record in his name, and what came of looking into it."""

from django import forms

from people.fields import text


class Denial(forms.Form):
    """What one knows of it."""

    words = text(
        "说说情况", 300, "您有没有在这家企业工作、跟师傅学过", widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class Looked(forms.Form):
    """What came of looking into it."""

    true = forms.ChoiceField(
        label="核查结果", widget=forms.RadioSelect,
        choices=[("yes", "属实\n不是本人参加，这一条退出计划"), ("no", "不属实\n本人参加了，这一条仍在册")],
        error_messages={"required": "请选核查结果。", "invalid_choice": "请选核查结果。"},
    )  # fmt: skip
    words = text("核查情况", 300, "本人、企业和院校看得到", widget=forms.Textarea(attrs={"rows": 3}))
