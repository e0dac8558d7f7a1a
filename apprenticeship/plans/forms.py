"""What an enterprise fills in for a plan, either party for who teaches, and the words that go with a no."""

from datetime import date
from typing import Any

import numpy as np
from django import forms
from django.core.exceptions import ValidationError

from apprenticeship.scheme import APPRENTICESHIP
from lib import idcard
from occupations.queries import atlas, search
from people.fields import text
from people.models import Organisation
from policy.words import LEVELS
from subsidies.fact_fields import OCCUPATION_CODE
from subsidies.fields import day
from subsidies.plan_forms import Count
from subsidies.planning import in_force


class SchoolField(forms.ModelChoiceField):
    """One of the training institutions, by name."""

    def __init__(self) -> None:
        super().__init__(
            Organisation.objects.none(), label="合作院校", empty_label="请选择",
            error_messages={"required": "请选合作院校。", "invalid_choice": "请从已入驻的培训机构里选。"},
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}"


class PlanForm(forms.Form):
    """A plan as its enterprise writes it. ``on``: the day whose terms it is filed under."""

    school = SchoolField()
    occupation = text("职业", 60, "写职业名称，如“电工”；也可以写编码")
    level = forms.TypedChoiceField(
        label="培养的目标等级", coerce=int,
        error_messages={"required": "请选培养的目标等级。", "invalid_choice": "请选培养的目标等级。"},
    )  # fmt: skip
    first_day = day("培养开始日期")
    months = Count(unit="个月", least=1, most=120, label="计划培养几个月")
    leave_why = text("申请延长的理由", 300, "", required=False)
    general = Count(unit="学时", most=5000, label="通用素质", help_text="学时，每名学徒")
    theory = Count(unit="学时", most=5000, label="专业理论", help_text="学时，每名学徒，在校")
    practice = Count(unit="学时", most=5000, label="技能实训", help_text="学时，每名学徒，在岗")
    content = text(
        "培养方案", 2000, "培养什么、在岗和在校怎么安排、怎样考核", widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    agreement = text("企校合作协议编号", 40)
    agreed_on = day("协议签订日期")
    agreed_until = day("协议到期日")

    def __init__(self, *args: Any, on: date, **more: Any):
        super().__init__(*args, **more)
        self._terms = terms = in_force(APPRENTICESHIP, np.datetime64(on))
        levels = [(n, name) for n, name in LEVELS.items() if terms.levels[n]]
        self.fields["level"].choices = [("", "请选择"), *levels]  # type: ignore[attr-defined]
        self.fields["months"].help_text = f"{terms.term_least} 到 {terms.term_most} 个月；更长的要市级同意"
        self.fields["leave_why"].help_text = f"只有超过{terms.term_most}个月才填，由市级看"
        schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, grants__isnull=False)
        self.fields["school"].queryset = schools.distinct().order_by("name")  # type: ignore[attr-defined]

    def clean_occupation(self) -> str:
        return code_of(self.cleaned_data["occupation"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        signed, until = told.get("agreed_on"), told.get("agreed_until")
        if signed and until and until <= signed:
            self.add_error("agreed_until", "协议的到期日要晚于签订日期。")
        longer = (told.get("months") or 0) > self._terms.term_most
        if longer and not (told.get("leave_why") or "").strip():
            self.add_error("leave_why", f"超过{self._terms.term_most}个月的，请写理由，由市级决定同不同意。")
        elif not longer:
            told["leave_why"] = ""
        return told


class GuideForm(forms.Form):
    """Somebody who teaches."""

    name = text("姓名", 60)
    number = text(
        "居民身份证号码", 18, "用来算一位导师带了几名学徒；页面上只显示头尾",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    qualification = text("资格", 60, "技能等级、教师资格或职称，如“二级/技师”")

    def clean_number(self) -> str:
        return resident(self.cleaned_data["number"])


class Words(forms.Form):
    """Why not."""

    words = text("原因", 300, "对方看得到", widget=forms.Textarea(attrs={"rows": 3}))


class Again(forms.Form):
    """From when last year's plan begins anew."""

    first_day = day("新的培养开始日期")


def code_of(words: str) -> str:
    """The code of what was written: a code, a name, or what only one occupation answers to. Raises ValidationError."""
    told, book = words.strip(), atlas()
    if forms.RegexField(OCCUPATION_CODE, required=False).regex.fullmatch(told):
        if not book.name(told):
            raise ValidationError("分类里没有这个编码，请核对，或者写职业名称。")
        return told
    hits = search(told, 5)
    exact = [hit for hit in hits if hit.name == told]
    if len(exact or hits) == 1:
        return str((exact or hits)[0].code)
    if not hits:
        raise ValidationError("分类里没有找到这个职业。请换一个说法，或者写编码。")
    raise ValidationError(f"请写清是哪一个，可以写编码：{'、'.join(f'{hit.name} {hit.code}' for hit in hits)}。")


def resident(number: str) -> str:
    """A resident's number as it is kept. Raises ValidationError."""
    told = number.strip().upper()
    if not idcard.SHAPE.fullmatch(told) or not idcard.check_signs([told])[0]:
        raise ValidationError("居民身份证号码不对，请对照身份证逐位核对。")
    return told


def initial(plan: Any) -> dict[str, Any]:
    """A kept plan as its form begins."""
    told = {name: getattr(plan, name) for name in PlanForm.base_fields}
    return told | {"occupation": atlas().name(plan.occupation) or plan.occupation}


def next_year(first: date) -> date:
    """The same day a year later, or the last of its month."""
    return date(first.year + 1, first.month, min(first.day, 28))
