"""What a person may say is wrong: what it is called, what the register tells of it now, and the form that asks.

The person's page and the steward's desk read the same subject, so both see the same two sides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from certificates.models import Certificate
from certificates.my.forms import (
    FLEXIBLE,
    GONE,
    OTHER,
    CertificateReport,
    MonthsReport,
    NameReport,
    Report,
    StatusReport,
)
from certificates.my.months import DEFERRED, NONE, PAID, WORDS, code
from certificates.my.words import (
    certificate_name,
    employer_names,
    employer_value,
    occupation_name,
    posted_month,
    stretch,
    stretch_of_days,
)
from lib import months
from lib.days import chinese
from people.models import InsuranceSpan, Person, StatusSpan
from policy.words import level
from records.corrections.actions import Thing

NOTHING = "没有登记"
LISTED = 24  # months that a comparison lists one by one


@dataclass(frozen=True)
class Line:
    """One thing on both sides; ``wanted`` is None where the person said nothing about it."""

    label: str
    now: str
    wanted: str | None

    @property
    def differs(self) -> bool:
        return self.wanted is not None and self.wanted != self.now


class Subject:
    """One thing of one person. Made by :func:`subject_of`, which answers for whose it is."""

    form_class: ClassVar[type[Report]]
    gone_words: ClassVar[str] = "不是本人的，去掉"

    def __init__(self, person: Person, thing: Thing, row: Any = None, known: int | None = None):
        self.person, self.thing, self.row, self.known = person, thing, row, known

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def standing(self) -> Any:
        """The row where it stands in the register still; None where it was taken back or replaced since."""
        return self.row if self.row is not None and (self.known is not None or self.row.until_run is None) else None

    @property
    def missing(self) -> bool:
        """Nothing stands in the register yet: what is reported is that it should."""
        return self.row is None and self.thing.about in ("certificate", "status")

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> Report:
        return self.form_class(data, files, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {}

    def lines(self, told: Mapping[str, Any] | None = None) -> list[Line]:
        """What stands in the register now, beside what the person said (cleaned; None: nothing said yet)."""
        raise NotImplementedError


class InsuranceSubject(Subject):
    """A month, or one record of months in a row: both are months told differently."""

    form_class = MonthsReport

    @property
    def title(self) -> str:
        if self.row:
            return f"{stretch(self.row.first_month, self.row.last_month)}的参保记录"
        return f"{months.chinese(self.thing.month)}的参保记录"

    def spans(self) -> list[InsuranceSpan]:
        return list(_known(InsuranceSpan, self.known).filter(person=self.person).select_related("district"))

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> MonthsReport:
        spans = self.spans()
        named = employer_names(spans)
        employers = {employer_value(span): named[employer_value(span)] for span in reversed(spans)}
        employers.pop(FLEXIBLE, None)
        return MonthsReport(data, files, initial=self.initial(), employers=employers, posted=posted_month())

    def initial(self) -> dict[str, Any]:
        if self.row:
            return {
                "first": _six(self.row.first_month), "last": _six(self.row.last_month),
                "paid": DEFERRED if self.row.deferred else PAID, "employer": employer_value(self.row),
            }  # fmt: skip
        nearest = min(self.spans(), key=lambda span: _apart(span, self.thing.month), default=None)
        return {
            "first": _six(self.thing.month), "last": _six(self.thing.month),
            "employer": employer_value(nearest) if nearest else "",
        }  # fmt: skip

    def lines(self, told: Mapping[str, Any] | None = None) -> list[Line]:
        spans = self.spans()
        names = employer_names(spans)
        first, last = self._reach(told)
        wanted = None if told is None else wanted_words(told, names)
        rows = [Line(months.chinese(month), _month_words(spans, month, names), wanted)
                for month in range(first, min(last, first + LISTED - 1) + 1)]  # fmt: skip
        if last - first >= LISTED:
            rows.append(Line(f"……到{months.chinese(last)}", "……", wanted))
        return rows

    def _reach(self, told: Mapping[str, Any] | None) -> tuple[int, int]:
        own = (self.row.first_month, self.row.last_month) if self.row else (self.thing.month, self.thing.month)
        return (told["first"], told["last"]) if told else own


class CertificateSubject(Subject):
    form_class = CertificateReport
    gone_words = "不是本人的证书，去掉"

    @property
    def title(self) -> str:
        return certificate_name(self.row) if self.row else "一本没有登记的证书"

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> CertificateReport:
        return CertificateReport(data, files, initial=self.initial(), missing=self.missing)

    def initial(self) -> dict[str, Any]:
        if not self.row:
            return {}
        return {
            "what": "fix", "occupation": occupation_name(self.row.occupation), "level": self.row.level,
            "issued_on": self.row.issued_on, "issuer": self.row.issuer,
        }  # fmt: skip

    def lines(self, told: Mapping[str, Any] | None = None) -> list[Line]:
        row, gone = self.standing, told is not None and told.get("what") == GONE
        now = {
            "职业": occupation_name(row.occupation) if row else NOTHING,
            "等级": level(row.level) if row else NOTHING,
            "核发日期": chinese(row.issued_on) if row else NOTHING,
            "发证机构": (row.issuer or NOTHING) if row else NOTHING,
            "证书编号": row.number if row else NOTHING,
        }
        if told is None:
            return [Line(label, words, None) for label, words in now.items()]
        if gone:
            return [Line(label, words, self.gone_words) for label, words in now.items()]
        said = {
            "职业": told["occupation"], "等级": level(told["level"]), "核发日期": chinese(told["issued_on"]),
            "发证机构": told["issuer"], "证书编号": told["number"],
        }  # fmt: skip
        return [Line(label, words, said[label] or None) for label, words in now.items()]


class StatusSubject(Subject):
    form_class = StatusReport
    gone_words = "没有过这个身份，去掉"

    @property
    def title(self) -> str:
        if self.row is None:
            return "一条没有登记的身份"
        return f"{self.row.get_kind_display()}（{stretch_of_days(self.row.began, self.row.ended)}）"

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> StatusReport:
        return StatusReport(data, files, initial=self.initial(), missing=self.missing)

    def initial(self) -> dict[str, Any]:
        if not self.row:
            return {"kind": StatusSpan.Kind.BENEFIT}
        return {"what": "fix", "kind": self.row.kind, "began": self.row.began, "ended": self.row.ended}

    def lines(self, told: Mapping[str, Any] | None = None) -> list[Line]:
        row = self.standing
        now = {
            "身份": row.get_kind_display() if row else NOTHING,
            "从哪天起": chinese(row.began) if row else NOTHING,
            "到哪天为止": (chinese(row.ended) if row.ended else "还没有停") if row else NOTHING,
        }
        if told is None or told.get("what") == GONE:
            gone = None if told is None else self.gone_words
            return [Line(label, words, gone) for label, words in now.items()]
        said = {
            "身份": str(StatusSpan.Kind(told["kind"]).label), "从哪天起": chinese(told["began"]),
            "到哪天为止": chinese(told["ended"]) if told["ended"] else "还没有停",
        }  # fmt: skip
        return [Line(label, words, said[label]) for label, words in now.items()]


class NameSubject(Subject):
    form_class = NameReport
    title = "姓名"

    def initial(self) -> dict[str, Any]:
        return {"name": self.person.name}

    def lines(self, told: Mapping[str, Any] | None = None) -> list[Line]:
        return [Line("姓名", self.person.name, told["name"] if told else None)]


_SUBJECTS = {
    "month": InsuranceSubject,
    "span": InsuranceSubject,
    "certificate": CertificateSubject,
    "status": StatusSubject,
    "name": NameSubject,
}


def subject_of(person: Person, thing: Thing, known: int | None = None) -> Subject | None:
    """The subject, where there is such a thing and it is this person's; a row that was replaced since still is.

    known  as it was known once that import was in; None: as it is known now
    """
    made = _SUBJECTS.get(thing.about)
    if made is None or (thing.about == "name" and thing.row):
        return None
    if thing.about == "month":
        return made(person, thing, None, known) if thing.month else None
    row = _row(person, thing, known)
    if row is None and (thing.row or thing.about == "span"):
        return None
    return made(person, thing, row, known)


def _row(person: Person, thing: Thing, known: int | None) -> Any:
    """What stands in the register under the thing's number; for a certificate its version of that time, else any."""
    if thing.about == "certificate" and thing.row:
        versions = Certificate.objects.filter(person=person, entry=thing.row).order_by("-since_run")
        then = versions.known_in(known).first() if known is not None else None
        return then or versions.first()
    if thing.about in ("span", "status") and thing.row:
        model = InsuranceSpan if thing.about == "span" else StatusSpan
        return model.objects.filter(person=person, pk=thing.row).first()
    return None


def _known(model: Any, run: int | None) -> Any:
    return model.objects.current() if run is None else model.objects.known_in(run)


def wanted_words(told: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """已缴，示例公司: what the person says of every month meant."""
    if told["paid"] == NONE:
        return WORDS[NONE]
    who = names.get(told["employer"]) or ("本人（灵活就业）" if told["employer"] == FLEXIBLE else told["employer_name"])
    return f"{WORDS[told['paid']]}，{who}" if told["employer"] != OTHER or who else WORDS[told["paid"]]


def _six(month: int) -> str:
    """202503, as the form asks for it."""
    return code(month).replace("-", "")


def _apart(span: Any, month: int) -> int:
    """How many months lie between a record and a month."""
    return max(span.first_month - month, month - span.last_month, 0)


def _month_words(spans: Sequence[InsuranceSpan], month: int, names: Mapping[str, str]) -> str:
    there = [span for span in spans if span.first_month <= month <= span.last_month]
    words = [f"{WORDS[DEFERRED if span.deferred else PAID]}，{names[employer_value(span)]}" for span in there]
    return "；".join(words) or WORDS[NONE]
