"""What is said of an apprentice."""

from typing import Any

from django import forms

from apprenticeship.models import WITHOUT_END, Guide, Plan
from apprenticeship.plans.forms import resident
from people.fields import text
from subsidies.fields import day
from subsidies.plan_forms import Count


class GuideField(forms.ModelChoiceField):
    """Somebody who teaches for one party."""

    def __init__(self, label: str):
        super().__init__(
            Guide.objects.none(), label=label, required=False, empty_label="还没有定",
            error_messages={"invalid_choice": f"请从在用的{label}里选。"},
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}，{obj.qualification}"


class ApprenticeForm(forms.Form):
    """A record. ``plan``: whose guides are offered. ``known``: who it is stands already."""

    name = text("姓名", 60)
    number = text(
        "居民身份证号码", 18, "只用来查参保和有没有重复；页面上只显示头尾",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contract_began = day("劳动合同开始日期")
    contract_months = Count(
        unit="个月", least=1, most=WITHOUT_END, label="劳动合同期限", help_text="月数；无固定期限的填 1200"
    )
    moved_on = day("转岗日期", required=False, help_text="不是转岗的不填")
    mentor, teacher = GuideField("企业导师"), GuideField("院校教师")
    first_day = day("本人开始日期", required=False, help_text="和计划同时开始的不填")
    months = Count(unit="个月", least=1, most=120, required=False, label="本人计划月数", help_text="和计划相同的不填")

    def __init__(self, *args: Any, plan: Plan, known: bool = False, **more: Any):
        super().__init__(*args, **more)
        self._plan = plan
        if known:
            del self.fields["name"], self.fields["number"]
        offer_guides(self, plan)
        if plan.state == Plan.State.ACCEPTED:
            _joining(self, plan)

    def clean_number(self) -> str:
        return resident(self.cleaned_data["number"])

    def clean_first_day(self) -> Any:
        return _own_first(self, self._plan)

    def clean_months(self) -> int | None:
        months: int | None = self.cleaned_data["months"]
        return None if months == self._plan.months else months


class Picked(forms.Form):
    """What is the same of all who are picked."""

    contract_months = Count(
        unit="个月", least=1, most=WITHOUT_END, label="劳动合同期限", help_text="月数；无固定期限的填 1200"
    )
    mentor, teacher = GuideField("企业导师"), GuideField("院校教师")
    first_day = day("本人开始日期")

    def __init__(self, *args: Any, plan: Plan, **more: Any):
        super().__init__(*args, **more)
        self._plan = plan
        offer_guides(self, plan)
        if plan.state == Plan.State.ACCEPTED:
            _joining(self, plan)
        else:
            del self.fields["first_day"]

    def clean_first_day(self) -> Any:
        return _own_first(self, self._plan)


def offer_guides(form: forms.Form, plan: Plan) -> None:
    """Those in use of either party."""
    for name, party in (("mentor", plan.enterprise_id), ("teacher", plan.school_id)):
        offered = Guide.objects.filter(organisation=party, active=True).select_related("person").order_by("pk")
        form.fields[name].queryset = offered  # type: ignore[attr-defined]


def _joining(form: forms.Form, plan: Plan) -> None:
    """Who comes into a plan that is held says from which day on."""
    first = form.fields["first_day"]
    first.required, first.help_text = True, "从这一天起算；和计划同时开始的填计划的第一天"
    if form.initial.get("first_day", "") is None:
        form.initial["first_day"] = plan.first_day
    if "months" in form.fields:
        form.fields["months"].help_text = "不填就是到计划结束的整月数"


def _own_first(form: forms.Form, plan: Plan) -> Any:
    first = form.cleaned_data["first_day"]
    if first and first < plan.first_day:
        raise forms.ValidationError("本人开始不能早于计划的第一天。")
    return None if first == plan.first_day else first


class Leave(forms.Form):
    """Why somebody is no apprentice after all."""

    words = text("为什么退出", 100, "对方和本人看得到")
