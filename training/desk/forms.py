"""What a reviewer fills in."""

from typing import Any

from django import forms

from people.fields import text
from people.models import District
from records.evidence import Evidence
from training.filing.forms import day


class Words(forms.Form):
    """Why, and what to do about it."""

    words = text("原因和怎么补", 300, "机构看得到", widget=forms.Textarea(attrs={"rows": 3}))


class Looked(forms.Form):
    """What came of looking into a denied line."""

    true = forms.ChoiceField(
        label="核查结果", widget=forms.RadioSelect,
        choices=[("yes", "属实\n不是本人参加，这一条退出名册"), ("no", "不属实\n本人参加了，这一条仍在班")],
        error_messages={"required": "请选核查结果。", "invalid_choice": "请选核查结果。"},
    )  # fmt: skip
    words = text("核查情况", 300, "本人和机构看得到", widget=forms.Textarea(attrs={"rows": 3}))


class Draw(forms.Form):
    """Which days, and how many lessons."""

    district = forms.ModelChoiceField(
        District.objects.none(), label="区", empty_label=None,
        error_messages={"required": "请选区。", "invalid_choice": "请选自己的区。"},
    )  # fmt: skip
    first = day("从", asked="请填从哪天起抽。")
    last = day("到", asked="请填抽到哪天为止。")
    size = forms.IntegerField(
        label="抽几课", min_value=1, max_value=50, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填抽几课。", "invalid": "请填整数。", "min_value": "至少1课。", "max_value": "最多50课。"
        },
    )  # fmt: skip

    def __init__(self, *args: Any, districts: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["district"].queryset = districts  # type: ignore[attr-defined]


class Report(forms.Form):
    """What was found there. The absent are ticked in the roll."""

    counted = forms.IntegerField(
        label="现场有多少学员", min_value=0, max_value=1000, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请数一数，填现场人数。", "invalid": "请填整数。", "min_value": "不能小于0。",
            "max_value": "最多1000人。",
        },
    )  # fmt: skip
    teacher = forms.ChoiceField(
        label="备案的教师在上课", choices=[("yes", "在"), ("no", "不在")], widget=forms.RadioSelect,
        error_messages={"required": "请选教师在不在。", "invalid_choice": "请选教师在不在。"},
    )  # fmt: skip
    note = text("情况", 500, "可以不填", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = Evidence(label="照片", help_text="可以不附；JPG、PNG，最大 10 MB")
    photo_too = Evidence(label="再一张照片")
