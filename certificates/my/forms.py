"""What a person fills in to say that something is wrong, and what it should be.

A form is kept and sent as what was typed, field by field, so that a draft may be half done; whoever answers reads it
through the same form.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from certificates.my.months import DEFERRED, NONE, PAID, read
from lib.months import chinese
from people.models import StatusSpan
from policy.words import LEVELS
from records.evidence import Evidence
from subsidies.fields import Day

FLEXIBLE, OTHER = "flexible", "other"
FIX, GONE = "fix", "gone"


def _choose(words: str = "请选一个。") -> dict[str, str]:
    return {"required": words, "invalid_choice": "请从列出的里面选一个。"}


class Month(forms.Field):
    """A month as people write it: 202503, 2025-03, 2025年3月. Cleans to its number (`lib.months`)."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "data-kind": "day", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        month = read(str(value))
        if month is None:
            raise forms.ValidationError(f"看不懂“{str(value)[:20]}”。请写六位数字，如 202503。", "invalid")
        return month


class WhichMonth(forms.Form):
    month = Month(
        label="哪个月不对？",
        help_text="写六位数字：2025年3月写成 202503。好几个月不对的，写最早的那个月，下一步再写到哪个月。",
        error_messages={"required": "请写哪个月不对，例如 202503。"},
    )


class Report(forms.Form):
    """What every request has: a note and, where there is one, a proof."""

    asks: tuple[str, ...] = ()  # the fields that are this request's own, in order

    note = forms.CharField(
        required=False, max_length=500, label="补充说明（可以不写）", widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": "最多写500个字，这里有点长，请写短一些。"},
    )  # fmt: skip
    file = Evidence(
        label="证明材料（没有可以不交）",
        help_text="照片或 PDF，不超过 10 MB。例如工资条、缴费凭证、劳动合同、证书照片。",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields([*self.asks, "note", "file"])

    def given(self) -> dict[str, str]:
        """What was typed, for keeping; the file is kept by itself."""
        return {name: self.data.get(name, "").strip()[:600] for name in self.fields if name != "file"}


class MonthsReport(Report):
    """Some months of insurance: paid, deferred or not at all, and by whom."""

    asks = ("first", "last", "paid", "employer", "employer_name", "employer_code")

    first = Month(
        label="从哪个月起不对？",
        help_text="写六位数字：2025年3月写成 202503",
        error_messages={"required": "请写从哪个月起不对。"},
    )
    last = Month(
        label="到哪个月为止？",
        help_text="只有一个月不对的，写同一个月",
        error_messages={"required": "请写到哪个月为止。"},
    )
    paid = forms.ChoiceField(
        label="实际是怎样的？",
        choices=[
            (PAID, "缴了\n单位给缴的，或者后来补缴的，都算"),
            (DEFERRED, "单位缓缴了\n单位办了缓缴手续，还没有补上"),
            (NONE, "没有缴过"),
        ],
        widget=forms.RadioSelect,
        error_messages=_choose("请选实际缴了、缓缴了，还是没有缴过。"),
    )  # fmt: skip
    employer = forms.ChoiceField(
        required=False, label="是哪个单位缴的？", help_text="没有缴过的，不用选。", widget=forms.RadioSelect,
        error_messages=_choose(),
    )  # fmt: skip
    employer_name = forms.CharField(
        required=False, max_length=100, label="单位名称", help_text="选了“别的单位”才要填。照工资条或合同上的全称写。"
    )
    employer_code = forms.CharField(
        required=False,
        max_length=18,
        label="统一社会信用代码（知道就填）",
        help_text="18位，写在营业执照上；不知道就空着。",
    )

    def __init__(self, *args: Any, employers: Mapping[str, str], posted: int | None, **kwargs: Any):
        """employers: value (code~kind) → name, those that insured the person; posted: the last month fed."""
        super().__init__(*args, **kwargs)
        self.posted = posted
        others = [(OTHER, "别的单位"), (FLEXIBLE, "我自己缴的\n灵活就业参保")]
        self.fields["employer"].choices = [*employers.items(), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last, paid = given.get("first"), given.get("last"), given.get("paid")
        if first is not None and last is not None and last < first:
            self.add_error("last", f"{chinese(last)}在{chinese(first)}之前，请核对这两个月。")
        self._refuse_what_is_not_fed("first", first)
        if last != first:
            self._refuse_what_is_not_fed("last", last)
        if paid in (PAID, DEFERRED) and not given.get("employer") and "employer" not in self.errors:
            self.add_error("employer", "请选是哪个单位缴的；列表里没有的，选“别的单位”。")
        if given.get("employer") == OTHER and paid in (PAID, DEFERRED) and not given.get("employer_name"):
            self.add_error("employer_name", "请写单位名称，照工资条或合同上的全称。")
        return given

    def _refuse_what_is_not_fed(self, name: str, month: int | None) -> None:
        if month is not None and self.posted is not None and month > self.posted:
            self.add_error(
                name,
                f"社保数据只到{chinese(self.posted)}，{chinese(month)}的还没有送到这里，过些天会自动补上，不用申请更正。",
            )


class CertificateReport(Report):
    """A certificate whose lines are wrong, that is not one's own, or that is missing."""

    asks = ("what", "occupation", "level", "issued_on", "issuer", "number")

    what = forms.ChoiceField(
        label="哪里不对？",
        choices=[(FIX, "有的地方写错了\n在下面改成证书上印的"), (GONE, "这不是我的证书")],
        initial=FIX,
        widget=forms.RadioSelect,
        error_messages=_choose(),
    )
    occupation = forms.CharField(required=False, max_length=60, label="职业名称或者编码", help_text="照证书上印的写。")
    level = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label="等级", choices=list(LEVELS.items()),
        widget=forms.RadioSelect, error_messages=_choose(),
    )  # fmt: skip
    issued_on = Day(required=False, label="核发日期", help_text="写八位数字，如 20260305")
    issuer = forms.CharField(required=False, max_length=100, label="发证机构")
    number = forms.CharField(required=False, max_length=30, label="证书编号", help_text="没有错就不用填。")

    def __init__(self, *args: Any, missing: bool = False, **kwargs: Any):
        """missing: the certificate is not in the register at all, so everything has to be told."""
        super().__init__(*args, **kwargs)
        self.missing = missing
        if missing:
            del self.fields["what"]
            self.fields["number"].help_text = ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") != GONE:
            needed = ("occupation", "level", "issued_on", *(("number",) if self.missing else ()))
            for name in needed:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"请填{self.fields[name].label}。")
        return given


class StatusReport(Report):
    """A status with wrong days, that is not one's own, or that is missing."""

    asks = ("what", "kind", "began", "ended")

    what = forms.ChoiceField(
        label="哪里不对？",
        choices=[(FIX, "日期或者种类不对\n在下面改成实际的"), (GONE, "我没有过这个身份")],
        initial=FIX,
        widget=forms.RadioSelect,
        error_messages=_choose(),
    )
    kind = forms.ChoiceField(
        required=False, label="是哪一种？", widget=forms.RadioSelect, error_messages=_choose(),
        choices=[choice for choice in StatusSpan.Kind.choices if choice[0] != StatusSpan.Kind.DEAD],
    )  # fmt: skip
    began = Day(required=False, label="从哪天起？", help_text="写八位数字，如 20260305")
    ended = Day(required=False, label="到哪天为止？", help_text="还没有停的，不用填。")

    def __init__(self, *args: Any, missing: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if missing:
            del self.fields["what"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") != GONE:
            for name, words in {"kind": "请选是哪一种。", "began": "请写从哪天起，如 20260305。"}.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
            if given.get("began") and given.get("ended") and given["ended"] < given["began"]:
                self.add_error("ended", "截止日在起始日之前，请核对。")
        return given


class NameReport(Report):
    asks = ("name",)

    name = forms.CharField(
        max_length=60, label="正确的姓名", help_text="照身份证上的写；有生僻字的，打不出来可以写在补充说明里。",
        error_messages={"required": "请写正确的姓名。"},
    )  # fmt: skip
