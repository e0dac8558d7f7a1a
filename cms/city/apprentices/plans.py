"""The plans of the demonstration with who learns in them, written at once: through the pages' actions 20,000 people
would take an hour. What they say agrees with the rules all the same: whom the rule refuses is promised nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

import numpy as np

from apprenticeship.models import Apprentice, Guide, Plan
from cms.city.apprentices import parties as who
from cms.city.apprentices.parties import Parties
from cms.city.apprentices.stories import Told
from lib.working_days import add_working_days
from people import bulk
from people.models import Organisation

LEVELS, LIKELY = (4, 3, 2, 1), (0.52, 0.36, 0.09, 0.03)
HOURS = {"general": (16, 24), "theory": (40, 48, 56), "practice": (80, 96, 120)}
CONTENT = "在岗跟企业导师实训，每周在校一天学理论，每季度考核一次，期末参加技能等级评价（示例）。"
FILED = 21  # days before the first
OWN = 0  # the place of the organisations that a visitor may be
WAITS, TAKEN_OUT, SHORT, UNINSURED = 0.01, 0.015, 0.015, 0.015  # of the apprentices of a plan that was accepted
GIVEN_BACK = "学徒名单里有两人的劳动合同日期与参保登记不符，请核对后重新提交（示例）。"
LONGER = "这个等级在企业的实训设备要轮换使用，两年内完不成全部实训内容（示例）。"


@dataclass
class Made:
    """What was laid, in the order of ``told``; of each plan its ``rows`` and ``mentors``.

    leaving    who will stop, and when, after the advance
    insured    who is insured by the enterprise
    """

    told: list[Told]
    plans: list[Plan] = field(default_factory=list)
    rows: list[list[Apprentice]] = field(default_factory=list)
    teachers: dict[int, list[Guide]] = field(default_factory=dict)
    mentors: list[list[Guide]] = field(default_factory=list)
    leaving: dict[int, date] = field(default_factory=dict)
    uninsured: set[int] = field(default_factory=set)


class Laying:
    """``trades``: the occupations plans may be for. ``run``: what the persons are known from."""

    def __init__(
        self, parties: Parties, trades: list[str], on: date, at: datetime, run: int, chance: np.random.Generator
    ):
        self.parties, self.trades, self.on, self.at, self.run = parties, trades, on, at, run
        self.chance = chance
        self._agreements = count(1)

    def lay(self, told: list[Told], own: list[Told]) -> Made:
        """``own``: the plans of the enterprise that a visitor may be, with its school."""
        made = Made([*own, *told])
        sides = self._sides(len(own), len(told))
        made.plans = self._plans(made.told, sides)
        mentors = [who.mentors_for(each.size, self.chance) for each in made.told]
        schools = {each.pk: each for _, each in sides}
        people = self._people(sum(each.size for each in made.told) + sum(mentors) + len(schools) * who.TEACHERS)
        made.teachers = self._teachers(list(schools.values()), people)
        made.mentors = self._mentors(made.plans, mentors, people)
        for plan, one, guides in zip(made.plans, made.told, made.mentors, strict=True):
            made.rows.append(self._rows(plan, one, guides, made, people))
        _written([row for rows in made.rows for row in rows])
        self._leaving(made)
        return made

    def _sides(self, own: int, others: int) -> list[tuple[Organisation, Organisation]]:
        """Everybody takes part; some have many plans. An enterprise keeps to a school or two."""
        enterprises, schools = self.parties.enterprises[OWN + 1 :], self.parties.schools[OWN + 1 :]
        more = self.chance.integers(0, len(enterprises), others).tolist()
        places = [(place, place) for place in range(len(enterprises))] + [
            (e, e + nth % 2) for nth, e in enumerate(more)
        ]
        pairs = [
            (enterprises[places[nth][0]], schools[places[nth][1] % len(schools)])
            for nth in self.chance.permutation(others).tolist()
        ]  # fmt: skip
        return [(self.parties.enterprises[OWN], self.parties.schools[OWN])] * own + pairs

    def _plans(self, told: list[Told], sides: list[tuple[Organisation, Organisation]]) -> list[Plan]:
        made = [self._plan(one, *pair) for one, pair in zip(told, sides, strict=True)]
        Plan.objects.bulk_create(made, batch_size=200)
        for plan in made:
            plan.number = f"{plan.made_at:%y}{plan.pk:06d}"
        Plan.objects.bulk_update(made, ["number"], batch_size=200)
        return made

    def _plan(self, one: Told, enterprise: Organisation, school: Organisation) -> Plan:
        state, made_on = one.story.state, min(one.first - timedelta(days=FILED + 20), self.on - timedelta(days=9))
        asks = state == "agreed" and one.size % 2 == 0
        plan = Plan(
            enterprise=enterprise, school=school, occupation=str(self.chance.choice(self.trades)),
            level=int(self.chance.choice(LEVELS, p=LIKELY)), first_day=one.first, months=30 if asks else one.months,
            **{area: int(self.chance.choice(many)) for area, many in HOURS.items()},
            agreement=f"示例协议{made_on.year}-{next(self._agreements):03d}号", agreed_on=made_on - timedelta(days=15),
            agreed_until=one.last + timedelta(days=400), content=CONTENT, leave_why=LONGER if asks else "",
            state=state, made_at=self._when(made_on),
        )  # fmt: skip
        self._dates(plan, made_on)
        return plan

    def _dates(self, plan: Plan, made_on: date) -> None:
        """When the school agreed, when it was filed and answered."""
        if plan.state in ("draft", "offered"):
            return
        plan.school_at, plan.school_by_id = self._when(made_on + timedelta(days=4)), self.parties.manager.account
        if plan.state in ("agreed", "cancelled"):
            return
        filed = max(
            made_on + timedelta(days=7), min(plan.first_day - timedelta(days=FILED), self.on - timedelta(days=2))
        )
        plan.filed_on, plan.filed_at = filed, self._when(filed)
        if plan.state == "filed":
            plan.filed_on = filed = max(filed, self.on - timedelta(days=3))
            plan.filed_at, plan.due_on = self._when(filed), add_working_days(filed, 5)
        else:
            plan.answered_at = self._when(min(filed + timedelta(days=4), self.on - timedelta(days=1)))

    def _when(self, day: date) -> datetime:
        return self.at - timedelta(days=(self.on - day).days)

    def _people(self, size: int) -> "_Queue":
        return _Queue(who.persons(size, self.chance, self.run).tolist())

    def _teachers(self, schools: list[Organisation], people: "_Queue") -> dict[int, list[Guide]]:
        of = [each for each in schools for _ in range(who.TEACHERS)]
        found: dict[int, list[Guide]] = {}
        for guide in who.guides(of, people.next(len(of)), "讲师"):
            found.setdefault(guide.organisation_id, []).append(guide)
        return found

    def _mentors(self, plans: list[Plan], many: list[int], people: "_Queue") -> list[list[Guide]]:
        of = [plan.enterprise for plan, each in zip(plans, many, strict=True) for _ in range(each)]
        made = iter(who.guides(of, people.next(len(of)), "技师"))
        return [[next(made) for _ in range(each)] for each in many]

    def _rows(self, plan: Plan, one: Told, mentors: list[Guide], made: Made, people: "_Queue") -> list[Apprentice]:
        teachers = made.teachers[plan.school_id]
        moved, chosen = self.chance.random(one.size) < 0.1, self.chance.random(one.size)
        ago, before = self.chance.integers(10, 200, one.size), self.chance.integers(500, 2500, one.size)
        months = self.chance.choice([36, 36, 36, 60, 1200], one.size)
        days = {"moved": moved, "ago": ago.tolist(), "before": before.tolist()}
        rows = []
        for nth, person in enumerate(people.next(one.size)):
            began = plan.first_day - timedelta(days=days["before"][nth] if moved[nth] else days["ago"][nth])
            row = Apprentice(
                plan=plan, person_id=person, contract_began=min(began, self.on - timedelta(days=6)),
                moved_on=plan.first_day - timedelta(days=days["ago"][nth] // 3) if moved[nth] else None,
                contract_months=6 if chosen[nth] < SHORT else int(months[nth]), mentor=mentors[nth % len(mentors)],
                teacher=teachers[nth % len(teachers)], made_at=plan.made_at + timedelta(days=1),
            )  # fmt: skip
            if row.moved_on and row.moved_on > self.on:
                row.moved_on = self.on - timedelta(days=2)
            if SHORT <= chosen[nth] < SHORT + UNINSURED:
                made.uninsured.add(person)
            self._state(row, float(chosen[nth]), nth)
            rows.append(row)
        return rows

    def _state(self, row: Apprentice, chosen: float, nth: int) -> None:
        """Confirmed by whom, or taken out again before the plan was filed."""
        state, by = row.plan.state, self.parties
        enterprise = school = True
        if state == "draft":
            school = False
        elif state == "offered":
            enterprise, school = nth % 3 != 0, nth % 3 != 1
        elif chosen > 1 - (WAITS if state == "accepted" else 0.08) and nth:
            school = False
        if enterprise:
            row.enterprise_at, row.enterprise_by_id = row.made_at, by.clerk.account
        if school:
            row.school_at, row.school_by_id = row.made_at + timedelta(days=1), by.manager.account
        row.state = Apprentice.State.CONFIRMED if enterprise and school else Apprentice.State.PROPOSED
        if nth > 1 and SHORT + UNINSURED <= chosen < SHORT + UNINSURED + TAKEN_OUT and state != "draft":
            row.state, row.left_why = Apprentice.State.GONE, "本人不愿参加"
            row.left_on = min(row.made_at.date() + timedelta(days=3), self.on)

    def _leaving(self, made: Made) -> None:
        """Who will stop: of a plan that was paid in advance only after that."""
        for one, rows in zip(made.told, made.rows, strict=True):
            if one.story.state != "accepted" or not (one.asked or one.story.ended or one.story.key == "no-advance"):
                continue
            first = max(one.first + timedelta(days=20), self.on - timedelta(days=(one.asked or 9999) - 30))
            span = (min(one.last, self.on - timedelta(days=2)) - first).days
            share = one.story.left * (1 if one.story.ended else min((self.on - one.first).days / 365, 1))
            if span < 2:
                continue
            confirmed = [row for row in rows if row.state == Apprentice.State.CONFIRMED]
            many = max(round(len(confirmed) * share), int(share > 0.1))
            for place in self.chance.choice(len(confirmed), min(many, len(confirmed)), replace=False).tolist():
                made.leaving[confirmed[place].pk] = first + timedelta(days=int(self.chance.integers(0, span)))


def _written(rows: list[Apprentice]) -> None:
    ids = bulk.reserve(Apprentice, len(rows)).tolist()
    for row, pk in zip(rows, ids, strict=True):
        row.pk = pk
    columns = [field.attname for field in Apprentice._meta.concrete_fields]
    bulk.write(Apprentice, {name: [getattr(row, name) for row in rows] for name in columns})


class _Queue:
    """Persons who are nothing yet."""

    def __init__(self, ids: list[int]):
        self._ids = iter(ids)

    def next(self, many: int) -> list[int]:
        return [next(self._ids) for _ in range(many)]
