"""What the calculator asks a worker, in the worker's words. The facts behind the questions are ``derive.CLAIM``."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django import forms

from policy.words import LEVELS
from subsidies.fact_fields import OCCUPATION_CODE
from subsidies.fields import Day

UNLISTED = "x"  # an occupation that is in no list: it is judged as one that no edition knows
OTHER_OCCUPATION = "-"  # a payment for some other occupation: which one does not matter to the rule

LEVEL_CHOICES = [(number, name) for number, name in LEVELS.items()]
NO_LEVEL = (0, "证书上没有写等级\n特种作业操作证、驾驶证、从业资格证、职称证、培训结业证都没有等级")
STATUS_CHOICES = [
    ("employee", "在北京的企业上班，单位给缴失业保险\n单位缓缴的也算；有雇工的个体工商户也算企业"),
    ("benefit", "正在北京领失业保险金"),
    ("other", "都不是\n灵活就业参保、机关事业单位、没有参保，或不在北京参保"),
]
SCHEME_CHOICES = [
    ("SU", "技能提升补贴\n打到本人账户的钱"),
    ("TR", "政府补贴的培训班\n个人没有交学费，补贴给了培训机构"),
    ("AP", "企业新型学徒培训\n补贴给了企业"),
]


def _required(words: str) -> dict[str, str]:
    return {"required": words, "invalid_choice": "请从列出的里面选一个。"}


class Months(forms.IntegerField):
    """A number of months: 14, 14个月, 1年半, 2年3个月; full-width digits are digits too."""

    def __init__(self, **kwargs: Any):
        messages = {
            "required": "请填一共缴了多少个月；记不准可以先估一个数。",
            "min_value": "月数不能小于 0。",
            "max_value": "月数太大了，请核对。",
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=1200, widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        text = unicodedata.normalize("NFKC", str(value)).replace(" ", "")
        if plain := _MONTHS.fullmatch(text):
            return int(plain[1])
        if years := _YEARS.fullmatch(text):
            more = 6 if years[2] == "半" else int(years[3] or 0)
            return 12 * int(years[1]) + more
        raise forms.ValidationError(f"看不懂“{text[:20]}”。请只写数字，一年半写 18。", "invalid")


_MONTHS = re.compile(r"(-?\d{1,5})个?月?", re.ASCII)
_YEARS = re.compile(r"(\d{1,3})年(半|(\d{1,2})个?月?)?", re.ASCII)


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
    if word not in (OTHER_OCCUPATION, UNLISTED) and not re.fullmatch(OCCUPATION_CODE, word):
        raise ValueError(word)
    return word


def _level(word: str) -> int:
    return {str(n): n for n in LEVELS}[word]


_READ_PART = {"scheme": _scheme, "occupation": _occupation, "level": _level, "paid_on": date.fromisoformat}
PAID_PARTS = ("scheme", "occupation", "level", "paid_on")
HELD_PARTS = ("occupation", "level")


class Paged(forms.Form):
    """A form of which a page shows a part."""

    def keep(self, names: Iterable[str]) -> Self:
        """The same form with only these fields, for one page."""
        for name in set(self.fields) - set(names):
            del self.fields[name]
        return self


class ClaimForm(Paged):
    """Every answer of the calculator. A page shows some of the fields; the link carries them all."""

    occupation = forms.RegexField(
        rf"{OCCUPATION_CODE}|^{UNLISTED}$", label="证书上写的是什么职业？",
        error_messages=_required("请写职业的名称，再从列出的里面选一个；没有的，选“列表里没有我的职业”。")
        | {"invalid": "职业编码应写成 4-10-01-05 的样子；不知道编码的，直接搜名称。"},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        choices=[*LEVEL_CHOICES, NO_LEVEL], coerce=int, widget=forms.RadioSelect, label="证书是几级？",
        help_text="只算职业资格证书和职业技能等级证书，证书上写着等级。",
        error_messages=_required("请选一个等级，证书上写着。"),
    )  # fmt: skip
    issued_on = Day(
        label="证书是哪天核发的？",
        help_text="看证书上的“核发日期”或“发证日期”，写八位数字：2022年7月15日写成 20220715。",
        error_messages=_required("请写证书上的核发日期，如 20220715。"),
    )
    certificate_verified = forms.ChoiceField(
        choices=[
            ("true", "查得到，而且信息一致"),
            ("unknown", "还没有查，先按查得到算"),
            ("false", "查不到，或者信息不一致"),
        ],
        widget=forms.RadioSelect, label="全国联网查询里，查得到这本证书吗？",
        help_text="在“技能人才评价证书全国联网查询”网站（zscx.osta.org.cn）用证书编号或证件号码查。",
        error_messages=_required("请选查得到查不到；没有查过，就选“还没有查”。"),
    )  # fmt: skip
    status_at_issue = forms.ChoiceField(
        choices=STATUS_CHOICES, widget=forms.RadioSelect, label="核发证书那天，您是哪种情况？",
        error_messages=_required("请选核发证书那天的情况。"),
    )  # fmt: skip
    status_at_application = forms.ChoiceField(
        choices=STATUS_CHOICES, widget=forms.RadioSelect, label="申请那天，您是哪种情况？",
        error_messages=_required("请选申请那天的情况；现在就申请，就是今天的情况。"),
    )  # fmt: skip
    months_insured = Months(
        label="一共缴了",
        help_text="算到申请那个月，断开的加起来，缓缴的也算。在“北京人社”或拨打12333可以查到；记不准可以先估一个数。",
    )
    deferred_months = Months(
        required=False, label="其中单位缓缴、还没有补上的", help_text="单位没有办过缓缴，或者不清楚，就不用填。"
    )
    deferred_months_needed = forms.IntegerField(required=False, min_value=0, max_value=1200)
    earlier = forms.ChoiceField(
        choices=[("no", "没有"), ("yes", "有，我来补充")], widget=forms.RadioSelect,
        label="以前领过技能提升补贴，或者参加过政府补贴的培训吗？", error_messages=_required("请选有还是没有。"),
    )  # fmt: skip
    paid = Token(PAID_PARTS)
    held = Token(HELD_PARTS)
    applied_on = Day(required=False, label="打算哪天申请？", help_text="写八位数字，如 20220715；不填就按今天算。")
    urgent = forms.ChoiceField(
        required=False,
        choices=[("", "按当时施行的目录判断"), ("true", "是急需紧缺职业"), ("false", "不是急需紧缺职业")],
        widget=forms.RadioSelect, label="这个职业是急需紧缺职业吗？",
        error_messages=_required("请选是不是急需紧缺职业。"),
    )  # fmt: skip

    def clean_urgent(self) -> bool | None:
        return {"true": True, "false": False}.get(self.cleaned_data["urgent"])

    def clean_deferred_months(self) -> int:
        deferred = self.cleaned_data["deferred_months"] or 0
        if deferred > self.cleaned_data.get("months_insured", deferred):
            raise forms.ValidationError("缓缴的月数不能比一共的月数还多，请核对。")
        return deferred


class PaymentForm(Paged):
    """One earlier payment, as a person remembers it: a question a page."""

    paid_scheme = forms.ChoiceField(
        choices=SCHEME_CHOICES,
        widget=forms.RadioSelect,
        label="是哪一种补贴？",
        error_messages=_required("请选是哪一种补贴。"),
    )
    paid_same = forms.ChoiceField(
        choices=[("yes", "就是这个职业"), ("no", "别的职业")], widget=forms.RadioSelect, label="是哪个职业的？",
        error_messages=_required("请选是不是这个职业的。"),
    )  # fmt: skip
    paid_level = forms.ChoiceField(
        choices=LEVEL_CHOICES, widget=forms.RadioSelect, label="是几级的？", error_messages=_required("请选是几级。")
    )
    paid_on = Day(
        label="大约哪天到账或结业的？",
        help_text="写八位数字，如 20220715。记不清哪天，填那个月的01日就行；要紧的是哪一年。",
        error_messages=_required("请写大约哪天到账或结业，如 20220715。"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.data.get("paid_same") == "no":
            del self.fields["paid_level"]  # which level of another occupation does not matter to the rule

    @property
    def asks(self) -> str:
        """The first question that has no answer yet; empty once all have one."""
        return next((name for name in self.fields if name in self.errors), "")

    def token(self, occupation: str) -> str:
        """The payment as it travels in a link."""
        given = self.cleaned_data
        code = occupation if given["paid_same"] == "yes" else OTHER_OCCUPATION
        return "~".join((given["paid_scheme"], code, given.get("paid_level", "5"), given["paid_on"].isoformat()))
