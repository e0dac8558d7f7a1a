"""An enterprise and a school that train apprentices together, for tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from apprenticeship.entering import actions as entering
from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.plans import actions
from people.actor import Actor, actor_of
from people.models import InsuranceSpan, Organisation, TrueTo, User
from tests.people import cast
from tests.records.joining import code

AT = datetime(2026, 9, 1, 2, tzinfo=UTC)
ON = AT.date()
FIRST = date(2026, 9, 7)
MONTHS = 12
FITTER = "6-31-01-03"  # 电工, which is on the demonstration's list of what is urgent
MONTH = 2026 * 12 + 7  # August 2026


@dataclass
class Party:
    """``user``: its manager, who may sign in."""

    organisation: Organisation
    user: User
    guide: Guide

    @property
    def actor(self) -> Actor:
        return actor_of(self.user)


@dataclass
class Partners:
    enterprise: Party
    school: Party


def partners(nth: int = 1, district: str = "110101") -> Partners:
    return Partners(_party(nth * 2, "enterprise", district), _party(nth * 2 + 1, "institution", "110105"))


def _party(nth: int, kind: str, district: str) -> Party:
    words = {"enterprise": "示例第{}机械厂", "institution": "示例第{}技工学校"}[kind].format(nth)
    made = Organisation.objects.create(code=code(70 + nth), name=words, kind=kind, district_id=district)
    user = cast.official("manager", f"party{nth}", organisation=made)
    guide = actions.add_guide(
        organisation=made, name="示导师", document="01", number=cast.number(9500 + nth), qualification="技师",
        actor=actor_of(user),
    )  # fmt: skip
    return Party(made, user, guide)


def given(both: Partners, **other) -> dict:
    return {
        "school": both.school.organisation, "occupation": FITTER, "level": 4, "first_day": FIRST, "months": MONTHS,
        "general": 40, "theory": 120, "practice": 320, "agreement": "示例协议第1号", "agreed_on": date(2026, 8, 1),
        "agreed_until": date(2028, 12, 31), "content": "在岗跟导师实训，每周在校一天学理论，期末考核。",
        "leave_why": "",
    } | other  # fmt: skip


def a_plan(both: Partners, **other) -> Plan:
    """A draft."""
    return actions.draft(
        enterprise=both.enterprise.organisation, given=given(both, **other), actor=both.enterprise.actor, at=AT
    )


def told(both: Partners, **other) -> dict:
    """What is said of an apprentice."""
    return {
        "contract_began": date(2026, 8, 3), "contract_months": 36, "moved_on": None, "first_day": None, "months": None,
        "mentor": both.enterprise.guide, "teacher": both.school.guide,
    } | other  # fmt: skip


def proposed(
    both: Partners, plan: Plan, nth: int = 1, insured: bool = True, by: Party | None = None, **other
) -> Apprentice:
    """A new hire whom the enterprise insures."""
    number = cast.number(nth)
    row = entering.propose(
        plan=plan.pk, name=name(nth), document="01", number=number, given=told(both, **other),
        actor=(by or both.enterprise).actor, at=AT,
    )  # fmt: skip
    if insured:
        TrueTo.objects.get_or_create(kind="insurance", run=1, defaults={"day": date(2026, 8, 31)})
        InsuranceSpan.objects.create(
            person=row.person, employer_code=both.enterprise.organisation.code, employer_kind="E", first_month=MONTH,
            last_month=MONTH, since_run=1,
        )  # fmt: skip
    return row


def name(nth: int) -> str:
    return "示" + "甲乙丙丁戊己庚辛壬癸"[nth % 10] + "子丑寅卯辰巳午未申酉"[nth // 10 % 10]


def agreed(both: Partners, many: int = 2, start: int = 1, **other) -> Plan:
    """Both have agreed to the plan, and to its apprentices."""
    plan = a_plan(both, **other)
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=AT)
    for nth in range(many):
        proposed(both, plan, nth + start)
    entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT)
    return actions.agree(pk=plan.pk, actor=both.school.actor, at=AT)


def filed(both: Partners, many: int = 2, **other) -> Plan:
    plan, judged = actions.file(pk=agreed(both, many, **other).pk, actor=both.enterprise.actor, at=AT, on=ON)
    assert plan.state == "filed", [(one.code, one.found) for one in judged.blocks]
    return plan
