"""我能领多少: where a worker is on the walk, from nothing but the address. No session, no storage.

The address carries the answers, so going back, sharing and printing work, with JavaScript or without.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.http import QueryDict
from django.urls import reverse

from certificates.derive import STATUSES
from certificates.forms import UNLISTED, ClaimForm
from certificates.scheme import SKILL_UPGRADE
from lib.days import add_months, chinese
from occupations.queries import atlas
from policy import CheckLine, Explanation
from policy.terms import Period
from policy.words import level as level_name
from subsidies.estimates import estimate

ANSWERS = tuple(ClaimForm.base_fields)
LISTS, MONTHS = ("paid", "held"), ("months_insured", "deferred_months")
# what was answered about the old one says nothing about the new one
FORGETS = {"occupation": ("paid", "earlier", "held"), "level": ("held",), "issued_on": ("status_at_issue",)}


@dataclass(frozen=True)
class Question:
    """A page of the walk: the fields it shows; ``asks`` are those that must be there before the next one."""

    name: str
    fields: tuple[str, ...]
    short: str  # what the list of answers calls it

    @property
    def asks(self) -> str:
        return self.fields[0]


WALK = (
    Question("occupation", ("occupation",), "职业"),
    Question("level", ("level",), "证书等级"),
    Question("issued_on", ("issued_on",), "核发日期"),
    Question("certificate_verified", ("certificate_verified",), "证书联网查询"),
    Question("status_at_issue", ("status_at_issue",), "核发时的身份"),
    Question("status_at_application", ("status_at_application",), "申请时的身份"),
    Question("months_insured", MONTHS, "失业保险月数"),
    Question("earlier", ("earlier", "paid"), "以前的补贴"),
    Question("held", ("held",), "更高等级证书"),
)
ON_REQUEST = (
    Question("applied_on", ("applied_on",), "申请日期"),
    Question("urgent", ("urgent",), "急需紧缺"),
)
QUESTIONS = {q.name: q for q in WALK + ON_REQUEST}


def link(case: Mapping[str, Any]) -> str:
    """The calculator's address that carries a whole case, facts named as in the estimate API."""
    query = QueryDict(mutable=True)
    for name in ANSWERS:
        value = case.get(name)
        if name not in LISTS and value is not None:
            query[name] = str(value).lower() if isinstance(value, bool) else str(value)
    query.setdefault("certificate_verified", "true")
    query["earlier"] = "done" if case.get("paid") else "no"
    query.setlist("paid", ["~".join(str(p[k]) for k in ("scheme", "occupation", "level", "paid_on"))
                           for p in case.get("paid", ())])  # fmt: skip
    query.setlist("held", [f"{h['occupation']}~{h['level']}" for h in case.get("held", ())] or ["none"])
    return address(query)


def address(query: QueryDict) -> str:
    return f"{reverse('certificates:calculator')}?{query.urlencode(safe='~')}"


class Walk:
    """One address, read: what is answered, what to ask next, and, once all is there, what the rule says."""

    def __init__(self, given: QueryDict, on: date):
        # looking an occupation up is not choosing one: only the button that goes on takes what is ticked
        looking = "q" in given and "choose" not in given
        self.editing = "occupation" if looking else given.get("edit", "")
        self.asked, self.on = given.get("asked", ""), on
        self.query = QueryDict(mutable=True)
        for name in ANSWERS:
            if name in given:
                self.query.setlist(name, [v[:200].replace("\0", "") for v in given.getlist(name)[:20]])
        if self.query.get("earlier") == "done":  # the payments are all there; the form knows only yes and no
            self.query["earlier"] = "yes"
            self._payments_done = True
        else:
            self._payments_done = self.query.get("earlier") == "no"
        if self.query.get("earlier") == "no":
            self.query.setlist("paid", [])
        self.form = ClaimForm(self.query)
        self.form.is_valid()
        if "applied_on" not in self.form.errors:
            self.form.cleaned_data["applied_on"] = self.form.cleaned_data["applied_on"] or on
        for name in {name for name in MONTHS if self.query.get(name)} & {*self.form.cleaned_data}:
            self.query[name] = str(self.form.cleaned_data[name])  # 1年半 is 18 in the box and in the link
        self._refuse_the_future()

    @property
    def values(self) -> dict[str, Any]:
        """Answers that were given and can be understood."""
        return {k: v for k, v in self.form.cleaned_data.items() if k in self.query or k == "applied_on"}

    @cached_property
    def question(self) -> Question | None:
        """The page to show; None once every question is answered: then the slip."""
        if self.editing in QUESTIONS and self._reached(QUESTIONS[self.editing]):
            return QUESTIONS[self.editing]
        for question in self.walk + ON_REQUEST:
            if any(name in self.form.errors and name in self.query for name in question.fields):
                return question
            if question in self.walk and not self._answered(question):
                return question
        return None

    @cached_property
    def walk(self) -> tuple[Question, ...]:
        """The questions of this walk: what the law will not look at is not asked."""
        left_out = set() if self._holding_matters else {"held"}
        if self._on_benefit:
            left_out.add("months_insured")
        return tuple(q for q in WALK if q.name not in left_out)

    def page_form(self, question: Question, **own: Any) -> ClaimForm:
        """The question's form, bound where something was sent for it. ``own``: fields that judge that by themselves."""
        sent = self.asked == question.name or any(name in self.query for name in question.fields)
        form = ClaimForm(self.query if sent else None, initial=self.query.dict()).keep(question.fields)
        form.fields |= own
        for name in (set(self.form.errors) & set(question.fields if sent else ())) - set(own):
            form.errors[name] = self.form.errors[name]  # what is wrong only beside another answer is known there
        return form

    def carried(self, question: Question) -> list[tuple[str, str]]:
        """The other answers, to be sent along with this page's."""
        gone = (*question.fields, *FORGETS.get(question.name, ()))
        kept = [(name, v) for name, values in self._query_for_link().lists() for v in values if name not in gone]
        return [*kept, ("asked", question.name)]

    @cached_property
    def complete(self) -> bool:
        """Every question is answered: whatever is shown now is a change to a result that stands."""
        return all(self._answered(q) for q in self.walk)

    def back(self, question: Question) -> str:
        """Back to the result where there is one, else to the question before; empty at the first."""
        if self.complete:
            return self.address()
        if question not in self.walk or self.walk.index(question) == 0:
            return ""
        return self.change(self.walk[self.walk.index(question) - 1])

    def change(self, question: Question) -> str:
        """The address where one answer can be changed, with all the others."""
        return self.address(edit=question.name)

    def address(self, **changes: str | list[str]) -> str:
        query = self._query_for_link()
        for name, value in changes.items():
            query.setlist(name, value if isinstance(value, list) else [value])
        return address(query)

    def case(self) -> dict[str, Any]:
        """The answers as the facts of one claim. Only once every question is answered."""
        return self._case_of(self.form.cleaned_data)

    def _case_of(self, given: Mapping[str, Any]) -> dict[str, Any]:
        case = {fact.name: given[fact.name] for fact in SKILL_UPGRADE.facts if given.get(fact.name) is not None}
        case |= {name: given.get(name, []) for name in LISTS}
        case["certificate_verified"] = given.get("certificate_verified") != "false"
        case.setdefault("months_insured", 0)  # not asked of somebody on benefit
        if deferred := given.get("deferred_months"):
            paid_months = case["months_insured"] - deferred
            case["deferred_months_needed"] = min(max(self._period.months - paid_months, 0), deferred)
        return case

    @cached_property
    def explanation(self) -> Explanation:
        told = estimate(SKILL_UPGRADE, self.case()).explain(0)
        if self.form.cleaned_data["certificate_verified"] != "unknown":
            return told
        unseen = [replace(c, found="您还没有查，先按一致算") if c.code == "SU-VERIFIED" else c for c in told.checks]
        return replace(told, checks=unseen)

    def warnings(self) -> list[CheckLine]:
        """Conditions that the answers so far already fail, told before the rest is asked."""
        told = self.values
        if not told.get("level") or not {"occupation", "issued_on", "applied_on"} <= set(told):
            return []
        open_facts = {"months_insured": 1200, "status_at_issue": "employee", "status_at_application": "employee"}
        told_or_open = open_facts | {k: v for k, v in told.items() if v is not None}
        failed = estimate(SKILL_UPGRADE, self._case_of(told_or_open)).explain(0).failed
        return [c for c in failed if c.severity == "block"]

    def last_day(self) -> np.datetime64:
        """The last day to apply with this certificate."""
        return add_months(np.datetime64(self.form.cleaned_data["issued_on"], "D"), self._period.window)

    def answers(self) -> list[dict[str, str]]:
        """What was answered, in words, each with the address to change it."""
        shown = [*self.walk, QUESTIONS["applied_on"]]
        if self.values.get("urgent") is not None:
            shown.append(QUESTIONS["urgent"])
        return [
            {"question": q.short, "answer": self._in_words(q.name), "change": self.change(q)}
            for q in shown
            if self._told(q)
        ]

    @property
    def subject(self) -> str:
        """养老护理员 · 中级工（四级）."""
        code = self.values.get("occupation", "")
        return f"{_occupation(code)} · {level_name(self.values.get('level', 0))}"

    def _query_for_link(self) -> QueryDict:
        query = self.query.copy()
        for name in [name for name in query if query.getlist(name) == [""]]:
            del query[name]
        if self._payments_done and query.get("earlier") == "yes":
            query["earlier"] = "done"
        return query

    def _answered(self, question: Question) -> bool:
        if question.name == "earlier":
            return self._payments_done and "earlier" in self.form.cleaned_data
        return question.asks in self.query and question.asks in self.form.cleaned_data

    @property
    def _period(self) -> Period:
        """The terms in force on the certificate's day; before there were any, the first."""
        issued_on = self.form.cleaned_data.get("issued_on") or self.on
        terms = SKILL_UPGRADE.terms
        return terms.periods[max(int(terms.index(np.array([issued_on], dtype="M8[D]"))[0]), 0)]

    @property
    def _holding_matters(self) -> bool:
        return "issued_on" in self.values and self._period.higher == "held" and self.values.get("level", 5) > 1

    @property
    def _on_benefit(self) -> bool:
        statuses = (self.values.get("status_at_issue"), self.values.get("status_at_application"))
        return self._period.benefit and "benefit" in statuses and "months_insured" not in self.query

    def _refuse_the_future(self) -> None:
        issued_on, applied_on = (self.form.cleaned_data.get(name) for name in ("issued_on", "applied_on"))
        if issued_on and applied_on and issued_on > max(self.on, applied_on):
            self.form.add_error("issued_on", "这一天还没有到，请核对证书上的核发日期。")

    def _told(self, question: Question) -> bool:
        understood = all(name in self.form.cleaned_data for name in question.fields)
        return understood and question.name in {*self.query, "applied_on"}

    def _reached(self, question: Question) -> bool:
        """Its page can be shown out of turn: whatever it builds on is answered."""
        if question in ON_REQUEST:
            return True
        return question in self.walk and all(self._answered(q) for q in self.walk[: self.walk.index(question)])

    def _in_words(self, name: str) -> str:
        value = self.form.cleaned_data[name]
        if name == "occupation":
            return _occupation(value, code=True)
        if name in ("issued_on", "applied_on"):
            return chinese(value)
        if name in ("status_at_issue", "status_at_application"):
            return STATUSES[value]
        if name == "months_insured":
            deferred = self.form.cleaned_data["deferred_months"]
            return f"{value}个月" + (f"，其中缓缴{deferred}个月" if deferred else "")
        return _SAY[name](value, self.form.cleaned_data)


def _occupation(value: str, code: bool = False) -> str:
    if value == UNLISTED:
        return "列表里没有的职业"
    title = atlas().name(value)
    return (f"{title}（{value}）" if code else title) if title else f"没有收录的职业（{value}）"


_SAY = {
    "level": lambda value, _: level_name(value),
    "earlier": lambda _, given: f"{len(given['paid'])}条记录" if given["paid"] else "没有",
    "held": lambda value, _: "、".join(dict.fromkeys(level_name(h["level"]) for h in value)) or "没有",
    "certificate_verified": lambda value, _: {
        "true": "查得到，信息一致",
        "unknown": "还没有查，先按查得到算",
        "false": "查不到或不一致",
    }[value],
    "urgent": lambda value, _: "是" if value else "不是",
}
