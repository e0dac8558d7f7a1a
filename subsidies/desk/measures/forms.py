"""The forms of the measures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from people.models import User
from subsidies.fields import day
from subsidies.models.measures import Restriction


def _reason(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, min_length=4, max_length=500, help_text=hint, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明理由。", "min_length": "理由太短了，请写清楚，4到500个字。"},
    )  # fmt: skip


class Restrict(forms.Form):
    """Whom, by the number of an application or an organisation's code: a person is not picked by name."""

    number = forms.CharField(
        label="受理号，或者单位的统一社会信用代码", max_length=20, error_messages={"required": "请填受理号或者代码。"},
        help_text="填受理号，限制的是那份申请的申请人；填代码，限制那个单位（培训机构不能提交新的申请，就不能备案新的班）",
    )  # fmt: skip
    stops = forms.ChoiceField(
        label="限制什么", choices=Restriction.Stops.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择限制什么。"},
    )  # fmt: skip
    reason = _reason("为什么", "审核、财务和审计人员看得到；本人到窗口可以查询")
    since = day("从哪天起")
    until = day("到哪天为止（不填就到解除为止）", required=False)


class Waive(forms.Form):
    """Ask that one check be let pass."""

    def __init__(self, checks: Sequence[tuple[str, str]], data: Mapping[str, Any] | None = None):
        super().__init__(data, auto_id="waive-%s")
        self.fields["check"] = forms.ChoiceField(
            label="放行哪一条", choices=checks, widget=forms.RadioSelect,
            error_messages={"required": "请选要放行的一条。", "invalid_choice": "这一条不能放行，或者已经有人提出。"},
        )  # fmt: skip
        self.order_fields(["check", "reason", "expires_on"])

    reason = _reason("依据和理由", "依据哪份批复、为什么；写入办理记录")
    expires_on = day("有效期至")


class Away(forms.Form):
    """While one is away another answers for the cases."""

    def __init__(self, colleagues: Sequence[User], today: date, data: Mapping[str, Any] | None = None):
        super().__init__(data, initial={"first": today})
        self.fields["cover"] = forms.ChoiceField(
            label="由谁代班", choices=[("", "请选择"), *((str(one.pk), one.words) for one in colleagues)],
            error_messages={"required": "请选代班的同事。", "invalid_choice": "只能选同一个区、同样角色的同事。"},
        )  # fmt: skip
        self.order_fields(["cover", "first", "last"])

    first = day("从哪天起")
    last = day("到哪天为止")
