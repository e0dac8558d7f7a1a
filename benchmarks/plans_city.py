"""Three plans in an empty PostgreSQL database, for benchmarks/plans.py: one in the middle of its training with its
advance granted, one that both parties still work on, and a small one like the first.

    python -m benchmarks.plans_city APPRENTICES

By the actions that real ones take. Nobody is real: names are 示例, numbers are blank seals.
"""

import os
import sys
from datetime import date, datetime, timedelta

import django
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.measure import say

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows, which knows the models

from apprenticeship.desk import actions as desk  # noqa: E402
from apprenticeship.during import actions as during  # noqa: E402
from apprenticeship.entering import actions as entering  # noqa: E402
from apprenticeship.models import Apprentice, Guide, Plan  # noqa: E402
from apprenticeship.plans import actions  # noqa: E402
from apprenticeship.settling import actions as settling  # noqa: E402
from benchmarks.scan_city import _load_people  # noqa: E402
from lib.months import last_day, month_of  # noqa: E402
from occupations import demo  # noqa: E402
from people import keys  # noqa: E402
from people.actor import Actor, actor_of  # noqa: E402
from people.models import BankAccount, District, InsuranceSpan, Organisation, TrueTo, User  # noqa: E402
from people.roles import CITY, MANAGER, REVIEWER  # noqa: E402
from subsidies.actions import review  # noqa: E402

FITTER, RATIO, FEW, BEGAN, LESSONS, UNFIT = "6-31-01-03", 8, 20, 100, 12, 20  # one in so many has a short contract


def load(many: int) -> None:
    """Fill an empty database."""
    demo.load()
    at, on = timezone.now(), timezone.localdate()
    district = District.objects.order_by("pk")[0]
    enterprise = _organisation("91990101MA0000001Y", "示例机械厂", "enterprise", district)
    school = _organisation("52990101MJ0000002K", "示例技工学校", "institution", district)
    reviewer, city = _official(REVIEWER, at, district=district), _official(CITY, at)
    BankAccount.objects.create(
        organisation=enterprise, kind="corporate", bank="ICBC", number_sealed=b"0", number_index=b"0", key_version=1,
        tail="0000", made_at=at,
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # keys are made right here
        _load_people(4 * many)
        cursor.execute("UPDATE people_person SET number_sealed = %s", [keys.seal(keys.NUMBER, "01:990101198501010075")])
    made = _Plans(enterprise, school, _official(MANAGER, at, organisation=enterprise, username="enterprise"),
                  _official(MANAGER, at, organisation=school, username="school"), on, at)  # fmt: skip
    for size, open_ in ((many, False), (many, True), (FEW, False)):
        plan = made.agreed(size)
        if open_:
            continue
        actions.file(pk=plan.pk, actor=made.enterprise, at=made.then, on=made.then.date())
        plan = desk.accept(pk=plan.pk, actor=reviewer, at=made.then, on=made.then.date())
        made.teach(plan)
        application = settling.ask(plan=plan, actor=made.enterprise, at=at)
        assert application is not None
        review.advise(pk=application.pk, actor=reviewer, at=at)
        review.approve(pk=application.pk, actor=city, at=at)
        say(f"{size:,} apprentices are in training")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _organisation(code: str, name: str, kind: str, district: District) -> Organisation:
    return Organisation.objects.create(code=code, name=name, kind=kind, district=district)


def _official(role: str, at: datetime, username: str = "", **place: District | Organisation) -> Actor:
    user = User.objects.create(username=username or role)
    user.grants.create(role=role, granted_at=at, **place)
    return actor_of(user)


class _Plans:
    """Makes plans as the managers of the two would."""

    def __init__(
        self, enterprise: Organisation, school: Organisation, ours: Actor, theirs: Actor, on: date, at: datetime
    ):
        self.of, self.school, self.enterprise, self.theirs, self.on, self.at = enterprise, school, ours, theirs, on, at
        self.then = at - timedelta(days=BEGAN + 20)
        self.first, self.next_person = on - timedelta(days=BEGAN), 1
        self.teacher = self._guides(school, 1)[0]
        TrueTo.objects.create(kind="insurance", run=1, day=last_day(month_of(on) - 1))

    def _people(self, many: int) -> range:
        self.next_person += many
        return range(self.next_person - many, self.next_person)

    def _guides(self, of: Organisation, many: int) -> list[Guide]:
        rows = [Guide(organisation=of, person_id=pk, qualification="示例") for pk in self._people(many)]
        return Guide.objects.bulk_create(rows)

    def agreed(self, many: int) -> Plan:
        given = {
            "school": self.school, "occupation": FITTER, "level": 4, "first_day": self.first, "months": 12,
            "general": 16, "theory": 48, "practice": 96, "agreement": "示例协议第1号",
            "agreed_on": self.first - timedelta(days=60), "agreed_until": self.first + timedelta(days=900),
            "content": "在岗跟导师实训，每周在校一天学理论，期末考核。", "leave_why": "",
        }  # fmt: skip
        plan = actions.draft(enterprise=self.of, given=given, actor=self.enterprise, at=self.then)
        actions.offer(pk=plan.pk, actor=self.enterprise, at=self.then)
        mentors, people = self._guides(self.of, -(-many // RATIO)), self._people(many)
        self._insure(people)
        told = [(pk, self._told(mentors[nth // RATIO], nth)) for nth, pk in enumerate(people)]
        entering.add_known(plan=plan.pk, people=told, actor=self.enterprise, at=self.then)
        entering.confirm(plan=plan.pk, which=None, actor=self.theirs, at=self.then)
        return actions.agree(pk=plan.pk, actor=self.theirs, at=self.then)

    def _told(self, mentor: Guide, nth: int) -> dict:
        return {
            "contract_began": self.first - timedelta(days=40), "contract_months": 36 if nth % UNFIT else 6,
            "moved_on": None, "first_day": None, "months": None, "mentor": mentor, "teacher": self.teacher,
        }  # fmt: skip

    def _insure(self, people: range) -> None:
        InsuranceSpan.objects.bulk_create(
            InsuranceSpan(person_id=pk, employer_code=self.of.code, employer_kind="E", since_run=1,
                          first_month=month_of(self.first) - 2, last_month=month_of(self.on) - 1)
            for pk in people
        )  # fmt: skip

    def teach(self, plan: Plan) -> None:
        which = list(Apprentice.objects.filter(plan=plan).values_list("pk", flat=True))
        for nth in range(LESSONS):
            day = self.first + timedelta(days=3 + nth * 4)
            during.teach(
                plan=plan.pk, area="theory", on=day, hours=8, guide=self.teacher, topic="示例内容", which=which,
                actor=self.theirs, at=self.at, today=day,
            )  # fmt: skip


if __name__ == "__main__":
    load(int(sys.argv[1]))
