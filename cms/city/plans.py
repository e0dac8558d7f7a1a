"""Plans of the enterprise and the institution that a visitor may be: at every point of the way."""

from datetime import date, datetime, timedelta

from apprenticeship.desk import actions as desk
from apprenticeship.entering import actions as entering
from apprenticeship.models import Guide, Plan
from apprenticeship.plans import actions
from cms.city.scene import Scene
from lib.months import month_of
from people import identities
from people.actor import Actor, actor_of
from people.models import InsuranceSpan, Organisation, Person, StatusSpan, User

TRADE, LEVEL = "6-31-01-03", 4
CONTENT = "在岗跟企业导师实训，每周在校一天学理论，每季度考核一次，期末参加技能等级评价（示例）。"
HIRED = 45  # days before its plan begins


def load(on: date, at: datetime) -> int:
    """How many plans were made; 0 where they are there, or the accounts are not."""
    accounts = {name: User.objects.filter(username=name).first() for name in ("qiye", "xuexiao")}
    enterprise, school = (_of(user) for user in accounts.values())
    if enterprise is None or school is None or Plan.objects.exists():
        return 0
    clerk, manager = (actor_of(user) for user in accounts.values() if user)
    people = _people(on)
    if len(people) < 15:
        return 0
    made = _Pair(enterprise, school, clerk, manager, on, at, people)
    old = made.agreed(made.plan(on + timedelta(days=3)), 6)
    _filed(made, old)
    scene = Scene(on, at, {})
    if scene.reviewer.districts and enterprise.district_id in scene.reviewer.districts:
        desk.accept(pk=old.pk, actor=scene.reviewer, at=at, on=on)
    _filed(made, made.agreed(made.plan(on + timedelta(days=12), level=3), 4))
    offered = made.plan(on + timedelta(days=20))
    actions.offer(pk=offered.pk, actor=clerk, at=at)
    for nth in range(3):
        made.enter(offered, insured=nth > 0, months=6 if nth == 1 else 36)
    made.plan(on + timedelta(days=60))
    return Plan.objects.count()


def _filed(made: "_Pair", plan: Plan) -> None:
    actions.file(pk=plan.pk, actor=made.clerk, at=made.at, on=made.on)


def _of(user: User | None) -> Organisation | None:
    grant = user.grants.select_related("organisation").first() if user else None
    return grant.organisation if grant else None


def _people(on: date) -> list[Person]:
    """Of working age, in no class, no benefit and no insurance of late."""
    busy = StatusSpan.objects.current().filter(kind__in=["pension", "dead", "benefit"]).values("person")
    insured = InsuranceSpan.objects.current().filter(last_month__gt=month_of(on) - 6).values("person")
    rows = Person.objects.filter(enrolments__isnull=True, taken_up__isnull=True, document="01")
    rows = rows.filter(born__range=(date(on.year - 55, 1, 1), date(on.year - 19, 1, 1)))
    return list(rows.exclude(pk__in=busy).exclude(pk__in=insured).order_by("-pk")[:30])


class _Pair:
    """Makes plans as the clerk of the one and the manager of the other would."""

    def __init__(
        self, enterprise: Organisation, school: Organisation, clerk: Actor, manager: Actor, on: date, at: datetime,
        people: list[Person],
    ):  # fmt: skip
        self.enterprise, self.school, self.clerk, self.manager = enterprise, school, clerk, manager
        self.on, self.at, self.people = on, at, people
        self.mentor = self._guide(enterprise, clerk, "一级/高级技师")
        self.teacher = self._guide(school, manager, "讲师")

    def _guide(self, organisation: Organisation, actor: Actor, qualification: str) -> Guide:
        person = self.people.pop()
        return actions.add_guide(
            organisation=organisation, name=person.name, document=person.document,
            number=identities.number_of(person), qualification=qualification, actor=actor,
        )  # fmt: skip

    def plan(self, first: date, level: int = LEVEL) -> Plan:
        """A draft."""
        given = {
            "school": self.school, "occupation": TRADE, "level": level, "first_day": first, "months": 12, "general": 40,
            "theory": 120, "practice": 320, "agreement": f"示例协议{self.on.year}-01号",
            "agreed_on": self.on - timedelta(days=60), "agreed_until": self.on + timedelta(days=900),
            "content": CONTENT, "leave_why": "",
        }  # fmt: skip
        return actions.draft(enterprise=self.enterprise, given=given, actor=self.clerk, at=self.at)

    def agreed(self, plan: Plan, many: int) -> Plan:
        actions.offer(pk=plan.pk, actor=self.clerk, at=self.at)
        for _ in range(many):
            self.enter(plan)
        entering.confirm(plan=plan.pk, which=None, actor=self.manager, at=self.at)
        return actions.agree(pk=plan.pk, actor=self.manager, at=self.at)

    def enter(self, plan: Plan, insured: bool = True, months: int = 36) -> None:
        """A new hire, whom the enterprise has insured since."""
        person, began = self.people.pop(), self.on - timedelta(days=HIRED)
        if insured:
            month = month_of(began)
            InsuranceSpan.objects.create(
                person=person, employer_code=self.enterprise.code, employer_kind="E", relation_began=began,
                first_month=month, last_month=month + 1, since_run=1, district=self.enterprise.district,
            )  # fmt: skip
        given = {
            "contract_began": began, "contract_months": months, "moved_on": None, "first_day": None, "months": None,
            "mentor": self.mentor, "teacher": self.teacher,
        }  # fmt: skip
        entering.propose(
            plan=plan.pk, name=person.name, document=person.document, number=identities.number_of(person), given=given,
            actor=self.clerk, at=self.at,
        )  # fmt: skip
