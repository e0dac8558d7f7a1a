"""What a plan is changed to, and the words of a no."""

from typing import Any

import numpy as np
from django import forms

from apprenticeship.models import Plan
from apprenticeship.plans.forms import SchoolField
from apprenticeship.scheme import APPRENTICESHIP
from people.fields import text
from people.models import Organisation
from policy.words import LEVELS
from subsidies.fields import day
from subsidies.planning import in_force


def words_field() -> forms.CharField:
    return text("理由", 300, "各方看得到", widget=forms.Textarea(attrs={"rows": 3}))


class ToLevel(forms.Form):
    """Another level."""

    level = forms.TypedChoiceField(
        label="改成哪个等级", coerce=int,
        error_messages={"required": "请选等级。", "invalid_choice": "请从列出的里面选。"},
    )  # fmt: skip
    words = words_field()

    def __init__(self, *args: Any, plan: Plan, **more: Any):
        super().__init__(*args, **more)
        terms = in_force(APPRENTICESHIP, np.datetime64(plan.filed_on or plan.first_day))
        levels = [(n, name) for n, name in LEVELS.items() if terms.levels[n] and n != plan.level]
        self.fields["level"].choices = [("", "请选择"), *levels]  # type: ignore[attr-defined]


class ToSchool(forms.Form):
    """Another school, with its own agreement."""

    school = SchoolField()
    agreement = text("新的合作协议编号", 40)
    agreed_on = day("协议签订日期")
    agreed_until = day("协议到期日")
    words = words_field()

    def __init__(self, *args: Any, plan: Plan, **more: Any):
        super().__init__(*args, **more)
        schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, grants__isnull=False)
        others = schools.exclude(pk=plan.school_id).distinct().order_by("name")
        self.fields["school"].queryset = others  # type: ignore[attr-defined]


class No(forms.Form):
    """Why not."""

    words = words_field()
