"""培训机构算一算: what a class comes to before it opens, from nothing but the address. No session, no storage.

Groups of trainees who are alike become trainees one by one, and the class goes to the rule as any other does.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.http import QueryDict

from lib.days import add_months
from lib.money import yuan
from occupations.queries import atlas
from policy import Explanation, Sheet
from policy.words import level as level_name
from subsidies.estimates import estimate
from subsidies.plan_pages import Plan
from subsidies.planning import Alike, Answer, Deadline, Sum, added_up, due, in_force, listed, unsaid
from training.derive import COURSES, GROUPS, JINLANLING, KINDS, STARTUP, group_words
from training.forms import FAILED, ClassForm, TraineesForm
from training.rules import CERTIFICATE, EMPLOYED, PASSED, proof_of
from training.scheme import TRAINING

ADULT = 18  # years: whoever is this old on the first day needs no question about age
NOT_ASKED = ("TR-AGE", "TR-ONCE", "TR-YEARLY", "TR-OVERLAP")
ASSUMED_WHERE_BLANK = {
    "listed": "TR-LISTED", "filed_on": "TR-FILED", "minimum_hours": "TR-HOURS", "longest_day_hours": "TR-DAILY",
}  # fmt: skip


class ClassPlan(Plan):
    """A class and its groups of trainees."""

    form_class, group_class = ClassForm, TraineesForm
    folded = (*ASSUMED_WHERE_BLANK, "urgent")
    page = "training:calculator"

    def case(self, outcome: int | None = None) -> dict[str, Any]:
        """The class as the estimate API takes it. ``outcome``: as if all trainees came to this one."""
        told = self.form.cleaned_data
        longest = told["longest_day_hours"]
        return {
            "kind": told["kind"], "occupation": told["occupation"] or None,
            "level": int(told["level"]) if told["level"] else None,
            "category": told["category"] or None, "course": told["course"] or None,
            "urgent": {"true": True, "false": False}.get(told["urgent"]),
            "filed_on": str(told["filed_on"] or told["first_day"]),
            "first_day": str(told["first_day"]), "last_day": str(told["last_day"]), "settled_on": None,
            "listed": told["listed"] != "false", "planned_hours": told["planned_hours"],
            "minimum_hours": told["minimum_hours"] or 0, "longest_day_hours": 0 if longest is None else longest,
            "trainees": [
                self._trainee(group, own if outcome is None else outcome)
                for group in self.asked for own, count in group.outcomes().items() for _ in range(count)
            ],
        }  # fmt: skip

    def _trainee(self, group: TraineesForm, outcome: int) -> dict[str, Any]:
        told, last_day = self.form.cleaned_data, self.form.cleaned_data["last_day"]
        attended = group.cleaned_data["attended"]
        return {
            "group": group.cleaned_data["group"],
            "birth_date": str(date(told["first_day"].year - ADULT - 1, 1, 1)), "draws_pension": False,
            "attended_hours": told["planned_hours"] if attended is None else attended,
            "passed": outcome != FAILED,
            "certificate_on": str(last_day) if outcome in (CERTIFICATE, EMPLOYED) else None,
            "in_work_on": str(last_day + timedelta(1)) if outcome == EMPLOYED else None,
            "subsidised_this_year": 0, "overlaps": False, "paid": [],
        }  # fmt: skip

    @cached_property
    def sheet(self) -> Sheet:
        return estimate(TRAINING, self.case())

    def answer(self) -> Answer:
        """What the rule says. Only where the plan is ``ready``."""
        parts = self._parts()
        whole = self.sheet.explain_group(0, [part.each for part in parts])
        whole = added_up(unsaid(whole, self._assumed(), {"TR-HOURS": "不少于课程规定的最低学时"}), parts)
        refused = [part for part in parts if not part.each.accepted]
        law = in_force(TRAINING, self._first_day)
        return Answer(
            whole=whole, title="机构培训补贴", subject=self.subject, lead="这个班一共可以补贴", parts=parts,
            so=_so(whole, refused), reach=self._reach() if law and whole.accepted else [],
            worth=self._worth() if law and whole.accepted else [], deadlines=self._deadlines(law) if law else [],
        )  # fmt: skip

    @property
    def subject(self) -> str:
        told = self.form.cleaned_data
        if told["kind"] == "startup":
            what = COURSES[told["course"]]
        else:
            what = f"{atlas().name(told['occupation']) or told['occupation']} {level_name(int(told['level']))}"
        return f"{KINDS[told['kind']]} · {what} · {len(self.sheet)}人"

    @property
    def _kind(self) -> int:
        return list(KINDS).index(self.form.cleaned_data["kind"])

    @property
    def _first_day(self) -> np.datetime64:
        return np.datetime64(self.form.cleaned_data["first_day"], "D")

    def _parts(self) -> list[Alike]:
        parts, row = [], 0
        for group in self.asked:
            who = group_words(self._kind, list(GROUPS).index(group.cleaned_data["group"]))
            codes = [*NOT_ASKED, *(["TR-ATTEND"] if group.cleaned_data["attended"] is None else [])]
            for outcome, count in group.outcomes().items():
                if count:
                    each = unsaid(self.sheet.explain(row), codes)
                    parts.append(Alike(who, outcome_words(self._kind, outcome), count, each, meant=outcome == FAILED))
                    row += count
        return parts

    def _assumed(self) -> list[str]:
        told = self.form.cleaned_data
        blank = [code for name, code in ASSUMED_WHERE_BLANK.items() if told[name] in (None, "")]
        if self._kind == STARTUP:  # there the law has hours of its own, and they were looked at
            blank = [code for code in blank if code != "TR-HOURS"]
        return blank

    @cached_property
    def _all_alike(self) -> dict[int, Sheet]:
        """The same class, all of it with one outcome."""
        outcomes = [EMPLOYED, PASSED, FAILED] if self._kind == JINLANLING else [EMPLOYED, CERTIFICATE, PASSED, FAILED]
        return {outcome: estimate(TRAINING, self.case(outcome)) for outcome in outcomes}

    def _reach(self) -> list[Sum]:
        sums = [
            Sum(f"全部{outcome_words(self._kind, outcome)}", int(sheet.groups.amount[0]))
            for outcome, sheet in self._all_alike.items()
        ]
        mine = Sum("按您填的", int(self.sheet.groups.amount[0]), mark=True)
        return sorted([*sums, mine], key=lambda one: -one.amount)

    def _worth(self) -> list[str]:
        """What one trainee more with a certificate, and then in work, adds: the first trainee who can be paid for."""
        each = {outcome: sheet.payable for outcome, sheet in self._all_alike.items()}
        able = np.flatnonzero(each[EMPLOYED])
        if not len(able):
            return []
        one = {outcome: int(payable[able[0]]) for outcome, payable in each.items()}
        certificate = one.get(CERTIFICATE, one[EMPLOYED])
        work = "创业" if self._kind == STARTUP else "就业"
        more = [f"考核合格的学员，每多一人取得证书，多{yuan(certificate - one[PASSED])}。"]
        if one[EMPLOYED] > certificate:
            more.append(f"取得证书的学员，每多一人按期{work}，再多{yuan(one[EMPLOYED] - certificate)}。")
        return [*more, f"每多一人考核不合格，至少少{yuan(one[PASSED])}。"]

    def _deadlines(self, law: Any) -> list[Deadline]:
        told, first = self.form.cleaned_data, self._first_day
        last = np.datetime64(told["last_day"], "D")
        found = [
            due(TRAINING, None, first, first, "最晚这一天办好开班备案；学员属于哪类人员、年龄够不够，也看这一天。"),
            due(TRAINING, "effect", first, last, "证书日期不能早于这一天；结业考核合格才能结算。"),
        ]
        if self._kind != JINLANLING:
            work = "登记创业" if self._kind == STARTUP else "就业（在其他单位参保）"
            by = add_months(last, law.follow_up)
            found.append(
                due(
                    TRAINING,
                    "follow_up",
                    first,
                    by,
                    f"从结业第二天起，最晚这一天{work}，才按最高的一档计。",
                )
            )
        return found


def _so(whole: Explanation, refused: list[Alike]) -> str:
    if not whole.accepted:
        return "班级自身的条件，一条不过，全班不补。下面写着差在哪里、怎么办。"
    if refused:
        return f"班级的条件都符合；没有补贴的学员：{listed(refused)}，原因在下面。"
    return "条件都符合。还没有名单和证书，这是按计划测算的。"


def outcome_words(kind: int, outcome: int) -> str:
    """取得证书并就业: what the trainees come to, as one says it of this kind of training."""
    work = "创业" if kind == STARTUP else "就业"
    if kind == JINLANLING and outcome in (EMPLOYED, CERTIFICATE):
        return "取得证书"
    words = {EMPLOYED: f"取得证书并按期{work}", CERTIFICATE: f"取得证书，没有按期{work}", PASSED: "只有结业考核合格"}
    return words.get(outcome, "考核不合格")


def link(case: Mapping[str, Any]) -> str:
    """The page that shows a whole case, facts named as in the estimate API; nothing where the page cannot say it."""
    if not all(_askable(case, trainee) for trainee in case["trainees"]):
        return ""
    counted: dict[tuple[str, float], dict[int, int]] = {}
    for trainee, outcome in zip(case["trainees"], _outcomes(case), strict=True):
        alike = counted.setdefault((trainee["group"], trainee["attended_hours"]), {})
        alike[outcome] = alike.get(outcome, 0) + 1
    query = QueryDict(mutable=True)
    for name in ClassForm.base_fields:
        value = case[name]
        if value is not None:
            query[name] = str(value).lower() if isinstance(value, bool) else str(value)
    for place, ((group, attended), outcomes) in enumerate(counted.items(), start=1):
        told = {
            "people": sum(outcomes.values()), "group": group, "certificate": outcomes.get(CERTIFICATE),
            "passed": outcomes.get(PASSED), "failed": outcomes.get(FAILED), "attended": attended,
        }  # fmt: skip
        query.update({f"g{place}-{name}": str(value) for name, value in told.items() if value is not None})
    plan = ClassPlan(query)
    return plan.address() if plan.ready and len(plan.groups) == len(counted) else ""


def _askable(case: Mapping[str, Any], trainee: Mapping[str, Any]) -> bool:
    """Nothing about this trainee is what the page never asks."""
    born, first_day = (date.fromisoformat(str(day)) for day in (trainee["birth_date"], case["first_day"]))
    plain = not (trainee["draws_pension"] or trainee["subsidised_this_year"] or trainee["overlaps"] or trainee["paid"])
    return plain and born.year + ADULT < first_day.year


def _outcomes(case: Mapping[str, Any]) -> list[int]:
    """What the rule takes each trainee to have proved."""
    facts = TRAINING.derive(*TRAINING.unfold([case]))
    law = in_force(TRAINING, np.datetime64(case["first_day"], "D")) or TRAINING.terms.periods[0]
    proofs = proof_of(facts, law)
    return [int(proof) if passed else FAILED for proof, passed in zip(proofs, facts.passed, strict=True)]
