"""企业算一算: what a plan for apprentices comes to before it is filed, from nothing but the address.

Groups of apprentices who are alike become apprentices one by one, and the plan goes to the rule twice, as any plan
does: for its advance, and for its settlement after that advance.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from django.http import QueryDict

from apprenticeship.derive import AREAS
from apprenticeship.forms import CERTIFIED, LEFT, UNCERTIFIED, ApprenticesForm, ApprenticesPlanForm
from apprenticeship.scheme import APPRENTICESHIP
from lib.days import add_months
from lib.money import plain_yuan, yuan
from occupations.queries import atlas
from policy import BLOCK, Explanation, Sheet, decide
from policy.words import level as level_name
from subsidies.estimates import estimate
from subsidies.plan_pages import Plan
from subsidies.planning import Alike, Answer, Deadline, Sum, added_up, due, in_force, listed, unsaid

OPEN_ENDED = 1200  # months of a contract that has no end
OUTCOMES = {CERTIFIED: "期满，取得证书", UNCERTIFIED: "期满，没有取得证书", LEFT: "中途离开"}
NOT_ASKED = ("AP-INSURED", "AP-ONCE", "AP-OVERLAP")
ASSUMED_WHERE_BLANK = {"mentor_apprentices": "AP-RATIO", "hours_share": "AP-HOURS"}
# The same for all apprentices of a page: told once, with the plan.
OF_THE_PLAN = (
    "AP-TERMS", "AP-LEVEL", "AP-TERM", "AP-DUAL", "AP-RATIO", "AP-HOURS", "AP-CODE", "AP-EDITION",
)  # fmt: skip


class ApprenticesPlan(Plan):
    """A plan and its groups of apprentices."""

    form_class, group_class = ApprenticesPlanForm, ApprenticesForm
    folded = ("filed_on", "mentor_apprentices", "hours_share", "has_teacher", "city_leave", "advance", "urgent")
    page = "apprenticeship:calculator"

    def case(self, stage: str, advance_paid: int = 0, outcome: int | None = None) -> dict[str, Any]:
        """The plan as the estimate API takes it. ``outcome``: as if all apprentices came to this one."""
        told = self.form.cleaned_data
        return {
            "stage": stage, "filed_on": str(told["filed_on"] or told["first_day"]), "first_day": str(told["first_day"]),
            "planned_months": told["planned_months"], "city_leave": told["city_leave"] == "true",
            "occupation": told["occupation"], "level": int(told["level"]),
            "urgent": {"true": True, "false": False}.get(told["urgent"]), "advance_paid": plain_yuan(advance_paid),
            "apprentices": [
                self._apprentice(group, own if outcome is None else outcome)
                for group in self.asked for own, count in group.outcomes().items() for _ in range(count)
            ],
        }  # fmt: skip

    def _apprentice(self, group: ApprenticesForm, outcome: int) -> dict[str, Any]:
        told, own = self.form.cleaned_data, group.cleaned_data
        mentor, share = told["mentor_apprentices"], told["hours_share"]
        hours = [100 if share is None else share, 100]
        return {
            "contract_began": str(own["contract_began"]),
            "contract_months": OPEN_ENDED if own["contract_months"] is None else own["contract_months"],
            "moved_on": str(own["moved_on"]) if own["moved_on"] else None,
            "insured_first": True, "insured_last": True,
            "has_mentor": mentor != 0, "has_teacher": told["has_teacher"] != "false",
            "mentor_apprentices": 1 if mentor is None else mentor,
            "months": 0 if outcome == LEFT else told["planned_months"],
            "finished": outcome != LEFT, "certificate": outcome == CERTIFIED,
            "hours": dict.fromkeys(AREAS, hours), "overlaps": False, "paid": [],
        }  # fmt: skip

    @cached_property
    def advance(self) -> int:
        """The greatest advance, in fen; nothing where none is wanted."""
        if self.form.cleaned_data["advance"] == "no":
            return 0
        return int(estimate(APPRENTICESHIP, self.case("advance")).groups.amount[0])

    @cached_property
    def sheet(self) -> Sheet:
        """The settlement after the advance."""
        return self._settled()

    def _settled(self, outcome: int | None = None) -> Sheet:
        return estimate(APPRENTICESHIP, self.case("settlement", self.advance, outcome))

    def answer(self) -> Answer:
        told = self._told()
        parts = [replace(p, each=replace(p.each, checks=_without(p.each, OF_THE_PLAN))) for p in told]
        whole = added_up(self._whole(told[0].each), parts)
        law = in_force(APPRENTICESHIP, self._law_date)
        fine = law is not None and whole.accepted
        return Answer(
            whole=whole, title="企业新型学徒补贴", subject=self.subject, lead="这批学徒一共可以补贴", parts=parts,
            so=_so(whole, [part for part in parts if not part.each.accepted]),
            flows=self._flows(law) if law else [], reach=self._reach() if fine else [],
            worth=self._worth() if fine else [], deadlines=self._deadlines(law) if law else [],
        )  # fmt: skip

    @property
    def subject(self) -> str:
        told = self.form.cleaned_data
        name = atlas().name(told["occupation"]) or told["occupation"]
        return f"{name} {level_name(int(told['level']))} · {told['planned_months']}个月 · {len(self.sheet)}人"

    @property
    def _law_date(self) -> np.datetime64:
        told = self.form.cleaned_data
        return np.datetime64(told["filed_on"] or told["first_day"], "D")

    def _told(self) -> list[Alike]:
        parts, row, blank = [], 0, self._assumed()
        for place, group in enumerate(self.asked, start=1):
            codes = [*NOT_ASKED, *blank, *(["AP-CONTRACT"] if group.cleaned_data["contract_months"] is None else [])]
            who = "转岗" if group.cleaned_data["moved_on"] else "新招用"
            for outcome, count in group.outcomes().items():
                if count:
                    each = self._in_percent(unsaid(self.sheet.explain(row), codes))
                    label = f"第{place}组{who}" if len(self.asked) > 1 else who
                    parts.append(Alike(label, OUTCOMES[outcome], count, each, meant=outcome == LEFT))
                    row += count
        return parts

    def _assumed(self) -> list[str]:
        told = self.form.cleaned_data
        blank = [code for name, code in ASSUMED_WHERE_BLANK.items() if told[name] is None]
        if told["mentor_apprentices"] is None or told["has_teacher"] == "":
            blank.append("AP-DUAL")
        return blank

    def _in_percent(self, told: Explanation) -> Explanation:
        """The hours as they were asked for, which is as a share of what is planned."""
        share = self.form.cleaned_data["hours_share"]
        if share is None:
            return told
        found = f"三项各完成计划的{share}%"
        return replace(
            told, checks=[replace(c, found=found) if c.code == "AP-HOURS" and c.asked else c for c in told.checks]
        )

    def _whole(self, one: Explanation) -> Explanation:
        """The plan: what holds for all its apprentices alike, and the sum of their amounts before any advance."""
        checks = [c for c in one.checks if c.code in OF_THE_PLAN]
        accepted = not any(c.severity == BLOCK and c.refuses for c in checks)
        amount = int(self.sheet.payable.sum())
        return replace(self.sheet.explain_group(0), accepted=accepted, review=one.review, amount=amount, checks=checks)

    def _flows(self, law: Any) -> list[Sum]:
        if not self.advance:
            return []
        groups = self.sheet.groups
        left, back = int(groups.amount[0]), int(groups.more["recovery"][0])
        first = f"最多为全部应得的{law.advance_share}%；这时还不看结果，按人人期满、取得证书算。"
        flows = [Sum("备案以后，可以先预支", self.advance, more=first)]
        if back:
            return [*flows, Sum("期满结算，要退回", back, mark=True, more="预支的比应得的多，多出的退回。")]
        return [*flows, Sum("期满结算，再付", left, mark=True, more="从合计里扣去预支的。")]

    @cached_property
    def _all_alike(self) -> dict[int, Sheet]:
        """The same plan, all of it with one outcome."""
        return {outcome: self._settled(outcome) for outcome in OUTCOMES}

    def _reach(self) -> list[Sum]:
        told = [
            *((f"全部{OUTCOMES[o].replace('，', '、')}", sheet, False) for o, sheet in self._all_alike.items()),
            ("按您填的", self.sheet, True),
        ]
        sums = [Sum(words, int(sheet.payable.sum()), mark, _given_back(sheet)) for words, sheet, mark in told]
        return sorted(sums, key=lambda one: -one.amount)

    def _worth(self) -> list[str]:
        """What one certificate more adds: the first apprentice who can be paid for."""
        each = {outcome: sheet.payable for outcome, sheet in self._all_alike.items()}
        able = np.flatnonzero(each[CERTIFIED])
        if not len(able):
            return []
        certified, uncertified = (int(each[outcome][able[0]]) for outcome in (CERTIFIED, UNCERTIFIED))
        return [
            f"期满的学徒，每多一人取得证书，多{yuan(certified - uncertified)}。",
            f"每多一人中途离开，少{yuan(uncertified)}至{yuan(certified)}：离开的人没有补贴，培养过的月份也不算。",
        ]

    def _deadlines(self, law: Any) -> list[Deadline]:
        told, filed = self.form.cleaned_data, self._law_date
        found: list[tuple[np.datetime64, str | None, str]] = [
            (filed, None, "备案的日子：适用这一天的规定，备案以后可以预支。")
        ]
        for place, group in enumerate(self.asked, start=1):
            own = group.cleaned_data
            since, what = (own["moved_on"], "转岗") if own["moved_on"] else (own["contract_began"], "劳动合同开始")
            last = add_months(np.datetime64(since, "D"), law.recruit_window)
            words = f"第{place}组最晚这一天开始培养：{what}以后{law.recruit_window}个月以内。"
            found.append((last, "recruit_window", words))
        end = add_months(np.datetime64(told["first_day"], "D"), told["planned_months"]) - np.timedelta64(1, "D")
        words = f"培养期满：末月仍由本企业参保，三项学时各自不少于计划的{law.hours_share}%，有没有证书也在结算时看。"
        found.append((end, "hours_share", words))
        by_day = sorted(found, key=lambda one: one[0])
        return [due(APPRENTICESHIP, figure, filed, day, words) for day, figure, words in by_day]


def _without(told: Explanation, codes: tuple[str, ...]) -> list[Any]:
    return [c for c in told.checks if c.code not in codes]


def _given_back(sheet: Sheet) -> str:
    back = int(sheet.groups.more["recovery"][0])
    return f"预支的要退回{yuan(back)}" if back else ""


def _so(whole: Explanation, refused: list[Alike]) -> str:
    if not whole.accepted:
        return "培养计划自身的条件，一条不过，所有学徒都没有补贴。下面写着差在哪里、怎么办。"
    if refused:
        return f"计划的条件都符合；没有补贴的学徒：{listed(refused)}，原因在下面。"
    if whole.review:
        return "可以补贴；有的条件要由工作人员核对，下面写着是哪一条。"
    return "条件都符合。这是按计划测算的，还没有参保、学时和证书。"


def link(case: Mapping[str, Any]) -> str:
    """The page that shows a whole case, facts named as in the estimate API; nothing where the page cannot say it."""
    people = case["apprentices"]
    of_the_plan = {_said_once(case, person) for person in people}
    if len(of_the_plan) != 1 or not all(_askable(case, person) for person in people):
        return ""
    [(mentor, teacher, share)] = of_the_plan
    told = {name: case[name] for name in ("occupation", "level", "first_day", "planned_months", "filed_on", "urgent")}
    told |= {"mentor_apprentices": mentor, "has_teacher": teacher, "hours_share": share}
    told |= {"city_leave": True if case["city_leave"] else None}
    told |= {"advance": "no" if case["stage"] == "settlement" and case["advance_paid"] == "0.00" else None}
    for place, (alike, counted) in enumerate(_counted(case).items(), start=1):
        own = dict(zip(("contract_began", "contract_months", "moved_on"), alike, strict=True))
        own |= {"people": sum(counted.values()), "uncertified": counted.get(UNCERTIFIED), "left": counted.get(LEFT)}
        told |= {f"g{place}-{name}": value for name, value in own.items()}
    query = QueryDict(mutable=True)
    for name, value in told.items():
        if value is not None:
            query[name] = str(value).lower() if isinstance(value, bool) else str(value)
    plan = ApprenticesPlan(query)
    if not plan.ready or len(plan.groups) != len(_counted(case)):
        return ""
    return plan.address() if case["stage"] == "advance" or _advanced(plan, case) else ""


def _advanced(plan: ApprenticesPlan, case: Mapping[str, Any]) -> bool:
    """The plan took the advance that the page takes: the greatest, or none. Urgent or not must be said for that."""
    if case["advance_paid"] == "0.00":
        return True
    advance = decide(APPRENTICESHIP, *APPRENTICESHIP.unfold([plan.case("advance")]))
    return case["urgent"] is not None and plain_yuan(int(advance.groups.amount[0])) == case["advance_paid"]


def _said_once(case: Mapping[str, Any], person: Mapping[str, Any]) -> tuple[int, bool, int | None]:
    """What the page asks once for all: apprentices of a mentor, a teacher, the share of hours (−1: not one share)."""
    mentor = person["mentor_apprentices"] if person["has_mentor"] else 0
    if case["stage"] == "advance":  # there are no hours yet
        return mentor, person["has_teacher"], None
    shares = {100 * done / planned if planned else -1 for done, planned in person["hours"].values()}
    one = min(shares) if len(shares) == 1 else -1
    return mentor, person["has_teacher"], int(one) if one == int(one) else -1


def _askable(case: Mapping[str, Any], person: Mapping[str, Any]) -> bool:
    """Nothing about this apprentice is what the page never asks."""
    settlement = case["stage"] == "settlement"
    insured = person["insured_first"] and (person["insured_last"] or not settlement)
    joined = person.get("first_day") is None and person.get("planned_months") is None
    stayed = not settlement or not person["finished"] or person["months"] >= case["planned_months"]
    mentor = person["has_mentor"] == (person["mentor_apprentices"] > 0)
    return bool(insured and joined and stayed and mentor and not person["overlaps"] and not person["paid"])


def _counted(case: Mapping[str, Any]) -> dict[tuple[Any, ...], dict[int, int]]:
    """Apprentices who are alike → outcome → how many. At the advance nobody has come to anything yet."""
    counted: dict[tuple[Any, ...], dict[int, int]] = {}
    for person in case["apprentices"]:
        outcome = CERTIFIED
        if case["stage"] == "settlement":
            outcome = LEFT if not person["finished"] else CERTIFIED if person["certificate"] else UNCERTIFIED
        counted_of = counted.setdefault((person["contract_began"], person["contract_months"], person["moved_on"]), {})
        counted_of[outcome] = counted_of.get(outcome, 0) + 1
    return counted
