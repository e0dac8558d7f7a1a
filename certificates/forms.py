"""What the calculator asks a worker, in the worker's words. The facts behind the questions are ``derive.CLAIM``."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from policy.words import LEVELS
from subsidies.fact_fields import OCCUPATION_CODE

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
LEVEL_CHOICES = [(number, name) for number, name in LEVELS.items()]
STATUS_CHOICES = [
    ("employee", "在北京的企业上班，单位给缴失业保险\n单位缓缴的也算；有雇工的个体工商户也算企业"),
    ("benefit", "正在北京领失业保险金"),
    ("other", "都不是\n灵活就业参保、机关事业单位、没有参保，或不在北京参保"),
]
OTHER_OCCUPATION = "-"  # a payment for some other occupation: which one does not matter to the rule
SCHEME_CHOICES = [
    ("SU", "技能提升补贴\n打到本人账户的钱"),
    ("TR", "政府补贴的培训班\n个人没有交学费，补贴给了培训机构"),
    ("AP", "企业新型学徒培训\n补贴给了企业"),
]

_REQUIRED = {"required": "请选择或填写这一项。", "invalid_choice": "请从列出的里面选一个。"}


class Day(forms.DateField):
    """A day as people write it: 20220715, 2022-07-15, 2022/7/15, 2022年7月15日.

    Typed, not picked: a date copied from a certificate is quicker on the numeric keypad than in any calendar.
    """

    widget = forms.DateInput(
        attrs={"inputmode": "numeric", "data-kind": "day", "autocomplete": "off"}, format="%Y-%m-%d"
    )

    def __init__(self, **kwargs: Any):
        messages = _REQUIRED | {"invalid": "没有这一天，或者写法看不懂。请写八位数字，如 20220715。"}
        super().__init__(input_formats=DATE_FORMATS, error_messages=messages, **kwargs)


class Months(forms.IntegerField):
    """A number of months; full-width digits are digits too."""

    def __init__(self, **kwargs: Any):
        messages = _REQUIRED | {
            "invalid": "请只填数字，如 14；满一年写 12。",
            "min_value": "月数不能小于 0。",
            "max_value": "月数太大了，请核对。",
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=1200, widget=widget, error_messages=messages, **kwargs)


class Token(forms.Field):
    """Earlier payments or held certificates as they travel in a link: ``SU~4-10-01-05~5~2021-05-01``, repeated.

    Cleans to the list of facts the rule takes. ``none`` says that there are none.
    """

    def __init__(self, parts: tuple[str, ...], **kwargs: Any):
        self.parts = parts
        super().__init__(required=False, widget=forms.MultipleHiddenInput, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        return [self._read(token) for token in value or () if token not in ("", "none")]

    def _read(self, token: str) -> dict[str, Any]:
        words = token.split("~")
        try:
            item = dict(zip(self.parts, words, strict=True))
            read = {name: _READ_PART[name](word) for name, word in item.items()}
        except (ValueError, KeyError) as error:
            raise forms.ValidationError(f"这条记录看不懂：“{token[:60]}”。请删去后重新添加。") from error
        return read


def _scheme(word: str) -> str:
    return dict(SU="SU", TR="TR", AP="AP")[word]


def _occupation(word: str) -> str:
    if word != OTHER_OCCUPATION and not re.fullmatch(OCCUPATION_CODE, word):
        raise ValueError(word)
    return word


def _level(word: str) -> int:
    return {str(n): n for n in LEVELS}[word]


_READ_PART = {"scheme": _scheme, "occupation": _occupation, "level": _level, "paid_on": date.fromisoformat}
PAID_PARTS = ("scheme", "occupation", "level", "paid_on")
HELD_PARTS = ("occupation", "level")


class ClaimForm(forms.Form):
    """Every answer of the calculator. A page shows some of the fields; the link carries them all."""

    occupation = forms.RegexField(
        OCCUPATION_CODE, label="证书上写的是什么职业？",
        error_messages=_REQUIRED | {"invalid": "职业编码应写成 4-10-01-05 的样子；不知道编码的，直接搜名称。"},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        choices=LEVEL_CHOICES, coerce=int, widget=forms.RadioSelect, label="证书是几级？", error_messages=_REQUIRED
    )
    issued_on = Day(
        label="证书是哪天核发的？",
        help_text="看证书上的“核发日期”或“发证日期”，写八位数字：2022年7月15日写成 20220715。",
    )
    status_at_issue = forms.ChoiceField(
        choices=STATUS_CHOICES, widget=forms.RadioSelect, label="核发证书那天，您是哪种情况？", error_messages=_REQUIRED
    )
    status_at_application = forms.ChoiceField(
        choices=STATUS_CHOICES, widget=forms.RadioSelect, label="申请那天，您是哪种情况？", error_messages=_REQUIRED
    )
    months_insured = Months(
        label="一共缴了",
        help_text="断断续续的加起来算，缓缴的月份也算。记不准可以先估一个数。",
    )
    deferred_months_needed = Months(
        required=False, label="其中要靠缓缴的月份才够数的，有几个月？", help_text="没有缓缴，或者不清楚，就不用填。"
    )
    earlier = forms.ChoiceField(
        choices=[("no", "没有"), ("yes", "有，我来补充")], widget=forms.RadioSelect,
        label="以前领过技能提升补贴，或者参加过政府补贴的培训吗？", error_messages=_REQUIRED,
    )  # fmt: skip
    paid = Token(PAID_PARTS)
    held = Token(HELD_PARTS)
    applied_on = Day(label="打算哪天申请？", help_text="写八位数字，如 20220715；不改就按今天算。")
    certificate_verified = forms.ChoiceField(
        required=False,
        choices=[("true", "查得到，而且信息一致"), ("false", "查不到，或者信息不一致")], widget=forms.RadioSelect,
        label="在“技能人才评价证书全国联网查询”里查得到这本证书吗？", error_messages=_REQUIRED,
    )  # fmt: skip
    urgent = forms.ChoiceField(
        required=False,
        choices=[("", "按当时施行的目录判断"), ("true", "是急需紧缺职业"), ("false", "不是急需紧缺职业")],
        widget=forms.RadioSelect, label="这个职业是急需紧缺职业吗？", error_messages=_REQUIRED,
    )  # fmt: skip

    def clean_deferred_months_needed(self) -> int:
        return self.cleaned_data["deferred_months_needed"] or 0

    def clean_certificate_verified(self) -> bool:
        return self.cleaned_data["certificate_verified"] != "false"

    def clean_urgent(self) -> bool | None:
        return {"true": True, "false": False}.get(self.cleaned_data["urgent"])

    def keep(self, names: Iterable[str]) -> "ClaimForm":
        """The same form with only these fields, for one page."""
        for name in set(self.fields) - set(names):
            del self.fields[name]
        return self


class PaymentForm(forms.Form):
    """One earlier payment, as a person remembers it."""

    paid_scheme = forms.ChoiceField(
        choices=SCHEME_CHOICES, widget=forms.RadioSelect, label="是哪一种？", error_messages=_REQUIRED
    )
    paid_same = forms.ChoiceField(
        choices=[("yes", "就是这个职业"), ("no", "别的职业")], widget=forms.RadioSelect, label="是哪个职业的？",
        error_messages=_REQUIRED,
    )  # fmt: skip
    paid_level = forms.ChoiceField(
        choices=LEVEL_CHOICES, widget=forms.RadioSelect, label="是几级？", error_messages=_REQUIRED
    )
    paid_on = Day(
        label="大约哪天到账或结业的？",
        help_text="写八位数字，如 20220715。记不清哪天，填那个月的01日就行；要紧的是哪一年。",
    )

    def token(self, occupation: str) -> str:
        """The payment as it travels in a link."""
        given = self.cleaned_data
        code = occupation if given["paid_same"] == "yes" else OTHER_OCCUPATION
        return "~".join((given["paid_scheme"], code, given["paid_level"], given["paid_on"].isoformat()))
