"""What is said of a record, and what the city decides."""

from typing import Any

from django import forms

from apprenticeship.differing.codes import About
from apprenticeship.entering.forms import GuideField
from apprenticeship.models import Apprentice, Guide
from people.fields import text
from subsidies.fields import day
from subsidies.plan_forms import Count


class Say(forms.Form):
    """One field at a time: which, what it should be, why. ``about``: the field that was chosen."""

    words = text("理由", 200, "对方看得到", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, row: Apprentice, about: About, **more: Any):
        super().__init__(*args, **more)
        self.fields["value"] = _field(row, about)
        self.order_fields(["value", "words"])


class Decide(forms.Form):
    """Which of the two stands."""

    changed = forms.ChoiceField(
        label="以哪个为准", widget=forms.RadioSelect, choices=[("yes", "改成提出的"), ("no", "登记的不变")],
        error_messages={"required": "请选以哪个为准。", "invalid_choice": "请选以哪个为准。"},
    )  # fmt: skip
    words = text("依据", 300, "企业和院校看得到", widget=forms.Textarea(attrs={"rows": 3}))


def _field(row: Apprentice, about: About) -> forms.Field:
    required = not about.may_be_empty
    if about.kind == "date":
        return day(f"{about.title}应该是", required=required)
    if about.kind == "whole":
        return Count(unit="个月", least=1, most=1200, required=required, label=f"{about.title}应该是")
    field = GuideField(f"换成哪位{about.title}")
    party = row.plan.enterprise_id if about.kind == "mentor" else row.plan.school_id
    field.queryset = Guide.objects.filter(organisation=party, active=True).select_related("person").order_by("pk")
    field.required, field.empty_label = True, "请选择"
    field.error_messages["required"] = f"请选{about.title}。"
    return field
