"""What a steward writes when a request is granted: begun from what the person said, told as the register tells it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from certificates.models import Certificate
from certificates.my.forms import FLEXIBLE, GONE, OTHER, Month
from certificates.my.months import DEFERRED, NONE, PAID, WORDS, code
from certificates.my.subjects import Subject
from lib import names
from lib.months import chinese, month_of
from occupations.models import CODE
from occupations.queries import search
from people.models import District, InsuranceSpan, StatusSpan
from people.versions import ADD, CHANGE, WITHDRAW
from policy.words import LEVELS
from records.corrections.actions import REASONS
from records.mending import Insured, mend, rows, without
from subsidies.fields import Day

Employer = InsuranceSpan.Employer
Rows = list[dict[str, str]]
"""Rows of an increment as the published template has them: column → what would be written in its cell."""


class Decision(forms.Form):
    """``feed``: the kind of file whose template the rows follow."""

    feed: str
    words = forms.CharField(
        required=False, max_length=300, label="给本人的说明（可以不写）", widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.order_fields([name for name in self.fields if name != "words"])

    @classmethod
    def begun(cls, told: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """The values a decision starts from: what the person said, as far as it goes."""
        return dict(told)

    def rows(self) -> Rows:
        """What would be written. Empty where the register says it already. Only once the form is valid."""
        raise NotImplementedError


class MonthsDecision(Decision):
    feed = "insurance"

    first = Month(label="从哪个月", error_messages={"required": "请写起始月，如 202503。"})
    last = Month(label="到哪个月", error_messages={"required": "请写截止月，如 202503。"})
    paid = forms.ChoiceField(label="缴费状态", choices=[(each, WORDS[each]) for each in (PAID, DEFERRED, NONE)])
    employer_kind = forms.ChoiceField(label="单位类型", choices=Employer.choices, required=False)
    employer_code = forms.CharField(
        label="单位代码", required=False, max_length=18, help_text="18位统一社会信用代码；灵活就业不填"
    )
    district = forms.ModelChoiceField(
        District.objects.all(), label="参保区", required=False, to_field_name="code", empty_label="不写"
    )

    @classmethod
    def begun(cls, told: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        employer, kind = told.get("employer") or "", Employer.ENTERPRISE.value
        number = told.get("employer_code", "")
        if employer == FLEXIBLE:
            number, kind = "", Employer.FLEXIBLE.value
        elif employer and employer != OTHER:
            number, _, kind = employer.partition("~")
        return {
            "first": code(told["first"]), "last": code(told["last"]), "paid": told["paid"],
            "employer_kind": kind, "employer_code": number, "district": _district_of(subject, number),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", f"{chinese(last)}在{chinese(first)}之前，请核对。")
        if given.get("paid") != NONE:
            flexible, number = given.get("employer_kind") == Employer.FLEXIBLE, given.get("employer_code", "").upper()
            if not flexible and not number:
                self.add_error(
                    "employer_code", "没有单位代码。请填18位统一社会信用代码；本人没有给的，可按单位名称查。"
                )
            given["employer_code"] = "" if flexible else number
        return given

    def wanted(self) -> Insured | None:
        given = self.cleaned_data
        if given["paid"] == NONE:
            return None
        district = given.get("district")
        known = [span for span in self._known() if span.employer_code == given["employer_code"]]
        began = {span.relation_began for span in known if span.relation_began}
        earlier = [day for day in began if month_of(day) <= given["first"]]
        return Insured(
            given["employer_code"], given["employer_kind"], given["first"], given["last"], given["paid"] == DEFERRED,
            relation_began=max(earlier, default=None),
            district_id=district.pk if district else None,
        )  # fmt: skip

    def rows(self) -> Rows:
        """A month's months are told anew whoever paid them; a record is told anew, the records of others stay."""
        given, wanted, known = self.cleaned_data, self.wanted(), self._known()
        if self.subject.row is None:
            increment = mend(known, given["first"], given["last"], wanted)
        else:
            own = _insured(self.subject.row)
            others = [span for span in known if span.key != own.key]
            if wanted is None:
                after = [*others, *without([own], given["first"], given["last"])]
            else:
                same = [span for span in others if span.employer_code == wanted.employer_code]
                after = [span for span in others if span not in same]
                after += [*without(same, wanted.first_month, wanted.last_month), wanted]
            increment = rows(known, after)
        return [_insurance_row(one.wish, one.span) for one in increment]

    def _known(self) -> list[Insured]:
        return [_insured(span) for span in self.subject.spans()]  # type: ignore[attr-defined]


class CertificateDecision(Decision):
    feed = "certificates"

    what = forms.ChoiceField(label="怎样改", choices=[("fix", "照下面写"), (GONE, "撤回这本证书")], required=False)
    certificate = forms.CharField(label="证书编号", max_length=30, required=False)
    kind = forms.ChoiceField(
        label="证书类别", choices=[("", "按编号认"), *Certificate.Kind.choices], required=False
    )  # fmt: skip
    occupation = forms.RegexField(
        CODE, label="职业编码", required=False, error_messages={"invalid": "职业编码应写成 4-10-01-05 的样子。"}
    )
    job = forms.CharField(label="工种", max_length=60, required=False)
    level = forms.TypedChoiceField(
        label="等级", coerce=int, empty_value=None, choices=list(LEVELS.items()), required=False
    )
    issued_on = Day(label="核发日期", required=False)
    issuer = forms.CharField(label="发证机构", max_length=100, required=False)

    @classmethod
    def begun(cls, told: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        row, said = subject.row, told.get("occupation") or ""
        same = row is not None and said == subject.initial()["occupation"]
        hits = [] if same else search(said, limit=1)
        return {
            "what": told.get("what") or "fix",
            "certificate": told.get("number") or (row.number if row else ""),
            "kind": row.kind if row and not told.get("number") else "",
            "occupation": row.occupation if same else (hits[0].code if hits else said),
            "job": row.job if same else "",
            "level": told.get("level"), "issued_on": told.get("issued_on"), "issuer": told.get("issuer"),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") != GONE:
            for name in ("certificate", "occupation", "level", "issued_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"请填{self.fields[name].label}。")
        return given

    def rows(self) -> Rows:
        given, row = self.cleaned_data, self.subject.standing
        if given.get("what") == GONE:
            return [_certificate_row(WITHDRAW, row.number)] if row else []
        told = {
            "kind": Certificate.Kind(given["kind"]).label if given["kind"] else "",
            "occupation": given["occupation"], "job": given["job"], "level": LEVELS[given["level"]],
            "issued_on": given["issued_on"].isoformat(), "issuer": given["issuer"],
        }  # fmt: skip
        if row is not None and row.number != given["certificate"]:
            old = _certificate_row(WITHDRAW, row.number)
            return [old, _certificate_row(ADD, given["certificate"], **told)]
        return [_certificate_row(CHANGE if row else ADD, given["certificate"], **told)]


class StatusDecision(Decision):
    feed = "statuses"

    what = forms.ChoiceField(label="怎样改", choices=[("fix", "照下面写"), (GONE, "撤回这一条")], required=False)
    kind = forms.ChoiceField(label="身份", choices=StatusSpan.Kind.choices)
    began = Day(label="起始日", error_messages={"required": "请写起始日，如 20260305。"})
    ended = Day(label="截止日", required=False, help_text="还没有停的不填")

    @classmethod
    def begun(cls, told: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        if told.get("what") == GONE and subject.row:
            return {**subject.initial(), "what": GONE}
        return dict(told)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("began") and given.get("ended") and given["ended"] < given["began"]:
            self.add_error("ended", "截止日在起始日之前，请核对。")
        return given

    def rows(self) -> Rows:
        given, row = self.cleaned_data, self.subject.standing
        if given.get("what") == GONE:
            return [_status_row(WITHDRAW, row.kind, row.began, None)] if row else []
        new = (given["kind"], given["began"], given["ended"])
        if row is None:
            return [_status_row(ADD, *new)]
        if (row.kind, row.began) == new[:2]:
            return [_status_row(CHANGE, *new)]
        return [_status_row(WITHDRAW, row.kind, row.began, None), _status_row(ADD, *new)]


class NameDecision(Decision):
    feed = "people"

    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请写姓名。"})

    def rows(self) -> Rows:
        name = names.plain(self.cleaned_data["name"])
        return [{"name": name, "action": CHANGE}] if name != self.subject.person.name else []


class Refusal(forms.Form):
    """Stands on one page with a decision, so its fields have ids of their own."""

    def __init__(self, data: Mapping[str, Any] | None = None):
        super().__init__(data, auto_id="refuse_%s")

    reason = forms.ChoiceField(
        label="不更正的原因",
        choices=[
            (key, f"{reason.official}\n本人看到的：{reason.plain}{reason.remedy}") for key, reason in REASONS.items()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个原因，本人会看到。", "invalid_choice": "请从列出的里面选一个。"},
    )
    words = forms.CharField(
        required=False, max_length=300, label="另外给本人的说明（可以不写）", widget=forms.Textarea({"rows": 2})
    )


DECISIONS: dict[str, type[Decision]] = {
    "month": MonthsDecision,
    "span": MonthsDecision,
    "certificate": CertificateDecision,
    "status": StatusDecision,
    "name": NameDecision,
}


def _insured(span: InsuranceSpan) -> Insured:
    return Insured(
        span.employer_code, span.employer_kind, span.first_month, span.last_month, span.deferred, span.relation_began,
        span.district_id,
    )  # fmt: skip


def _district_of(subject: Subject, number: str) -> str | None:
    """Where this employer insured the person before, else where anybody did last."""
    spans = subject.spans()  # type: ignore[attr-defined]
    same = [span for span in spans if span.employer_code == number] or spans
    return max(same, key=lambda span: span.last_month).district_id if same else None


def _insurance_row(wish: str, span: Insured) -> dict[str, str]:
    district = District.objects.filter(pk=span.district_id).first() if span.district_id else None
    return {
        "action": wish, "employer_code": span.employer_code, "employer_kind": str(Employer(span.employer_kind).label),
        "relation_began": span.relation_began.isoformat() if span.relation_began else "",
        "first_month": code(span.first_month), "last_month": code(span.last_month),
        "deferred": "缓缴" if span.deferred else "缴纳", "district": district.name if district else "",
    }  # fmt: skip


def _certificate_row(wish: str, number: str, **told: str) -> dict[str, str]:
    return {"action": wish, "certificate": number, **told}


def _status_row(wish: str, kind: str, began: Any, ended: Any) -> dict[str, str]:
    return {
        "action": wish, "kind": str(StatusSpan.Kind(kind).label), "began": began.isoformat(),
        "ended": ended.isoformat() if ended else "",
    }  # fmt: skip
