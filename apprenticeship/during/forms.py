"""What is written down while a plan is held."""

from typing import Any

from django import forms

from apprenticeship.derive import AREAS
from apprenticeship.models import MOST_A_DAY, Guide
from people.fields import text
from subsidies.fields import day
from subsidies.plan_forms import Count


class LessonForm(forms.Form):
    """A lesson; who was there is ticked beside it. ``guides``: those of one's own side."""

    on = day("哪天")
    area = forms.ChoiceField(
        label="内容",
        choices=list(AREAS.items()),
        error_messages={"required": "请选内容。", "invalid_choice": "请选内容。"},
    )  # fmt: skip
    hours = Count(unit="学时", least=1, most=MOST_A_DAY, label="学时")
    guide = forms.ModelChoiceField(
        Guide.objects.none(), label="谁教的", empty_label="请选择",
        error_messages={"required": "请选谁教的。", "invalid_choice": "请从本单位的导师或教师里选。"},
    )  # fmt: skip
    topic = text("教了什么", 100)

    def __init__(self, *args: Any, guides: Any, most: int, **more: Any):
        super().__init__(*args, **more)
        self.fields["hours"].help_text = f"一人一天最多 {most} 学时"
        self.fields["guide"].queryset = guides  # type: ignore[attr-defined]
        if len(known := list(guides[:2])) == 1:
            self.fields["guide"].initial = known[0].pk
        self.fields["guide"].label_from_instance = lambda one: one.person.name  # type: ignore[attr-defined]


class Void(forms.Form):
    """Why a lesson was none."""

    words = text("为什么作废", 200, "对方看得到")


class Since(forms.Form):
    """From when somebody is away, and why."""

    day = day("从哪天起")
    words = text("原因", 100, "对方和本人看得到")


class Back(forms.Form):
    """From when somebody is back."""

    day = day("哪天恢复")
