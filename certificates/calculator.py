"""我能领多少: where a worker is on the walk, from nothing but the address. No session, no storage.

The address carries the answers, so going back, sharing and printing work, with JavaScript or without.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.http import QueryDict
from django.urls import reverse

from certificates.derive import STATUSES
from certificates.forms import ClaimForm
from certificates.scheme import SKILL_UPGRADE
from lib.days import add_months, chinese
from occupations.queries import atlas
from policy import CheckLine, Explanation
from policy.words import level as level_name
from subsidies.estimates import estimate

ANSWERS = tuple(ClaimForm.base_fields)
LISTS = ("paid", "held")


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
    Question("status_at_issue", ("status_at_issue",), "核发时的身份"),
    Question("status_at_application", ("status_at_application",), "申请时的身份"),
    Question("months_insured", ("months_insured", "deferred_months_needed"), "失业保险月数"),
    Question("earlier", ("earlier", "paid"), "以前的补贴"),
    Question("held", ("held",), "更高等级证书"),
)
ON_REQUEST = (
    Question("applied_on", ("applied_on",), "申请日期"),
    Question("certificate_verified", ("certificate_verified",), "证书联网查询"),
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
        self.editing = given.get("edit", "")
        self.query = QueryDict(mutable=True)
        for name in ANSWERS:
            if name in given:
                self.query.setlist(name, [v[:200] for v in given.getlist(name)[:20]])
        if self.query.get("earlier") == "done":  # the payments are all there; the form knows only yes and no
            self.query["earlier"] = "yes"
            self._payments_done = True
        else:
            self._payments_done = self.query.get("earlier") == "no"
        if self.query.get("earlier") == "no":
            self.query.setlist("paid", [])
        self.query.setdefault("applied_on", on.isoformat())
        self.form = ClaimForm(self.query)
        self.form.is_valid()

    @property
    def values(self) -> dict[str, Any]:
        """Answers that were given and can be understood."""
        return {k: v for k, v in self.form.cleaned_data.items() if k in self.query}

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
        """The questions of this walk: holding a higher certificate matters only where the law looks at it."""
        return tuple(q for q in WALK if q.name != "held" or self._holding_matters)

    def page_form(self, question: Question) -> ClaimForm:
        """The question's own form: bound, with its errors, where something was sent for it."""
        sent = any(name in self.query for name in question.fields)
        form = ClaimForm(self.query if sent else None, initial=self.query.dict())
        return form.keep(question.fields)

    def carried(self, question: Question) -> list[tuple[str, str]]:
        """The other answers, to be sent along with this page's."""
        query = self._query_for_link()
        return [(name, v) for name in query for v in query.getlist(name) if name not in question.fields]

    def back(self, question: Question) -> str:
        """The address of the question before; empty at the first."""
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
        given = self.form.cleaned_data
        return {fact.name: given[fact.name] for fact in SKILL_UPGRADE.facts} | {n: given.get(n, []) for n in LISTS}

    @cached_property
    def explanation(self) -> Explanation:
        return estimate(SKILL_UPGRADE, self.case()).explain(0)

    def warnings(self) -> list[CheckLine]:
        """Conditions that the answers so far already fail, told before the rest is asked."""
        told = self.values
        if not {"occupation", "level", "issued_on", "applied_on"} <= set(told):
            return []
        open_facts = {"months_insured": 1200, "status_at_issue": "employee", "status_at_application": "employee"}
        case = open_facts | self._defaults() | {k: v for k, v in told.items() if k != "earlier"}
        return [c for c in estimate(SKILL_UPGRADE, case).explain(0).failed if c.severity == "block"]

    def last_day(self) -> np.datetime64:
        """The last day to apply with this certificate."""
        issued_on = np.datetime64(self.form.cleaned_data["issued_on"], "D")
        terms = SKILL_UPGRADE.terms
        window = terms.periods[max(int(terms.index(np.array([issued_on]))[0]), 0)].window
        return add_months(issued_on, window)

    def answers(self) -> list[dict[str, str]]:
        """What was answered, in words, each with the address to change it."""
        shown = [*self.walk, QUESTIONS["applied_on"], QUESTIONS["certificate_verified"]]
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
        return " · ".join(filter(None, (atlas().name(code) or code, level_name(self.values.get("level", 0)))))

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
    def _holding_matters(self) -> bool:
        issued_on = self.form.cleaned_data.get("issued_on")
        if issued_on is None:
            return False
        index = int(SKILL_UPGRADE.terms.index(np.array([issued_on], dtype="M8[D]"))[0])
        return index >= 0 and SKILL_UPGRADE.terms.periods[index].higher == "held" and self.values.get("level", 5) > 1

    def _defaults(self) -> dict[str, Any]:
        return {"deferred_months_needed": 0, "certificate_verified": True, "urgent": None, "paid": [], "held": []}

    def _told(self, question: Question) -> bool:
        understood = all(name in self.form.cleaned_data for name in question.fields)
        return understood and question.name in {*self.query, "certificate_verified"}

    def _reached(self, question: Question) -> bool:
        """Its page can be shown out of turn: whatever it builds on is answered."""
        if question in ON_REQUEST:
            return True
        return question in self.walk and all(self._answered(q) for q in self.walk[: self.walk.index(question)])

    def _in_words(self, name: str) -> str:
        value = self.form.cleaned_data[name]
        if name == "occupation":
            title = atlas().name(value)
            return f"{title}（{value}）" if title else value
        if name in ("issued_on", "applied_on"):
            return chinese(value)
        if name in ("status_at_issue", "status_at_application"):
            return STATUSES[value]
        if name == "months_insured":
            deferred = self.form.cleaned_data["deferred_months_needed"]
            return f"{value}个月" + (f"，其中{deferred}个月要靠缓缴" if deferred else "")
        return _SAY[name](value, self.form.cleaned_data)


_SAY = {
    "level": lambda value, _: level_name(value),
    "earlier": lambda _, given: f"{len(given['paid'])}条记录" if given["paid"] else "没有",
    "held": lambda value, _: "、".join(dict.fromkeys(level_name(h["level"]) for h in value)) or "没有",
    "certificate_verified": lambda value, _: "查得到，信息一致" if value else "查不到或不一致",
    "urgent": lambda value, _: "是" if value else "不是",
}
